import RegistryModel
import Statistics

extension Results {
  static let latencyHeader = [
    "workload", "region", "outcome", "statistic", "replications", "pulls_per_replication", "mean",
    "half_width", "unit",
  ]

  /// `latency.csv`: from the start of a pull to its end, of pulls that were served and of those
  /// that failed, whose end is that of their last attempt.
  ///
  /// Each statistic is taken in each replication, then averaged over the replications that had any
  /// such pull; `pulls_per_replication` is the mean number of those over all. Where there was no
  /// pull at all, there is no row. The region is the one that the last attempt asked.
  func writeLatency(to table: inout CSVWriter) throws {
    let outcomes: [(String, (ReplicationFigures) -> LatencyTable)] = [
      ("served", { $0.served }), ("failed", { $0.failed }),
    ]
    for workload in workloadIndices {
      for (outcome, figures) in outcomes {
        let labels = [names?.workloads[workload].name ?? "", Self.all, outcome]
        try write(labels, to: &table) { figures($0).workloads[workload] }
        for region in regionIndices {
          let labels = [labels[0], names?.regions[region].name ?? "", outcome]
          try write(labels, to: &table) { figures($0).regions[workload][region] }
        }
      }
    }
    for (outcome, figures) in outcomes {
      try write([Self.all, Self.all, outcome], to: &table) { figures($0).overall }
    }
  }

  private func write(
    _ labels: [String], to table: inout CSVWriter, _ part: (ReplicationFigures) -> LatencyFigures
  ) throws {
    let pulls = Estimate(meanOf: replications.map { Double(part($0).count) })
    guard let pulls, pulls.mean > 0 else { return }
    for figure in LatencyFigures.Figure.allCases {
      guard let estimate = latency(figure, of: part) else { continue }
      try table.row(
        labels + [figure.label, String(estimate.count), NumberText.figure(pulls.mean)]
          + estimate.fields + ["s"])
    }
  }
}
