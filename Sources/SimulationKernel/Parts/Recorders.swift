/// A number of occurrences.
@frozen
public struct Counter: Hashable, BitwiseCopyable, Sendable {
  /// Occurrences since the start or the last reset.
  public var count: UInt64 = 0

  /// Creates a counter at 0.
  @inlinable
  public init() {}

  /// Counts `occurrences`, one by default.
  @inlinable
  public mutating func add(_ occurrences: UInt64 = 1) { count &+= occurrences }

  /// Adds what another counter has counted.
  @inlinable
  public mutating func merge(_ other: Counter) { count &+= other.count }

  /// Starts anew, at the end of the warm-up.
  @inlinable
  public mutating func reset() { count = 0 }
}

/// Number, mean, variance and extremes of observations, without keeping them.
///
/// The recurrence is Welford's (1962), the merging that of Chan, Golub and LeVeque (1979): neither
/// subtracts large sums of squares. Merging depends on its order in the last bits; merge by index.
@frozen
public struct Tally: Hashable, BitwiseCopyable, Sendable {
  /// The number of observations.
  public private(set) var count: UInt64 = 0
  /// Their arithmetic mean, 0 if there is none.
  public private(set) var mean = 0.0
  /// The smallest, +∞ if there is none.
  public private(set) var minimum = Double.infinity
  /// The largest, −∞ if there is none.
  public private(set) var maximum = -Double.infinity
  private var squares = 0.0

  /// Creates a tally of no observations.
  public init() {}

  /// Takes in one observation.
  public mutating func add(_ value: Double) {
    count += 1
    let deviation = value - mean
    mean += deviation / Double(count)
    squares += deviation * (value - mean)
    if value < minimum { minimum = value }
    if value > maximum { maximum = value }
  }

  /// The sample variance, with divisor n − 1; 0 for fewer than two observations.
  public var variance: Double { count < 2 ? 0 : squares / Double(count - 1) }

  /// The square root of ``variance``.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The sum of the observations, to rounding.
  public var sum: Double { mean * Double(count) }

  /// Takes in all that another tally has seen.
  public mutating func merge(_ other: Tally) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let (n, m) = (Double(count), Double(other.count))
    let deviation = other.mean - mean
    mean += deviation * m / (n + m)
    squares += other.squares + deviation * deviation * n * m / (n + m)
    count += other.count
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }

  /// Starts anew, at the end of the warm-up.
  public mutating func reset() { self = Tally() }
}

/// A level that holds between changes, such as a queue's length, averaged over time.
@frozen
public struct TimeWeightedLevel: Hashable, BitwiseCopyable, Sendable {
  /// The level now.
  @inlinable
  public var level: Double { value }
  /// The highest level since the start or the last reset, the level at the reset included.
  @inlinable
  public var maximum: Double { highest }

  @usableFromInline var value: Double
  @usableFromInline var highest: Double
  /// Level × nanoseconds from `since` to `changed`.
  @usableFromInline var area = 0.0
  @usableFromInline var since: Instant
  @usableFromInline var changed: Instant

  /// Creates a level that holds from `start` on.
  @inlinable
  public init(_ level: Double = 0, at start: Instant = .zero) {
    (value, highest) = (level, level)
    (since, changed) = (start, start)
  }

  /// Changes the level; the level before has held until `now`.
  @inlinable
  public mutating func set(_ level: Double, at now: Instant) {
    area += value * Double((now - changed).nanoseconds)
    (value, changed) = (level, now)
    if level > highest { highest = level }
  }

  /// Raises or lowers the level.
  @inlinable
  public mutating func add(_ change: Double, at now: Instant) { set(value + change, at: now) }

  /// Level × seconds from the start or the last reset to `now`.
  @inlinable
  public func integral(at now: Instant) -> Double {
    (area + value * Double((now - changed).nanoseconds)) / 1e9
  }

  /// The mean over time from the start or the last reset to `now`; the level if that is no time.
  @inlinable
  public func mean(at now: Instant) -> Double {
    let span = (now - since).seconds
    return span > 0 ? integral(at: now) / span : value
  }

  /// Starts the average anew, at the end of the warm-up. The level itself stays what it is.
  @inlinable
  public mutating func reset(at now: Instant) {
    area = 0
    highest = value
    (since, changed) = (now, now)
  }
}

/// A whole number that holds between changes, averaged over time: a queue's length.
///
/// Unlike ``TimeWeightedLevel`` it is exact, so that the integral of the number present can be set
/// against the sum of all stays (Little's law) without a tolerance.
@frozen
public struct TimeWeightedCount: Hashable, BitwiseCopyable, Sendable {
  /// The count now.
  @inlinable
  public var level: Int { value }
  /// The highest since the start or the last reset, the one at the reset included.
  @inlinable
  public var maximum: Int { highest }

  @usableFromInline var value = 0
  @usableFromInline var highest = 0
  /// Count × nanoseconds from `since` to `changed`.
  @usableFromInline var area: UInt128 = 0
  @usableFromInline var since = Instant.zero
  @usableFromInline var changed = Instant.zero

  /// Creates a count of 0, from the start of time on.
  @inlinable
  public init() {}

  /// Changes the count, which is never negative; the one before has held until `now`.
  @inlinable
  public mutating func set(_ count: Int, at now: Instant) {
    area &+= Self.product(value, now - changed)
    (value, changed) = (count, now)
    if count > highest { highest = count }
  }

  /// Count × nanoseconds from the start or the last reset to `now`, exactly.
  @inlinable
  public func exactIntegral(at now: Instant) -> UInt128 {
    area &+ Self.product(value, now - changed)
  }

  /// Count × seconds from the start or the last reset to `now`.
  @inlinable
  public func integral(at now: Instant) -> Double {
    // In two halves: the standard library's conversion of 128 bits is slow.
    let exact = exactIntegral(at: now)
    let high = Double(UInt64(truncatingIfNeeded: exact &>> 64))
    return (high * 0x1p64 + Double(UInt64(truncatingIfNeeded: exact))) / 1e9
  }

  /// The mean over time from the start or the last reset to `now`; the count if that is no time.
  @inlinable
  public func mean(at now: Instant) -> Double {
    let span = (now - since).seconds
    return span > 0 ? integral(at: now) / span : Double(value)
  }

  /// Starts the average anew, at the end of the warm-up. The count itself stays what it is.
  @inlinable
  public mutating func reset(at now: Instant) {
    area = 0
    highest = value
    (since, changed) = (now, now)
  }

  @inlinable
  @inline(__always)
  static func product(_ count: Int, _ span: Span) -> UInt128 {
    let (high, low) = UInt64(count).multipliedFullWidth(by: UInt64(span.nanoseconds))
    return UInt128(truncatingIfNeeded: high) &<< 64 | UInt128(truncatingIfNeeded: low)
  }
}
