import Glibc

/// The random numbers of the baseline specification: SplitMix64 and the C library's functions.
///
/// They exist so that this program's results can be checked against those of other systems; the
/// simulator itself never uses them.
struct ReferenceStream: BitwiseCopyable {
  private var state: UInt64

  init(seed: UInt64, id: UInt64) {
    state = Self.mix(
      Self.mix(seed) ^ (id &* 0xD134_2543_DE82_EF95 &+ 0x2545_F491_4F6C_DD1D))
  }

  static func mix(_ value: UInt64) -> UInt64 {
    var z = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// From 0 up to, and without, 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func exponential(_ mean: Double) -> Double { -mean * Glibc.log(1 - unit()) }

  mutating func below(_ bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }

  mutating func normal() -> Double {
    let u = 1 - unit()
    let v = unit()
    return (-2 * Glibc.log(u)).squareRoot() * Glibc.cos(6.283185307179586476925 * v)
  }

  mutating func logNormal(median: Double, sigma: Double) -> Double {
    median * Glibc.exp(sigma * normal())
  }
}
