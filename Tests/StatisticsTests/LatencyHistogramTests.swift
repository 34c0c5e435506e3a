import Foundation
import Statistics
import Testing

@Suite("LatencyHistogram")
struct LatencyHistogramTests {
  static let probabilities = [0, 0.001, 0.29, 0.5, 0.9, 0.99, 0.999, 1]

  static func sample(_ kind: Int, seed: Int, count: Int) -> [Int64] {
    var random = TestGenerator(seed: seed)
    return (0..<count).map { _ in
      switch kind {
      case 0: Int64(random.exponential(mean: 2e7))
      case 1: Int64(exp(random.normal() * 2 + 16))
      case 2: Int64(random.next() % 3_000)
      case 3: Int64(5e5 / pow(random.uniform(), 0.7))
      default: random.next() % 2 == 0 ? 1_000_000 : 90_000_000_000
      }
    }
  }

  static func exact(_ sorted: [Int64], _ probability: Double) -> Int64 {
    let rank = Int((probability * Double(sorted.count)).nextDown.rounded(.up))
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }

  @Test func quantilesStayWithinTheStatedBound() throws {
    for kind in 0..<5 {
      for (seed, count) in [(1, 1), (2, 200), (3, 257), (4, 5_000)] {
        let values = Self.sample(kind, seed: seed, count: count)
        var histogram = LatencyHistogram()
        for value in values { histogram.record(nanoseconds: value) }
        let sorted = values.sorted()
        for probability in Self.probabilities {
          let truth = Self.exact(sorted, probability)
          let answer = try #require(histogram.quantile(probability))
          let note: Comment = "kind \(kind), seed \(seed), n \(count), p \(probability)"
          let isExact = count <= LatencyHistogram.exactCapacity
          let bound = isExact ? 0 : Double(truth) * LatencyHistogram.relativeErrorBound
          #expect(Double(abs(answer - truth)) <= bound, note)
        }
        #expect(histogram.min == sorted.first && histogram.max == sorted.last)
        let sum = values.reduce(0) { $0 + UInt128($1) }
        #expect(histogram.sum == sum)
        #expect(histogram.mean == Double(sum) / Double(count))
      }
    }
  }

  @Test func mergingIsRecordingInOnePlace() {
    for (seed, sizes) in [(1, [10, 20]), (2, [200, 100]), (3, [10, 600]), (4, [600, 10, 700])] {
      var (whole, merged) = (LatencyHistogram(), LatencyHistogram())
      for (part, size) in sizes.enumerated() {
        var piece = LatencyHistogram()
        for value in Self.sample(part % 5, seed: seed + part, count: size) {
          piece.record(nanoseconds: value - 40_000)
          whole.record(nanoseconds: value - 40_000)
        }
        merged.merge(piece)
      }
      merged.merge(LatencyHistogram())
      #expect(merged == whole, "seed \(seed)")
      for probability in Self.probabilities {
        #expect(merged.quantile(probability) == whole.quantile(probability), "seed \(seed)")
      }
    }
  }

  @Test func outOfRangeIsClampedAndCounted() throws {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: -5)
    histogram.record(nanoseconds: .max, count: 3)
    histogram.record(nanoseconds: .min)
    histogram.record(nanoseconds: 7)
    histogram.record(nanoseconds: 7, count: 0)
    histogram.record(nanoseconds: 7, count: -1)
    #expect(histogram.count == 6)
    #expect(histogram.clampedCount == 5)
    #expect(histogram.min == 0 && histogram.max == LatencyHistogram.range.upperBound)
    histogram.record(nanoseconds: .max, count: 1_000)
    #expect(histogram.clampedCount == 1_005)
    let end = LatencyHistogram.range.upperBound
    #expect(histogram.quantile(1) == end)
    let near = try #require(histogram.quantile(0.9))
    #expect(Double(end - near) <= Double(end) * LatencyHistogram.relativeErrorBound)
  }

  @Test func emptyAnswersNothingAndHoldsNothing() {
    let histogram = LatencyHistogram()
    #expect(histogram.isEmpty && histogram.estimatedFootprint == 0)
    #expect(histogram.quantile(0.5) == nil && histogram.mean == nil && histogram.max == nil)
    #expect(MemoryLayout<LatencyHistogram>.size <= 96)
    var one = histogram
    one.record(nanoseconds: 3)
    #expect(one.quantile(-0.1) == nil && one.quantile(1.1) == nil && one.quantile(.nan) == nil)
  }

  @Test func billionsOfValuesNeitherWrapNorTrap() {
    let hour: Int64 = 3_600_000_000_000
    var (a, b) = (LatencyHistogram(), LatencyHistogram())
    for _ in 0..<3 { a.record(nanoseconds: hour, count: 2_000_000_000) }
    #expect(a.count == 6_000_000_000)
    #expect(a.mean == Double(hour))
    #expect(a.sum == UInt128(hour) * 6_000_000_000)
    b.record(nanoseconds: 1_000, count: 4_000_000_000)
    var c = b
    c.merge(b)
    c.merge(a)
    a.merge(b)
    a.merge(b)
    #expect(a == c)
    #expect(a.quantile(0.5) == 1_000)
    #expect(a.quantile(0.99) == hour)
  }

  @Test func copiesAreIndependent() {
    var original = LatencyHistogram()
    for value in Int64(1)...1_000 { original.record(nanoseconds: value) }
    var fork = original
    fork.record(nanoseconds: 1_000_000, count: 5_000)
    #expect(original.count == 1_000 && original.quantile(0.5) == 500)
    #expect(fork.quantile(0.5) == 1_000_000)
  }
}
