/// A length of simulated time, in nanoseconds.
@frozen
public struct Span: Hashable, Comparable, Sendable, BitwiseCopyable {
  public var nanoseconds: Int64
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  @inlinable public init(seconds: Double) {
    nanoseconds = Int64((seconds * 1e9).rounded())
  }
  public static func nanoseconds(_ count: Int64) -> Span { Span(nanoseconds: count) }
  public static func microseconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000) }
  public static func milliseconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000) }
  public static func seconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000_000) }
  public static func minutes(_ count: Int64) -> Span { .seconds(count * 60) }
  public static func hours(_ count: Int64) -> Span { .seconds(count * 3_600) }
  @inlinable public static func < (left: Span, right: Span) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
