import SimulationKernel
import TestSupport
import Testing

@testable import RegistryModel

/// Probes that are computed are those that would be sent.
@Suite struct HealthProbeTests {
  private let probe = HealthProbe(
    interval: .seconds(30), failures: 4, timeout: .seconds(10), phase: .seconds(7))

  @Test(
    arguments: [
      (0, 7), (7, 7), (8, 37), (37, 37), (100, 127),
    ] as [(Int64, Int64)])
  func theFirstProbeNotBeforeAnInstant(instant: Int64, expected: Int64) {
    #expect(probe.firstProbe(notBefore: .zero + .seconds(instant)) == .zero + .seconds(expected))
  }

  /// A naive prober: it sends every probe and counts failures in a row.
  private func verdicts(_ outages: [Range<Int64>], until end: Int64) -> [(Int64, Bool)] {
    var (row, isHealthy) = (0, true)
    var changes: [(Int64, Bool)] = []
    for sent in stride(from: Int64(7), through: end, by: 30) {
      if outages.contains(where: { $0.contains(sent) }) {
        row += 1
        if row == 4, isHealthy {
          isHealthy = false
          changes.append((sent + 10, false))
        }
      } else {
        row = 0
        if !isHealthy {
          isHealthy = true
          changes.append((sent, true))
        }
      }
    }
    return changes
  }

  /// The computed verdicts, with what happens at one instant in the order of a run: faults were
  /// scheduled before it.
  private func computed(_ outages: [Range<Int64>], until end: Int64) -> [(Int64, Bool)] {
    var verdict = HealthVerdict()
    var pending: [HealthVerdict.Change] = []
    var changes: [(Int64, Bool)] = []
    for second in Int64(0)...end {
      let now = Instant.zero + .seconds(second)
      if outages.contains(where: { $0.upperBound == second }) {
        pending += [verdict.outageEnded(at: now, probe)].compactMap { $0 }
      }
      if outages.contains(where: { $0.lowerBound == second }) {
        pending += [verdict.outageBegan(at: now, probe)].compactMap { $0 }
      }
      for change in pending where change.at == now {
        if verdict.take(isHealthy: change.isHealthy, epoch: change.epoch) {
          changes.append((second, change.isHealthy))
        }
      }
    }
    return changes
  }

  @Test(
    arguments: [
      [10..<200], [10..<40], [10..<127], [10..<128], [10..<130], [38..<300],
      [10..<200, 230..<500], [0..<100, 150..<180],
      // Gaps without a probe, none at all among them, and gaps in which just one is answered.
      [10..<60, 60..<200], [10..<60, 61..<65, 66..<200], [10..<60, 66..<70, 98..<250],
      [10..<128, 129..<130, 131..<160], [10..<200, 201..<216, 217..<300], [30..<67, 68..<300],
    ] as [[Range<Int64>]])
  func computedVerdictsAreThoseOfANaiveProber(outages: [Range<Int64>]) {
    let (computed, expected) = (
      computed(outages, until: 1_000), verdicts(outages, until: 1_000)
    )
    #expect(computed.map(\.0) == expected.map(\.0))
    #expect(computed.map(\.1) == expected.map(\.1))
  }

  @Test func verdictsOnAnyOutagesAreThoseOfANaiveProber() {
    var random = SplitMix64(seed: 6)
    var changes = 0
    for _ in 0..<300 {
      var outages: [Range<Int64>] = []
      var begin = Int64(random.below(61))
      while begin < 900 {
        let end = begin + Int64(1 + random.below(150))
        outages.append(begin..<end)
        // A third follow at once, as when one fault ends that another has taken over from.
        begin = end + Int64(max(0, random.below(61) - 20))
      }
      let (computed, expected) = (
        computed(outages, until: 1_200), verdicts(outages, until: 1_200)
      )
      #expect(computed.map(\.0) == expected.map(\.0), "\(outages)")
      #expect(computed.map(\.1) == expected.map(\.1), "\(outages)")
      changes += expected.count
    }
    #expect(changes > 500)
  }

  @Test func faultsOfOneElementAreCounted() {
    var outage = RegionOutage(zones: 2)
    outage.zone(0, true)
    outage.region(true)
    outage.zone(0, true)
    #expect(outage.isOut && outage.zonesUp == 0 && outage.firstZoneUp == nil)
    outage.region(false)
    #expect(!outage.isOut && outage.isOut(zone: 0) && outage.firstZoneUp == 1)
    outage.zone(0, false)
    #expect(outage.isOut(zone: 0))
    outage.zone(0, false)
    #expect(!outage.isAny && outage.zonesUp == 2)
  }

  @Test func slownessMultipliesAndEndsExactly() {
    var slowness = Impairments()
    slowness.change(3, true)
    slowness.change(0.1, true)
    slowness.change(7, true)
    #expect(abs(slowness.product - 2.1) < 1e-12)
    slowness.change(3, false)
    slowness.change(7, false)
    #expect(slowness.product == 0.1)
    slowness.change(0.1, false)
    #expect(slowness.product == 1 && slowness.isEmpty)
  }
}
