import Foundation
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

@testable import Experiments

@Suite("Scenarios drawn at random") struct SwarmTests {
  /// The swarm that the tests run.
  private static let trials = (0..<40).map {
    ScenarioTrial(seed: SwarmSeeds.seed(ofScenario: $0, from: 2026))
  }

  @Test("Forty scenarios hold, or are refused in words")
  func holds() {
    for trial in Self.trials {
      if case .broken(let sentences) = trial.ending {
        Issue.record("scenario \(trial.seed): \(sentences)")
      }
    }
    let held = Self.trials.filter { $0.ending == .held }
    #expect(held.count > 30)
    // They are no empty runs, and each feature is in some and absent from others.
    #expect(held.reduce(0) { $0 + $1.pulls } > 100)
    #expect(held.reduce(0) { $0 + $1.messages } > 10_000)
    for key in ["behaviour.missFetcher", "registry.cache.unit", "workloads.arrivals"] {
      let words = Set(held.flatMap(\.features).filter { $0.key == key }.map(\.word))
      let all = Set(ScenarioReader.allChoices.filter { $0.key == key }.map(\.word))
      #expect(words == all, "\(key)")
    }
    #expect(held.contains { $0.features.contains(.init(ScenarioTrial.outcomes, "served")) })
  }

  @Test("A seed means the same scenario, another seed another one")
  func seeds() {
    let seed = SwarmSeeds.seed(ofScenario: 7, from: 1)
    #expect(RandomScenario.draw(seed: seed) == RandomScenario.draw(seed: seed))
    #expect(seed != SwarmSeeds.seed(ofScenario: 8, from: 1))
    #expect(seed != SwarmSeeds.seed(ofScenario: 7, from: 2))
    let titles = Set((0..<50).map { RandomScenario.draw(seed: UInt64($0)).behaviour })
    #expect(titles.count > 20)
  }

  @Test("Aspects have draws of their own: one more leaves the others alone")
  func aspects() {
    var (one, other) = (Dice(seed: 5, "run"), Dice(seed: 5, "cache"))
    #expect(one.bits() != other.bits())
    #expect(Set(RandomScenario.aspects.map(\.name)).count == RandomScenario.aspects.count)
  }

  @Test("A magnitude is within its bounds and meets both")
  func magnitudes() {
    var dice = Dice(seed: 1, "test")
    let drawn = (0..<2_000).map { _ in dice.magnitude(3, 1_000_000) }
    #expect(drawn.min() == 3 && drawn.max() == 1_000_000)
    let small = drawn.count { $0 < 1_000 }
    #expect((600..<1_400).contains(small), "\(small) of 2000 below the middle magnitude")
    #expect((0..<100).allSatisfy { _ in dice.magnitude(7, 7) == 7 })
  }

  @Test("Whatever breaks a rule is told, and what is refused is no defect")
  func endings() throws {
    let seed = try #require(Self.trials.first { $0.ending == .held }?.seed)
    var scenario = RandomScenario.draw(seed: seed)
    scenario.registry.home = "atlantis"
    guard case .refused(let reason) = ScenarioTrial(seed: seed, of: scenario).ending else {
      Issue.record("a region that does not exist is not refused")
      return
    }
    #expect(reason.contains("atlantis"))
    // A scenario that no file can say is written as another one.
    scenario = RandomScenario.draw(seed: seed)
    scenario.run.startOfDay = .nanoseconds(1)
    let trial = ScenarioTrial(seed: seed, of: scenario)
    #expect(
      trial.ending == .broken(["the scenario that is read is not the one that was written"]))
    let small = ScenarioShrinker.shrunk(scenario, seed: seed)
    #expect(ScenarioTrial(seed: seed, of: small).isBroken)
    #expect(small.workloads.count == 1 && small.registry.replicas.isEmpty)
    #expect(small.rules.count == 1 && small.registry.zones == 1)
  }

  @Test("Trials pass from process to process as they are")
  func encoding() throws {
    for trial in Self.trials.prefix(5) + [ScenarioTrial(seed: 3, broken: "it ended")] {
      let data = try JSONEncoder().encode(trial)
      #expect(try JSONDecoder().decode(ScenarioTrial.self, from: data) == trial)
    }
  }

  @Test("The table counts scenarios by what they had, and shows what none had")
  func table() {
    let table = SwarmTable(Self.trials + [ScenarioTrial(seed: 3, broken: "lost")], seconds: 2)
    #expect(table.broken.map(\.seed) == [3])
    let lines = table.text.split(separator: "\n")
    #expect(lines[0].hasPrefix("41 scenarios · ") && lines[0].hasSuffix(" · 1 broke a rule"))
    #expect(lines.contains { $0.contains("profile ") && $0.contains("acr-2026 ") })
    #expect(lines.contains { $0.contains("catalogue.source") && $0.contains("file 0") })
    #expect(lines.contains { $0.contains("workloads.arrivals ") && $0.contains("steady ") })
  }
}
