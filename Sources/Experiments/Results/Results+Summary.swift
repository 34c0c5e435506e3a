import RegistryModel
import SimulationKernel
import Statistics

/// One row of `summary.csv`: a metric, estimated over replications.
struct SummaryRow: Sendable {
  var metric: Metric
  var estimate: Estimate
  var verdict: StabilityVerdict.State
}

extension Results {
  static let summaryHeader =
    Metric.header + ["n", "mean", "half_width", "unit", "warm_up_s", "verdict"]

  /// `summary.csv`: every metric over the measured time.
  func writeSummary(to table: inout CSVWriter) throws {
    let warmUp = NumberText.seconds(nanoseconds: scenario.run.warmUp.nanoseconds)
    for row in summaryRows {
      try table.row(
        row.metric.fields + [String(row.estimate.count)] + row.estimate.fields
          + [row.metric.unit, warmUp, row.verdict.rawValue])
    }
  }

  /// The rows in their order: the whole, workloads, regions, links, upstreams, faults.
  var summaryRows: [SummaryRow] {
    observations.series.compactMap { series in
      series.estimate.map {
        SummaryRow(metric: series.metric, estimate: $0, verdict: verdict(on: series.metric.labels))
      }
    }
  }

  /// The verdict on what a metric is about.
  private func verdict(on labels: Metric.Labels) -> StabilityVerdict.State {
    guard let names else { return verdicts.overall.state }
    if !labels.toRegion.isEmpty {
      let index = names.links.firstIndex { $0.from == labels.region && $0.to == labels.toRegion }
      return (index.map { verdicts.links[$0] } ?? verdicts.overall).state
    }
    if let index = names.regions.firstIndex(where: { $0.name == labels.region }) {
      return verdicts.regions[index].state
    }
    if let index = names.workloads.firstIndex(where: { $0.name == labels.workload }) {
      return verdicts.workloads[index].state
    }
    if let index = names.upstreams.firstIndex(where: { $0.host == labels.upstream }) {
      return verdicts.upstreams[index].state
    }
    return verdicts.overall.state
  }
}
