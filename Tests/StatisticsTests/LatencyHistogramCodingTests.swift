import Foundation
import Testing

@testable import Statistics

@Suite("Histograms of latency, encoded and decoded")
struct LatencyHistogramCodingTests {
  @Test(
    "In each of its stages it equals what was encoded",
    arguments: [0, 1, LatencyHistogram.exactCapacity, 5_000, 1 << 33])
  func roundTrip(count: Int) throws {
    var histogram = LatencyHistogram()
    let different = min(count, 700)
    for place in 0..<different {
      let nanoseconds = Int64(place * place * place) * 7_919 - 5
      histogram.record(nanoseconds: nanoseconds, count: count / different)
    }
    if count > 1 { histogram.record(nanoseconds: .max) }
    let data = try JSONEncoder().encode(histogram)
    let decoded = try JSONDecoder().decode(LatencyHistogram.self, from: data)
    #expect(decoded == histogram)
    #expect(decoded.sum == histogram.sum && decoded.clampedCount == histogram.clampedCount)
    for probability in [0, 0.5, 0.99, 1] {
      #expect(decoded.quantile(probability) == histogram.quantile(probability))
    }
    if count == 0 { #expect(String(decoding: data, as: UTF8.self) == "{}") }
  }
}
