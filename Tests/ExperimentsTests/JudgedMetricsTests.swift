import RegistryModel
import ScenarioFiles
import Testing

@testable import Experiments

@Suite("Comparison: which metrics are judged, in which direction, how far they may move")
struct JudgedMetricsTests {
  private static func metric(
    _ name: String, _ unit: String = "s", workload: String = "", region: String = "",
    upstream: String = ""
  ) -> Metric {
    Metric(name, .init(workload: workload, region: region, upstream: upstream), unit: unit)
  }

  private static let metrics = [
    metric("latency_p99", workload: "all"), metric("latency_p99", workload: "builds"),
    metric("latency_p99", workload: "nodes"), metric("served_share", "1", workload: "all"),
    metric("layer_byte_hit_ratio", "1", region: "all"),
    metric("layer_byte_hit_ratio", "1", region: "eastus"),
    metric("bytes_fetched", "bytes"), metric("cost_per_30_days", "USD"),
    metric("quota_requests_refused", "requests", upstream: "docker.io"),
    metric("evicted_layers", "layers", region: "eastus"), metric("messages", "messages"),
  ]

  private func table(_ metrics: [Metric] = metrics) -> ObservationTable {
    ObservationTable(
      metrics.map { MetricSeries(metric: $0, observations: [.value(1), .value(2)]) })
  }

  private func rules(
    _ tolerances: [String] = [], metrics: [Metric] = metrics
  ) throws -> JudgedMetrics {
    try JudgedMetrics(
      tolerances.map { try ToleranceDescription(parsing: $0) }, of: [table(metrics)])
  }

  @Test("By themselves: the whole, its workloads and upstreams; not regions, nor what is no aim")
  func standards() throws {
    let rules = try rules()
    let judged = Self.metrics.filter { rules.judgement(of: $0) != nil }
    #expect(
      judged.map(\.description) == [
        "latency_p99", "latency_p99{workload=builds}", "latency_p99{workload=nodes}",
        "served_share", "layer_byte_hit_ratio", "bytes_fetched", "cost_per_30_days",
        "quota_requests_refused{upstream=docker.io}",
      ])
    #expect(
      rules.judgement(of: Self.metrics[0])
        == MetricJudgement(better: .lower, tolerance: .relative(0.05)))
    #expect(
      rules.judgement(of: Self.metrics[3])
        == MetricJudgement(better: .higher, tolerance: .absolute(0.001)))
  }

  @Test("The only workload is what the whole is, and not judged twice")
  func onlyWorkload() throws {
    let one = Self.metrics.filter { $0.labels.workload != "nodes" }
    let rules = try rules(metrics: one)
    #expect(rules.judgement(of: one[0]) != nil && rules.judgement(of: one[1]) == nil)
  }

  @Test("A tolerance holds for all of its name, the first that fits, and adds what is not judged")
  func tolerances() throws {
    let rules = try rules([
      "latency_p99{workload=builds}=absolute:200ms", "latency_p99=10%", "evicted_layers=20%",
      "messages=1%", "layer_byte_hit_ratio=absolute:2%",
    ])
    func tolerance(_ place: Int) -> Tolerance? {
      rules.judgement(of: Self.metrics[place])?.tolerance
    }
    #expect(tolerance(0) == .relative(0.1) && tolerance(2) == .relative(0.1))
    #expect(tolerance(1) == .absolute(0.2))
    #expect(tolerance(4) == .absolute(0.02))
    #expect(tolerance(5) == nil, "the whole is meant where there is one")
    #expect(rules.judgement(of: Self.metrics[9])?.better == .lower)
    let messages = try #require(rules.judgement(of: Self.metrics[10]))
    #expect(messages.better == nil, "more messages are neither better nor worse")
  }

  @Test(
    "What names no metric, or another unit, is refused with what there is",
    arguments: [
      ("latency_p98=5%", "did you mean 'latency_p99'?"),
      ("latency_p99{workload=build}=5%", "latency_p99{workload=builds}"),
      ("latency_p99=absolute:5MiB", "expected a time such as 2s"),
      ("bytes_fetched=absolute:5s", "expected an amount of data"),
    ])
  func refused(text: String, reason: String) throws {
    let error = #expect(throws: MetricRefusal.self) {
      try JudgedMetrics.check([try ToleranceDescription(parsing: text)], among: [table()])
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test(
    "A tolerance that is none says what was expected",
    arguments: [
      "latency_p99", "latency_p99=5", "latency_p99=200ms", "=5%", "latency_p99=-5%",
      "latency_p99=absolute:", "latency p99=5%",
    ])
  func malformed(text: String) {
    let error = #expect(throws: ToleranceDescription.Refusal.self) {
      try ToleranceDescription(parsing: text)
    }
    #expect(error?.description.hasPrefix("the tolerance '\(text)': ") == true)
  }
}
