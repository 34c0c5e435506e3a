import Statistics

/// An estimate over replications, and the ends of what they found.
struct Estimate: Sendable {
  /// The mean, or the ratio of sums, with its interval of 95 %.
  let interval: ConfidenceInterval
  /// The smallest and the largest value that a replication found.
  let range: ClosedRange<Double>

  /// Nil where there is no value, or the interval is undefined.
  init?(_ interval: ConfidenceInterval?, of values: [Double]) {
    guard let interval, let least = values.min(), let most = values.max() else { return nil }
    self.interval = interval
    range = least...most
  }

  /// The mean of the values.
  init?(meanOf values: [Double]) { self.init(StudentT.interval(of: values), of: values) }

  var mean: Double { interval.mean }
  var count: Int { interval.count }

  /// Nil with fewer than two replications; 0 where they differ by no more than the rounding of
  /// their sums.
  var halfWidth: Double? { Self.halfWidth(of: interval) }

  /// An interval's half-width as results show it.
  static func halfWidth(of interval: ConfidenceInterval?) -> Double? {
    guard let interval else { return nil }
    return DegenerateSample(interval) == nil ? interval.halfWidth : 0
  }

  /// Whether the interval, which is symmetric, contains values that what cannot be negative cannot
  /// have. The range then says more.
  var reachesBelowZero: Bool { mean >= 0 && (halfWidth ?? 0) > mean }

  /// Mean and half-width as two fields of CSV; the second is empty where it is undefined.
  var fields: [String] { interval.fields }
}

extension ConfidenceInterval {
  /// Mean and half-width as two fields of CSV; the second is empty where it is undefined.
  var fields: [String] {
    [NumberText.figure(mean), Estimate.halfWidth(of: self).map(NumberText.sixDigits) ?? ""]
  }
}
