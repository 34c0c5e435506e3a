import RegistryModel
import SimulationKernel
import Testing

/// Questions to upstreams and other regions whose answers come late, or from elsewhere.
@Suite struct CallTests {
  /// A region whose upstream answers after exactly so long, and that waits for `timeout`.
  private func slowUpstream(
    answersAfter response: Span, timeout: Span, attempts: Int
  ) throws -> RunReport {
    try run(
      smallScenario {
        $0.registry.replicas = []
        $0.workloads.removeLast(2)
        $0.workloads[0].clients.attempts = 1
        $0.run.warmUp = .zero
        $0.registry.fetching.attempts = attempts
        $0.registry.fetching.timeout = timeout
        $0.upstreams = ["docker.io", "mcr.microsoft.com"].map {
          UpstreamDescription(host: $0, responseTime: Delay(median: response, sigma: 0))
        }
      })
  }

  @Test(arguments: [1, 2, 8])
  func anAnswerAfterItsTimeoutServesNobody(attempts: Int) throws {
    let report = try slowUpstream(
      answersAfter: .seconds(10), timeout: .seconds(9), attempts: attempts)
    #expect(report.violations == [])
    #expect(report.served == 0)
    #expect(report.failed > 500)
  }

  @Test(arguments: [Span.nanoseconds(1), .milliseconds(60), .milliseconds(200)], [1, 2, 40])
  func timeoutsAnswersAndRetriesComeInAnyOrder(timeout: Span, attempts: Int) throws {
    let report = try slowUpstream(
      answersAfter: .milliseconds(80), timeout: timeout, attempts: attempts)
    #expect(report.violations == [])
    #expect((report.served > 0) == (timeout > .milliseconds(160)))
  }

  @Test(arguments: [BehaviourSwitches.ConcurrentMisses.joinedPerRegion, .joinedPerRegistry])
  func aHerdJoinsTheFetchOfWhicheverRegionAskedFirst(
    misses: BehaviourSwitches.ConcurrentMisses
  ) throws {
    for first in [0, 1] {
      let report = try run(
        smallScenario { scenario in
          scenario.run.warmUp = .zero
          scenario.registry.replicas = ["eastus"]
          scenario.workloads.removeLast()
          scenario.behaviour.concurrentMisses = misses
          for index in 0...1 {
            scenario.workloads[index].clients.layerStore = nil
            scenario.workloads[index].arrivals = .scaleOut(
              at: .seconds(index == first ? 60 : 61), image: "docker/node:latest",
              within: .seconds(2))
          }
        })
      #expect(report.violations == [])
      #expect(report.served == 40)
      // One manifest and one GET for each of the image's eight layers.
      #expect(report.upstreamRequests == 9, "first: \(first)")
    }
  }

  @Test(arguments: BehaviourSwitches.MissDelivery.allCases)
  func separateMissesCostAQuotaTheSameWhereverTheClientsAre(
    delivery: BehaviourSwitches.MissDelivery
  ) throws {
    for region in 0...1 {
      let report = try run(
        smallScenario(
          arrivals: .scaleOut(at: .seconds(10), image: "docker/node:latest", within: .zero)
        ) {
          $0.run.warmUp = .zero
          $0.registry.replicas = ["eastus"]
          $0.workloads = [$0.workloads[region]]
          $0.behaviour.missFetcher = .home
          $0.behaviour.missDelivery = delivery
          $0.behaviour.concurrentMisses = .separate
        })
      #expect(report.violations == [])
      #expect(report.served == 20)
      #expect(report.upstreams[0].manifests == 20, "clients in region \(region)")
    }
  }

  @Test func serviceTimesBeyondTheClockAreCounted() throws {
    let report = try run(
      smallScenario {
        $0.registry.replicas = []
        $0.workloads.removeLast(2)
        $0.run.warmUp = .zero
        $0.registry.frontEnds.serviceTime = Delay(median: .hours(24 * 106_751), sigma: 0)
      })
    #expect(report.violations == [])
    #expect(report.served == 0)
  }
}
