import RegistryModel
import ScenarioFiles

extension SweepOutcome {
  /// The columns that axes must not be called by.
  static var columns: Set<String> { Set(figureColumns + pointColumns + ["point"]) }

  private static let figureColumns = Metric.header + ["n", "mean", "half_width", "unit", "verdict"]
  private static let pointColumns = [
    "replications", "warm_up_s", "verdict", "fingerprint", "scenario_hash",
  ]

  private var axisColumns: [String] { ["point"] + summary.axes.map(\.name) }

  /// Writes `sweep.csv`, `points.csv` and the manifest, for ``ResultsFolder/replace(_:)``.
  ///
  /// - Throws: ``ResultsFolderError``.
  public func write(to pending: PendingResults) throws {
    let writer = pending.writer
    try writer.table("sweep.csv", axisColumns + Self.figureColumns) { try writeFigures(to: &$0) }
    try writer.table("points.csv", axisColumns + Self.pointColumns) { try writePoints(to: &$0) }
    try writer.text(ResultsFolder.manifest, manifest.text)
  }

  /// `sweep.csv`: every metric that is kept, at every point.
  private func writeFigures(to table: inout CSVWriter) throws {
    for outcome in points {
      let place = fields(of: outcome)
      for metric in outcome.metrics {
        try table.row(
          place + metric.metric.fields + [
            String(metric.count), NumberText.figure(metric.mean),
            metric.halfWidth.map(NumberText.sixDigits) ?? "", metric.metric.unit, metric.verdict,
          ])
      }
    }
  }

  /// `points.csv`: every point.
  private func writePoints(to table: inout CSVWriter) throws {
    for outcome in points {
      try table.row(
        fields(of: outcome) + [
          String(outcome.replications),
          outcome.warmUp.map(NumberText.seconds(nanoseconds:)) ?? "", outcome.verdict,
          outcome.fingerprint.map(NumberText.hexadecimal) ?? "",
          summary.points[outcome.index].scenarioHash,
        ])
    }
  }

  /// What stands in the columns of the axes.
  private func fields(of outcome: PointOutcome) -> [String] {
    [String(outcome.index + 1)] + summary.points[outcome.index].coordinates
  }

  private var manifest: StableJSON {
    var members: [String: StableJSON] = [
      "axes": .array(summary.axes.map(\.json)),
      "points": .integer(Int64(points.count)),
    ]
    members["where"] = summary.condition.map { .string($0) }
    members["metrics"] = summary.metrics.map { .array($0.map { .string($0.description) }) }
    return Provenance(scenarioText: summary.scenarioText, scenarioHash: summary.scenarioHash)
      .manifest(
        of: .sweep, title: summary.title, seed: summary.seed,
        fingerprint: NumberText.hexadecimal(fingerprint), members)
  }
}

extension SweepSummary.Axis {
  /// The axis as the manifest has it.
  fileprivate var json: StableJSON {
    .object([
      "name": .string(name),
      "group": .integer(Int64(group)),
      "values": .array(
        values.map { value in
          .object([
            "value": .string(value.text), "set": .object(value.set.mapValues { .string($0) }),
          ])
        }),
    ])
  }
}
