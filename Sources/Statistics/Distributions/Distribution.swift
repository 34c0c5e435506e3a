/// A probability distribution with checked parameters: its distribution function and quantiles,
/// by GSL.
///
/// GSL computes with the platform's mathematical library, whose last bits differ between machines.
/// It serves estimates, intervals and variates drawn now and then; what the simulation draws at
/// every event comes from the module Randomness.
public struct Distribution: Sendable, Hashable {
  /// The family and its parameters.
  public enum Family: Sendable, Hashable {
    /// The normal distribution.
    case normal(mean: Double, standardDeviation: Double)
    /// The distribution whose natural logarithm is normal with these parameters.
    case logNormal(logMean: Double, logStandardDeviation: Double)
    /// The exponential distribution.
    case exponential(mean: Double)
    /// The gamma distribution; its mean is shape × scale.
    case gamma(shape: Double, scale: Double)
    /// The beta distribution on 0…1.
    case beta(alpha: Double, beta: Double)
    /// The Weibull distribution: survival exp(−(x ∕ scale)^shape).
    case weibull(shape: Double, scale: Double)
    /// Student's t distribution.
    case studentT(degreesOfFreedom: Double)
    /// The chi-square distribution.
    case chiSquare(degreesOfFreedom: Double)
    /// Fisher's F distribution.
    case fisherF(numerator: Double, denominator: Double)
    /// The number of successes among trials.
    case binomial(trials: Int, probability: Double)
    /// The Poisson distribution.
    case poisson(mean: Double)
    /// The number of failures before a number of successes, which need not be whole.
    case negativeBinomial(successes: Double, probability: Double)
  }

  /// The family and its parameters.
  public let family: Family

  /// Creates a distribution.
  ///
  /// - Throws: ``StatisticsError`` where a parameter is outside the family's domain.
  public init(_ family: Family) throws(StatisticsError) {
    GSL.ready
    self.family = family
    let check = Arguments(of: "\(family)")
    switch family {
    case .normal(let mean, let deviation):
      try check.finite(mean, "mean")
      try check.positive(deviation, "standardDeviation")
    case .logNormal(let mean, let deviation):
      try check.finite(mean, "logMean")
      try check.positive(deviation, "logStandardDeviation")
    case .exponential(let mean), .poisson(let mean):
      try check.positive(mean, "mean")
    case .gamma(let shape, let scale), .weibull(let shape, let scale):
      try check.positive(shape, "shape")
      try check.positive(scale, "scale")
    case .beta(let alpha, let beta):
      try check.positive(alpha, "alpha")
      try check.positive(beta, "beta")
    case .studentT(let degrees), .chiSquare(let degrees):
      try check.positive(degrees, "degreesOfFreedom")
    case .fisherF(let numerator, let denominator):
      try check.positive(numerator, "numerator")
      try check.positive(denominator, "denominator")
    case .binomial(let trials, let probability):
      try check.count(trials, "trials")
      guard trials < Int(UInt32.max) else {
        throw check.refuse("trials", trials, "fewer than \(UInt32.max)")
      }
      try check.probability(probability, "probability")
    case .negativeBinomial(let successes, let probability):
      try check.positive(successes, "successes")
      try check.positive(probability, "probability")
      try check.probability(probability, "probability")
    }
  }

  /// Whether the distribution takes whole numbers only.
  public var isDiscrete: Bool {
    switch family {
    case .binomial, .poisson, .negativeBinomial: true
    default: false
    }
  }
}
