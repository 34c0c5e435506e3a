import Histogram

/// A distribution of durations in nanoseconds, mergeable without loss, small while it is empty.
///
/// A run keeps one of these for each workload, region and outcome and one for each interval of a
/// timeline, and a fork copies them all. Three stages keep that cheap, and the stage is a function
/// of the number of values alone, so that merging pieces gives what recording everything in one
/// place gives:
///
/// - no value: no memory beyond the struct itself;
/// - up to ``exactCapacity`` values: the values themselves, at 8 bytes each;
/// - more: an HdrHistogram of three significant digits over the whole ``range``, at 4 bytes a cell
///   (172 kB). Beyond 2³² − 1 values its cells become 8 bytes wide.
///
/// **Error.** Count, minimum, maximum and mean are exact. A quantile is exact in the second stage.
/// In the third it is the middle of the true order statistic's cell, so off by at most one part in
/// 2,048 (0.049 %) either way: cells are one nanosecond wide up to 2,047 ns, and above that no wider
/// than 2⁻¹⁰ of their lower end.
///
/// **Range.** ``range`` reaches from 0 to 2⁵⁰ − 1 ns, thirteen days. What lies outside is recorded
/// as the nearest end and counted in ``clampedCount``: it shows, and it is not lost.
///
/// Copying is constant time; the first change to a copy duplicates the cells.
public struct LatencyHistogram: Sendable {
  /// The durations that are recorded as they are, in nanoseconds.
  public static let range: ClosedRange<Int64> = 0...(1 << 50 - 1)

  /// The number of values up to which every value is kept as it is.
  public static let exactCapacity = 256

  /// The largest relative error of a quantile: 2⁻¹¹.
  public static let relativeErrorBound = 0x1p-11

  /// The number of values recorded, clamped ones included.
  public private(set) var count = 0

  /// The number of values that lay outside ``range`` and were recorded as its nearest end.
  public private(set) var clampedCount = 0

  /// The exact sum of the values as recorded, in nanoseconds.
  public private(set) var sum: UInt128 = 0

  private var smallest = Int64.max
  private var largest = Int64.min

  // At most one of the three holds values. The last two are arrays of at most one element: an
  // empty array is one word where an empty optional histogram would be eleven.
  private var few: [Int64] = []
  private var narrow: [Histogram<UInt32>] = []
  private var wide: [Histogram<UInt64>] = []

  /// Creates an empty histogram, without allocating.
  public init() {}

  /// Whether nothing has been recorded.
  public var isEmpty: Bool { count == 0 }

  /// The smallest value in nanoseconds, or `nil` where nothing has been recorded.
  public var min: Int64? { isEmpty ? nil : smallest }

  /// The largest value in nanoseconds, or `nil` where nothing has been recorded.
  public var max: Int64? { isEmpty ? nil : largest }

  /// The mean in nanoseconds from the exact sum, or `nil` where nothing has been recorded.
  public var mean: Double? { isEmpty ? nil : Double(sum) / Double(count) }

  /// Records one duration.
  ///
  /// - Complexity: constant, apart from the changes of stage. Some two and a half times what
  ///   HdrHistogram itself takes: the exact sum, the stages and the bounds cost that.
  public mutating func record(nanoseconds value: Int64) {
    record(nanoseconds: value, count: 1)
  }

  /// Records a duration `times` times. A number of times below one records nothing.
  public mutating func record(nanoseconds value: Int64, count times: Int) {
    let times = Swift.min(times, Int.max - count)
    guard times > 0 else { return }
    let kept = Swift.min(Swift.max(value, Self.range.lowerBound), Self.range.upperBound)
    if kept != value { clampedCount += times }
    let total = count + times
    if narrow.isEmpty || total > Int(UInt32.max) {
      recordSlowly(kept, times: times, total: total)
    } else {
      narrow[0].record(UInt64(bitPattern: kept), count: UInt32(truncatingIfNeeded: times))
    }
    count = total
    sum += UInt128(kept.magnitude) * UInt128(times.magnitude)
    smallest = Swift.min(smallest, kept)
    largest = Swift.max(largest, kept)
  }

  /// Adds everything that `other` holds, as if its values had been recorded here.
  ///
  /// - Complexity: linear in the number of cells.
  public mutating func merge(_ other: LatencyHistogram) {
    guard !other.isEmpty else { return }
    guard !isEmpty else {
      self = other
      return
    }
    let total = count + other.count
    advance(toHold: total)
    if narrow.isEmpty && wide.isEmpty {
      few += other.few
    } else if !wide.isEmpty, let added = other.wide.first {
      wide[0].add(added)
    } else if !narrow.isEmpty, let added = other.narrow.first {
      narrow[0].add(added)
    } else {
      other.forEachCell { value, times in add(value, times: times) }
    }
    count = total
    clampedCount += other.clampedCount
    sum += other.sum
    smallest = Swift.min(smallest, other.smallest)
    largest = Swift.max(largest, other.largest)
  }
}

// MARK: Stages

extension LatencyHistogram {
  // Cells for the whole range, copied where some are wanted: the library makes and grows them by
  // unspecialised code, which took half of a short run's time.
  private static let narrowCells: Histogram<UInt32> = emptyCells()
  private static let wideCells: Histogram<UInt64> = emptyCells()

  private static func emptyCells<Count>() -> Histogram<Count> {
    Histogram<Count>(
      highestTrackableValue: UInt64(range.upperBound), numberOfSignificantValueDigits: .three)
  }

  @inline(never)
  private mutating func recordSlowly(_ value: Int64, times: Int, total: Int) {
    advance(toHold: total)
    if narrow.isEmpty && wide.isEmpty {
      few.append(contentsOf: repeatElement(value, count: times))
    } else {
      add(value, times: times)
    }
  }

  private mutating func add(_ value: Int64, times: Int) {
    if wide.isEmpty {
      narrow[0].record(UInt64(bitPattern: value), count: UInt32(truncatingIfNeeded: times))
    } else {
      wide[0].record(UInt64(bitPattern: value), count: UInt64(times))
    }
  }

  /// Moves to the stage that holds `total` values.
  private mutating func advance(toHold total: Int) {
    if total > Int(UInt32.max), wide.isEmpty {
      var cells = Self.wideCells
      forEachCell { value, times in
        cells.record(UInt64(bitPattern: value), count: UInt64(times))
      }
      (few, narrow, wide) = ([], [], [cells])
    } else if total > Self.exactCapacity, narrow.isEmpty, wide.isEmpty {
      var cells = Self.narrowCells
      for value in few { cells.record(UInt64(bitPattern: value)) }
      (few, narrow) = ([], [cells])
    }
  }

  /// Visits each cell that holds values, lowest first; in the exact stage each value as recorded.
  ///
  /// The library's own iterators keep a 64-bit sum of value times count, which overflows and traps
  /// for some 10⁷ values of ten minutes; this walk keeps no sum.
  func forEachCell(_ body: (_ value: Int64, _ times: Int) -> Void) {
    for value in few { body(value, 1) }
    if let cells = narrow.first { Self.walk(cells, body) }
    if let cells = wide.first { Self.walk(cells, body) }
  }

  /// Puts the exact figures of decoded cells in the place of those that the cells give.
  mutating func restore(clampedCount: Int, sum: UInt128, smallest: Int64, largest: Int64) {
    (self.clampedCount, self.sum) = (clampedCount, sum)
    (self.smallest, self.largest) = (smallest, largest)
  }

  private static func walk<Count>(_ cells: Histogram<Count>, _ body: (Int64, Int) -> Void) {
    var value: UInt64 = 0
    while value <= cells.maxRecorded {
      let times = cells.countForValue(value)
      if times > 0 { body(Int64(bitPattern: value), Int(times)) }
      value = cells.nextNonEquivalentForValue(value)
    }
  }

  /// Bytes held beyond the struct itself, an estimate that errs upwards.
  public var estimatedFootprint: Int {
    few.capacity * MemoryLayout<Int64>.stride
      + narrow.reduce(0) { $0 + $1.estimatedFootprintInBytes }
      + wide.reduce(0) { $0 + $1.estimatedFootprintInBytes }
  }
}

// MARK: Quantiles

extension LatencyHistogram {
  /// The `probability` quantile in nanoseconds by the nearest-rank rule: the smallest value such
  /// that at least this share of all values is no larger, within the error stated above.
  ///
  /// - Returns: `nil` where nothing has been recorded or `probability` is outside 0…1.
  /// - Complexity: linear in the number of cells, some 0.3 ms in the third stage.
  public func quantile(_ probability: Double) -> Int64? {
    guard !isEmpty, probability >= 0, probability <= 1 else { return nil }
    if !few.isEmpty {
      return few.sorted()[Self.rank(probability, of: count) - 1]
    }
    if probability == 0 { return smallest }
    if probability == 1 { return largest }
    let middle =
      narrow.first.map { Self.middle(of: $0, probability) }
      ?? wide.first.map { Self.middle(of: $0, probability) } ?? 0
    // The exact extremes say more than a cell does.
    return Swift.min(Swift.max(middle, smallest), largest)
  }

  /// The middle of the cell that a quantile is in.
  private static func middle<Count>(of cells: Histogram<Count>, _ probability: Double) -> Int64 {
    let value = cells.valueAtPercentile(probability * 100)
    return Int64(clamping: cells.medianEquivalentForValue(value))
  }

  /// The place of a quantile among `count` sorted values, counted from one, by the rule of
  /// HdrHistogram: the percentile is lowered by one unit in the last place before it is rounded
  /// up, so that a product such as 0.29 × 100 does not run into the next rank.
  private static func rank(_ probability: Double, of count: Int) -> Int {
    let percentile = Swift.max((probability * 100).nextDown, 0)
    let rank = Int((percentile * Double(count) / 100).rounded(.up))
    return Swift.min(Swift.max(rank, 1), count)
  }
}

extension LatencyHistogram: Equatable {
  /// Whether two histograms hold the same values in the same cells, in whatever order they came.
  public static func == (a: LatencyHistogram, b: LatencyHistogram) -> Bool {
    a.count == b.count && a.clampedCount == b.clampedCount && a.sum == b.sum
      && a.smallest == b.smallest && a.largest == b.largest
      && a.few.sorted() == b.few.sorted() && a.narrow == b.narrow && a.wide == b.wide
  }
}
