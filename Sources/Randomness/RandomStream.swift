/// A stream of random numbers: the generator SplitMix64 with a step of its own, as a value.
///
/// The n-th word is mix(origin + n · step), where `mix` scrambles all bits into each other: there is
/// no state but a counter, words do not wait for each other, and a stream begins at the cost of two
/// words and is 16 bytes of plain data. Origin and step are what key and entity make of
/// themselves, as Steele, Lea and Flood derive a generator that is split off another (2014, "Fast
/// splittable pseudorandom number generators", the `SplittableRandom` of Java). The generator passes
/// all of TestU01's BigCrush. Two streams share a word now and then, as any two random sequences do,
/// but, their steps being different, never a passage.
@frozen
public struct RandomStream: RandomNumberGenerator, Hashable, BitwiseCopyable, Sendable {
  @usableFromInline var counter: UInt64
  @usableFromInline let step: UInt64

  /// Creates the stream of `key` and `entity`, at its beginning; ``StreamKey`` makes good keys.
  @inlinable
  public init(key: UInt64, entity: UInt64 = 0) {
    // The golden ratio's step, so that the streams of neighbouring entities begin far apart.
    let seed = Self.mix(key) &+ entity &* 0x9E37_79B9_7F4A_7C15
    counter = Self.mix(seed)
    step = Self.step(seed &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    counter &+= step
    return Self.mix(counter)
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
  /// Multiplication with rejection (Lemire 2019).
  ///
  /// - Precondition: `bound` is positive.
  @inlinable
  @inline(__always)
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "no number is below 0")
    let product = next().multipliedFullWidth(by: bound)
    return product.low < bound ? reject(product, bound) : product.high
  }

  /// Draws again while `product` is one of those that would make some numbers likelier.
  @usableFromInline
  mutating func reject(_ product: (high: UInt64, low: UInt64), _ bound: UInt64) -> UInt64 {
    var product = product
    let threshold = (0 &- bound) % bound
    while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    return product.high
  }

  /// Scrambles the bits of `value`, one to one: variant 13 of Stafford's finalisers.
  @inlinable
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An odd number made of `seed`, by the finaliser of MurmurHash3.
  ///
  /// A step of long runs of equal bits would change too little from one count to the next; such
  /// ones, with fewer than 24 changes between neighbouring bits, have every other bit inverted.
  @inlinable
  @inline(__always)
  static func step(_ seed: UInt64) -> UInt64 {
    var z = seed
    z = (z ^ (z >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    z = (z ^ (z >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    z = (z ^ (z >> 33)) | 1
    return (z ^ (z >> 1)).nonzeroBitCount < 24 ? z ^ 0xAAAA_AAAA_AAAA_AAAA : z
  }
}
