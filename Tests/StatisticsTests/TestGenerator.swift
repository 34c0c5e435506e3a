import Foundation
import TestSupport

/// A small generator for this target's synthetic data.
struct TestGenerator: RandomNumberGenerator {
  private var source: SplitMix64

  /// Seeds that follow each other start far apart.
  init(seed: Int) {
    source = SplitMix64(seed: UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15)
  }

  mutating func next() -> UInt64 { source.next() }

  /// A number strictly between 0 and 1.
  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  mutating func exponential(mean: Double = 1) -> Double { -mean * log(uniform()) }

  mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
  }
}

/// Whether two numbers agree to a relative, near zero an absolute, tolerance.
func close(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  guard let a else { return false }
  return (a - b).magnitude <= tolerance * max(1, b.magnitude)
}
