import Randomness
import SimulationKernel
import Statistics
import Testing

@testable import Experiments

/// The same runs as those of `longshore verify`.
@Suite("Against theory")
struct VerificationTests {
  /// A law by its name, so that a test case says which one it is.
  struct NamedLaw: CustomTestStringConvertible, Sendable {
    let law: any TheoryLaw
    var testDescription: String { law.name }
    static let all = TheoryVerification.laws.map { NamedLaw(law: $0) }
  }

  @Test("The value lies in at least 90 of 100 intervals, which are narrow", arguments: NamedLaw.all)
  func coverage(named: NamedLaw) throws {
    let result = try named.law.verify(seeds: 100)
    let mean = try #require(result.meanEstimate)
    let halfWidth = try #require(result.meanHalfWidth)
    #expect(result.seeds == 100 && result.intervals.allSatisfy { $0?.halfWidth != nil })
    #expect(result.covered >= 90, "\(result.covered): \(mean) ± \(halfWidth) of \(result.theory)")
    #expect(result.holds())
    // Anything would lie in an interval that is wide enough.
    // Of a difference less is known than of what it is a difference of.
    let narrow = named.law is PairedStationsLaw ? 0.2 : 0.1
    #expect(halfWidth < narrow * result.theory, "\(halfWidth) of \(result.theory)")
    #expect(abs(mean - result.theory) < 0.02 * result.theory, "\(mean), \(result.theory)")
    // A wrong value is found out: no interval reaches five half-widths, and one half-width off
    // is enough to fail.
    #expect(result.covered(result.theory + 5 * halfWidth) == 0)
    #expect(result.covered(result.theory - 5 * halfWidth) == 0)
    #expect(result.covered(result.theory + halfWidth) < 90)
    #expect(result.covered(result.theory - halfWidth) < 90)
  }

  @Test("All that theory is asked for is there, each with streams of its own")
  func laws() {
    let names = TheoryVerification.laws.map(\.name)
    #expect(names.count == 10 && Set(names).count == 10)
    let law = AvailabilityLaw()
    let values = (0..<3).map { replication in
      law.replicate(ReplicationStreams(seed: 1, replication: replication, law: law.name))
    }
    #expect(Set(values).count == 3)
    #expect(
      law.replicate(ReplicationStreams(seed: 1, replication: 2, law: law.name)) == values[2])
  }

  @Test("Workers leave no trace, and laws verified together give what each gives alone")
  func workers() throws {
    let laws: [any TheoryLaw] = [AvailabilityLaw(), StationLaw.all[0]]
    let one = try TheoryVerification.verify(laws, seeds: 6, workers: 1)
    let three = try TheoryVerification.verify(laws, seeds: 6, workers: 3)
    #expect(one.map(\.intervals) == three.map(\.intervals))
    #expect(try laws[1].verify(seeds: 6).intervals == one[1].intervals)
    #expect(one[0].intervals.count == 6)
    #expect(try TheoryVerification.verify(laws, seeds: 0).allSatisfy { !$0.holds() })
  }

  @Test("A law whose model is biased fails, and the table and the CSV say so")
  func biased() throws {
    struct Biased: TheoryLaw {
      let name = "Biased, by 5 %"
      let quantity = "mean"
      let setting = "normal"
      let replications = 10
      func theory() -> Double { 1 }
      func replicate(_ streams: ReplicationStreams) -> Double {
        var stream = streams.stream("values")
        return Normal(mean: 1.05, deviation: 0.05).sample(from: &stream)
      }
    }
    let results = try TheoryVerification.verify([Biased()], seeds: 100)
    #expect(!results[0].holds())
    let table = VerificationTable(results)
    #expect(!table.allHold)
    let words = table.text.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains(" FAILS ") && words.contains("These fail: Biased, by 5 %. Another"))
    let csv = try table.csv
    #expect(csv.split(separator: "\n").count == 2)
    #expect(csv.contains("\n\"Biased, by 5 %\",mean,normal,1,") && csv.hasSuffix(",fails\n"))
  }

  @Test("What is not a number lies in no interval")
  func notANumber() throws {
    struct Undefined: TheoryLaw {
      let name = "Undefined"
      let quantity = "nothing"
      let setting = ""
      let replications = 2
      func theory() -> Double { 1 }
      func replicate(_ streams: ReplicationStreams) -> Double { .nan }
    }
    let result = try Undefined().verify(seeds: 3)
    #expect(result.covered == 0 && !result.holds() && result.meanEstimate == nil)
    #expect(VerificationTable([result]).text.contains("–"))
  }

  @Test("Of 100 seeds 90 are needed; of others, what a right simulator fails in 1 % of cases")
  func needed() {
    #expect(TheoryVerification.needed(of: 100) == 90)
    #expect([0, 20, 1_000].map { TheoryVerification.needed(of: $0) } == [1, 15, 927])
    for seeds in [20, 21, 99, 101, 500, 10_000] {
      for laws in [1, 9] {
        let needed = TheoryVerification.needed(of: seeds, laws: laws)
        func chance(_ needed: Int) -> Double {
          TheoryVerification.chanceOfFailing(needed: needed, of: seeds, laws: laws)
        }
        #expect(chance(needed) <= 0.01 && chance(needed + 1) > 0.01, "\(seeds), \(laws)")
      }
    }
    // P(Bin(20, 0.95) < 18) = 1 − 0.9245, from tables; and nine of them.
    let one = TheoryVerification.chanceOfFailing(needed: 18, of: 20, laws: 1)
    #expect(abs(one - 0.0755) < 5e-5)
    #expect(abs(TheoryVerification.chanceOfFailing(needed: 18, of: 20, laws: 9) - 0.5067) < 5e-4)
    #expect(TheoryVerification.chanceOfFailing(needed: 90, of: 100, laws: 9) < 0.11)
  }
}

@Suite("Models that theory is asked about")
struct VerificationModelTests {
  private func streams(_ seed: UInt64) -> ReplicationStreams {
    ReplicationStreams(seed: seed, replication: 0, law: "test")
  }

  @Test("Little's law and the work done hold exactly, in a line of queues", arguments: 0..<5)
  func littleInLine(index: Int) {
    let law = StationLaw.all[index]
    for seed in UInt64(1)...5 {
      let line = StationLine(
        arrivalRate: law.arrivalRate, law.stations, customers: 200, streams(seed))
      let end = StationLine.run(line, states: nil)
      let world = end.world
      #expect(world.stays.count + world.refused.count == 200, "seed \(seed)")
      #expect(
        close(world.present.integral(at: end.now), world.stays.sum, 1e-9), "seed \(seed)")
      let busy = world.stations.reduce(0) { $0 + $1.queue.busy.integral(at: end.now) }
      #expect(close(busy, world.work, 1e-9), "seed \(seed)")
      // Level by time and customer by customer: the wait in the first queue.
      let waiting = world.stations[0].queue.waiting.integral(at: end.now)
      #expect(close(waiting, world.waits.sum, 1e-9), "seed \(seed)")
    }
  }

  @Test("Little's law holds on a shared link, and it is busy as long as it has flows")
  func littleOnLink() {
    let law = ProcessorSharingLaw()
    for seed in UInt64(1)...5 {
      let station = SharedStation(
        arrivalRate: law.arrivalRate, work: law.work, flows: 500, streams(seed))
      let end = SharedStation.run(station, states: nil)
      let little = OutputAnalysis.littlesLaw(
        meanLevel: end.world.present.mean(at: end.now), completed: Int(end.world.stays.count),
        meanStay: end.world.stays.mean, duration: end.now.seconds,
        presentAtEdges: Int(end.world.present.level) + 10)
      #expect(little.holds, "seed \(seed): \(little.sentence)")
      let bytes = Double(end.world.link.bytesCarried(at: end.now)) / 1e9
      let busy = end.world.link.utilisation(at: end.now) * end.now.seconds
      #expect(close(bytes, busy, 1e-6), "seed \(seed): \(bytes), \(busy)")
    }
  }

  @Test("Che's approximation is off by less than a tenth of the half-width")
  func approximation() throws {
    let law = LRULaw()
    let exact = try Theory.exactLRUHitRatio(
      popularity: law.popularity, capacity: law.capacity)
    let halfWidth = try #require(try law.verify(seeds: 20).meanHalfWidth)
    let error = abs(try law.theory() - exact)
    #expect(error > 0 && error < 0.1 * halfWidth, "\(error) of \(halfWidth)")
  }

  @Test(
    "Lengths of time have the moments that they state, and remainders those of renewal theory",
    arguments: [
      DurationLaw.exponential(mean: 2), .uniform(from: 1, to: 3),
      .hyperexponential(probability: 0.3, 0.5, 2),
    ])
  func durations(law: DurationLaw) {
    var stream = streams(7).stream("durations")
    var (lengths, remainders) = (Tally(), Tally())
    for _ in 0..<20_000 {
      lengths.add(law.sample(from: &stream))
      remainders.add(law.remainder(from: &stream))
    }
    func agrees(_ tally: Tally, _ mean: Double) -> Bool {
      abs(tally.mean - mean) < 4 * tally.standardDeviation / Double(tally.count).squareRoot()
    }
    #expect(agrees(lengths, law.mean))
    #expect(close(lengths.variance / (law.mean * law.mean), law.squaredVariation, 0.1))
    // E[X²] ∕ 2E[X].
    #expect(agrees(remainders, law.mean * (1 + law.squaredVariation) / 2))
  }
}

/// Whether two numbers agree to a relative tolerance.
private func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}
