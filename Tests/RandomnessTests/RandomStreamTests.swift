import CGSL
import Foundation
import Testing

@testable import Randomness

@Suite("Random streams")
struct RandomStreamTests {
  /// SplitMix64 with seed 0 yields these first words in its authors' own program (Vigna 2015,
  /// splitmix64.c); its step is the golden ratio's, its output the same function of the counter.
  @Test("The scrambler gives the published answers")
  func knownAnswers() {
    let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
    let words = (1...3).map { RandomStream.mix(golden &* $0) }
    #expect(
      words == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])
  }

  @Test("Steps are odd, differ, and are no long runs of equal bits")
  func steps() {
    var seen: Set<UInt64> = []
    for seed in UInt64(0)..<20_000 {
      let step = RandomStream.step(seed)
      #expect(step & 1 == 1, "seed \(seed)")
      #expect((step ^ (step >> 1)).nonzeroBitCount >= 24, "seed \(seed)")
      seen.insert(step)
    }
    #expect(seen.count == 20_000)
  }

  @Test("Streams of neighbouring entities are as good as independent")
  func neighbours() {
    let key = StreamKey(seed: 3, replication: 0, name: "pool", purpose: "pulls")
    // The first words of many streams, as pulls use them: even, and not correlated in sequence.
    var bins = [Int](repeating: 0, count: 256)
    var previous = 0.5
    var (sum, product) = (0.0, 0.0)
    let count = 64_000
    for entity in UInt64(0)..<UInt64(count) {
      var stream = key.forEntity(entity).stream
      let u = stream.uniform()
      bins[Int(u * 256)] += 1
      sum += u
      product += (u - 0.5) * (previous - 0.5)
      previous = u
    }
    #expect(chiSquareProbability(bins, expected: bins.map { _ in Double(count) / 256 }) > 1e-3)
    // The correlation of independent uniforms has standard deviation 1 / √n.
    #expect(abs(product * 12 / Double(count)) < 4 / Double(count).squareRoot())
    #expect(abs(sum / Double(count) - 0.5) < 4 * (1.0 / 12 / Double(count)).squareRoot())
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

  @Test("Parts of entities have keys of their own")
  func parts() {
    let key = StreamKey(seed: 1, replication: 0, name: "region", purpose: "fetch")
    var seen: Set<UInt64> = []
    for entity in UInt64(0)..<50 {
      var whole = key.forEntity(entity).stream
      seen.insert(whole.next())
      for part in UInt64(0)..<50 {
        var stream = key.forEntity(entity).forPart(part).stream
        seen.insert(stream.next())
        var deeper = key.forEntity(entity).forPart(part).forPart(0).stream
        seen.insert(deeper.next())
      }
    }
    #expect(seen.count == 50 + 2 * 50 * 50)
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
