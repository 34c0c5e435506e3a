/// An estimate with its symmetric confidence interval.
///
/// No field is ever not-a-number or infinite: where the data do not determine a half-width, as with
/// a single replication, it is `nil`, and output shows it as empty.
public struct ConfidenceInterval: Sendable, Hashable {
  /// The point estimate, in the unit of the samples.
  public let mean: Double

  /// Half the interval's width, or `nil` where it is undefined.
  public let halfWidth: Double?

  /// The probability with which the method's intervals contain the true value, such as 0.95.
  public let level: Double

  /// The number of independent observations behind the estimate.
  public let count: Int

  /// Creates an interval. A half-width that is negative or not finite becomes `nil`.
  public init(mean: Double, halfWidth: Double?, level: Double, count: Int) {
    self.mean = mean
    self.halfWidth = halfWidth.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    self.level = level
    self.count = count
  }

  /// The lower end, or `nil` where the half-width is undefined.
  public var lower: Double? { halfWidth.map { mean - $0 } }

  /// The upper end, or `nil` where the half-width is undefined.
  public var upper: Double? { halfWidth.map { mean + $0 } }

  /// The half-width over the estimate's magnitude: the precision that stopping rules ask for.
  ///
  /// `nil` where the half-width is undefined, or where the mean is zero and the half-width is not.
  /// Zero where both are zero; how much a sample without variation says, ``DegenerateSample`` knows.
  public var relativeHalfWidth: Double? {
    guard let halfWidth else { return nil }
    if halfWidth == 0 { return 0 }
    let ratio = halfWidth / mean.magnitude
    return ratio.isFinite ? ratio : nil
  }

  /// Whether the interval contains `value`; an undefined interval contains nothing.
  public func contains(_ value: Double) -> Bool {
    guard let halfWidth else { return false }
    return (value - mean).magnitude <= halfWidth
  }
}

/// Bonferroni's inequality: several intervals that hold together.
public enum Bonferroni {
  /// The level each of `count` intervals needs for all of them to hold at once with `level`:
  /// 1 − (1 − level) ∕ count. A count below one is taken as one.
  public static func level(each count: Int, together level: Double) -> Double {
    1 - (1 - level) / Double(max(count, 1))
  }
}
