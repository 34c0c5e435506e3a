/// Experiments of the database as rows of text: for tables on the terminal, and for CSV.
public enum ExperimentTables {
  // MARK: Lists

  /// The columns of a list on the terminal.
  public static let listHeader = [
    "id", "started (UTC)", "verb", "title", "replications", "verdict", "folder", "version",
  ]

  /// An experiment in a list on the terminal.
  public static func listRow(_ experiment: ExperimentRecord) -> [String] {
    [
      String(experiment.id), Self.moment(experiment.startedUTC), experiment.verb,
      TextTable.name(experiment.title, limit: 40), String(experiment.replications),
      experiment.verdict, experiment.folder, experiment.version,
    ]
  }

  /// The columns of a list as CSV.
  public static let listColumns = [
    "experiment", "started_utc", "verb", "title", "scenario", "scenario_hash", "seed",
    "replications", "verdict", "folder", "version", "program", "fingerprint",
  ]

  /// An experiment in a list as CSV.
  public static func listFields(_ experiment: ExperimentRecord) -> [String] {
    [
      String(experiment.id), experiment.startedUTC, experiment.verb, experiment.title,
      experiment.scenario, experiment.scenarioHash, String(experiment.seed),
      String(experiment.replications), experiment.verdict, experiment.folder, experiment.version,
      experiment.program, experiment.fingerprint,
    ]
  }

  /// `2026-11-27 17:41` of `2026-11-27T17:41:54Z`.
  private static func moment(_ text: String) -> String {
    String(text.prefix(16)).replacing("T", with: " ")
  }

  // MARK: One experiment

  /// What there is to say of an experiment besides its metrics, a line each.
  public static func description(
    _ experiment: ExperimentRecord, _ parameters: [ExperimentParameter]
  ) -> String {
    var table = TextTable(leftColumns: 2)
    for (name, value) in [
      ("experiment", String(experiment.id)), ("verb", experiment.verb),
      ("title", experiment.title), ("started", Self.moment(experiment.startedUTC) + " UTC"),
      ("scenario", "\(experiment.scenario), hash \(experiment.scenarioHash)"),
      ("seed", String(experiment.seed)), ("replications", String(experiment.replications)),
      ("verdict", experiment.verdict), ("folder", experiment.folder),
      ("version", "\(experiment.version), program \(experiment.program)"),
      ("fingerprint", experiment.fingerprint),
    ] {
      table.row([name, value])
    }
    for parameter in parameters {
      table.row([
        parameter.point == 0 ? "with" : "point \(parameter.point)",
        "\(parameter.key)=\(parameter.value)",
      ])
    }
    return table.text
  }

  /// The main metrics, each with its estimate as a person reads it and what is said of it: those of
  /// the whole, and of a plan also those under a fault.
  public static func mainMetrics(
    _ metrics: [ExperimentMetric], of experiment: ExperimentRecord
  ) -> String {
    let (isPlan, isComparison) = (
      experiment.verb == ResultsKind.plan.rawValue,
      experiment.verb == ResultsKind.compare.rawValue
    )
    let main = metrics.filter {
      var labels = $0.metric.labels
      if isPlan { labels.fault = "" }
      return labels.isWhole && labels.outcome.isEmpty
    }
    let hasPoints = main.contains { $0.point > 0 }
    var table = TextTable(leftColumns: hasPoints ? 2 : 1)
    if isComparison { table.row(["metric", "B − A", "verdict"]) }
    for metric in main {
      let unit = metric.metric.unit
      let estimate =
        isComparison
        ? HumanUnits.difference(metric.mean, metric.halfWidth, unit: unit)
        : HumanUnits.figure(metric)
      let fault =
        isPlan && !metric.metric.labels.fault.isEmpty ? " under \(metric.metric.labels.fault)" : ""
      table.row(
        (hasPoints ? ["point \(metric.point)"] : []) + [metric.metric.name + fault, estimate]
          + (isPlan || isComparison ? [metric.verdict] : []))
    }
    return table.text
  }

  // MARK: Metrics

  /// The columns of metrics as CSV.
  public static let metricColumns =
    [
      "experiment", "verb", "title", "point", "parameters",
    ] + Metric.header + ["n", "mean", "half_width", "unit", "verdict"]

  /// The metrics of an experiment as rows of CSV. A point has the parameters of the whole before
  /// its own.
  public static func metricRows(
    _ experiment: ExperimentRecord, _ parameters: [ExperimentParameter],
    _ metrics: [ExperimentMetric]
  ) -> [[String]] {
    let own = Dictionary(grouping: parameters, by: \.point)
      .mapValues { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
    func text(of point: Int) -> String {
      [own[0], point == 0 ? nil : own[point]].compactMap(\.self).joined(separator: "; ")
    }
    return metrics.map { metric in
      [
        String(experiment.id), experiment.verb, experiment.title, String(metric.point),
        text(of: metric.point),
      ] + metric.metric.fields + [
        String(metric.count), NumberText.figure(metric.mean),
        metric.halfWidth.map(NumberText.sixDigits) ?? "", metric.metric.unit, metric.verdict,
      ]
    }
  }

  // MARK: Pruning

  /// What pruning did, or would do, in a sentence.
  public static func sentence(_ outcome: PruningOutcome, isDryRun: Bool) -> String {
    func replications(_ count: Int) -> String { HumanUnits.counted(count, "replication") }
    return (isDryRun ? "would remove " : "removed ") + replications(outcome.removed) + " of "
      + HumanUnits.bytes(Double(outcome.removedBytes)) + ", "
      + (isDryRun ? "and keep " : "and kept ") + replications(outcome.kept)
  }
}
