/// A ratio of expectations, such as hits over requests, from independent replications.
///
/// The estimate is the ratio of the sums. The mean of the replications' ratios would be biased, and
/// would give a replication with few requests the weight of one with many.
///
/// Source: Law, *Simulation Modeling and Analysis*, 5th ed., section 9.6.
public struct RatioEstimator: Sendable, Hashable {
  private var pairs: [SIMD2<Double>] = []

  /// Creates an estimator without observations.
  public init() {}

  /// The number of replications that have a ratio.
  public var count: Int { pairs.count }

  /// Adds one replication's sums. A pair that is not finite makes the estimate undefined.
  ///
  /// One without a denominator has no ratio and is left out: counted, it would stand for one whose
  /// ratio is exactly the estimate, and make the interval too narrow.
  public mutating func add(numerator: Double, denominator: Double) {
    if denominator != 0 { pairs.append(SIMD2(numerator, denominator)) }
  }

  /// The ratio of the sums, or `nil` where the denominators sum to zero.
  public var estimate: Double? { Self.ratio(total) }

  /// The interval around the ratio, by linearisation (the delta method): the variance of y − r·x over
  /// the mean denominator.
  ///
  /// - Returns: `nil` where the ratio is undefined. The half-width is undefined with fewer than
  ///   two replications.
  public func interval(level: Double = 0.95) -> ConfidenceInterval? {
    guard let estimate else { return nil }
    var residuals = Moments()
    for pair in pairs { residuals.add(pair.x - estimate * pair.y) }
    let scale = (total.y / Double(count)).magnitude
    let width = StudentT.interval(of: residuals, level: level)?.halfWidth
    return ConfidenceInterval(
      mean: estimate, halfWidth: width.map { $0 / scale }, level: level, count: count)
  }

  /// The ratio as a mean of independent values, one a replication: r + (y − r·x) ∕ x̄.
  ///
  /// Their mean is the ratio and their Student interval that of the delta method, so that what is made
  /// for means (pairs of alternatives, correlations, variances) serves ratios too.
  ///
  /// Source: Cochran, *Sampling Techniques*, 3rd ed., chapter 6 (linearised variance); Law,
  /// section 9.6.
  ///
  /// - Returns: `nil` where the ratio is undefined.
  public var linearised: [Double]? {
    guard let estimate else { return nil }
    let scale = total.y / Double(count)
    return pairs.map { estimate + ($0.x - estimate * $0.y) / scale }
  }

  /// The mean of the denominators; 0 without any.
  public var meanDenominator: Double { count > 0 ? total.y / Double(count) : 0 }

  private var total: SIMD2<Double> { pairs.reduce(SIMD2(), +) }

  private static func ratio(_ sums: SIMD2<Double>) -> Double? {
    let ratio = sums.x / sums.y
    return ratio.isFinite ? ratio : nil
  }
}
