import SimulationKernel
import Testing

@testable import Experiments
@testable import RegistryModel

@Suite("Results: what faults did, from constructed reports")
struct FaultTableTests {
  private static let kinds: [(FaultDescription.Kind, String)] = [
    (.zoneOut(region: "eastus", zone: 2), "zoneOut,\"eastus, zone 2\""),
    (.regionOut(region: "eastus"), "regionOut,eastus"),
    (.frontEndsSlow(region: "eastus", factor: 2), "frontEndsSlow,eastus"),
    (.linkImpaired(from: "westeurope", to: "eastus", share: 0), "linkImpaired,westeurope>eastus"),
    (.upstreamOut(host: "docker.io"), "upstreamOut,docker.io"),
    (.upstreamSlow(host: "docker.io", factor: 2), "upstreamSlow,docker.io"),
    (.upstreamRefusing(host: "docker.io"), "upstreamRefusing,docker.io"),
    (.upstreamFailing(host: "docker.io", share: 0.5), "upstreamFailing,docker.io"),
    (.keyVaultOut, "keyVaultOut,key vault"), (.keyVaultSlow(factor: 2), "keyVaultSlow,key vault"),
    (.secretMissing(set: "hub"), "secretMissing,credential set hub"),
    (.secretExpired(set: "hub"), "secretExpired,credential set hub"),
    (.secretRotated(set: "hub"), "secretRotated,credential set hub"),
    (.roleRevoked(set: "hub"), "roleRevoked,credential set hub"),
    (.replicationStalled(from: nil), "replicationStalled,all regions"),
    (.replicationStalled(from: "eastus"), "replicationStalled,eastus"),
    (.outOfRouting(region: "eastus"), "outOfRouting,eastus"),
    (.healthMonitorOut, "healthMonitorOut,health monitor"),
  ]

  private func results(_ reports: [[FaultReport]], faults: [FaultDescription]) -> Results {
    var scenario = ConstructedReports.scenario
    scenario.faults = faults
    let all = zip(ConstructedReports.two, reports).map { report, faults in
      var report = report
      report.faults = faults
      return report
    }
    return Results(scenario: scenario, reports: all)
  }

  private func lines(_ results: Results) throws -> [String] {
    var writer = try CSVWriter(Results.faultsHeader)
    try results.writeFaults(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func fault(_ name: String, _ kind: FaultDescription.Kind) -> FaultDescription {
    FaultDescription(name: name, kind: kind, occurrence: .scheduled(at: .zero, lasts: nil))
  }

  private func occurrence(
    _ fault: Int, _ begin: Int64, _ end: Int64?, _ change: (inout FaultFigures) -> Void = { _ in }
  ) -> FaultReport {
    var figures = FaultFigures()
    change(&figures)
    return FaultReport(
      fault: fault, begin: .zero + .seconds(begin), end: end.map { .zero + .seconds($0) },
      figures: figures)
  }

  @Test("Means, sums and maxima over occurrences, then Student's t over replications")
  func figures() throws {
    // The first replication has two occurrences, of which one ends; the second has one.
    let first = [
      occurrence(0, 100, 160) {
        $0.detectedAt = .zero + .seconds(107)
        $0.lastMissedAt = .zero + .seconds(110)
        $0.servedAgainAt = .zero + .seconds(162)
        $0.requestsLost = 5
        $0.worstLatency = .seconds(30)
        $0.survivorsUtilisation = 0.5
        $0.survivorsThrottled = 7
      },
      occurrence(1, 100, nil),
      occurrence(0, 300, nil) {
        $0.detectedAt = .zero + .seconds(309)
        $0.requestsLost = 3
        $0.pullsFailed = 2
        $0.writesLost = 1
        $0.worstLatency = .seconds(20)
        $0.survivorsUtilisation = 0.75
        $0.survivorsThrottled = 1
      },
    ]
    let second = [occurrence(0, 200, 240) { $0.survivorsThrottled = 2 }]
    let results = results(
      [first, second],
      faults: [fault("zone", .regionOut(region: "eastus")), fault("blind", .healthMonitorOut)])
    let lines = try lines(results)
    #expect(lines[0] == "fault,kind,element,figure,unit,replications,mean,half_width")
    // The 97.5 % point of t with one degree of freedom is 12.7062: the half-width is 6.3531 times
    // the difference of the two.
    let zone = lines.dropFirst().prefix { $0.hasPrefix("zone,") }
    #expect(
      Array(zone) == [
        "zone,regionOut,eastus,occurrences,occurrences,2,1.5,6.3531",
        "zone,regionOut,eastus,begins_at,s,2,200,0",
        "zone,regionOut,eastus,lasted,s,2,50,127.062",
        "zone,regionOut,eastus,detected_after,s,1,8,",
        "zone,regionOut,eastus,traffic_moved_after,s,1,10,",
        "zone,regionOut,eastus,recovered_after,s,1,2,",
        "zone,regionOut,eastus,pulls_failed,pulls,2,1,12.7062",
        "zone,regionOut,eastus,worst_latency,s,1,30,",
        "zone,regionOut,eastus,requests_lost,requests,2,4,50.8248",
        "zone,regionOut,eastus,writes_lost,layers,2,0.5,6.3531",
        "zone,regionOut,eastus,survivors_utilisation,1,1,0.75,",
        "zone,regionOut,eastus,survivors_throttled,requests,2,5,38.1186",
      ])
    // What a fault has no figure of has no row.
    let blind = lines.filter { $0.hasPrefix("blind,") }
    #expect(!blind.contains { $0.contains("detected_after") || $0.contains("survivors") })
    #expect(blind.contains("blind,healthMonitorOut,health monitor,requests_lost,requests,1,0,"))
  }

  @Test("How often a fault comes is a count, and no share")
  func occurrences() {
    let metric = Metric("fault_occurrences", unit: FaultFigure.occurrences.unit)
    #expect(metric.countsEvents && !metric.isProportion)
    #expect(HumanUnits.figure(1.5, unit: metric.unit) == "1.5")
  }

  @Test("Every kind has its word and its element", arguments: kinds)
  func words(kind: FaultDescription.Kind, fields: String) throws {
    let results = results([[occurrence(0, 1, 2)], []], faults: [fault("one", kind)])
    #expect(try lines(results)[1].hasPrefix("one,\(fields),occurrences,occurrences,2,0.5,"))
  }

  @Test("A stall has recovered when the last image came that had waited")
  func stall() {
    var report = occurrence(0, 100, 200) { $0.caughtUpAt = .zero + .seconds(230) }
    #expect(report.recoveredAfter == .seconds(30))
    report.figures.merge(
      {
        var other = FaultFigures()
        other.caughtUpAt = .zero + .seconds(250)
        return other
      }())
    #expect(report.recoveredAfter == .seconds(50))
  }
}
