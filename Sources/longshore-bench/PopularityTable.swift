import Glibc
import Prefetch

/// The specification's Zipf mapping, whose weights are the C library's powers.
struct PopularityTable {
  private var cumulative: [Double] = []
  private var guide: [UInt32] = []

  init(count: Int, exponent: Double) {
    var sum = 0.0
    for rank in 1...count {
      sum += Glibc.pow(Double(rank), -exponent)
      cumulative.append(sum)
    }
    for index in 0..<count { cumulative[index] /= sum }
    cumulative[count - 1] = 1
    var index = 0
    for part in 0...count {
      while index < count - 1, cumulative[index] <= Double(part) / Double(count) { index += 1 }
      guide.append(UInt32(index))
    }
  }

  /// Brings near what ``prefetch(_:)`` will read for the same number.
  @inline(__always)
  func prefetchGuide(_ u: Double) { guide.span.prefetch(Int(u * Double(cumulative.count))) }

  /// Brings near what ``object(_:)`` will read for the same number.
  @inline(__always)
  func prefetch(_ u: Double) {
    cumulative.span.prefetch(Int(guide[Int(u * Double(cumulative.count))]))
  }

  /// The first object whose cumulative probability exceeds `u`.
  @inline(__always)
  func object(_ u: Double) -> Int {
    var index = Int(guide[Int(u * Double(cumulative.count))])
    while cumulative[index] <= u { index += 1 }
    return index
  }
}
