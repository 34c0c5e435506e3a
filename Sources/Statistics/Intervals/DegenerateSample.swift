import Foundation

/// A sample whose values are all the same, such as a served share of 1 in every replication.
///
/// Its variance is zero, and Student's interval for it has no width. That is no certainty: some
/// other value may come in so small a share of replications that these have missed it. If a share q
/// of all replications has the value, n of them have it alone with probability qⁿ; with confidence
/// c, then, q is at least (1 − c)^(1/n), whatever the distribution.
///
/// Sources: Wilks, *Determination of sample sizes for setting tolerance limits*, Annals of
/// Mathematical Statistics 12, 1941; Hanley, Lippman-Hand, *If nothing goes wrong, is everything all
/// right?*, JAMA 249, 1983.
public struct DegenerateSample: Sendable, Hashable {
  /// The share of all replications that a plan or a precision wants to know of before it trusts a
  /// sample without variation: Wilks's 95 %, which at 95 % confidence takes 59 replications.
  public static let trustedShare = 0.95

  /// The share of a mean by which sums of equal observations differ.
  public static let rounding = 1e-9

  /// What all observations are.
  public let value: Double
  /// How many there are.
  public let count: Int

  /// The sample behind an interval; nil where its observations differ by more than sums are rounded.
  public init?(_ interval: ConfidenceInterval) {
    guard let halfWidth = interval.halfWidth, halfWidth <= interval.mean.magnitude * Self.rounding
    else { return nil }
    value = interval.mean
    count = interval.count
  }

  /// The least share of all replications that have the value.
  public func leastShare(level: Double) -> Double {
    pow(1 - level, 1 / Double(max(count, 1)))
  }

  /// Where the mean lies of a quantity that is always within a range: the replications that may have
  /// been missed could all have its lowest value, or its highest.
  public func mean(level: Double, within range: ClosedRange<Double>) -> ClosedRange<Double> {
    let share = leastShare(level: level)
    let known = share * value
    let (least, most) = (range.lowerBound * (1 - share), range.upperBound * (1 - share))
    return known + least...max(known + least, known + most)
  }

  /// Whether there are enough observations to know of ``trustedShare`` of all replications.
  public func isTrusted(level: Double) -> Bool { count >= Self.trustedCount(level: level) }

  /// How many observations that takes: ln(1 − level) ∕ ln(``trustedShare``), rounded up.
  public static func trustedCount(level: Double) -> Int {
    Int((log(1 - level) / log(trustedShare)).rounded(.up))
  }
}
