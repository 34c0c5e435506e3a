import ScenarioFiles
import Statistics

extension Comparison {
  static let header =
    Metric.header + [
      "unit", "n", "first_mean", "first_half_width", "second_mean", "second_half_width",
      "difference", "difference_half_width", "relative_difference", "correlation",
      "variance_ratio", "tolerance", "better", "verdict", "level", "judged",
    ]

  /// `comparison.csv`: every metric of both sides, the judged ones first.
  private func write(to table: inout CSVWriter) throws {
    for metric in judged + others { try table.row(metric.fields) }
  }

  /// The rows of `comparison.csv`, as a text.
  public var csv: String {
    get throws {
      var table = try CSVWriter(Self.header)
      try write(to: &table)
      return String(decoding: table.bytes, as: UTF8.self)
    }
  }

  /// Writes `comparison.csv`, `comparison.md` and the manifest, for ``ResultsFolder/replace(_:)``.
  public func write(to pending: PendingResults) throws {
    let writer = pending.writer
    try writer.table("comparison.csv", Self.header) { try write(to: &$0) }
    try writer.text("comparison.md", markdown)
    try writer.text(ResultsFolder.manifest, manifest.text)
  }

  private var manifest: StableJSON {
    .object([
      "format": .string(ResultsKind.compare.format),
      "version": .string(Version.current),
      "title": .string("\(second.name) against \(first.name)"),
      "seed": .unsigned(second.seed),
      "pairing": .string(arePaired ? "paired" : "independent"),
      "verdict": .string(verdictWord),
      "first": Self.manifest(of: first),
      "second": Self.manifest(of: second),
    ])
  }

  private static func manifest(of side: ComparedResults) -> StableJSON {
    var members: [String: StableJSON] = [
      "name": .string(side.name),
      "title": .string(side.title),
      "version": .string(side.version),
      "scenario": .string(side.scenarioText),
      "scenario_hash": .string(side.scenarioHash),
      "seed": .unsigned(side.seed),
      "replications": .integer(Int64(side.replications)),
      "fingerprint": .string(side.fingerprint),
    ]
    members["shuffled_ties"] = side.shuffledTies.map { .unsigned($0) }
    return .object(members)
  }
}

extension MetricComparison {
  /// What stands in the columns of ``Comparison/header``.
  fileprivate var fields: [String] {
    func interval(_ interval: ConfidenceInterval?) -> [String] { interval?.fields ?? ["", ""] }
    let numbers = [
      figures?.relativeDifference, figures?.correlation, figures?.varianceRatio, tolerance,
    ]
    return metric.fields
      + [metric.unit, String(figures?.difference.count ?? 0)]
      + interval(figures?.first) + interval(figures?.second) + interval(figures?.difference)
      + numbers.map { $0.map(NumberText.sixDigits) ?? "" }
      + [
        better?.rawValue ?? "", verdict.rawValue,
        figures.map { NumberText.sixDigits($0.difference.level) } ?? "", isJudged ? "yes" : "no",
      ]
  }
}
