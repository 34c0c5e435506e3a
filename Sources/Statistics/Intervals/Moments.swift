/// Count, mean and variance of a sample, updated one value at a time.
///
/// Welford's recurrence (Welford 1962): numerically stable where the textbook difference of sums
/// loses all its digits. Values that are not finite are refused, so that nothing here is ever
/// not-a-number.
public struct Moments: Sendable, Hashable {
  /// The number of values added.
  public private(set) var count = 0

  /// The number of values refused because they were infinite or not numbers.
  public private(set) var refused = 0

  private var center = 0.0
  private var squares = 0.0

  /// Creates the moments of an empty sample.
  public init() {}

  /// Creates the moments of `samples`.
  public init(_ samples: some Sequence<Double>) {
    for sample in samples { add(sample) }
  }

  /// Adds one value.
  public mutating func add(_ value: Double) {
    guard value.isFinite else {
      refused += 1
      return
    }
    count += 1
    let before = value - center
    center += before / Double(count)
    squares += before * (value - center)
  }

  /// The mean, or `nil` of an empty sample.
  public var mean: Double? { count > 0 && center.isFinite ? center : nil }

  /// The unbiased variance, or `nil` of fewer than two values.
  public var variance: Double? {
    guard count > 1, squares.isFinite else { return nil }
    return Swift.max(squares, 0) / Double(count - 1)
  }

  /// The standard deviation of the mean of independent values, or `nil` of fewer than two.
  public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
}
