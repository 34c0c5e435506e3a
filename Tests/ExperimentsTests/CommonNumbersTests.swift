import ScenarioFiles
import Statistics
import Testing

@testable import Experiments

/// What common random numbers buy, in small versions of Scenarios/small-cache.yaml and
/// small-cache-sieve.yaml.
@Suite("Comparison: common random numbers")
struct CommonNumbersTests {
  private static let text = """
    title: A cache that is too small
    registry:
      home: westeurope
      zones: 1
      cache: {capacity: 500MiB, policy: lru, unit: layer}
    rules:
      - {name: docker-hub, source: docker.io/library/*, target: hub/*, credentialSet: docker-hub}
    upstreams:
      - {host: docker.io, account: pro}
    workloads:
      - name: pipelines
        region: westeurope
        clients: {nodes: 20, layerStore: none}
        arrivals:
          steady: {rate: 20/min}
    run: {duration: 14min, warmUp: 4min, replications: 6, timelineInterval: 7min}
    """

  private func short(_ resolved: ResolvedScenario) throws -> ResolvedScenario {
    try resolved.with([
      ScenarioChange(key: "run.duration", value: "6min"),
      ScenarioChange(key: "run.timelineInterval", value: "3min"),
    ])
  }

  private func scenario(_ policy: String, seed: UInt64 = 1) throws -> ResolvedScenario {
    try ScenarioReader.read(
      text: Self.text, path: "\(policy).yaml",
      changes: [
        ScenarioChange(key: "registry.cache.policy", value: policy),
        ScenarioChange(key: "run.seed", value: "\(seed)"),
      ])
  }

  @Test("Two policies see the same pulls: differences vary far less than between independent runs")
  func policies() throws {
    let comparison = try Replicator().compare(
      .scenario(scenario("lru"), name: "lru"), .scenario(scenario("sieve"), name: "sieve"))
    #expect(comparison.arePaired && comparison.first.replications == 6)
    #expect(comparison.second.replications == 6)
    for (name, least) in [
      ("bytes_fetched", 0.8), ("latency_p50", 0.5), ("layer_byte_hit_ratio", 0), ("latency_p95", 0),
    ] {
      let compared = try #require(
        comparison.judged.first { $0.metric.name == name && $0.metric.labels.isWhole })
      let figures = try #require(compared.figures)
      let (correlation, ratio) = (figures.correlation ?? 0, figures.varianceRatio ?? 1)
      #expect(correlation > least && ratio < 1, "\(name): \(correlation), \(ratio)")
    }
    let gain = try #require(comparison.gain)
    #expect(gain.correlation > 0.5 && gain.varianceRatio < 0.5)
  }

  @Test("Replications of other seeds have nothing in common: variance as of independent runs")
  func independent() throws {
    let replicator = Replicator()
    let tables = try [scenario("lru"), scenario("sieve", seed: 2)].map { resolved in
      try replicator.replicate(
        [Demand(try Alternative("one", short(resolved)), replications: 12)],
        finish: { $1.observations })[
          0]
    }
    let ratios = try ["layer_byte_hit_ratio", "bytes_fetched", "pulls_started"].map { name in
      let (a, b) = (try #require(tables[0][whole: name]), try #require(tables[1][whole: name]))
      let figures = MetricComparison.Figures(a, b, arePaired: true, level: 0.95)
      return try #require(figures?.varianceRatio)
    }
    let mean = try #require(Moments(ratios).mean)
    #expect((0.6...1.4).contains(mean), "\(ratios)")
  }

  @Test("A scenario against itself is simulated once, and the same in every replication")
  func once() throws {
    let replicator = Replicator()
    let comparison = try replicator.compare(
      .scenario(scenario("lru"), name: "a"), .scenario(scenario("lru"), name: "b"), replications: 2)
    #expect(replicator.origins.simulated == 2)
    #expect((comparison.judged + comparison.others).allSatisfy { $0.verdict == .identical })
    #expect(comparison.gain == nil)
  }

  @Test("Precision is that of the differences; what is found says how many replications it took")
  func precision() throws {
    let sides = try ["lru", "sieve"].map { policy in
      try scenario(policy).with([
        ScenarioChange(
          key: "run.precision",
          value: "{halfWidth: 10%, of: [bytes_fetched], minimum: 2, maximum: 8, lookAhead: 0}")
      ])
    }
    let comparison = try Replicator().compare(
      .scenario(sides[0], name: "lru"), .scenario(sides[1], name: "sieve"))
    #expect((2...8).contains(comparison.first.replications))
    #expect(comparison.second.replications == comparison.first.replications)
    let note = try #require(comparison.notes.first)
    #expect(note.contains("the difference of bytes_fetched ± "))
  }

  @Test("What no replication found is not exact, and the comparison goes on to its most")
  func absent() throws {
    let side = try short(scenario("lru")).with([
      ScenarioChange(key: "workloads.pipelines.arrivals", value: "{steady: 0.01/h}"),
      ScenarioChange(
        key: "run.precision",
        value: "{halfWidth: 10%, of: [latency_p50], minimum: 2, maximum: 3, lookAhead: 0}"),
    ])
    let comparison = try Replicator().compare(
      .scenario(side, name: "a"), .scenario(side, name: "b"),
      tolerances: [try ToleranceDescription(parsing: "latency_p50=5%")])
    #expect(comparison.first.replications == 3 && comparison.second.replications == 3)
    #expect(comparison.notes.first?.contains("is not reached after 3 replications") == true)
    #expect(comparison.notes.last?.hasPrefix("No replication has a 'latency_p50'") == true)
  }

  @Test("A metric that no replication can have is refused before any runs")
  func unknownMetrics() throws {
    let replicator = Replicator()
    func refusal(_ side: ResolvedScenario, _ tolerances: String...) throws -> String? {
      let tolerances = try tolerances.map { try ToleranceDescription(parsing: $0) }
      return #expect(throws: MetricRefusal.self) {
        try replicator.compare(
          .scenario(side, name: "a"), .scenario(side, name: "b"), tolerances: tolerances)
      }?.description
    }
    let plain = try scenario("lru")
    let suggestion =
      "there is no metric 'latncy_p99'; expected one that summary.csv lists; did you mean "
      + "'latency_p99'?"
    #expect(
      try refusal(plain, "latncy_p99=5%") == "the tolerance of 'latncy_p99': \(suggestion)")
    let precise = try plain.with([
      ScenarioChange(key: "run.precision", value: "{of: [latncy_p99]}")
    ])
    #expect(try refusal(precise) == "the precision of 'latncy_p99': \(suggestion)")
    #expect(replicator.origins.simulated == 0)
  }

  @Test("Paired intervals contain the known difference of two stations' mean stays")
  func knownAnswer() throws {
    let law = PairedStationsLaw()
    let result = try law.verify(seeds: 100)
    #expect(result.covered >= 90)
    // The law's interval is the one that comparisons make of pairs.
    let streams = (0..<UInt32(law.replications)).map {
      ReplicationStreams(seed: TheoryVerification.firstSeed, replication: $0, law: law.name)
    }
    let paired = try PairedComparison(
      streams.map { law.meanStay(law.meanServices.first, $0) },
      streams.map { law.meanStay(law.meanServices.second, $0) })
    let interval = try #require(result.intervals[0])
    #expect(abs(interval.mean - paired.difference.mean) < 1e-12)
    #expect(abs((interval.halfWidth ?? 0) - (paired.difference.halfWidth ?? 1)) < 1e-12)
    #expect((paired.correlation ?? 0) > 0.8 && (paired.varianceRatio ?? 1) < 0.3)
  }
}
