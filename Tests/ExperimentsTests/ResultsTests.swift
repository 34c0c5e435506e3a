import CacheRules
import SimulationKernel
import Statistics
import Testing

@testable import Experiments
@testable import RegistryModel

@Suite("Results: tables from constructed reports")
struct ResultsTests {
  let results = Results(
    scenario: ConstructedReports.scenario, reports: ConstructedReports.two)

  private func lines(
    _ header: [String], _ body: (inout CSVWriter) throws -> Void
  ) throws -> [String] {
    var writer = try CSVWriter(header)
    try body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("latency.csv: a quantile in each replication, then Student's t across")
  func latency() throws {
    let lines = try lines(Results.latencyHeader) { try results.writeLatency(to: &$0) }
    #expect(
      lines[0]
        == "workload,region,outcome,statistic,replications,pulls_per_replication,mean,half_width,unit"
    )
    // Medians by nearest rank are 0.2 and 0.3 s: mean 0.25, standard error 0.05, and the 97.5 %
    // point of t with one degree of freedom is 12.7062.
    #expect(lines[1] == "\"nodes, cold\",all,served,p50,2,4,0.25,0.63531,s")
    #expect(lines.contains("\"nodes, cold\",westeurope,served,max,2,4,0.45,0.63531,s"))
    #expect(lines.contains("\"nodes, cold\",westeurope,served,mean,2,4,0.3,0.63531,s"))
    // One pull of the second replication failed, after 310 s; the mean number is that of both.
    #expect(lines.contains("\"nodes, cold\",westeurope,failed,p50,1,0.5,310,,s"))
    #expect(!lines.contains { $0.contains("eastus") }, "no pull ended there")
    #expect(lines.count == 1 + 2 * 3 * LatencyFigures.Figure.allCases.count)
  }

  @Test("summary.csv has the wait at nodes where pulls wait, and else not")
  func nodeWait() throws {
    #expect(!results.summaryRows.contains { $0.metric.name.hasPrefix("node_wait") })
    var reports = ConstructedReports.two
    for (index, seconds) in [2, 4].enumerated() {
      for wait in [0, 0, 0, seconds] {
        reports[index].workloads[0].nodeWait.record(nanoseconds: Int64(wait) * 1_000_000_000)
      }
    }
    let rows = Results(scenario: ConstructedReports.scenario, reports: reports).summaryRows
      .filter { $0.metric.name.hasPrefix("node_wait") }
    #expect(rows.map(\.metric.name) == ["node_wait_mean", "node_wait_p95"])
    #expect(rows.map(\.metric.labels.workload) == ["nodes, cold", "nodes, cold"])
    // Means of 0.5 and 1 s, 95th percentiles of 2 and 4 s.
    #expect(rows.map(\.estimate.mean) == [0.75, 3])
    #expect(rows.allSatisfy { $0.metric.unit == "s" })
  }

  @Test("One replication leaves the half-width empty")
  func oneReplication() throws {
    let single = Results(
      scenario: ConstructedReports.scenario, reports: [ConstructedReports.two[0]])
    let lines = try lines(Results.latencyHeader) { try single.writeLatency(to: &$0) }
    #expect(lines[1] == "\"nodes, cold\",all,served,p50,1,4,0.2,,s")
    #expect(RunSummaryTable(single, resultsPath: nil).text.contains("no intervals"))
  }

  @Test("hit_rate.csv: shares by ratio estimator, of what was answered with content")
  func hitRates() throws {
    let lines = try lines(Results.hitRateHeader) { try results.writeHitRates(to: &$0) }
    // 16 of 20 requests; residuals y − 0.8·x are 1 and −1, their standard error is 1, the mean
    // denominator 10: the half-width is 12.7062 ∕ 10. Of bytes 16,000 in 32,000, residuals 2,500
    // and −2,500 over a mean of 16,000.
    #expect(
      lines.contains("all,layers,zone-hit,2,8,12.7062,8000,12706.2,0.8,1.27062,0.5,1.98534"))
    #expect(
      lines.contains(
        "westeurope,layers,from-upstream,2,2,12.7062,8000,50824.8,0.2,1.27062,0.5,1.98534"))
    #expect(lines.contains("eastus,layers,zone-hit,2,0,0,0,0,,,,"))
    #expect(lines.contains("all,manifests,failed,2,0.5,6.3531,0,0,,,,"))
    #expect(lines.count == 1 + 3 * 2 * ContentOrigin.allCases.count)
  }

  @Test("timeline.csv: intervals in order, estimates across replications")
  func timeline() throws {
    let lines = try lines(Results.timelineHeader) { try results.writeTimeline(to: &$0) }
    #expect(
      lines == [
        "time_s,interval_s,kind,element,metric,unit,replications,mean,half_width",
        "0,1800,workload,\"nodes, cold\",pulls_started,pulls,2,4,0",
        "0,1800,workload,\"nodes, cold\",pulls_failed_too_many_requests,pulls,2,0.5,6.3531",
        "1800,1800,workload,\"nodes, cold\",pulls_started,pulls,2,10.5,6.3531",
      ])
  }

  @Test("credentials.csv: how sets ended, and for how long they were unhealthy, by reason")
  func credentials() throws {
    var scenario = ConstructedReports.scenario
    scenario.rules[0].credentialSet = "hub-login"
    var reports = ConstructedReports.two
    for (index, report) in reports.enumerated() {
      reports[index].regions[0].credentialHealth = [
        index == 0
          ? CredentialHealth(.healthy)
          : CredentialHealth(.unhealthy, code: "KeyVaultSecretNotFound", message: "none")
      ]
      reports[index].regions[0].unhealthyTimes = [
        RegionReport.credentialCodes.map {
          $0 == "KeyVaultSecretNotFound" ? .seconds(Int64(10 + 20 * index)) : .zero
        }
      ]
      reports[index].regions[1].credentialHealth = [CredentialHealth(.unverified)]
      reports[index].regions[1].unhealthyTimes = [RegionReport.credentialCodes.map { _ in .zero }]
      #expect(report.regions[0].unhealthyTime(ofSet: 0) == .zero)
    }
    let results = Results(scenario: scenario, reports: reports)
    #expect(
      try lines(Results.credentialsHeader) { try results.writeCredentials(to: &$0) } == [
        "credential_set,upstream,region,status,code,figure,unit,replications,mean,half_width",
        "hub-login,docker.io,westeurope,healthy,,ended_so,1,2,0.5,6.3531",
        "hub-login,docker.io,westeurope,unhealthy,KeyVaultSecretNotFound,ended_so,1,2,0.5,6.3531",
        "hub-login,docker.io,westeurope,unhealthy,KeyVaultSecretNotFound,unhealthy_time,s,2,20,"
          + "127.062",
        "hub-login,docker.io,eastus,unverified,,ended_so,1,2,1,0",
      ])
  }

  @Test("summary.csv: labels in columns, warm-up and verdict in every row")
  func summary() throws {
    let lines = try lines(Results.summaryHeader) { try results.writeSummary(to: &$0) }
    for expected in [
      "pulls_started,all,,,,,,2,5.5,6.3531,pulls,1800,failing",
      "pulls_ended,\"nodes, cold\",,,,too-many-requests,,2,0.5,6.3531,pulls,1800,failing",
      "pulls_ended,all,,,,served,,2,4,0,pulls,1800,failing",
      "pulls_served_per_second,all,,,,,,2,0.000740740741,0,1/s,1800,failing",
      "latency_p50,\"nodes, cold\",,,,,,2,0.25,0.63531,s,1800,failing",
      "replication_time_max,,westeurope,,,,,2,6,0,s,1800,stable",
      "layer_hit_ratio,,westeurope,,,,,2,0.8,1.27062,1,1800,stable",
      "front_end_utilisation,,westeurope,,,,,2,0.25,0,1,1800,stable",
      "link_bytes_sent,,westeurope,eastus,,,,2,2048,0,bytes,1800,stable",
      "upstream_bytes_sent,,,,docker.io,,,2,8000,50824.8,bytes,1800,stable",
      "quota_used_in_worst_window,,,,docker.io,,,2,0.5,6.3531,requests,1800,stable",
    ] {
      #expect(lines.contains(expected), "\(expected)")
    }
    #expect(!lines.contains { $0.hasPrefix("layer_hit_ratio,,eastus") }, "0 of 0 is no ratio")
    #expect(Set(lines).count == lines.count, "no row twice")
    let columns = Results.summaryHeader.count
    // The only name with a comma is quoted once a row.
    #expect(
      lines.allSatisfy { line in
        line.filter { $0 == "," }.count == columns - 1 + (line.contains("\"") ? 1 : 0)
      })
  }

  @Test("pulls.csv: every measured pull with exact instants")
  func pulls() throws {
    let lines = try lines(Results.pullsHeader) { table in
      try results.writePulls(to: &table) { "image-\($0)" }
    }
    #expect(lines.count == 3)
    #expect(
      lines[1]
        == "0,\"nodes, cold\",12,image-0,3,westeurope,1801.5,1801.500000001,0.000000001,2,served")
  }

  @Test("A saturated resource is called overloaded, in the table too")
  func overload() {
    var reports = ConstructedReports.two
    for index in reports.indices { reports[index].links[0].utilisation = 0.999 }
    let results = Results(scenario: ConstructedReports.scenario, reports: reports)
    #expect(results.verdicts.links[0].state == .overloaded)
    #expect(results.verdicts.overall.state == .overloaded)
    #expect(results.verdicts.regions[0].state == .stable)
    #expect(
      RunSummaryTable(results, resultsPath: nil).text.contains(
        "link westeurope to eastus: Overloaded"))
  }

  @Test("The combined fingerprint depends on the replications and on their order")
  func fingerprint() {
    let reversed = Results(
      scenario: ConstructedReports.scenario, reports: ConstructedReports.two.reversed())
    #expect(results.fingerprint != reversed.fingerprint)
    #expect(results.fingerprintText.count == 16)
    let manifest = results.manifest(
      Provenance(scenarioText: "title: x\n", scenarioHash: "0f")
    ).text
    #expect(
      manifest == """
        {
          "fingerprint": "\(results.fingerprintText)",
          "fingerprints": [
            "00000000000000ab",
            "00000000000000ac"
          ],
          "format": "longshore-results-1",
          "replications": 2,
          "scenario": "title: x\\n",
          "scenario_hash": "0f",
          "seed": 7,
          "title": "Two regions, by hand",
          "version": "\(Version.current)"
        }

        """)
  }
}
