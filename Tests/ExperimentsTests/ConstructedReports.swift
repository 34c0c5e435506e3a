import SimulationKernel
import Statistics

@testable import Experiments
@testable import RegistryModel

/// Reports with figures that can be checked by hand: one workload, two regions, one link, one
/// upstream.
enum ConstructedReports {
  static let scenario: Scenario = {
    var run = RunDescription()
    run.duration = .hours(2)
    run.warmUp = .minutes(30)
    run.replications = 2
    run.seed = 7
    run.timelineInterval = .minutes(30)
    return Scenario(
      title: "Two regions, by hand",
      registry: RegistryDescription(home: "westeurope", replicas: ["eastus"]),
      rules: [RuleDescription(name: "hub", source: "docker.io/*", target: "hub/*")],
      workloads: [
        WorkloadDescription(
          name: "nodes, cold", region: "westeurope",
          arrivals: .steady(rate: .perMinute(1)))
      ], run: run)
  }()

  /// - Parameters:
  ///   - latencies: Of pulls served in the first region, in milliseconds.
  ///   - failed: Pulls that ended with 429.
  static func report(
    _ replication: UInt32, latencies: [Int64], failed: Int, hits: Int, misses: Int
  ) -> RunReport {
    var histogram = LatencyHistogram()
    for latency in latencies { histogram.record(nanoseconds: latency * 1_000_000) }
    var failures = LatencyHistogram()
    failures.record(nanoseconds: 310_000_000_000, count: failed)
    var ended = [Int](repeating: 0, count: AnswerStatus.allCases.count)
    ended[Int(AnswerStatus.ok.rawValue)] = latencies.count
    ended[Int(AnswerStatus.tooManyRequests.rawValue)] = failed
    var handler = HandlerRecorder()
    handler.layers[.zone] = RequestCount(requests: hits, bytes: Int64(hits) * 1_000)
    handler.layers[.upstream] = RequestCount(requests: misses, bytes: Int64(misses) * 4_000)
    handler.manifests[.failed] = RequestCount(requests: failed, bytes: 0)
    handler.replicationTime.record(nanoseconds: 6_000_000_000)
    let delivered = RequestCount(
      requests: hits + misses, bytes: Int64(hits) * 1_000 + Int64(misses) * 4_000)
    return RunReport(
      replication: replication, fingerprint: 0xAB + UInt64(replication), messages: 1_000,
      measured: .minutes(90),
      workloads: [
        WorkloadReport(
          name: "nodes, cold", started: latencies.count + failed + 1, retries: 3, ended: ended,
          inFlight: 1, completed: latencies.count, latency: [histogram, LatencyHistogram()],
          failedLatency: [failures, LatencyHistogram()], delivered: [delivered, RequestCount()],
          layersKept: 5,
          timeline: [
            TimelineSample(interval: 0, metric: .pullsStarted, value: 4),
            TimelineSample(interval: 0, metric: .pullsTooManyRequests, value: Double(failed)),
            TimelineSample(interval: 0, metric: .pullsOverloaded, value: 0),
            TimelineSample(
              interval: 1, metric: .pullsStarted, value: 10 + Double(replication)),
          ], pulls: pulls)
      ],
      regions: [region("westeurope", handler, 0.25), region("eastus", HandlerRecorder(), 0)],
      links: [
        LinkReport(
          from: "westeurope", to: "eastus", bytesSent: 2_048, utilisation: 0.5, timeline: [])
      ],
      upstreams: [
        UpstreamReport(
          host: "docker.io", requests: misses + failed, counted: failed, exempt: misses,
          refused: 0, failed: 0, unanswered: 0, indexes: 0, manifests: failed, layers: misses,
          tagChecks: 0,
          quota: QuotaUse(limit: 200, window: .hours(6), mostUsed: failed),
          bytesSent: Int64(misses) * 4_000, utilisation: 0.125, timeline: [])
      ], faults: [], violations: [])
  }

  private static let pulls = [
    // Before the end of the warm-up: no row.
    PoolRecorder.PullRecord(
      number: 11, tag: 0, node: 3, region: .home, startedAt: .zero + .minutes(29),
      endedAt: .zero + .minutes(31), attempts: 1, status: .ok),
    PoolRecorder.PullRecord(
      number: 12, tag: 0, node: 3, region: .home,
      startedAt: Instant(nanoseconds: 1_801_500_000_000),
      endedAt: Instant(nanoseconds: 1_801_500_000_001), attempts: 2, status: .ok),
  ]

  private static func region(
    _ name: String, _ handler: HandlerRecorder, _ utilisation: Double
  ) -> RegionReport {
    RegionReport(
      name: name, handler: handler, frontEndUtilisation: utilisation, frontEndWaiting: 0,
      frontEndRejections: 0, storageUtilisation: utilisation / 2, storageBytesSent: 10,
      cacheBytesHeld: 20, cacheImages: 1, cacheLayers: 2, timeline: [], present: .minutes(90))
  }

  static let two = [
    report(0, latencies: [100, 200, 300, 400], failed: 0, hits: 9, misses: 1),
    report(1, latencies: [200, 300, 400, 500], failed: 1, hits: 7, misses: 3),
  ]
}

extension Results {
  /// Writes into a folder at once.
  func write(
    to folder: ResultsFolder, provenance: Provenance, imageNames: ((UInt32) -> String)? = nil
  ) throws {
    try folder.replace {
      try write(to: $0, provenance: provenance, imageNames: imageNames)
    }
  }
}

extension Results {
  /// Reduces reports that are all in memory.
  init(scenario: Scenario, reports: [RunReport]) {
    self.init(scenario: scenario, replications: reports.map { ReplicationFigures($0) })
  }
}
