import Foundation

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
