import Foundation
import Statistics
import Testing

@Suite("Output analysis")
struct OutputAnalysisTests {
  @Test func mser5FindsAKnownTransient() throws {
    var found: [Int] = []
    for seed in 0..<20 {
      var random = TestGenerator(seed: seed)
      let series = (0..<1_000).map { i in (i < 200 ? 10 : 0) + random.normal() }
      found.append(try #require(WarmUp.mser5(series).truncation, "seed \(seed)"))
    }
    #expect(found.allSatisfy { $0 >= 200 && $0 <= 500 && $0 % 5 == 0 }, "\(found)")
    #expect(found.sorted()[10] <= 300, "\(found)")
    // Exponential decay with time constant 50: what is left at the truncation is in the noise.
    var random = TestGenerator(seed: 77)
    let decay = (0..<2_000).map { i in 10 * exp(-Double(i) / 50) + random.normal() }
    let start = try #require(WarmUp.mser5(decay).truncation)
    #expect(start >= 100 && start <= 600, "\(start)")
  }

  @Test func mser5Refuses() {
    #expect(WarmUp.mser5([]).refusal != nil)
    guard case .tooShort = WarmUp.mser5([Double](repeating: 1, count: 99)) else {
      Issue.record("99 observations are too few")
      return
    }
    #expect(WarmUp.mser5([Double](repeating: 1, count: 100)) == .truncate(at: 0))
    let late = (0..<1_000).map { $0 < 800 ? Double($0) : 800 }
    guard case .notSettled(let sentence) = WarmUp.mser5(late) else {
      Issue.record("a series that levels off at 80 % has not settled")
      return
    }
    #expect(sentence.contains("80 %"))
    #expect(WarmUp.mser5([Double](repeating: .nan, count: 200)).truncation == nil)
  }

  @Test func theLongestWarmUpIsTaken() {
    #expect(WarmUp.longest([.truncate(at: 5), .truncate(at: 50)]) == .truncate(at: 50))
    #expect(WarmUp.longest([.truncate(at: 5), .notSettled("x")]) == .notSettled("x"))
    #expect(WarmUp.longest([]).refusal != nil)
  }

  /// A first-come-first-served single server by Lindley's recursion, with figures of the window.
  static func queue(seed: Int, load: Double, customers: Int) -> (
    level: Double, stay: Double, busy: Double, service: Double, duration: Double, backlog: [Double]
  ) {
    var random = TestGenerator(seed: seed)
    var (now, free, stays, services) = (0.0, 0.0, 0.0, 0.0)
    var backlog: [Double] = []
    for _ in 0..<customers {
      now += random.exponential(mean: 1 / load)
      let service = random.exponential()
      backlog.append(max(0, free - now))
      free = max(now, free) + service
      stays += free - now
      services += service
    }
    let n = Double(customers)
    return (stays / free, stays / n, services / free, services / n, free, backlog)
  }

  @Test func lawsHoldInAQueueAndBreakWhenFiguresAreWrong() {
    for seed in 0..<5 {
      let run = Self.queue(seed: seed, load: 0.8, customers: 5_000)
      let little = OutputAnalysis.littlesLaw(
        meanLevel: run.level, completed: 5_000, meanStay: run.stay, duration: run.duration)
      #expect(little.holds, "seed \(seed): \(little.sentence)")
      let usage = OutputAnalysis.utilisationLaw(
        busyShare: run.busy, completed: 5_000, meanService: run.service, servers: 1,
        duration: run.duration)
      #expect(usage.holds, "seed \(seed): \(usage.sentence)")
      let lost = OutputAnalysis.littlesLaw(
        meanLevel: run.level, completed: 4_500, meanStay: run.stay, duration: run.duration)
      #expect(!lost.holds, "seed \(seed)")
      #expect(lost.sentence.contains("broken"))
    }
    let empty = OutputAnalysis.littlesLaw(meanLevel: 0, completed: 0, meanStay: .nan, duration: 1)
    #expect(empty.holds)
    let bad = OutputAnalysis.littlesLaw(meanLevel: 1, completed: 1, meanStay: 1, duration: 0)
    #expect(!bad.holds && bad.expected.isFinite)
  }

  @Test func flowIsConservedToTheUnit() {
    #expect(OutputAnalysis.flowConservation(started: 10, served: 7, failed: 2, inFlight: 1).holds)
    #expect(!OutputAnalysis.flowConservation(started: 10, served: 7, failed: 2, inFlight: 0).holds)
    #expect(!OutputAnalysis.flowConservation(started: 1, served: 2, failed: 0, inFlight: -1).holds)
    let huge = OutputAnalysis.flowConservation(
      started: .max, served: .max, failed: .max, inFlight: 0)
    #expect(!huge.holds)
    let nearly = OutputAnalysis.flowConservation(
      started: .max, served: .max - 1, failed: 0, inFlight: 0)
    #expect(!nearly.holds)
  }

  @Test func stabilityInWords() {
    let flat = [Double](repeating: 3, count: 100)
    #expect(StabilityVerdict(offeredLoad: 0.7, backlog: flat).state == .stable)
    #expect(StabilityVerdict(offeredLoad: nil, backlog: []).state == .stable)
    let rising = (0..<100).map(Double.init)
    let backlogged = StabilityVerdict(offeredLoad: 0.95, backlog: rising)
    #expect(backlogged.state == .backlogged && backlogged.sentence.contains("95 %"))
    #expect(StabilityVerdict(offeredLoad: nil, backlog: rising).state == .backlogged)
    #expect(backlogged.findings.count == 1)
    #expect(backlogged.findings.allSatisfy(backlogged.sentence.contains))
    #expect(StabilityVerdict(offeredLoad: 0.7, backlog: flat).findings.isEmpty)
    let overloaded = StabilityVerdict(offeredLoad: 1.25, backlog: rising)
    #expect(overloaded.state == .overloaded && overloaded.sentence.contains("125 %"))
    #expect(StabilityVerdict(offeredLoad: .nan, backlog: flat).state == .stable)
    #expect(StabilityVerdict(offeredLoad: 1e300, backlog: flat).state == .overloaded)
    #expect(StabilityVerdict(offeredLoad: 0.001, backlog: flat).sentence.contains("less than 1 %"))
    #expect(StabilityVerdict(offeredLoad: nil, backlog: []).sentence.contains("too few intervals"))
  }

  @Test func verdictsOfSaturationFailureAndTrend() {
    var evidence = StabilityVerdict.Evidence()
    (evidence.offeredLoad, evidence.resource) = (0.86, "storage")
    evidence.backlog = (0..<40).map { Double($0 % 3) }
    #expect(StabilityVerdict(evidence).state == .stable)
    #expect(StabilityVerdict(evidence).sentence.contains("86 % of what storage"))

    var unsettled = evidence
    unsettled.levels = [.init("pulls/s", (0..<15).map { 463 + 46 * Double($0) })]
    #expect(StabilityVerdict(unsettled).state == .unsettled)
    #expect(StabilityVerdict(unsettled).sentence.contains("pulls/s went from 693 to 1107"))
    unsettled.levels[0].values.reverse()
    #expect(StabilityVerdict(unsettled).state == .unsettled)
    unsettled.levels[0].values = (0..<40).map { 1_000 + Double($0) }
    #expect(StabilityVerdict(unsettled).state == .stable, "four per cent are no matter")

    var failing = unsettled
    failing.failedShare = 0.686
    #expect(StabilityVerdict(failing).state == .failing)
    #expect(StabilityVerdict(failing).sentence.contains("69 % of the pulls that ended failed"))

    var saturated = failing
    (saturated.saturatedShare, saturated.saturatedResource) = (0.53, "the front ends")
    #expect(StabilityVerdict(saturated).state == .saturated)
    for words in ["for 53 % of the time, the front ends worked to capacity", "69 %"] {
      #expect(StabilityVerdict(saturated).sentence.contains(words))
    }
    // A closed loop cannot be offered more than it is served.
    saturated.offeredLoad = 1
    #expect(StabilityVerdict(saturated).state == .overloaded)
    saturated.isClosedLoop = true
    #expect(StabilityVerdict(saturated).state == .saturated)
  }

  @Test func stableQueuesAreSeldomCalledBacklogged() {
    var (alarms, caught) = (0, 0)
    for seed in 0..<50 {
      let stable = Self.queue(seed: seed, load: 0.8, customers: 4_000).backlog
      if StabilityVerdict(offeredLoad: nil, backlog: stable).state != .stable { alarms += 1 }
      let over = Self.queue(seed: seed, load: 1.2, customers: 4_000).backlog
      if StabilityVerdict(offeredLoad: nil, backlog: over).state != .stable { caught += 1 }
    }
    #expect(alarms <= 1 && caught == 50, "\(alarms) false alarms, \(caught) of 50 caught")
  }
}
