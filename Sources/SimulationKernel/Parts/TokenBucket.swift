/// A token bucket: so many tokens per period, and a burst of so many at once.
///
/// The bucket fills continuously. Its arithmetic is exact: it counts in units of one token over the
/// period's nanoseconds, so a token arrives after exactly period ÷ rate and no rounding accumulates.
@frozen
public struct TokenBucket: Hashable, BitwiseCopyable, Sendable {
  /// Tokens that arrive in every ``period``.
  public let tokensPerPeriod: Int64
  /// The time in which ``tokensPerPeriod`` tokens arrive.
  public let period: Span
  /// How many tokens the bucket holds at most.
  public let capacity: Int64

  /// Whole tokens, and the fraction beyond them in units of 1 / period.nanoseconds.
  private var whole: Int64
  private var fraction: Int64 = 0
  private var updated: Instant

  /// Whether a request may pass.
  @frozen
  public enum Grant: Hashable, Sendable {
    /// The tokens are taken.
    case granted
    /// Nothing is taken; after so long the tokens will be there, if nobody else takes them.
    case wait(Span)
    /// More was asked than the bucket can ever hold.
    case never
  }

  /// Creates a full bucket.
  ///
  /// - Parameters:
  ///   - tokensPerPeriod: Not negative; 0 never refills.
  ///   - period: Positive.
  ///   - capacity: Not negative.
  ///   - start: When the bucket begins to fill.
  public init(
    tokensPerPeriod: Int64, period: Span, capacity: Int64, start: Instant = .zero
  ) {
    precondition(tokensPerPeriod >= 0 && capacity >= 0, "tokens are not negative")
    precondition(period > .zero, "a period is positive")
    self.tokensPerPeriod = tokensPerPeriod
    self.period = period
    self.capacity = capacity
    whole = capacity
    updated = start
  }

  /// Whole tokens that are there at `now`.
  public func available(at now: Instant) -> Int64 {
    var copy = self
    copy.refill(at: now)
    return copy.whole
  }

  /// Takes `tokens` if they are there, or says how long to wait; O(1).
  ///
  /// - Precondition: `tokens` is not negative; `now` is not before the last call's.
  public mutating func take(_ tokens: Int64 = 1, at now: Instant) -> Grant {
    precondition(tokens >= 0, "tokens are not negative")
    refill(at: now)
    guard tokens > whole else {
      whole -= tokens
      return .granted
    }
    guard tokens <= capacity, tokensPerPeriod > 0 else { return .never }
    let missing = (tokens - whole).multipliedFullWidth(by: period.nanoseconds)
    let needed = Int128(missing.high) << 64 + Int128(missing.low) - Int128(fraction)
    let rate = Int128(tokensPerPeriod)
    return .wait(Span(nanoseconds: Int64(clamping: (needed + rate - 1) / rate)))
  }

  private mutating func refill(at now: Instant) {
    let elapsed = now - updated
    guard elapsed > .zero else { return }
    updated = now
    // Most waits are short enough for 64 bits, whose division is many times faster.
    let (product, isLarge) = elapsed.nanoseconds.multipliedReportingOverflow(by: tokensPerPeriod)
    let (sum, isLarger) = product.addingReportingOverflow(fraction)
    if !isLarge, !isLarger {
      let (arrived, rest) = sum.quotientAndRemainder(dividingBy: period.nanoseconds)
      if arrived >= capacity - whole {
        (whole, fraction) = (capacity, 0)
      } else {
        (whole, fraction) = (whole + arrived, rest)
      }
      return
    }
    let units =
      Int128(elapsed.nanoseconds) * Int128(tokensPerPeriod) + Int128(fraction)
    let (arrived, rest) = units.quotientAndRemainder(dividingBy: Int128(period.nanoseconds))
    if arrived >= Int128(capacity - whole) {
      (whole, fraction) = (capacity, 0)
    } else {
      (whole, fraction) = (whole + Int64(arrived), Int64(rest))
    }
  }
}
