/// Count, mean and variance of a sample, updated one value at a time and mergeable.
///
/// Welford's recurrence with Chan's merge (Chan, Golub, LeVeque 1983): numerically stable where the
/// textbook difference of sums loses all its digits. Values that are not finite are refused, so
/// that nothing here is ever not-a-number.
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

  /// Adds all values of another sample.
  public mutating func merge(_ other: Moments) {
    refused += other.refused
    guard other.count > 0 else { return }
    let total = count + other.count
    let gap = other.center - center
    squares += other.squares + gap * gap * Double(count) * Double(other.count) / Double(total)
    center += gap * Double(other.count) / Double(total)
    count = total
  }

  /// The mean, or `nil` of an empty sample.
  public var mean: Double? { count > 0 && center.isFinite ? center : nil }

  /// The unbiased variance, or `nil` of fewer than two values.
  public var variance: Double? {
    guard count > 1, squares.isFinite else { return nil }
    return Swift.max(squares, 0) / Double(count - 1)
  }

  /// The square root of ``variance``.
  public var standardDeviation: Double? { variance?.squareRoot() }

  /// The standard deviation of the mean of independent values, or `nil` of fewer than two.
  public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
}
