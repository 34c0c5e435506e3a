/// A point on the simulated clock: whole nanoseconds since the start of the simulation.
///
/// The clock is an integer so that no rounding ever decides an order. It reaches 292 years; sums
/// that would leave that range stay at its end (see ``distantFuture``).
@frozen
public struct Instant: Comparable, Hashable, BitwiseCopyable, Codable, Sendable {
  /// Nanoseconds since ``zero``.
  public var nanoseconds: Int64

  /// Creates the instant that lies `nanoseconds` after the start of the simulation.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The start of every simulation.
  @inlinable
  public static var zero: Instant { Instant(nanoseconds: 0) }

  /// The last instant of the clock, meaning "never". Nothing can be sent to it.
  @inlinable
  public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  /// The instant in seconds, for reports; a `Double` holds it exactly up to 104 days.
  @inlinable
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  @inlinable
  public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

  @inlinable
  public static func + (instant: Instant, span: Span) -> Instant {
    Instant(nanoseconds: saturatingSum(instant.nanoseconds, span.nanoseconds))
  }

  @inlinable
  public static func - (instant: Instant, span: Span) -> Instant {
    Instant(nanoseconds: saturatingDifference(instant.nanoseconds, span.nanoseconds))
  }

  @inlinable
  public static func - (end: Instant, start: Instant) -> Span {
    Span(nanoseconds: saturatingDifference(end.nanoseconds, start.nanoseconds))
  }

  @inlinable
  public static func += (instant: inout Instant, span: Span) { instant = instant + span }
}

/// A signed length of simulated time in whole nanoseconds.
///
/// Arithmetic stays at ``maximum`` or ``minimum`` where it would overflow, since spans come from
/// what users write.
@frozen
public struct Span: Comparable, Hashable, BitwiseCopyable, Codable, Sendable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  /// Creates a span of so many nanoseconds.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Creates the span nearest to `seconds`; halves go to the even neighbour.
  ///
  /// What does not fit becomes ``maximum`` or ``minimum``; a value that is not a number, ``zero``.
  @inlinable
  public init(seconds: Double) {
    let exact = seconds * 1e9
    guard exact.magnitude < 0x1p51 else {
      self = Span.long(nanoseconds: exact)
      return
    }
    // Beside 1.5 · 2⁵² there is no place for a fraction, and the sum's last bits are the number.
    let sum = exact + 0x1.8p52
    nanoseconds = Int64(bitPattern: sum.bitPattern) &- Int64(bitPattern: (0x1.8p52).bitPattern)
  }

  /// The span of more than 26 days nearest to `exact` nanoseconds.
  @usableFromInline
  static func long(nanoseconds exact: Double) -> Span {
    let whole = exact.rounded(.toNearestOrEven)
    // 2^63 is the first value an `Int64` cannot hold.
    if whole < 0x1p63, whole > -0x1p63 { return Span(nanoseconds: Int64(whole)) }
    return exact.isNaN ? .zero : exact > 0 ? .maximum : .minimum
  }

  /// No time at all.
  @inlinable
  public static var zero: Span { Span(nanoseconds: 0) }

  /// The longest span, 292 years.
  @inlinable
  public static var maximum: Span { Span(nanoseconds: .max) }

  /// The most negative span.
  @inlinable
  public static var minimum: Span { Span(nanoseconds: .min) }

  /// A span of `count` nanoseconds.
  @inlinable
  public static func nanoseconds(_ count: Int64) -> Span { Span(nanoseconds: count) }

  /// A span of `count` microseconds.
  @inlinable
  public static func microseconds(_ count: Int64) -> Span { Span(nanoseconds: 1_000) * count }

  /// A span of `count` milliseconds.
  @inlinable
  public static func milliseconds(_ count: Int64) -> Span { Span(nanoseconds: 1_000_000) * count }

  /// A span of `count` seconds.
  @inlinable
  public static func seconds(_ count: Int64) -> Span { Span(nanoseconds: 1_000_000_000) * count }

  /// A span of `count` minutes.
  @inlinable
  public static func minutes(_ count: Int64) -> Span { .seconds(60) * count }

  /// A span of `count` hours.
  @inlinable
  public static func hours(_ count: Int64) -> Span { .seconds(3_600) * count }

  /// The span in seconds, for formulas and reports; a `Double` holds it exactly up to 104 days.
  @inlinable
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  @inlinable
  public static func < (a: Span, b: Span) -> Bool { a.nanoseconds < b.nanoseconds }

  @inlinable
  public static func + (a: Span, b: Span) -> Span {
    Span(nanoseconds: saturatingSum(a.nanoseconds, b.nanoseconds))
  }

  @inlinable
  public static func - (a: Span, b: Span) -> Span {
    Span(nanoseconds: saturatingDifference(a.nanoseconds, b.nanoseconds))
  }

  @inlinable
  public static func * (span: Span, factor: Int64) -> Span {
    let (product, overflow) = span.nanoseconds.multipliedReportingOverflow(by: factor)
    guard overflow else { return Span(nanoseconds: product) }
    return (span.nanoseconds < 0) == (factor < 0) ? .maximum : .minimum
  }

  @inlinable
  public static func += (a: inout Span, b: Span) { a = a + b }

  @inlinable
  public static func -= (a: inout Span, b: Span) { a = a - b }
}

@inlinable
func saturatingSum(_ a: Int64, _ b: Int64) -> Int64 {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? (b < 0 ? .min : .max) : sum
}

@inlinable
func saturatingDifference(_ a: Int64, _ b: Int64) -> Int64 {
  let (difference, overflow) = a.subtractingReportingOverflow(b)
  return overflow ? (b < 0 ? .max : .min) : difference
}
