public import CacheRules
import ContentCache
public import SimulationKernel
public import Statistics

/// What one replication yields: figures, no verdicts.
public struct RunReport: Codable, Sendable {
  /// Which replication, from 0.
  public var replication: UInt32
  /// The rolling fingerprint of all messages: equal runs have equal ones.
  public var fingerprint: UInt64
  /// Messages delivered.
  public var messages: UInt64
  /// The time over which the figures were taken.
  public var measured: Span
  public var workloads: [WorkloadReport]
  public var regions: [RegionReport]
  public var links: [LinkReport]
  public var upstreams: [UpstreamReport]
  /// One entry an occurrence of a fault, in the order of their beginnings.
  public var faults: [FaultReport]
  /// Where the regions' tags differed.
  public var tagConflicts = TagConflicts()
  /// Every access to the key vault, where they were asked for.
  public var vaultAccesses: [VaultAccess] = []
  /// What must hold in every run and did not, each in a sentence; empty in a sound run.
  public var violations: [String]
}

/// What one workload met.
public struct WorkloadReport: Codable, Sendable {
  public var name: String
  /// Since the end of the warm-up.
  public var started: Int
  public var retries: Int
  /// Pulls that started after the warm-up and ended, by ``AnswerStatus``.
  public var ended: [Int]
  /// Pulls under way at the end, of the whole run.
  public var inFlight: Int
  /// Pulls that were served after the warm-up, whenever they started.
  public var completed: Int
  /// Indexed by region of the registry: latencies of served pulls.
  public var latency: [LatencyHistogram]
  /// Indexed by region of the registry: how long failed pulls took to give up.
  public var failedLatency: [LatencyHistogram]
  /// Indexed by region of the registry: layers that clients received in full.
  public var delivered: [RequestCount]
  public var layersKept: Int
  /// How long pulls that ended waited for their turns at their node; empty where none waits.
  public var nodeWait = LatencyHistogram()
  @PackedTimeline public var timeline: [TimelineSample]
  public var pulls: [PoolRecorder.PullRecord]

  /// Layers that clients received in full.
  public var layersDownloaded: RequestCount { delivered.reduce(RequestCount(), +) }
  /// Pulls that were served.
  public var served: Int { ended[Int(AnswerStatus.ok.rawValue)] }
  /// Pulls that failed for good.
  public var failed: Int { ended.reduce(0, +) - served }
}

/// What one region did.
public struct RegionReport: Equatable, Codable, Sendable {
  public var name: String
  public var handler: HandlerRecorder
  /// Indexed by credential set: for how long it was unhealthy, as this region knows it, for each of
  /// the reasons of ``credentialCodes``.
  public var unhealthyTimes: [[Span]] = []
  /// Indexed by credential set: its health at the end, as this region knows it.
  public var credentialHealth: [CredentialHealth] = []

  /// The codes of the reasons for which a credential set is unhealthy.
  public static let credentialCodes = CredentialFlow.Fault.allCases.map(\.rawValue)

  /// For how long a credential set was unhealthy, for whatever reason; 0 of one that does not exist.
  public func unhealthyTime(ofSet index: Int) -> Span {
    guard unhealthyTimes.indices.contains(index) else { return .zero }
    return unhealthyTimes[index].reduce(.zero) { $0 + $1 }
  }

  /// Busy servers over servers, averaged over zones and time.
  public var frontEndUtilisation: Double
  /// Requests waiting for a server, summed over zones, averaged over time.
  public var frontEndWaiting: Double
  public var frontEndRejections: Int
  public var storageUtilisation: Double
  public var storageBytesSent: Int64
  /// At the end of the run.
  public var cacheBytesHeld: Int64
  public var cacheImages: Int
  public var cacheLayers: Int
  /// Of what is pushed, at the end of the run.
  public var pushedBytesHeld: Int64 = 0
  @PackedTimeline public var timeline: [TimelineSample]
  /// What the load balancer counted.
  public var balancer = BalancerRecorder()
  /// The bytes that the region held, cached and pushed, averaged over the measured time.
  public var storedBytesMean = 0.0
  /// For how much of the measured time the region was there: less than all of it where a replica was
  /// added meanwhile.
  public var present = Span.zero
}

/// What one link between two regions carried.
public struct LinkReport: Hashable, Codable, Sendable {
  public var from: String
  public var to: String
  public var bytesSent: Int64
  public var utilisation: Double
  @PackedTimeline public var timeline: [TimelineSample]
}

/// What one upstream was asked.
public struct UpstreamReport: Hashable, Codable, Sendable {
  public var host: String
  public var requests: Int
  public var counted: Int
  public var exempt: Int
  public var refused: Int
  public var failed: Int
  /// Requests that nobody answered, since the upstream was out.
  public var unanswered: Int
  /// All requests, by what was asked for.
  public var indexes: Int
  public var manifests: Int
  public var layers: Int
  public var tagChecks: Int
  /// Nil where the upstream has none.
  public var quota: QuotaUse?
  /// Bytes of layers that were sent to their end.
  public var bytesSent: Int64
  public var utilisation: Double
  @PackedTimeline public var timeline: [TimelineSample]
}

extension Simulation where W == RegistryWorld {
  /// The figures of the run as it stands now.
  public var report: RunReport {
    RunReport(
      replication: world.replication, fingerprint: fingerprint, messages: messagesProcessed,
      measured: world.plan.measured(at: now), workloads: world.workloadReports,
      regions: world.regionReports(at: now), links: world.linkReports(at: now),
      upstreams: world.upstreamReports(at: now), faults: world.faultReports(at: now),
      tagConflicts: world.tagConflicts, vaultAccesses: world.keyVault.accesses,
      violations: world.violations(at: now))
  }
}

extension Simulation where W == RegistryWorld {
  /// What must hold in every run and does not now, each in a sentence.
  public var violations: [String] { world.violations(at: now) }

  /// Pulls that have started since the start of the run.
  public var pullsStarted: Int { world.pools.reduce(0) { $0 + $1.recorder.totalStarted } }

  /// Pulls under way.
  public var pullsInFlight: Int { world.pools.reduce(0) { $0 + $1.recorder.inFlight } }
}

extension WorldPlan {
  /// The time at `now` over which figures are taken: since the end of the warm-up, or since the
  /// start before it.
  func measured(at now: Instant) -> Span {
    let endOfWarmUp = Instant.zero + scenario.run.warmUp
    return now - (now >= endOfWarmUp ? endOfWarmUp : .zero)
  }
}

extension RegistryWorld {
  var workloadReports: [WorkloadReport] {
    pools.map { pool in
      let recorder = pool.recorder
      return WorkloadReport(
        name: plan.workloads[Int(pool.pool.index)].description.name, started: recorder.started,
        retries: recorder.retries, ended: recorder.ended, inFlight: recorder.inFlight,
        completed: recorder.completed, latency: recorder.latency,
        failedLatency: recorder.failedLatency, delivered: recorder.delivered,
        layersKept: recorder.layersKept, nodeWait: recorder.nodeWait,
        timeline: recorder.timeline.samples,
        pulls: recorder.pulls)
    }
  }

  func regionReports(at now: Instant) -> [RegionReport] {
    plan.regions.indices.map { index in
      let zones = frontEnds[index * plan.zones..<(index + 1) * plan.zones]
      let levels = zones.map { $0.levels(at: now) }
      let servers = Double(plan.scenario.registry.frontEnds.servers * plan.zones)
      let handler = handlers[index]
      return RegionReport(
        name: plan.regions[index], handler: handler.recorder,
        unhealthyTimes: handler.credentials.map { $0.flow.unhealthyTimes(at: now) },
        credentialHealth: handler.credentials.map(\.flow.health),
        frontEndUtilisation: levels.reduce(0) { $0 + $1.busy } / servers,
        frontEndWaiting: levels.reduce(0) { $0 + $1.waiting },
        frontEndRejections: zones.reduce(0) { $0 + $1.recorder.rejections },
        storageUtilisation: storages[index].utilisation(at: now),
        storageBytesSent: storages[index].bytesSent(at: now),
        cacheBytesHeld: handler.cache.bytesHeld, cacheImages: handler.cache.manifestCount,
        cacheLayers: handler.cache.layerCount, pushedBytesHeld: handler.pushed.bytesHeld,
        timeline: handler.timeline.samples + storages[index].timeline.samples
          + Self.combined(zones.map(\.timeline.samples)) + balancers[index].timeline.samples,
        balancer: balancers[index].recorder, storedBytesMean: handler.bytesHeld.mean(at: now),
        present: present(RegionID(index), at: now))
    }
  }

  /// For how much of the measured time a region was there.
  private func present(_ region: RegionID, at now: Instant) -> Span {
    let measured = plan.measured(at: now)
    let added = faults.occurrences
      .first { plan.faults[$0.fault].effect == .notYetAdded(region) }
      .map { $0.end ?? now }
    return added.map { max(.zero, min(measured, now - $0)) } ?? measured
  }

  /// The zones' figures as one of the region: utilisation averaged, waiting requests added up.
  private static func combined(_ zones: [[TimelineSample]]) -> [TimelineSample] {
    guard let first = zones.first else { return [] }
    return first.indices.map { index in
      var sample = first[index]
      let sum = zones.reduce(0) { $0 + $1[index].value }
      sample.value = sample.metric == .frontEndUtilisation ? sum / Double(zones.count) : sum
      return sample
    }
  }

  func linkReports(at now: Instant) -> [LinkReport] {
    links.filter { $0.from != $0.to }.map { link in
      LinkReport(
        from: plan.regions[Int(link.from.index)], to: plan.regions[Int(link.to.index)],
        bytesSent: link.bytesSent(at: now), utilisation: link.utilisation(at: now),
        timeline: link.timeline.samples)
    }
  }

  func upstreamReports(at now: Instant) -> [UpstreamReport] {
    upstreams.map { upstream in
      let recorder = upstream.recorder
      return UpstreamReport(
        host: plan.upstreams[Int(upstream.upstream.index)].description.host,
        requests: recorder.requests, counted: recorder.counted, exempt: recorder.exempt,
        refused: recorder.refused, failed: recorder.failed, unanswered: recorder.unanswered,
        indexes: recorder.indexes, manifests: recorder.manifests,
        layers: recorder.layers, tagChecks: recorder.tagChecks, quota: upstream.quotaUse,
        bytesSent: recorder.bytesSent, utilisation: upstream.utilisation(at: now),
        timeline: upstream.timeline.samples)
    }
  }
}
