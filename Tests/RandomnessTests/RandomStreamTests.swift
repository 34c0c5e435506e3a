import CGSL
import Foundation
import Testing

@testable import Randomness

@Suite("Random streams")
struct RandomStreamTests {
  /// The vectors published with the generator (Random123, kat_vectors, philox2x64 10).
  @Test("Philox gives the published answers")
  func knownAnswers() {
    let zero = RandomStream.block(0, 0, key: 0)
    #expect(zero.low == 0xca00_a045_9843_d731 && zero.high == 0x66c2_4222_c9a8_45b5)
    let ones = RandomStream.block(.max, .max, key: .max)
    #expect(ones.low == 0x65b0_21d6_0cd8_310f && ones.high == 0x4d02_f322_2f86_df20)
    let pi = RandomStream.block(
      0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, key: 0xa409_3822_299f_31d0)
    #expect(pi.low == 0x0a5e_742c_2997_341c && pi.high == 0xb0f8_83d3_8000_de5d)
  }

  @Test("Each part of a key makes another stream, and the same parts the same")
  func keys() {
    let names = ["", "a", "b", "ab", "zone/1", "zone/2", "zone/11"]
    var seen: Set<UInt64> = []
    var made = 0
    for seed in UInt64(0)..<4 {
      for replication in UInt32(0)..<4 {
        for name in names {
          for purpose in names {
            let key = StreamKey(
              seed: seed, replication: replication, name: name, purpose: purpose)
            #expect(
              key
                == StreamKey(
                  seed: seed, replication: replication, name: name, purpose: purpose))
            seen.insert(key.value)
            made += 1
          }
        }
      }
    }
    #expect(seen.count == made)
    let key = StreamKey(seed: 1, replication: 0, name: "client", purpose: "arrivals")
    var (own, first, second) = (key.stream, key.forEntity(0).stream, key.forEntity(1).stream)
    let words = [own.next(), first.next(), second.next()]
    #expect(Set(words).count == 3)
  }

  @Test("A key's hash is a part of the results and never changes")
  func goldenKey() {
    let key = StreamKey(seed: 42, replication: 7, name: "westeurope/zone-1", purpose: "service")
    var stream = key.stream
    #expect(key.value == GoldenBits.key)
    #expect([stream.next(), stream.next(), stream.next()] == GoldenBits.words)
  }

  @Test("Words, uniforms and bounded numbers are even")
  func evenness() {
    for seed in UInt64(1)...4 {
      var stream = RandomStream(key: seed)
      var bins = [Int](repeating: 0, count: 64)
      var bounded = [Int](repeating: 0, count: 10)
      for _ in 0..<64_000 {
        let u = stream.uniform()
        #expect(u > 0 && u < 1)
        bins[Int(u * 64)] += 1
      }
      for _ in 0..<50_000 { bounded[Int(stream.below(10))] += 1 }
      #expect(chiSquareProbability(bins, expected: bins.map { _ in 1_000 }) > 1e-3, "seed \(seed)")
      #expect(
        chiSquareProbability(bounded, expected: bounded.map { _ in 5_000 }) > 1e-3, "seed \(seed)")
    }
  }
}

/// The probability of a deviation at least as large if the expectations hold.
func chiSquareProbability(_ counts: [Int], expected: [Double]) -> Double {
  var statistic = 0.0
  for (count, mean) in zip(counts, expected) {
    statistic += (Double(count) - mean) * (Double(count) - mean) / mean
  }
  return gsl_cdf_chisq_Q(statistic, Double(counts.count - 1))
}
