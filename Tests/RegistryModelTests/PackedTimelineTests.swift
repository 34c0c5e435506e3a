import Foundation
import TestSupport
import Testing

@testable import RegistryModel

@Suite("Timelines, packed into bytes")
struct PackedTimelineTests {
  /// Samples as no recorder takes them: any order, any interval, any bits.
  static func drawn(_ generator: inout SplitMix64, count: Int) -> [TimelineSample] {
    (0..<count).map { _ in
      let metric = TimelineMetric.allCases.randomElement(using: &generator) ?? .pullsStarted
      let value =
        switch UInt8.random(in: 0..<4, using: &generator) {
        case 0: 0.0
        case 1: Double(Int32.random(in: .min ... .max, using: &generator))
        case 2: Double(bitPattern: generator.next())
        default: Double.random(in: 0...1, using: &generator)
        }
      return TimelineSample(
        interval: Int.random(in: -3...9, using: &generator), metric: metric, value: value)
    }
  }

  private func same(_ one: [TimelineSample], _ other: [TimelineSample]?) -> Bool {
    guard let other, one.count == other.count else { return false }
    return zip(one, other).allSatisfy {
      $0.interval == $1.interval && $0.metric == $1.metric
        && $0.value.bitPattern == $1.value.bitPattern
    }
  }

  @Test("Order and bits come back as they were")
  func roundTrip() {
    var generator = SplitMix64(seed: 1)
    for count in [0, 1, 2, 50, 400] {
      let samples = Self.drawn(&generator, count: count)
      #expect(same(samples, PackedTimeline.samples(packed: PackedTimeline.packed(samples))))
    }
    let far = [Int.max, .min, 0, .max].map {
      TimelineSample(interval: $0, metric: .pullsServed, value: -0.0)
    }
    #expect(same(far, PackedTimeline.samples(packed: PackedTimeline.packed(far))))
  }

  @Test("Counts of a day take about a byte each")
  func size() {
    let samples = (0..<120).flatMap { interval in
      [TimelineMetric.pullsStarted, .pullsServed, .pullsFailed, .layerRequests].map {
        TimelineSample(interval: interval, metric: $0, value: Double(interval % 50))
      }
    }
    #expect(PackedTimeline.packed(samples).count < samples.count * 2)
  }

  @Test("No bytes make it trap, or ask for more memory than they are worth")
  func damage() {
    var generator = SplitMix64(seed: 2)
    let bytes = PackedTimeline.packed(Self.drawn(&generator, count: 60))
    for count in bytes.indices {
      #expect(PackedTimeline.samples(packed: Array(bytes.prefix(count))) == nil)
      var changed = bytes
      changed[count] = UInt8.random(in: 0...255, using: &generator)
      _ = PackedTimeline.samples(packed: changed)
    }
    #expect(PackedTimeline.samples(packed: bytes + [0]) == nil)
    #expect(PackedTimeline.samples(packed: [UInt8](repeating: 0xFF, count: 12)) == nil)
  }
}
