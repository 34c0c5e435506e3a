import Randomness
import RegistryModel
import SimulationKernel

/// A seeded source of choices for scenarios that are drawn at random.
///
/// Whatever it yields is made without the C library, so that a seed means the same scenario on any
/// machine. Magnitudes are drawn evenly by their number of digits, and ends of a range come up far
/// more often than what lies between: that is where defects are.
struct Dice: Sendable {
  private var stream: RandomStream

  /// - Parameter aspect: What is drawn; each aspect has draws of its own, so that another one more
  ///   leaves the rest of a scenario alone.
  init(seed: UInt64, _ aspect: String) {
    stream = StreamKey(seed: seed, replication: 0, name: "swarm", purpose: aspect).stream
  }

  /// True with a probability.
  mutating func chance(_ probability: Double) -> Bool { stream.uniform() < probability }

  /// Whether a feature is in the scenario at all. That each scenario lacks some is what lets the
  /// others come to their extremes.
  mutating func includes() -> Bool { chance(0.3) }

  /// One of some values, which are not none.
  mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int(stream.below(UInt64(values.count)))]
  }

  /// One of the cases of an enumeration.
  mutating func any<Value: CaseIterable>(_: Value.Type = Value.self) -> Value {
    pick(Array(Value.allCases))
  }

  /// A whole number of a range, every one alike.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(stream.below(UInt64(range.count)))
  }

  /// 64 bits.
  mutating func bits() -> UInt64 { stream.next() }

  /// A number from 0 to 1; its ends often.
  mutating func share() -> Double { chance(0.4) ? pick([0, 1]) : stream.uniform() }

  /// A positive whole number between two bounds: an end with one chance in eight, else evenly by
  /// magnitude.
  mutating func magnitude(_ low: Int64, _ high: Int64) -> Int64 {
    if chance(0.125) { return pick([low, high]) }
    var doublings = 0
    while low <= high >> Int64(doublings + 1) { doublings += 1 }
    let base = Double(low << Int64(whole(0...doublings)))
    return min(high, Int64(base * (1 + stream.uniform())))
  }

  /// A time between two bounds, by magnitude.
  mutating func span(_ low: Span, _ high: Span) -> Span {
    .nanoseconds(magnitude(low.nanoseconds, high.nanoseconds))
  }

  /// A time between two bounds, or none.
  mutating func spanOrZero(_ low: Span, _ high: Span) -> Span {
    chance(0.2) ? .zero : span(low, high)
  }

  /// A delay: often one that never varies, so that much falls on one instant.
  mutating func delay(_ low: Span, _ high: Span) -> Delay {
    // What nobody can wait for is rare, or nothing else would be seen.
    let long = chance(0.1) ? high : max(low, .nanoseconds(high.nanoseconds / 256))
    return Delay(median: spanOrZero(low, long), sigma: chance(0.5) ? 0 : pick([0.1, 0.5, 1, 3]))
  }

  /// A bandwidth of any use, or once in a while the least that there is.
  mutating func bandwidth() -> Bandwidth {
    chance(0.1)
      ? Bandwidth(bitsPerSecond: 1)
      : Bandwidth(bitsPerSecond: magnitude(1_000_000, 1_000_000_000_000))
  }
}
