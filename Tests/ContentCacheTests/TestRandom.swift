import Foundation

/// SplitMix64, the random source of the generated reference traces.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in [0, 1).
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in `0 ..< bound`.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A standard normal number: Box and Muller's cosine branch.
  mutating func normal() -> Double {
    let u = 1 - uniform()
    let v = uniform()
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }
}

/// Ranks from 1 with weights `rank^-exponent`, drawn by inverting the cumulative sum.
struct ZipfRanks {
  let cumulative: [Double]

  init(_ count: Int, _ exponent: Double) {
    var sum = 0.0
    let sums = (1...count).map { rank in
      sum += pow(Double(rank), -exponent)
      return sum
    }
    cumulative = sums.map { $0 / sum }
  }

  /// The first rank whose cumulative share is at least `u`.
  func rank(_ u: Double) -> Int {
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] >= u { high = middle } else { low = middle + 1 }
    }
    return low + 1
  }
}
