import Foundation
import RegistryModel
import Statistics
import Testing

@testable import Experiments

@Suite("Observations: every metric, replication by replication")
struct ObservationTests {
  private let results = Results(
    scenario: ConstructedReports.scenario, reports: ConstructedReports.two)

  private func csv(_ results: Results) throws -> [UInt8] {
    var table = try CSVWriter(Results.replicationsHeader)
    try results.writeReplications(to: &table)
    return table.bytes
  }

  @Test("What replications found, exactly: values, and ratios with their parts")
  func file() throws {
    let text = String(decoding: try csv(results), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    for expected in [
      "latency_p50,all,,,,,,s,0,0.2,,", "latency_p50,all,,,,,,s,1,0.3,,",
      "layer_hit_ratio,,all,,,,,1,0,0.9,9,10", "layer_hit_ratio,,all,,,,,1,1,0.7,7,10",
      "pulls_ended,\"nodes, cold\",,,,too-many-requests,,pulls,1,1,,",
    ] {
      #expect(lines.contains(expected), "\(expected)")
    }
    #expect(!lines.contains { $0.hasPrefix("layer_hit_ratio,,eastus") }, "0 of 0 is no ratio")
  }

  @Test("What is written is read back to the bit, and estimates the same")
  func roundTrip() throws {
    let table = try ObservationTable(csv: csv(results), file: "replications.csv")
    #expect(table.replications == 2)
    #expect(table.series.count == results.observations.series.count)
    for series in results.observations.series {
      let read = try #require(table[series.metric])
      #expect(read.values == series.values, "\(series.metric)")
      #expect(read.interval() == series.interval(), "\(series.metric)")
    }
  }

  @Test("Replications that lack a figure leave a gap, in a file too")
  func gaps() throws {
    var reports = ConstructedReports.two
    reports[0].workloads[0].nodeWait.record(nanoseconds: 5)
    let results = Results(scenario: ConstructedReports.scenario, reports: reports)
    let metric = Metric("node_wait_mean", .init(workload: "nodes, cold"), unit: "s")
    let found = try #require(results.observations[metric])
    #expect(found.observations == [.value(5e-9), .absent])
    let table = try ObservationTable(csv: csv(results), file: "replications.csv")
    #expect(table[metric]?.observations == found.observations)
  }

  @Test("A ratio's estimate is that of the sums, a share's interval by ratio estimator")
  func ratio() throws {
    let hits = try #require(results.observations[whole: "layer_hit_ratio"])
    let interval = try #require(hits.interval())
    #expect(abs(interval.mean - 0.8) < 1e-12)
    // Residuals y − 0.8·x are 1 and −1: see the test of hit_rate.csv.
    #expect(abs((interval.halfWidth ?? 0) - 1.27062) < 1e-5)
  }

  @Test("Selectors find a metric of the whole by name alone, any other by its labels")
  func selectors() throws {
    let table = results.observations
    #expect(try table.series(MetricSelector("latency_p95")).metric.labels.workload == "all")
    let one = MetricSelector("latency_p95", [.init("workload", "nodes, cold")])
    #expect(try table.series(one).metric.labels.workload == "nodes, cold")
    #expect(try table.series(MetricSelector("bytes_fetched")).metric.labels == .init())
    let wrong = #expect(throws: MetricRefusal.self) {
      try table.series(MetricSelector("latncy_p95"))
    }
    #expect(wrong?.description.contains("did you mean 'latency_p95'") == true)
    let label = #expect(throws: MetricRefusal.self) {
      try table.series(MetricSelector("layer_hit_ratio", [.init("region", "westeurop")]))
    }
    #expect(label?.description.contains("layer_hit_ratio{region=westeurope}") == true)
  }

  @Test(
    "A file that is none is refused with its line",
    arguments: [
      ("", "line 1: the file is empty"),
      ("metric,workload\n", "line 1: there is no column 'region'"),
      ("HEADER\nlatency_p50,,,,,,,s,0\n", "line 2: 9 fields; expected 12"),
      ("HEADER\nlatency_p50,,,,,,,s,0,fast,,\n", "line 2: 'fast' stands under value"),
      ("HEADER\nlatency_p50,,,,,,,s,-1,1,,\n", "line 2: '-1' stands under replication"),
      (
        "HEADER\nlatency_p50,,,,,,,s,0,1,,\nlatency_p50,,,,,,,s,0,1,,\n",
        "line 3: replication 0 comes after 0"
      ),
      ("HEADER\n\"latency_p50,,,,,,,s,0,1,,\n", "line 2: a quotation mark has no end"),
      ("HEADER\nhits,,,,,,,1,0,0.5,1,\n", "line 2: '' stands under denominator"),
    ])
  func refusals(text: String, reason: String) {
    let header = Results.replicationsHeader.joined(separator: ",")
    let bytes = Array(text.replacing("HEADER", with: header).utf8)
    let error = #expect(throws: ResultsFolderError.self) {
      try ObservationTable(csv: bytes, file: "replications.csv")
    }
    #expect(error?.description.hasPrefix("replications.csv: \(reason)") == true, "\(error!)")
  }
}
