import Foundation
import Statistics
import Testing

@Suite("Intervals")
struct IntervalTests {
  @Test func quantilesOfStudentsTMatchTheTables() {
    // Abramowitz and Stegun, table 26.10.
    for (degrees, p, value) in [
      (1.0, 0.975, 12.706), (4, 0.975, 2.776), (9, 0.975, 2.262), (29, 0.975, 2.045),
      (10, 0.95, 1.812), (10, 0.995, 3.169), (4, 0.025, -2.776),
    ] {
      #expect(close(StudentT.quantile(p, degreesOfFreedom: degrees), value, 5e-4))
    }
    #expect(StudentT.quantile(1, degreesOfFreedom: 3) == nil)
    #expect(StudentT.quantile(0.5, degreesOfFreedom: -1) == nil)
    #expect(StudentT.quantile(.nan, degreesOfFreedom: 3) == nil)
  }

  @Test func intervalOfAKnownSample() throws {
    // Mean 5, s² = 32/7, n = 8, t(7) = 2.364624.
    let interval = try #require(StudentT.interval(of: [2, 4, 4, 4, 5, 5, 7, 9]))
    #expect(interval.mean == 5 && interval.count == 8)
    #expect(close(interval.halfWidth, 2.364624 * (32.0 / 7 / 8).squareRoot(), 1e-5))
  }

  @Test func degenerateSamplesHaveNoHalfWidthAndNoNotANumber() throws {
    #expect(StudentT.interval(of: [Double]()) == nil)
    #expect(StudentT.interval(of: [1, .nan]) == nil)
    #expect(StudentT.interval(of: [1, .infinity]) == nil)
    let one = try #require(StudentT.interval(of: [3]))
    #expect(one.mean == 3 && one.halfWidth == nil && one.relativeHalfWidth == nil)
    #expect(one.lower == nil && !one.contains(3))
    let same = try #require(StudentT.interval(of: [0, 0, 0]))
    #expect(same.halfWidth == 0 && same.relativeHalfWidth == 0)
    let around = try #require(StudentT.interval(of: [-1, 1]))
    #expect(around.halfWidth != nil && around.relativeHalfWidth == nil)
    #expect(StudentT.interval(of: [1, 2], level: 1.5)?.halfWidth == nil)
    #expect(StudentT.interval(of: [1e308, -1e308, 1e308])?.halfWidth == nil)
  }

  @Test func momentsStayStable() {
    var random = TestGenerator(seed: 5)
    let values = (0..<999).map { _ in random.normal() }
    let (near, far) = (Moments(values), Moments(values.map { 1e9 + $0 }))
    #expect(close(far.mean, 1e9 + (near.mean ?? 0), 1e-12))
    #expect(close(far.variance, near.variance ?? 0, 1e-6))
    #expect(close(near.variance, 1, 0.15))
  }

  @Test func studentsIntervalsCoverTheTruth() {
    var covered = 0
    for seed in 0..<100 {
      var random = TestGenerator(seed: seed)
      // Means of 30 exponentials, as a replication's mean would be.
      let means = (0..<10).map { _ in
        (0..<30).reduce(0) { sum, _ in sum + random.exponential() } / 30
      }
      if StudentT.interval(of: means)?.contains(1) == true { covered += 1 }
    }
    #expect(covered >= 90, "covered \(covered) of 100")
  }

  @Test func ratioIntervalsCoverTheTruthAsThoseOfTheJackknifeDo() throws {
    var (covered, coveredByJackknife) = (0, 0)
    for seed in 100..<200 {
      var random = TestGenerator(seed: seed)
      var ratio = RatioEstimator()
      var pairs: [(hits: Double, requests: Double)] = []
      for _ in 0..<20 {
        // Requests vary much between replications; each hits with probability 0.7.
        let requests = 20 + Int(random.exponential(mean: 60))
        let hits = (0..<requests).reduce(0) { n, _ in n + (random.uniform() < 0.7 ? 1 : 0) }
        ratio.add(numerator: Double(hits), denominator: Double(requests))
        pairs.append((Double(hits), Double(requests)))
      }
      let delta = try #require(ratio.interval())
      let knife = try #require(jackknife(pairs))
      if delta.contains(0.7) { covered += 1 }
      if knife.contains(0.7) { coveredByJackknife += 1 }
      let widening = try #require(knife.halfWidth) / #require(delta.halfWidth)
      #expect(widening > 0.9 && widening < 1.25, "seed \(seed)")
    }
    #expect(covered >= 90, "covered \(covered) of 100")
    #expect(coveredByJackknife >= 90, "covered \(coveredByJackknife) of 100")
  }

  /// The interval of a ratio by leaving out one pair at a time, a method that shares nothing with the
  /// delta method (Efron, Stein, *The jackknife estimate of variance*, Annals of Statistics 9, 1981).
  private func jackknife(_ pairs: [(hits: Double, requests: Double)]) -> ConfidenceInterval? {
    func ratio(_ pairs: [(hits: Double, requests: Double)]) -> Double {
      pairs.reduce(0) { $0 + $1.hits } / pairs.reduce(0) { $0 + $1.requests }
    }
    let n = Double(pairs.count)
    return StudentT.interval(
      of: pairs.indices.map { left in
        let others = pairs.indices.filter { $0 != left }.map { pairs[$0] }
        return n * ratio(pairs) - (n - 1) * ratio(others)
      })
  }

  @Test func linearisedRatiosHaveTheMeanAndTheIntervalOfTheRatio() throws {
    var random = TestGenerator(seed: 4)
    var ratio = RatioEstimator()
    for _ in 0..<12 {
      let requests = 20 + random.exponential(mean: 60)
      ratio.add(numerator: requests * (0.6 + 0.2 * random.uniform()), denominator: requests)
    }
    let expected = try #require(ratio.interval())
    let found = try #require(ratio.linearised.flatMap { StudentT.interval(of: $0) })
    #expect((found.mean - expected.mean).magnitude < 1e-12)
    #expect(((found.halfWidth ?? 0) - (expected.halfWidth ?? 1)).magnitude < 1e-12)
    #expect(RatioEstimator().linearised == nil)
  }

  @Test func ratiosWithoutDenominatorsAreUndefined() {
    var ratio = RatioEstimator()
    #expect(ratio.interval() == nil)
    ratio.add(numerator: 0, denominator: 0)
    #expect(ratio.interval() == nil && ratio.estimate == nil)
    ratio.add(numerator: 1, denominator: 4)
    #expect(ratio.estimate == 0.25 && ratio.count == 1)
    // One that has no ratio does not make the interval of two any narrower.
    ratio.add(numerator: 3, denominator: 4)
    let two = ratio.interval()
    ratio.add(numerator: 0, denominator: 0)
    #expect(ratio.interval() == two && two?.halfWidth != nil)
  }

  @Test func samplesWithoutVariationSayWhatTheyMayHaveMissed() throws {
    func sample(_ values: [Double]) -> DegenerateSample? {
      StudentT.interval(of: values).flatMap { DegenerateSample($0) }
    }
    // Wilks: 59 for 95 % at 95 %, 14 for 95 % at 50 %.
    #expect(DegenerateSample.trustedCount(level: 0.95) == 59)
    #expect(DegenerateSample.trustedCount(level: 0.5) == 14)
    // The rule of three: about 3 ∕ n.
    let hundred = try #require(sample(Array(repeating: 1, count: 100)))
    #expect(abs(1 - hundred.leastShare(level: 0.95) - 0.03) < 0.001)
    #expect(hundred.isTrusted(level: 0.95) && !hundred.isTrusted(level: 0.999))
    let range = hundred.mean(level: 0.95, within: 0...1)
    #expect(abs(range.lowerBound - 0.97) < 0.001 && range.upperBound == 1)
    let half = try #require(sample([0.5, 0.5])).mean(level: 0.75, within: 0...1)
    #expect(half == 0.25...0.75)
    #expect(sample([1, 1, 0.99]) == nil && sample([1]) == nil)
    #expect(sample([0.1, 0.1, 0.1]) != nil && sample([0, 0]) != nil)
  }

  @Test func oneEventMoreInEachOfAFewReplicationsMayBeChance() throws {
    func difference(_ mean: Double, count: Int) -> ConfidenceInterval {
      ConfidenceInterval(mean: mean, halfWidth: 0, level: 0.95, count: count)
    }
    // 1.96 ∕ √n of one event.
    #expect(
      abs((difference(1, count: 3).ofEvents().halfWidth ?? 0) - 1.959964 / 3.0.squareRoot()) < 1e-5)
    #expect(difference(1, count: 3).ofEvents().verdict() == .undecided)
    #expect(difference(1, count: 5).ofEvents().verdict() == .increased)
    #expect(difference(-9, count: 3).ofEvents().verdict() == .decreased)
    // What varies more keeps its interval.
    let wide = ConfidenceInterval(mean: 1, halfWidth: 4, level: 0.95, count: 3)
    #expect(wide.ofEvents() == wide)
  }

  @Test func precisionDoesNotTrustAFewThatAgree() throws {
    let rule = try PrecisionRule(relativeHalfWidth: 0.05, minimum: 5, maximum: 200, lookAhead: 3)
    func decision(_ count: Int) -> PrecisionRule.Decision {
      rule.decision([Array(repeating: 1, count: count)])
    }
    #expect(decision(5) == .runUntil(replications: 10))
    #expect(decision(40) == .runUntil(replications: 59))
    #expect(decision(59) == .runUntil(replications: 62))
    #expect(decision(62) == .stop(reached: 59))
    let short = try PrecisionRule(relativeHalfWidth: 0.05, minimum: 5, maximum: 20, lookAhead: 3)
    #expect(short.decision([Array(repeating: 1, count: 20)]) == .exhausted)
  }

  @Test func bonferroniSharesTheError() {
    #expect(close(Bonferroni.level(each: 5, together: 0.95), 0.99))
    #expect(Bonferroni.level(each: 0, together: 0.9) == Bonferroni.level(each: 1, together: 0.9))
  }
}
