import RegistryModel
import ScenarioFiles
import Statistics
import Testing

@testable import Experiments

@Suite("Comparison: differences, tolerances, verdicts")
struct ComparisonTests {
  /// A side with metrics of the run as a whole.
  static func side(
    _ name: String, seed: UInt64 = 1, version: String = Version.current,
    shuffledTies: UInt64? = nil, _ series: [(name: String, unit: String, [Observation])]
  ) -> ComparedResults {
    ComparedResults(
      name: name, title: "By hand", isRecorded: false, scenarioText: "title: By hand\n",
      scenarioHash: "0", seed: seed, fingerprint: "f\(seed)", version: version,
      shuffledTies: shuffledTies,
      observations: ObservationTable(
        series.map { MetricSeries(metric: Metric($0.name, unit: $0.unit), observations: $0.2) }))
  }

  static func values(_ values: Double...) -> [Observation] { values.map { .value($0) } }

  /// The comparison of one metric, the only one that is judged.
  private func compare(
    _ name: String, _ first: [Observation], _ second: [Observation], unit: String = "s",
    seeds: (UInt64, UInt64) = (1, 1), tolerance: String? = nil
  ) throws -> MetricComparison {
    let comparison = try Comparison(
      Self.side("a", seed: seeds.0, [(name, unit, first)]),
      Self.side("b", seed: seeds.1, [(name, unit, second)]),
      tolerances: tolerance.map { [try ToleranceDescription(parsing: $0)] } ?? [])
    return try #require((comparison.judged + comparison.others).first)
  }

  @Test("Pairs: the mean difference with Student's interval, correlation and variance ratio")
  func paired() throws {
    let compared = try compare(
      "latency_p99", Self.values(1, 2, 3, 4), Self.values(2, 3.5, 4, 5.5))
    let figures = try #require(compared.figures)
    // Differences 1, 1.5, 1, 1.5: mean 1.25, deviation √(1/12), t(0.975, 3) = 3.182446.
    #expect(abs(figures.difference.mean - 1.25) < 1e-12)
    let halfWidth = 3.182446 * (1.0 / 12).squareRoot() / 2
    #expect(abs((figures.difference.halfWidth ?? 0) - halfWidth) < 1e-6)
    #expect(figures.first.mean == 2.5 && figures.second.mean == 3.75)
    #expect(figures.relativeDifference == 0.5)
    // Variances 5 ∕ 3 and 6.25 ∕ 3, that of the difference 0.25 ∕ 3.
    let ratio = try #require(figures.varianceRatio)
    #expect(abs(ratio - 0.25 / 11.25) < 1e-12)
    #expect((figures.correlation ?? 0) > 0.97)
    #expect(compared.verdict == .worse && compared.better == .lower)
  }

  @Test("Ratios are compared by their sums; pairs, level and all as for means")
  func ratios() throws {
    func observations(_ pairs: [(Double, Double)]) -> [Observation] {
      pairs.map { .ratio(numerator: $0.0, denominator: $0.1) }
    }
    let first = observations([(80, 100), (150, 200), (45, 50)])
    let second = observations([(85, 100), (170, 200), (46, 50)])
    let compared = try compare("layer_byte_hit_ratio", first, second, unit: "1")
    let figures = try #require(compared.figures)
    for (side, found) in [(first, figures.first), (second, figures.second)] {
      var ratio = RatioEstimator()
      for case .ratio(let numerator, let denominator) in side {
        ratio.add(numerator: numerator, denominator: denominator)
      }
      let expected = try #require(ratio.interval())
      #expect(abs(found.mean - expected.mean) < 1e-12)
      #expect(abs((found.halfWidth ?? 0) - (expected.halfWidth ?? 0)) < 1e-12)
    }
    #expect(abs(figures.difference.mean - (301.0 / 350 - 275.0 / 350)) < 1e-12)
    // With equal denominators that of the differences of numerators over the mean denominator.
    var difference = RatioEstimator()
    for (gain, requests) in [(5.0, 100.0), (20, 200), (1, 50)] {
      difference.add(numerator: gain, denominator: requests)
    }
    let expected = try #require(difference.interval()?.halfWidth)
    #expect(abs((figures.difference.halfWidth ?? 0) - expected) < 1e-12)
  }

  @Test(
    "What is said depends on significance, tolerance and direction",
    arguments: [
      // Nearly constant differences are significant; 5 % of 10 is tolerated.
      ("latency_p99", [10.0, 11, 9], [11.0, 12, 10.01], MetricVerdict.worse),
      ("latency_p99", [10, 11, 9], [9, 10, 8.01], .better),
      ("latency_p99", [10, 11, 9], [10.2, 11.2, 9.201], .withinTolerance),
      ("latency_p99", [10, 11, 9], [10.1, 10.95, 8.95], .notSignificant),
      ("latency_p99", [10, 11, 9], [9, 13, 11], .undecided),
      ("latency_p99", [10, 11, 9], [10, 11, 9], .identical),
      // More of what is good is better.
      ("pulls_served_per_second", [10, 11, 9], [11, 12, 10.01], .changed),
      ("served_share", [0.9, 0.91, 0.89], [0.95, 0.96, 0.9401], .better),
      ("served_share", [0.9, 0.91, 0.89], [0.85, 0.86, 0.8401], .worse),
      // From nothing, anything is beyond a share of it.
      ("pull_retries", [0, 0, 0], [1, 1, 1], .worse),
      ("pull_retries", [0, 0, 0], [0, 0, 0], .identical),
      // What does not decide changes, and is never worse.
      ("messages", [10, 11, 9], [20, 21, 19], .changed),
    ] as [(String, [Double], [Double], MetricVerdict)])
  func verdicts(name: String, first: [Double], second: [Double], verdict: MetricVerdict) throws {
    let compared = try compare(
      name, first.map(Observation.value), second.map(Observation.value),
      unit: name == "served_share" ? "1" : "s")
    #expect(compared.verdict == verdict)
    #expect(compared.isJudged == !["messages", "pulls_served_per_second"].contains(name))
  }

  @Test("One more failed pull in each of a few replications may be chance, as count and as share")
  func events() throws {
    func shares(_ failed: Double, _ replications: Int) -> [Observation] {
      Array(
        repeating: .ratio(numerator: 500 - failed, denominator: 500), count: replications)
    }
    func counts(_ failed: Double, _ replications: Int) -> [Observation] {
      Array(repeating: .value(failed), count: replications)
    }
    for (failed, replications, verdict) in [
      (1.0, 2, MetricVerdict.undecided), (1, 5, .worse), (20, 2, .worse),
    ] {
      let share = try compare(
        "served_share", shares(0, replications), shares(failed, replications), unit: "1")
      let count = try compare(
        "pulls_failed", counts(0, replications), counts(failed, replications), unit: "pulls")
      #expect(share.verdict == verdict && count.verdict == verdict, "\(failed), \(replications)")
    }
  }

  @Test("What adds up over the time is not judged where the times differ")
  func unequalTimes() throws {
    func side(_ name: String, _ seconds: Double, _ failed: Double) -> ComparedResults {
      Self.side(
        name,
        [
          ("measured_time", "s", Self.values(seconds, seconds)),
          ("pulls_failed", "pulls", Self.values(failed, failed + 1)),
          ("latency_p99", "s", Self.values(1, 2)),
        ])
    }
    let apart = try Comparison(side("a", 60, 100), side("b", 600, 1_000))
    #expect(apart.judged.map(\.metric.name) == ["latency_p99"] && apart.regressions.isEmpty)
    #expect(apart.notes.contains { $0.contains("and are not judged") })
    let alike = try Comparison(side("a", 60, 100), side("b", 60, 1_000))
    #expect(alike.regressions.map(\.metric.name) == ["pulls_failed"])
  }

  @Test("A wider tolerance makes a regression one that is tolerated; a tolerance makes judged")
  func tolerance() throws {
    let (first, second) = (Self.values(10, 11, 9), Self.values(11, 12, 10.01))
    let wide = try compare("latency_p99", first, second, tolerance: "latency_p99=absolute:2s")
    #expect(wide.verdict == .withinTolerance && wide.tolerance == 2)
    let judged = try compare(
      "pulls_served_per_second", second, first, unit: "1/s", tolerance: "pulls_served_per_second=1%"
    )
    #expect(judged.isJudged && judged.verdict == .worse && judged.better == .higher)
    let neutral = try compare("messages", first, second, unit: "messages", tolerance: "messages=1%")
    #expect(neutral.isJudged && neutral.verdict == .changed)
  }

  @Test("Only replications that have the figure on both sides are pairs")
  func gaps() throws {
    let compared = try compare(
      "latency_p99", [.value(1), .absent, .value(3), .value(100)],
      [.value(2), .value(50), .value(4), .absent])
    #expect(compared.figures?.difference.count == 2)
    #expect(compared.figures?.difference.mean == 1 && compared.figures?.first.mean == 2)
    let apart = try compare(
      "latency_p99", [.value(1), .absent], [.absent, .value(1)])
    #expect(apart.figures == nil && apart.verdict == .undecided)
  }

  @Test("What only one side has is said, leaves the comparison undecided, and is no regression")
  func missing() throws {
    let latency = Self.values(1, 2)
    let comparison = try Comparison(
      Self.side("a", [("latency_p99", "s", latency), ("served_share", "1", latency)]),
      Self.side("b", [("served_share", "1", latency), ("latency_p50", "s", latency)]))
    #expect(comparison.judged.map(\.verdict) == [.onlyInFirst, .identical, .onlyInSecond])
    #expect(comparison.regressions.isEmpty)
    #expect(comparison.conclusion.contains("1 only in A"))
    #expect(comparison.isUndecided)
    #expect(
      comparison.advice
        == "B has no latency_p99, so that nothing can be said of it. A has no latency_p50, so that "
        + "nothing can be said of it.")
    #expect(comparison.judgedLevel == 0.95, "intervals are of what both have")
  }

  @Test("Judged metrics hold together: each of m at 1 − 0.05 ∕ m, and shown so")
  func bonferroni() throws {
    // Significant at 95 % (t(0.975, 2) = 4.30) and not at 98.33 % (t = 7.65).
    let first = [("latency_p99", "s", Self.values(10, 10, 10))]
    let second = [("latency_p99", "s", Self.values(11.5, 12.2, 12.7))]
    let alone = try Comparison(Self.side("a", first), Self.side("b", second))
    #expect(alone.judged[0].verdict == .worse)
    let rest = [
      ("latency_p50", "s", Self.values(1, 2, 3)), ("served_share", "1", Self.values(1, 1, 1)),
    ]
    let together = try Comparison(
      Self.side("a", first + rest), Self.side("b", second + rest))
    #expect(abs(together.judgedLevel - (1 - 0.05 / 3)) < 1e-12)
    let judged = together.judged[0]
    #expect(judged.figures?.difference.level == together.judgedLevel)
    // Mean 2.1333, standard error 0.34801.
    #expect(judged.verdict == .undecided)
    #expect(together.conclusion.hasPrefix("No regression shown, which is not"))
    #expect(together.conclusion.contains("of 3 judged metrics, 1 undecided"))
    #expect(together.advice?.contains("--replications") == true)
  }

  @Test("Replications of different seeds are no pairs: Welch's interval, no correlation")
  func independent() throws {
    let compared = try compare(
      "latency_p99", Self.values(1, 2, 3, 4), Self.values(2, 3.5, 4, 5.5), seeds: (1, 2))
    let figures = try #require(compared.figures)
    #expect(figures.correlation == nil && figures.varianceRatio == nil)
    let welch = try WelchComparison([1, 2, 3, 4], [2, 3.5, 4, 5.5])
    #expect(figures.difference == welch.difference)
    #expect(compared.verdict == .undecided, "what pairs show, independent runs do not")
  }

  @Test("Other versions and ties shuffled otherwise make pairs that may not be in step")
  func outOfStep() throws {
    let series = [("latency_p99", "s", Self.values(1, 2, 3, 4))]
    let plain = Self.side("a", series)
    let shuffled = Self.side("b", shuffledTies: 7, series)
    for (second, word) in [
      (Self.side("b", version: "0.0.9", series), "version"), (shuffled, "order of ties"),
    ] {
      let comparison = try Comparison(plain, second)
      #expect(comparison.arePaired)
      #expect(comparison.method.contains("not under the same \(word), so that some pairs"))
    }
    #expect(try !Comparison(shuffled, shuffled).method.contains("in step"))
  }

  @Test("A difference that is shown as nothing has no sign")
  func signs() {
    #expect(HumanUnits.difference(0.001, 1.17, unit: "s") == "0.00 ± 1.17 s")
    #expect(HumanUnits.difference(-0.001, 1.17, unit: "s") == "0.00 ± 1.17 s")
    #expect(HumanUnits.difference(0.012, 1.17, unit: "s") == "+0.01 ± 1.17 s")
  }

  @Test("A tolerance of what nobody found judges nothing, which is said")
  func idleTolerance() throws {
    let side = Self.side("a", [("latency_p99", "s", Self.values(1, 2))])
    let comparison = try Comparison(
      side, side, tolerances: [try ToleranceDescription(parsing: "replication_time_p95=10%")])
    #expect(comparison.judged.map(\.metric.name) == ["latency_p99"])
    let note = "No replication has a 'replication_time_p95': its tolerance has nothing to judge."
    #expect(comparison.notes == [note])
    #expect(ComparisonTable(comparison).text.contains(note))
  }

  @Test("One replication a side is refused")
  func single() throws {
    let error = #expect(throws: ComparisonRefusal.self) {
      try compare("latency_p99", Self.values(1), Self.values(2))
    }
    #expect(error?.description.contains("--replications") == true)
  }

  @Test("Rounding makes no difference and no variance")
  func rounding() throws {
    let first = Self.values(0.1 + 0.2, 0.3, 0.3)
    let figures = try #require(
      try compare("latency_p99", first, Self.values(0.3, 0.3, 0.3)).figures)
    #expect(figures.difference.mean == 0 && figures.difference.halfWidth == 0)
    #expect(figures.correlation == nil && figures.varianceRatio == nil)
  }
}
