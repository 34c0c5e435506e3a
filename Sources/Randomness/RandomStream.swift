/// A stream of random numbers: the generator Philox2×64-10, as a value.
///
/// Philox (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3")
/// encrypts a counter under a key. Here the key is the stream's, the counter's upper half the
/// entity, its lower half the number of the draw; so a stream begins at no cost, is 32 bytes of
/// plain data, and can be taken up at any point. Each block gives two words. The generator passes
/// all of TestU01's BigCrush with ten rounds; of the counter-based generators it has the cheapest
/// block on a processor with a 64-bit multiplier.
@frozen
public struct RandomStream: RandomNumberGenerator, BitwiseCopyable, Sendable {
  @usableFromInline let key: UInt64
  @usableFromInline let entity: UInt64
  @usableFromInline var number: UInt64 = 0
  @usableFromInline var spare: UInt64 = 0

  /// Creates the stream of `key` and `entity`, at its beginning; ``StreamKey`` makes good keys.
  @inlinable
  public init(key: UInt64, entity: UInt64 = 0) {
    self.key = key
    self.entity = entity
  }

  /// How many words were drawn.
  @inlinable
  public var drawn: UInt64 { number }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    let number = number
    self.number &+= 1
    guard number & 1 == 0 else { return spare }
    let block = Self.block(number >> 1, entity, key: key)
    spare = block.high
    return block.low
  }

  /// A number evenly distributed over the open interval from 0 to 1.
  ///
  /// It is an odd multiple of 2⁻⁵³, so neither end can occur and 1 − u is exact.
  @inlinable
  public mutating func uniform() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// A whole number from 0 to `bound` − 1, each with the very same probability.
  ///
  /// Multiplication with rejection (Lemire 2019); `bound` must be positive.
  @inlinable
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "no number is below 0")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Philox2×64-10 of the counter (`low`, `high`) under `key`.
  @inlinable
  static func block(
    _ low: UInt64, _ high: UInt64, key: UInt64
  ) -> (low: UInt64, high: UInt64) {
    var (left, right, key) = (low, high, key)
    for _ in 0..<10 {
      let product = left.multipliedFullWidth(by: 0xD2B7_4407_B1CE_6E93)
      (left, right) = (product.high ^ key ^ right, product.low)
      key &+= 0x9E37_79B9_7F4A_7C15
    }
    return (left, right)
  }
}
