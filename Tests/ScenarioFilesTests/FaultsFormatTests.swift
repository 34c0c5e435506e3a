import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

/// Faults and changes in scenario files.
@Suite struct FaultsFormatTests {
  private let everyKind = """
    faults:
      - {name: a, what: {zoneOut: {region: westeurope, zone: 3}}, when: {once: {at: 1h, lasts: 5min}}}
      - {name: b, what: {regionOut: westeurope}, when: {once: {at: 1h, lasts: for-good}}}
      - name: c
        what: {frontEndsSlow: {region: westeurope, factor: 2.5}}
        when: {random: {meanTimeBetween: 3h, meanTimeToRepair: 10min}}
      - {name: d, what: {linkImpaired: {from: westeurope, to: eastus, share: 0%}}, when: {once: {at: 0s, lasts: 1s}}}
      - {name: e, what: {upstreamOut: mcr.microsoft.com}, when: {once: {at: 1h, lasts: 5min}}}
      - {name: f, what: {upstreamSlow: {host: mcr.microsoft.com, factor: 3}}, when: {once: {at: 1h, lasts: 5min}}}
      - {name: g, what: {upstreamRefusing: mcr.microsoft.com}, when: {once: {at: 1h, lasts: 5min}}}
      - {name: h, what: {upstreamFailing: {host: mcr.microsoft.com, share: 20%}}, when: {once: {at: 1h, lasts: 5min}}}
      - {name: i, what: {replicationStalled: all}, when: {once: {at: 1h, lasts: 5min}}}
      - {name: j, what: {replicationStalled: eastus}, when: {once: {at: 1h, lasts: 5min}}}
      - {name: k, what: {outOfRouting: eastus}, when: {once: {at: 1h, lasts: 5min}}}
      - {name: l, what: {healthMonitorOut: everywhere}, when: {once: {at: 1h, lasts: 5min}}}
    changes:
      - {at: 2h, what: {addReplica: eastus}}
      - {at: 3h, what: {takeOutOfRouting: eastus}}
      - {at: 4h, what: {putIntoRouting: eastus}}

    """

  private func withReplica(_ text: String) -> String {
    Samples.small.replacing(
      "  home: westeurope\n", with: "  home: westeurope\n  replicas: [eastus]\n") + text
  }

  @Test func everyKindIsReadAndWritten() throws {
    let read = try Samples.scenario(withReplica(everyKind))
    #expect(read.faults.count == 12 && read.changes.count == 3)
    #expect(read.faults[0].kind == .zoneOut(region: "westeurope", zone: 3))
    #expect(read.faults[1].occurrence == .scheduled(at: .hours(1), lasts: nil))
    #expect(
      read.faults[2].occurrence
        == .random(meanTimeBetween: .hours(3), meanTimeToRepair: .minutes(10)))
    #expect(read.faults[3].kind == .linkImpaired(from: "westeurope", to: "eastus", share: 0))
    #expect(read.faults[8].kind == .replicationStalled(from: nil))
    #expect(read.faults[9].kind == .replicationStalled(from: "eastus"))
    #expect(read.changes[0] == ChangeDescription(at: .hours(2), kind: .addReplica("eastus")))
    let again = try Samples.scenario(ScenarioReader.canonicalYAML(of: read))
    #expect(again == read)
  }

  @Test func whatIsNotThereIsNamedWithItsPlace() {
    let mistakes = Samples.mistakes(
      withReplica(
        """
        faults:
          - {name: a, what: {zoneOut: {region: westeurope, zone: 4}}, when: {once: {at: 1h, lasts: 5min}}}
          - {name: a, what: {regionOut: eastuss}, when: {once: {at: 90h, lasts: 5min}}}
          - {name: c, what: {upstreamOut: mcr.microsoft.co}, when: {once: {at: 1h, lasts: 5min}}}
          - {name: d, what: {linkImpaired: {from: eastus, to: eastus, share: 0%}}, when: {once: {at: 1h, lasts: 5min}}}
        changes:
          - {at: 1h, what: {addReplica: westeurope}}

        """))
    let expected = [
      "there is no zone 4; expected 1 to 3",
      "a fault 'a' stands above already",
      "'eastuss' is no region of the registry; expected 'westeurope' or 'eastus'; did you mean",
      "fault 'a' begins at 90h, when the run is over; expected less than its duration, ",
      "'mcr.microsoft.co' is no upstream of the scenario; expected 'mcr.microsoft.com'",
      "'eastus' is both ends",
      "'westeurope' is the home region",
    ]
    #expect(mistakes.count == expected.count, "\(mistakes)")
    for sentence in expected {
      #expect(mistakes.contains { $0.contains(sentence) }, "\(sentence) in \(mistakes)")
    }
  }
}
