import Foundation
import ScenarioFiles
import SimulationKernel
import Statistics
import Testing

@testable import Experiments
@testable import RegistryModel

@Suite("Runs to a precision, from a warm-up that is found")
struct SteadyRunTests {
  private static func scenario(run: String, rate: String = "40/min") throws -> ResolvedScenario {
    try ScenarioReader.read(
      text: """
        title: small
        registry: {home: westeurope, zones: 1}
        behaviour: {requestLimits: none}
        rules:
          - {name: mcr-rule, source: mcr.microsoft.com/*, target: mcr/*}
        workloads:
          - {name: builds, region: westeurope, clients: {nodes: 20, layerStore: none}, \
        arrivals: {steady: \(rate)}}
        run: \(run)
        """, path: "small.yaml")
  }

  private static func byPrecision(_ precision: String) throws -> ResolvedScenario {
    try scenario(run: "{duration: 4min, warmUp: 1min, precision: \(precision)}")
  }

  @Test("Replications are added until all metrics are precise, and a few more confirm it")
  func precision() throws {
    let resolved = try Self.byPrecision(
      "{halfWidth: 8%, of: [latency_mean, pulls_started], minimum: 3, maximum: 60, lookAhead: 2}")
    let replicator = Replicator(workers: 2)
    let outcome = try replicator.run(resolved)
    let table = outcome.results.observations
    #expect((5...60).contains(table.replications))
    // Both together at 95 %, so each at 97.5 %.
    for name in ["latency_mean", "pulls_started"] {
      let interval = try #require(table[whole: name]?.interval(level: 0.975))
      #expect((interval.relativeHalfWidth ?? 1) <= 0.08, "\(name)")
    }
    #expect(outcome.notes.count == 1)
    #expect(outcome.notes[0].contains("was reached at"))
    // The same replications as a run of as many: nothing depends on how they came about.
    let fixed = try resolved.with(seed: nil, replications: table.replications)
    #expect(
      try Replicator(workers: 1).run(fixed).results.fingerprint == outcome.results.fingerprint)
  }

  @Test("At the most replications allowed, what was not reached is said with its figures")
  func exhausted() throws {
    let resolved = try Self.byPrecision(
      "{halfWidth: 0.01%, of: [latency_p95], minimum: 2, maximum: 4, lookAhead: 0}")
    let outcome = try Replicator(workers: 2).run(resolved)
    #expect(outcome.results.replications.count == 4)
    #expect(outcome.notes[0].contains("is not reached after 4 replications"))
    #expect(outcome.notes[0].contains("latency_p95 ±"))
  }

  @Test("Precision of what is not measured is refused with the nearest name")
  func unknownMetric() throws {
    let resolved = try Self.byPrecision("{halfWidth: 5%, of: [latncy_p95]}")
    let replicator = Replicator(workers: 2)
    let error = #expect(throws: MetricRefusal.self) { try replicator.run(resolved) }
    #expect(error?.description.contains("did you mean 'latency_p95'") == true)
    #expect(replicator.origins.simulated == 0)
  }

  @Test("What the first replications did not find may come: the run goes on to its most")
  func absentMetric() throws {
    let resolved = try Self.scenario(
      run: "{duration: 4min, warmUp: 1min, precision: {of: ['latency_p99{workload=builds}'], "
        + "minimum: 2, maximum: 3, lookAhead: 0}}", rate: "0.01/h")
    let outcome = try Replicator(workers: 2).run(resolved)
    #expect(outcome.results.replications.count == 3)
    #expect(
      outcome.notes == [
        "The precision ± 5 % at 95 % confidence is not reached after 3 replications, the most "
          + "allowed: latency_p99{workload=builds} ± unknown."
      ])
  }

  @Test("A steady state's warm-up is found, and what is before it left out")
  func warmUp() throws {
    let resolved = try Self.scenario(
      run: "{kind: steady-state, duration: 30min, warmUp: auto, replications: 2}")
    let outcome = try Replicator(workers: 2).run(resolved)
    let warmUp = outcome.settled.scenario.run.warmUp
    #expect(warmUp > .zero && warmUp <= .minutes(15), "a cold cache fills: \(warmUp)")
    #expect(outcome.results.replications.allSatisfy { $0.report.measured == .minutes(30) - warmUp })
    #expect(outcome.notes[0].contains("found by MSER-5"))
    // The cache is warm by then.
    let hits = outcome.results.observations[whole: "layer_hit_ratio"]?.interval()?.mean ?? 0
    #expect(hits > 0.9)
  }

  @Test("More load than can be served has no steady state, and the refusal says so")
  func overload() throws {
    let resolved = try Self.scenario(
      run: "{kind: steady-state, duration: 20min, warmUp: auto}", rate: "30/min"
    ).with([ScenarioChange(key: "registry.frontEnds", value: "{servers: 1, serviceTime: 2s}")])
    let error = #expect(throws: WarmUpRefusal.self) { try Replicator(workers: 2).run(resolved) }
    #expect(error?.description.contains("front ends of westeurope") == true, "\(error!)")
  }

  @Test("Replications that are in the database are not simulated again, and give the same results")
  func extended() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).db").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let scenario = try Self.scenario(run: "{duration: 3min, warmUp: 1min}")
    func run(_ count: Int) throws -> (Results, Replicator.Counts) {
      let replicator = Replicator(database: try ResultsDatabase(path: path), workers: 2)
      let outcome = try replicator.run(scenario.with(seed: nil, replications: count))
      return (outcome.results, replicator.origins)
    }
    let first = try run(2)
    #expect((first.1.simulated, first.1.found) == (2, 0))
    let second = try run(5)
    #expect((second.1.simulated, second.1.found) == (3, 2))
    let fresh = try Replicator(workers: 2).run(scenario.with(seed: nil, replications: 5)).results
    #expect(second.0.fingerprint == fresh.fingerprint)
    for series in fresh.observations.series {
      #expect(second.0.observations[series.metric] == series)
    }
    // Another seed, and another scenario, are other runs.
    let other = Replicator(database: try ResultsDatabase(path: path), workers: 2)
    _ = try other.run(scenario.with(seed: 9, replications: 1))
    #expect(other.origins.found == 0)
  }
}
