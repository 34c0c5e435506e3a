import Statistics
import Testing

@Suite("Distributions")
struct DistributionTests {
  static func all() throws -> [Distribution] {
    try [
      Distribution(.normal(mean: 3, standardDeviation: 2)),
      Distribution(.logNormal(logMean: 1, logStandardDeviation: 0.7)),
      Distribution(.exponential(mean: 4)), Distribution(.gamma(shape: 2.5, scale: 3)),
      Distribution(.gamma(shape: 0.5, scale: 1)), Distribution(.beta(alpha: 2, beta: 5)),
      Distribution(.weibull(shape: 1.5, scale: 2)), Distribution(.studentT(degreesOfFreedom: 5)),
      Distribution(.chiSquare(degreesOfFreedom: 7)),
      Distribution(.fisherF(numerator: 5, denominator: 10)),
      Distribution(.binomial(trials: 20, probability: 0.3)), Distribution(.poisson(mean: 4)),
      Distribution(.negativeBinomial(successes: 2.5, probability: 0.4)),
    ]
  }

  @Test func valuesFromTheTables() throws {
    func expect(_ family: Distribution.Family, _ p: Double, _ x: Double) throws {
      let quantile = try Distribution(family).quantile(p)
      #expect(close(quantile, x, 5e-4), "\(family): \(quantile ?? -1)")
    }
    try expect(.normal(mean: 0, standardDeviation: 1), 0.975, 1.95996)
    try expect(.chiSquare(degreesOfFreedom: 10), 0.95, 18.307)
    try expect(.fisherF(numerator: 5, denominator: 10), 0.95, 3.3258)
    try expect(.studentT(degreesOfFreedom: 4), 0.975, 2.7764)
    try expect(.exponential(mean: 2), 0.5, 1.386294)
    try expect(.weibull(shape: 2, scale: 3), 0.5, 2.497664)
    try expect(.poisson(mean: 4), 0.5, 4)
    try expect(.binomial(trials: 10, probability: 0.5), 0.5, 5)
    // P(X ≤ 0) = 0.4², P(X ≤ 1) = 0.4² (1 + 2 · 0.6).
    let failures = try Distribution(.negativeBinomial(successes: 2, probability: 0.4))
    #expect(close(failures.cdf(0), 0.16) && close(failures.cdf(1.9), 0.352))
    #expect(close(try Distribution(.poisson(mean: 2)).survival(0), 0.8646647168))
  }

  @Test func quantilesInvertTheDistributionFunction() throws {
    for distribution in try Self.all() {
      for p in [0.001, 0.05, 0.3, 0.5, 0.77, 0.99, 0.9999] {
        let x = try #require(distribution.quantile(p))
        if distribution.isDiscrete {
          #expect(distribution.cdf(x) >= p && distribution.cdf(x - 1) < p, "\(distribution) \(p)")
        } else {
          #expect(close(distribution.cdf(x), p, 1e-8), "\(distribution) \(p)")
        }
        #expect(close(distribution.cdf(x) + distribution.survival(x), 1, 1e-12))
      }
    }
  }

  @Test func edgesAndBadInputNeverCrash() throws {
    for distribution in try Self.all() {
      #expect(distribution.cdf(-.infinity) == 0 && distribution.cdf(.infinity) == 1)
      #expect(distribution.cdf(.nan).isNaN)
      #expect(distribution.quantile(-0.1) == nil && distribution.quantile(.nan) == nil)
      #expect(distribution.quantile(0) != nil && distribution.quantile(1) != nil)
      #expect(distribution.cdf(1e300) == 1 || distribution.isDiscrete)
    }
    #expect(throws: StatisticsError.self) { try Distribution(.gamma(shape: -1, scale: 1)) }
    #expect(throws: StatisticsError.self) { try Distribution(.exponential(mean: .nan)) }
    #expect(throws: StatisticsError.self) {
      try Distribution(.binomial(trials: .max, probability: 0.5))
    }
    #expect(throws: StatisticsError.self) {
      try Distribution(.binomial(trials: 3, probability: 1.5))
    }
  }

  @Test func variatesFollowTheirDistribution() throws {
    // Kolmogorov's distance of 2,000 values; its 99.9 % point is 1.95 ∕ √n.
    for distribution in try Self.all() where !distribution.isDiscrete {
      var random = TestGenerator(seed: 23)
      let values = (0..<2_000).compactMap { _ in distribution.variate(using: &random) }.sorted()
      #expect(values.count == 2_000)
      var distance = 0.0
      for (rank, value) in values.enumerated() {
        distance = max(distance, (distribution.cdf(value) - (Double(rank) + 0.5) / 2_000).magnitude)
      }
      #expect(distance < 1.95 / 2_000.0.squareRoot(), "\(distribution)")
    }
  }

  @Test func delaysAreWholeNanosecondsAndNeverNegative() throws {
    var random = TestGenerator(seed: 1)
    let normal = try Distribution(.normal(mean: 0, standardDeviation: 1))
    let delays = (0..<200).compactMap { _ in normal.delay(using: &random) }
    #expect(delays.count == 200 && delays.allSatisfy { $0 >= 0 } && delays.contains(0))
    let huge = try Distribution(.exponential(mean: 1e200))
    #expect(huge.delay(using: &random) == 1 << 62)
    var (a, b) = (TestGenerator(seed: 9), TestGenerator(seed: 9))
    #expect(normal.delay(using: &a) == normal.delay(using: &b))
  }
}
