import ImageCatalogue
import Randomness
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// How old is what is served, against the theory of renewal.
@Suite struct StalenessTests {
  /// One tag changes as a Poisson process of rate λ, is pulled at rate r, and compared at the first
  /// pull after each time T. Of T it is out of date from the first change on, on average for the
  /// share f = 1 − (1 − e^{−λT})/(λT); Poisson pulls see time averages, and the one that compares
  /// gets what is new: of the 1 + rT pulls of a cycle, f · rT are out of date.
  @Test(arguments: [(minutes: 20.0, perHour: 4.0), (30, 1)])
  func theShareServedOutOfDateIsThatOfTheory(minutes: Double, perHour: Double) throws {
    let product = minutes / 60 * perHour
    let pulls = 2 * minutes
    let expected =
      (1 - (1 - 1 / ElementaryFunctions.exp(product)) / product) * pulls / (1 + pulls)
    var shares: [Double] = []
    for replication in UInt32(0)..<4 {
      let handler = try run(
        smallScenario { scenario in
          scenario.registry.replicas = []
          scenario.run.duration = .hours(21)
          scenario.run.warmUp = .hours(1)
          scenario.run.timelineInterval = .hours(12)
          scenario.behaviour.tagFreshness = .interval(Span(seconds: minutes * 60))
          scenario.catalogue.tagChanges = TagChangeDescription(
            rate: Rate(perSecond: perHour / 3_600))
          scenario.workloads = [
            WorkloadDescription(
              name: "often", region: "westeurope", clients: ClientDescription(nodes: 1),
              images: ImageSelection(repositories: ["docker/node"]),
              arrivals: .steady(rate: .perMinute(2)))
          ]
        }, replication: replication
      ).regions[0].handler
      #expect(handler.tagAnswers > 2_000)
      shares.append(Double(handler.staleAnswers) / Double(handler.tagAnswers))
    }
    let mean = shares.reduce(0, +) / 4
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
    // Four standard errors, and what the fetches of new layers take.
    #expect(abs(mean - expected) < 4 * (variance / 4).squareRoot() + 0.01)
    #expect(abs(mean - expected) < 0.1 * expected + 0.02)
  }

  @Test func whatIsAlwaysComparedIsHardlyEverStale() throws {
    let report = try run(
      smallScenario {
        $0.behaviour.tagFreshness = .everyPull
        $0.behaviour.missFetcher = .servingRegion
        $0.catalogue.tagChanges = TagChangeDescription(rate: .perMinute(0.5))
      })
    #expect(report.violations == [])
    for region in report.regions {
      #expect(region.handler.tagAnswers > 600)
      // Only a change while the answer is on its way, or while the version before is being fetched.
      #expect(region.handler.staleAnswers * 20 < region.handler.tagAnswers)
    }
  }

  @Test func withoutChangesNothingIsStaleAndNothingIsCounted() throws {
    let handler = try run(smallScenario()).regions[0].handler
    #expect(handler.tagAnswers == 0 && handler.staleAnswers == 0)
  }
}
