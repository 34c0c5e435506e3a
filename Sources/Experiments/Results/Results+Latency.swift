import RegistryModel
import Statistics

extension Results {
  static let latencyHeader = [
    "workload", "region", "outcome", "quantile", "n", "pulls", "mean", "half_width", "unit",
  ]

  /// `latency.csv`: from the start of a pull to its end, of pulls that were served.
  ///
  /// Each quantile is taken in each replication, then averaged over the replications that served
  /// any such pull (`n`); `pulls` counts those of all replications. Where a workload met no region,
  /// there is no row.
  func writeLatency(to table: inout CSVWriter) throws {
    for workload in workloadIndices {
      let name = names?.workloads[workload].name ?? ""
      try write(workload: name, region: Self.all, to: &table) { $0.workloadLatency[workload] }
      for region in regionIndices {
        try write(workload: name, region: names?.regions[region].name ?? "", to: &table) {
          $0.latency[workload][region]
        }
      }
    }
    try write(workload: Self.all, region: Self.all, to: &table) { $0.overallLatency }
  }

  private func write(
    workload: String, region: String, to table: inout CSVWriter,
    _ part: (ReplicationFigures) -> LatencyFigures
  ) throws {
    let pulls = replications.reduce(0) { $0 + part($1).count }
    guard pulls > 0 else { return }
    for figure in LatencyFigures.Figure.allCases {
      guard let interval = latency(figure, of: part) else { continue }
      try table.row(
        [workload, region, "served", figure.label, String(interval.count), String(pulls)]
          + interval.fields + ["s"])
    }
  }
}

extension ConfidenceInterval {
  /// Mean and half-width as two fields; the second is empty where it is undefined.
  var fields: [String] {
    [NumberText.exact(mean), halfWidth.map(NumberText.sixDigits) ?? ""]
  }
}
