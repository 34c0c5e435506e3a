import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// Pulls by digest: always the same content, and nothing to compare.
@Suite struct DigestPullTests {
  private func report(
    _ share: Double, change: (inout Scenario) -> Void = { _ in }
  ) throws -> RunReport {
    let report = try run(
      smallScenario {
        $0.run.warmUp = .zero
        $0.behaviour.tagFreshness = .everyPull
        $0.catalogue.tagChanges = TagChangeDescription(
          events: [TagChangeEvent(image: "docker/node:latest", at: .minutes(6))])
        for index in $0.workloads.indices {
          $0.workloads[index].images = ImageSelection(
            repositories: ["docker/node"], digestShare: share)
        }
        change(&$0)
      })
    #expect(report.violations == [])
    #expect(report.failed == 0)
    return report
  }

  /// Found by the swarm: a pull by digest set off a job, whatever the network rules.
  @Test func nothingIsStoredForADigestWhereNothingMayBe() throws {
    let report = try run(
      smallScenario { scenario in
        scenario.registry.networkRules = NetworkRules(
          defaultAction: .deny, privateEndpoints: ["own"], trustedServices: false)
        for index in scenario.workloads.indices {
          scenario.workloads[index].clients.source = .virtualNetwork("own")
          scenario.workloads[index].images.digestShare = 1
        }
      })
    #expect(report.violations == [])
    #expect(report.workloads.allSatisfy { $0.served > 100 })
    #expect(report.regions.allSatisfy { $0.cacheBytesHeld == 0 })
  }

  @Test(arguments: BehaviourSwitches.MissFetcher.allCases)
  func aDigestIsNeverCompared(fetcher: BehaviourSwitches.MissFetcher) throws {
    let digests = try report(1) { $0.behaviour.missFetcher = fetcher }
    let tags = try report(0) { $0.behaviour.missFetcher = fetcher }
    let half = try report(0.5) { $0.behaviour.missFetcher = fetcher }
    func checks(_ report: RunReport) -> Int { report.regions.reduce(0) { $0 + $1.handler.checks } }
    #expect(checks(digests) == 0)
    #expect(digests.upstreams.allSatisfy { $0.tagChecks == 0 })
    #expect(checks(half) < checks(tags) && checks(half) > 0)
    // It stays as it is: one version is fetched, and its age is nobody's concern.
    #expect(digests.regions.allSatisfy { $0.handler.tagAnswers == 0 })
    for (one, other) in zip(digests.regions, tags.regions) {
      #expect(one.handler.imagesCached >= 1)
      #expect(other.handler.imagesCached == one.handler.imagesCached + 1)
    }
  }

  @Test func aPullByDigestTellsNothingOfTheTag() throws {
    // The first version is pulled by digest after the change; whoever names the tag gets the new
    // one, though tags are never compared once they are known.
    let report = try report(1) { scenario in
      scenario.registry.replicas = []
      scenario.behaviour.tagFreshness = .never
      scenario.workloads.removeLast()
      for (index, minute) in [Int64(8), 12].enumerated() {
        scenario.workloads[index].region = "westeurope"
        scenario.workloads[index].images.digestShare = index == 0 ? 1 : 0
        scenario.workloads[index].arrivals = .scaleOut(
          at: .minutes(minute), image: "docker/node:latest", within: .seconds(5))
      }
    }
    let handler = report.regions[0].handler
    #expect(handler.imagesCached == 2)
    #expect(handler.tagAnswers == 20 && handler.staleAnswers == 0)
  }
}
