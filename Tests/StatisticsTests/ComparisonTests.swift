import Statistics
import Testing

@Suite("Comparison and stopping")
struct ComparisonTests {
  @Test func commonRandomNumbersShowAsCorrelation() throws {
    var random = TestGenerator(seed: 3)
    let base = (0..<20).map { _ in 100 + 10 * random.normal() }
    let other = base.map { $0 + 2 + 0.5 * random.normal() }
    let paired = try PairedComparison(base, other)
    let correlation = try #require(paired.correlation)
    let ratio = try #require(paired.varianceRatio)
    #expect(correlation > 0.99 && ratio < 0.01)
    #expect(paired.difference.contains(2))
    #expect(paired.difference.verdict() == .increased)
    #expect(paired.difference.verdict(tolerance: 5) == .withinTolerance)
    #expect(try PairedComparison(other, base).difference.verdict() == .decreased)
    let independent = (0..<20).map { _ in 100 + 10 * random.normal() }
    #expect(try PairedComparison(base, independent).difference.verdict() == .undecided)
    let opposite = try PairedComparison([1, 2, 3], [3, 2, 1])
    #expect(close(opposite.correlation, -1) && close(opposite.varianceRatio, 2))
  }

  @Test func degenerateComparisons() throws {
    let one = try PairedComparison([1], [2])
    #expect(one.difference.verdict() == .undetermined && one.correlation == nil)
    let same = try PairedComparison([1, 1], [1, 1])
    #expect(same.difference.verdict() == .notSignificant)
    #expect(same.correlation == nil && same.varianceRatio == nil)
    #expect(throws: StatisticsError.self) { try PairedComparison([1], [1, 2]) }
    #expect(throws: StatisticsError.self) { try PairedComparison([], []) }
    #expect(throws: StatisticsError.self) { try PairedComparison([.nan], [1]) }
  }

  @Test func differencesThatAreSmallAreToldFromThoseThatAreNotKnown() {
    func verdict(_ mean: Double, _ halfWidth: Double) -> DifferenceVerdict {
      ConfidenceInterval(mean: mean, halfWidth: halfWidth, level: 0.95, count: 5)
        .verdict(tolerance: 1)
    }
    #expect(verdict(0.2, 0.5) == .notSignificant)
    #expect(verdict(0.2, 0.9) == .undecided && verdict(-5, 6) == .undecided)
    #expect(verdict(0.8, 0.1) == .withinTolerance && verdict(-0.8, 0.1) == .withinTolerance)
    #expect(verdict(1.2, 0.5) == .increased && verdict(-1.2, 0.5) == .decreased)
  }

  @Test func welchTakesVariancesAsTheyAre() throws {
    // By hand: variances 2.5 and 250 over 5 each, degrees of freedom
    // (0.5 + 50)² ∕ (0.5² ∕ 4 + 50² ∕ 4) = 4.08.
    let welch = try WelchComparison([1, 2, 3, 4, 5], [10, 20, 30, 40, 50])
    let freedom = 50.5 * 50.5 / (0.25 / 4 + 2_500 / 4)
    let halfWidth = try #require(welch.difference.halfWidth)
    let factor = try #require(StudentT.quantile(0.975, degreesOfFreedom: freedom))
    #expect((halfWidth - factor * 50.5.squareRoot()).magnitude < 1e-9)
    #expect(factor < 2.7764 && factor > 2.5706, "between those of 4 and 5 degrees")
    #expect(welch.difference.mean == 27 && welch.first.mean == 3)
    #expect(try WelchComparison([1], [2, 3]).difference.halfWidth == nil)
    #expect(try WelchComparison([1, 1], [3, 3]).difference.halfWidth == 0)
    #expect(throws: StatisticsError.self) { try WelchComparison([], [1]) }
    #expect(throws: StatisticsError.self) { try WelchComparison([.infinity, 1], [1, 2]) }
  }

  @Test func welchCoversTheTruthWithUnlikeSamples() throws {
    var covered = 0
    for seed in 0..<100 {
      var random = TestGenerator(seed: seed)
      let first = (0..<5).map { _ in 10 + random.normal() }
      let second = (0..<15).map { _ in 12 + 6 * random.normal() }
      if try WelchComparison(first, second).difference.contains(2) { covered += 1 }
    }
    #expect(covered >= 90, "covered \(covered) of 100")
  }

  @Test func theRuleDoesNotStopOnLuck() throws {
    let rule = try PrecisionRule(relativeHalfWidth: 0.05, minimum: 3, maximum: 50, lookAhead: 5)
    // Three values alike by luck, then a wide one: not to be stopped at three.
    let lucky = [10.0, 10.01, 9.99, 14, 6, 11, 9, 12, 8]
    #expect(rule.decision([lucky]) != .stop(reached: 3))
    #expect(rule.decision([Array(lucky.prefix(3))]) == .runUntil(replications: 8))
    let steady = (0..<8).map { 10 + Double($0 % 2) * 0.01 }
    #expect(rule.decision([steady]) == .stop(reached: 3))
    #expect(rule.decision([]) == .runUntil(replications: 3))
    #expect(rule.decision([[1]]) == .runUntil(replications: 3))
  }

  @Test func theRuleReachesThePrecisionItPromises() throws {
    let rule = try PrecisionRule(relativeHalfWidth: 0.1, maximum: 2_000)
    for seed in 0..<10 {
      var random = TestGenerator(seed: seed)
      var (a, b): ([Double], [Double]) = ([], [])
      var rounds = 0
      while case .runUntil(let wanted) = rule.decision([a, b]) {
        #expect(wanted > a.count && wanted <= 2_000, "seed \(seed)")
        while a.count < wanted {
          a.append(random.exponential(mean: 5))
          b.append(3 + random.normal())
        }
        rounds += 1
      }
      #expect(rounds < 30, "seed \(seed)")
      guard case .stop(let reached) = rule.decision([a, b]) else {
        Issue.record("seed \(seed) did not stop")
        continue
      }
      let level = Bonferroni.level(each: 2, together: 0.95)
      let interval = try #require(StudentT.interval(of: a.prefix(reached), level: level))
      #expect(try #require(interval.relativeHalfWidth) <= 0.1, "seed \(seed)")
    }
  }

  @Test func theRuleGivesUpAtItsMaximum() throws {
    let rule = try PrecisionRule(relativeHalfWidth: 0.01, minimum: 2, maximum: 4)
    #expect(rule.decision([[1, 100, 1, 100]]) == .exhausted)
    #expect(rule.decision([[-1, 1, -1, 1]]) == .exhausted)
    #expect(throws: StatisticsError.self) { try PrecisionRule(relativeHalfWidth: 0) }
    #expect(throws: StatisticsError.self) { try PrecisionRule(relativeHalfWidth: .nan) }
    #expect(throws: StatisticsError.self) {
      try PrecisionRule(relativeHalfWidth: 0.1, minimum: 9, maximum: 8)
    }
  }
}
