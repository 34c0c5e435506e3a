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
    #expect(paired.verdict() == .increased)
    #expect(paired.verdict(tolerance: 5) == .withinTolerance)
    #expect(try PairedComparison(other, base).verdict() == .decreased)
    let independent = (0..<20).map { _ in 100 + 10 * random.normal() }
    #expect(try PairedComparison(base, independent).verdict() == .notSignificant)
    let opposite = try PairedComparison([1, 2, 3], [3, 2, 1])
    #expect(close(opposite.correlation, -1) && close(opposite.varianceRatio, 2))
  }

  @Test func degenerateComparisons() throws {
    let one = try PairedComparison([1], [2])
    #expect(one.verdict() == .undetermined && one.correlation == nil)
    let same = try PairedComparison([1, 1], [1, 1])
    #expect(same.verdict() == .notSignificant)
    #expect(same.correlation == nil && same.varianceRatio == nil)
    #expect(throws: StatisticsError.self) { try PairedComparison([1], [1, 2]) }
    #expect(throws: StatisticsError.self) { try PairedComparison([], []) }
    #expect(throws: StatisticsError.self) { try PairedComparison([.nan], [1]) }
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
