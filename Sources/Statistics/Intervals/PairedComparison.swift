/// Two alternatives under common random numbers, replication by replication.
///
/// The interval is for the mean of the differences, second minus first. The correlation obtained
/// tells whether the common random numbers were in step: near zero they were not, and the
/// comparison is no sharper than one of independent runs.
///
/// Source: Law, *Simulation Modeling and Analysis*, 5th ed., sections 10.2 and 11.2.
public struct PairedComparison: Sendable, Hashable {
  /// The differences, second minus first.
  public let differences: [Double]

  /// The first alternative's mean with its interval.
  public let first: ConfidenceInterval

  /// The second alternative's mean with its interval.
  public let second: ConfidenceInterval

  /// The mean difference with its interval.
  public let difference: ConfidenceInterval

  /// The correlation between the alternatives, or `nil` where one does not vary.
  public let correlation: Double?

  /// The variance of the difference over what independent runs would have: below one where common
  /// random numbers helped; `nil` where neither alternative varies.
  public let varianceRatio: Double?

  /// Compares two alternatives whose observations stand in the order of their replications.
  ///
  /// - Throws: ``StatisticsError`` where the numbers of observations differ or are zero, where an
  ///   observation is not finite, or where `level` is not between 0 and 1.
  public init(
    _ first: [Double], _ second: [Double], level: Double = 0.95
  ) throws(StatisticsError) {
    let check = Arguments(of: "paired comparison")
    try check.count(first.count, "number of observations")
    guard first.count == second.count else {
      throw check.refuse(
        "number of observations", "\(first.count) and \(second.count)", "the same for both")
    }
    guard level > 0, level < 1 else {
      throw check.refuse("level", level, "above 0 and below 1")
    }
    differences = zip(first, second).map { $1 - $0 }
    let (a, b, gap) = (Moments(first), Moments(second), Moments(differences))
    guard let firstInterval = StudentT.interval(of: a, level: level),
      let secondInterval = StudentT.interval(of: b, level: level),
      let gapInterval = StudentT.interval(of: gap, level: level)
    else { throw check.refuse("an observation", "infinite or not a number", "finite numbers") }
    (self.first, self.second, difference) = (firstInterval, secondInterval, gapInterval)

    var (correlation, ratio): (Double?, Double?) = (nil, nil)
    if let varianceA = a.variance, let varianceB = b.variance, let varianceGap = gap.variance {
      let covariance = (varianceA + varianceB - varianceGap) / 2
      let scale = varianceA.squareRoot() * varianceB.squareRoot()
      // Two pairs always lie on a line.
      if scale > 0, differences.count > 2 { correlation = min(max(covariance / scale, -1), 1) }
      if varianceA + varianceB > 0 { ratio = varianceGap / (varianceA + varianceB) }
    }
    self.correlation = correlation
    varianceRatio = ratio
  }
}
