import CGSL
import Foundation
import Testing

@testable import Randomness

/// The distance of `a` from `b` in units of `b`'s last place.
private func units(_ a: Double, _ b: Double) -> Double { a == b ? 0 : abs(a - b) / b.ulp }

@Suite("Elementary functions")
struct ElementaryFunctionsTests {
  @Test("log, exp and pow are within 2 units of the C library's")
  func accuracy() {
    var stream = RandomStream(key: 5)
    var worst = (log: 0.0, exp: 0.0, pow: 0.0)
    for round in 0..<60_000 {
      let u = stream.uniform()
      let x = [u, 0.98 + 0.04 * u, Double(bitPattern: stream.next() >> 2), 1e3 * u][round % 4]
      worst.log = max(worst.log, units(ElementaryFunctions.log(x), Foundation.log(x)))
      let y = (stream.uniform() - 0.5) * (round % 2 == 0 ? 2 : 1_400)
      worst.exp = max(worst.exp, units(ElementaryFunctions.exp(y), Foundation.exp(y)))
      let (base, power) = (stream.uniform() * 1e6, (stream.uniform() - 0.5) * 20)
      worst.pow = max(
        worst.pow, units(ElementaryFunctions.pow(base, power), Foundation.pow(base, power)))
    }
    #expect(worst.log <= 2 && worst.exp <= 2 && worst.pow <= 2, "\(worst)")
  }

  @Test("The ends of the range")
  func ends() {
    #expect(ElementaryFunctions.log(0) == -.infinity)
    #expect(ElementaryFunctions.log(-1).isNaN)
    #expect(ElementaryFunctions.log(.infinity) == .infinity)
    #expect(ElementaryFunctions.log(1) == 0)
    #expect(units(ElementaryFunctions.log(0x1p-1074), Foundation.log(0x1p-1074)) <= 2)
    #expect(ElementaryFunctions.exp(0) == 1)
    #expect(ElementaryFunctions.exp(-800) == 0)
    #expect(ElementaryFunctions.exp(800) == .infinity)
    #expect(ElementaryFunctions.exp(-.infinity) == 0)
    #expect(ElementaryFunctions.exp(.nan).isNaN)
    #expect(ElementaryFunctions.pow(0, 2) == 0)
    #expect(ElementaryFunctions.pow(3, 0) == 1)
    #expect(ElementaryFunctions.pow(2, 10) == 1_024)
    #expect(ElementaryFunctions.pow(.infinity, -1) == 0)
  }

  @Test("The cosine is within 2·10⁻⁹ of the C library's")
  func cosine() {
    for step in -4_000...4_000 {
      let turns = Double(step) / 1_234
      let error = ElementaryFunctions.cosine(turns: turns) - Foundation.cos(2 * .pi * turns)
      #expect(abs(error) < 2e-9, "\(turns)")
    }
  }

  @Test("The same bits on every machine")
  func goldenBits() {
    #expect(!GoldenBits.functions.isEmpty)
    for golden in GoldenBits.functions {
      #expect(ElementaryFunctions.log(golden.x).bitPattern == golden.log)
      #expect(ElementaryFunctions.exp(golden.x).bitPattern == golden.exp)
      #expect(ElementaryFunctions.pow(golden.x, 1.7).bitPattern == golden.pow)
    }
  }

  @Test("The normal quantile agrees with GSL's distribution function")
  func normalQuantile() {
    var p = 1e-300
    while p < 1 {
      let z = ElementaryFunctions.standardNormalQuantile(p)
      #expect(abs(gsl_cdf_ugaussian_P(z) / p - 1) < 1e-12 * max(1, z * z), "p = \(p)")
      p = p < 1e-3 ? p * 7 : p + 0.000_7
    }
    #expect(ElementaryFunctions.standardNormalQuantile(0.5) == 0)
  }

  @Test("The table of the normal quantile agrees with the algorithm of the tails")
  func normalQuantileTable() {
    var stream = RandomStream(key: 6)
    var worst = 0.0
    for _ in 0..<60_000 {
      let p = stream.uniform()
      worst = max(worst, abs(Randomness.normalQuantile(p) - normalQuantileInTails(p)))
    }
    // At the borders of rows, and where the table ends.
    for row in 0...9 * 16 {
      let border = Double(bitPattern: UInt64((1_023 - 10) * 16 + row) << 48)
      for p in [border.nextDown, border, border.nextUp, 1 - border] {
        worst = max(worst, abs(Randomness.normalQuantile(p) - normalQuantileInTails(p)))
      }
    }
    #expect(worst <= 4e-15)
  }
}

@Suite("Distributions")
struct DistributionTests {
  /// The probability of a larger Kolmogorov–Smirnov distance between sample and distribution.
  private func agreement(
    of distribution: some Distribution<Double>, with cumulative: (Double) -> Double, seed: UInt64
  ) -> Double {
    var stream = RandomStream(key: seed, entity: 77)
    let sample = (0..<4_000).map { _ in distribution.sample(from: &stream) }.sorted()
    let n = Double(sample.count)
    var distance = 0.0
    for (index, value) in sample.enumerated() {
      let p = cumulative(value)
      let below = Double(index) / n
      distance = max(distance, abs(p - below), abs(below + 1 / n - p))
    }
    let t = (n.squareRoot() + 0.12 + 0.11 / n.squareRoot()) * distance
    var sum = 0.0
    for j in 1...100 {
      let term = 2 * Foundation.exp(-2 * Double(j * j) * t * t)
      sum += j % 2 == 1 ? term : -term
    }
    return min(1, sum)
  }

  @Test("Continuous variates have GSL's distribution functions (Kolmogorov–Smirnov)")
  func continuous() throws {
    let empirical = try #require(
      Empirical([(0, 1), (0.25, 2), (0.75, 4), (1, 20)] as [(Double, Double)]))
    for seed in UInt64(1)...3 {
      let probabilities = [
        agreement(of: Uniform(from: 2, to: 5), with: { gsl_cdf_flat_P($0, 2, 5) }, seed: seed),
        agreement(
          of: Exponential(mean: 3), with: { gsl_cdf_exponential_P($0, 3) }, seed: seed),
        agreement(
          of: Normal(mean: 1, deviation: 2), with: { gsl_cdf_gaussian_P($0 - 1, 2) }, seed: seed),
        agreement(
          of: LogNormal(mu: 6.18, sigma: 1.18),
          with: { gsl_cdf_lognormal_P($0, 6.18, 1.18) }, seed: seed),
        agreement(
          of: LogNormal(median: 20e6, sigma: 1.5),
          with: { gsl_cdf_lognormal_P($0, Foundation.log(20e6), 1.5) }, seed: seed),
        agreement(
          of: Weibull(scale: 2, shape: 0.7), with: { gsl_cdf_weibull_P($0, 2, 0.7) }, seed: seed),
        agreement(
          of: Pareto(minimum: 3, shape: 1.5), with: { gsl_cdf_pareto_P($0, 1.5, 3) }, seed: seed),
        agreement(
          of: empirical,
          with: { x in
            gsl_cdf_flat_P(x, 1, 2) / 4 + gsl_cdf_flat_P(x, 2, 4) / 2
              + gsl_cdf_flat_P(x, 4, 20) / 4
          }, seed: seed),
      ]
      for (index, probability) in probabilities.enumerated() {
        #expect(probability > 1e-3, "distribution \(index), seed \(seed)")
      }
    }
  }

  /// The probability of a larger chi-square distance; everything from `cells` − 1 up is one cell.
  private func agreement(
    of distribution: some Distribution<Int>, cells: Int, mass: (Int) -> Double, seed: UInt64
  ) -> Double {
    var stream = RandomStream(key: seed, entity: 78)
    var counts = [Int](repeating: 0, count: cells)
    let draws = 20_000
    for _ in 0..<draws { counts[min(distribution.sample(from: &stream), cells - 1)] += 1 }
    var expected = (0..<cells - 1).map { mass($0) * Double(draws) }
    expected.append(Double(draws) - expected.reduce(0, +))
    return chiSquareProbability(counts, expected: expected)
  }

  @Test("Discrete variates have GSL's probabilities (chi-square)")
  func discrete() throws {
    let negative = try #require(NegativeBinomial(successes: 2.5, probability: 0.3))
    let zipf = try #require(Zipf(count: 50, exponent: 0.9))
    let harmonic = (1...50).map { Foundation.pow(Double($0), -0.9) }.reduce(0, +)
    let weighted = try #require(WeightedIndex([3, 0, 1, 6, 0]))
    for seed in UInt64(1)...3 {
      let geometric = agreement(
        of: Geometric(probability: 0.2), cells: 15,
        mass: { gsl_ran_geometric_pdf(UInt32($0 + 1), 0.2) }, seed: seed)
      #expect(geometric > 1e-3, "seed \(seed)")
      let binomial = agreement(
        of: negative, cells: 20,
        mass: { gsl_ran_negative_binomial_pdf(UInt32($0), 0.3, 2.5) }, seed: seed)
      #expect(binomial > 1e-3, "seed \(seed)")
      let popularity = agreement(
        of: zipf, cells: 50, mass: { Foundation.pow(Double($0 + 1), -0.9) / harmonic },
        seed: seed)
      #expect(popularity > 1e-3, "seed \(seed)")
      var stream = RandomStream(key: seed, entity: 79)
      var counts = [0, 0, 0, 0, 0]
      var successes = 0
      for _ in 0..<10_000 {
        counts[weighted.sample(from: &stream)] += 1
        successes += Bernoulli(0.3).sample(from: &stream) ? 1 : 0
      }
      #expect(counts[1] == 0 && counts[4] == 0)
      #expect(
        chiSquareProbability([counts[0], counts[2], counts[3]], expected: [3_000, 1_000, 6_000])
          > 1e-3)
      #expect(
        chiSquareProbability([successes, 10_000 - successes], expected: [3_000, 7_000]) > 1e-3)
    }
  }

  @Test("A larger uniform number never gives a smaller variate")
  func monotone() throws {
    let zipf = try #require(Zipf(count: 1_000, exponent: 1))
    let continuous: [any Distribution<Double>] = [
      Exponential(mean: 1), Normal(mean: 0, deviation: 1), LogNormal(mu: 0, sigma: 2),
      Weibull(scale: 1, shape: 3), Pareto(minimum: 1, shape: 2),
    ]
    let discrete: [any Distribution<Int>] = [zipf, Geometric(probability: 0.01)]
    for distribution in continuous {
      let values = (0..<2_000).map { distribution.quantile((Double($0) + 0.5) / 2_000) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }, "\(distribution)")
    }
    for distribution in discrete {
      let values = (0..<2_000).map { distribution.quantile((Double($0) + 0.5) / 2_000) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }, "\(distribution)")
    }
  }

  @Test("Tables refuse what is no distribution")
  func refusals() {
    #expect(WeightedIndex([]) == nil)
    #expect(WeightedIndex([0, 0]) == nil)
    #expect(WeightedIndex([1, -1]) == nil)
    #expect(WeightedIndex([1, .infinity]) == nil)
    #expect(WeightedIndex([1, .nan]) == nil)
    #expect(Zipf(count: 0, exponent: 1) == nil)
    #expect(Zipf(count: 5, exponent: -1) == nil)
    #expect(NegativeBinomial(successes: 0, probability: 0.5) == nil)
    #expect(NegativeBinomial(successes: 3, probability: 1) == nil)
    #expect(Empirical([(0, 1), (1, .nan)]) == nil)
    #expect(Empirical([(0.1, 1), (1, 2)]) == nil)
    #expect(Empirical([(0, 3), (1, 2)]) == nil)
  }
}
