import RegistryModel
import SimulationKernel
import Statistics
import Testing

@Suite("Origins: where requests found their content")
struct OriginTests {
  private func herd(
    _ misses: BehaviourSwitches.ConcurrentMisses, quota: Int? = nil,
    change: (inout Scenario) -> Void = { _ in }
  ) throws -> RunReport {
    try run(
      smallScenario(
        arrivals: .scaleOut(at: .minutes(1), image: "docker/node:latest", within: .seconds(2))
      ) {
        $0.workloads.removeLast(2)
        $0.run.warmUp = .zero
        $0.behaviour.concurrentMisses = misses
        if let quota {
          $0.upstreams = [
            UpstreamDescription(
              host: "docker.io", quota: .init(requests: quota, window: .hours(6)))
          ]
        }
        change(&$0)
      })
  }

  @Test("Whoever sets off a fetch waits for its own; all others join it or find the content")
  func ownFetchesAndJoinedOnes() throws {
    let report = try herd(.joinedPerRegion)
    let handler = report.region("westeurope").handler
    #expect(handler.manifests[.upstream].requests == 1)
    #expect(handler.manifests[.joined].requests > 0)
    #expect(handler.manifests.answered.requests == 20)
    #expect((1...8).contains(handler.layers[.upstream].requests))
    #expect(handler.layers[.joined].requests > 0)
    #expect(handler.layers.answered.requests == 20 * 8)
    #expect(handler.layers[.failed] == RequestCount())
    // Without a warm-up and with nothing under way, what was found is what was delivered.
    #expect(report.workloads[0].inFlight == 0)
    #expect(handler.layers.answered.bytes == report.workloads[0].layersDownloaded.bytes)
    #expect(report.upstreams[0].manifests == 1)
    #expect(report.upstreams[0].layers == 8)
  }

  @Test("A refused request has an origin of its own, without bytes, outside the hit ratio")
  func refusals() throws {
    let report = try herd(.separate, quota: 5) {
      $0.behaviour.missDelivery = .streamAndCopy
    }
    let manifests = report.region("westeurope").handler.manifests
    #expect(manifests[.failed].requests == report.upstreams[0].refused)
    #expect(manifests[.failed].requests > 0 && manifests[.failed].bytes == 0)
    #expect(manifests[.upstream].requests == 5)
    #expect(manifests.answered.requests == 20)
    #expect(report.upstreams[0].quota == QuotaUse(limit: 5, window: .hours(6), mostUsed: 5))
  }

  @Test("Pulls that give up are listed with their reason and with the time that it took")
  func failures() throws {
    let report = try herd(.separate, quota: 0)
    let workload = report.workloads[0]
    #expect(workload.failed == 20 && workload.served == 0)
    #expect(workload.failedLatency[0].count == 20)
    // Waits of 10, 20, 40, 80 and 160 s between six attempts, each up to half as long again.
    #expect(Double(workload.failedLatency[0].min ?? 0) / 1e9 >= 310)
    #expect(Double(workload.failedLatency[0].max ?? 0) / 1e9 <= 465 + 20)
    func total(_ metric: TimelineMetric) -> Double {
      workload.timeline.filter { $0.metric == metric }.reduce(0) { $0 + $1.value }
    }
    #expect(total(.pullsTooManyRequests) == 20)
    #expect(total(.pullsFailed) == 20)
    #expect(total(.pullsUpstreamFailed) == 0)
  }

  @Test("Replicated images: manifests too, and how long it took to bring them")
  func replication() throws {
    let report = try run(
      smallScenario { scenario in
        scenario.run.warmUp = .zero
        for (index, minute) in [Int64(1), 10, 10].enumerated() {
          scenario.workloads[index].arrivals = .scaleOut(
            at: .minutes(minute), image: "mcr/dotnet/aspnet:10.0", within: .seconds(20))
        }
      })
    let asia = report.region("southeastasia").handler
    #expect(asia.manifests[.replicated].requests == 20)
    #expect(asia.manifests.answered.requests == 20)
    #expect(asia.replicationTime.count == asia.replications)
    let longest = Span(nanoseconds: asia.replicationTime.max ?? 0)
    #expect(longest > .milliseconds(100) && longest < .minutes(9))
    #expect(report.region("westeurope").handler.replicationTime.isEmpty)
  }

  @Test("An offer says since when, and a message is no larger for it")
  func offers() {
    for nanoseconds in [0, 1, -1, 1 << 32, Int64.max, Int64.min] {
      let instant = Instant(nanoseconds: nanoseconds)
      #expect(PackedInstant(instant).instant == instant)
    }
    #expect(MemoryLayout<RegistryMessage>.size <= 20)
  }

  @Test("What a replica fetches from the home region is told from what it joins")
  func fromHome() throws {
    let report = try run(
      smallScenario { scenario in
        scenario.run.warmUp = .zero
        scenario.workloads = [scenario.workloads[1]]
        scenario.workloads[0].arrivals = .scaleOut(
          at: .minutes(1), image: "docker/node:latest", within: .seconds(1))
      })
    let america = report.region("eastus").handler
    #expect(america.manifests[.home].requests == 1)
    #expect(america.layers[.home].requests > 0)
    #expect(america.manifests[.upstream].requests == 0 && america.manifests[.peer].requests == 0)
  }
}
