extension Results {
  /// `replications.csv`: what each replication found of each metric of `summary.csv`, exactly.
  ///
  /// A ratio also has its numerator and denominator, whose sums over replications make the
  /// estimate. Two such files of the same replications can be compared pair by pair.
  func writeReplications(to table: inout CSVWriter) throws {
    for series in observations.series {
      for (number, observation) in series.observations.enumerated() {
        // Nothing of nothing is no figure, and yet an observation of the ratio.
        if observation == .absent { continue }
        var parts = ["", ""]
        if case .ratio(let numerator, let denominator) = observation {
          parts = [NumberText.exact(numerator), NumberText.exact(denominator)]
        }
        try table.row(
          series.metric.fields + [series.metric.unit, String(number)]
            + [observation.value.map(NumberText.exact) ?? ""] + parts)
      }
    }
  }

  static let replicationsHeader =
    Metric.header + ["unit", "replication", "value", "numerator", "denominator"]
}
