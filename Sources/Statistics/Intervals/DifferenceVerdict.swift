/// What an interval says about a difference, given what size of difference matters.
public enum DifferenceVerdict: String, Sendable, Hashable {
  /// Fewer than two observations: no interval, no statement.
  case undetermined
  /// The interval contains zero and reaches beyond the tolerance, or the estimate does not and the
  /// interval does: more observations would tell.
  case undecided
  /// The interval contains zero and stays within the tolerance.
  case notSignificant
  /// The interval excludes zero, and stays within the tolerance.
  case withinTolerance
  /// Significantly above zero, and by more than the tolerance.
  case increased
  /// Significantly below zero, and by more than the tolerance.
  case decreased
}

extension ConfidenceInterval {
  /// Judges the difference that this is the interval of.
  ///
  /// - Parameter tolerance: the largest difference, in the metric's unit, that does not matter.
  /// - Returns: what the interval and the tolerance together allow to be said.
  public func verdict(tolerance: Double = 0) -> DifferenceVerdict {
    guard let halfWidth else { return .undetermined }
    let isWithin = mean.magnitude + halfWidth <= tolerance
    if contains(0) { return isWithin ? .notSignificant : .undecided }
    if mean.magnitude <= tolerance { return isWithin ? .withinTolerance : .undecided }
    return mean > 0 ? .increased : .decreased
  }
}
