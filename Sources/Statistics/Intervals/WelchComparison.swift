/// Two alternatives that were run independently of each other, whose variances may differ.
///
/// The interval is for the difference of the means, second minus first. Where replications can be
/// paired, ``PairedComparison`` is sharper.
///
/// Source: Welch, *The generalization of "Student's" problem when several different population
/// variances are involved*, Biometrika 34, 1947, with Satterthwaite's degrees of freedom, 1946;
/// Law, *Simulation Modeling and Analysis*, 5th ed., section 10.2.2.
public struct WelchComparison: Sendable, Hashable {
  /// The first alternative's mean with its interval.
  public let first: ConfidenceInterval

  /// The second alternative's mean with its interval.
  public let second: ConfidenceInterval

  /// The difference of the means with its interval; its count is the smaller of the two. The
  /// half-width is undefined where an alternative has a single observation.
  public let difference: ConfidenceInterval

  /// Compares two samples.
  ///
  /// - Throws: ``StatisticsError`` where there is no observation or one that is not finite, or where
  ///   `level` is not between 0 and 1.
  public init(
    _ first: [Double], _ second: [Double], level: Double = 0.95
  ) throws(StatisticsError) {
    let check = Arguments(of: "Welch's comparison")
    try check.count(min(first.count, second.count), "number of observations")
    guard level > 0, level < 1 else {
      throw check.refuse("level", level, "above 0 and below 1")
    }
    let (a, b) = (Moments(first), Moments(second))
    guard let firstInterval = StudentT.interval(of: a, level: level),
      let secondInterval = StudentT.interval(of: b, level: level)
    else { throw check.refuse("an observation", "infinite or not a number", "finite numbers") }
    (self.first, self.second) = (firstInterval, secondInterval)
    var halfWidth: Double?
    if let varianceA = a.variance, let varianceB = b.variance {
      let (shareA, shareB) = (varianceA / Double(a.count), varianceB / Double(b.count))
      let sum = shareA + shareB
      if sum > 0 {
        // In shares of the sum, so that squares of tiny variances do not vanish.
        let (partA, partB) = (shareA / sum, shareB / sum)
        let degrees =
          1 / (partA * partA / Double(a.count - 1) + partB * partB / Double(b.count - 1))
        halfWidth = StudentT.quantile((1 + level) / 2, degreesOfFreedom: degrees)
          .map { $0 * sum.squareRoot() }
      } else {
        halfWidth = 0
      }
    }
    difference = ConfidenceInterval(
      mean: secondInterval.mean - firstInterval.mean, halfWidth: halfWidth, level: level,
      count: min(a.count, b.count))
  }
}
