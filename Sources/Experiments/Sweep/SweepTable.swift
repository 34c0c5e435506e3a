import RegistryModel

/// What a sweep found, for a person at a terminal: a row a point.
public struct SweepTable: Sendable {
  /// The most points that are shown.
  static let mostRows = 40
  /// The most points of which it is said what is wrong with them.
  static let mostSentences = 6
  /// What is shown where nothing is asked for.
  static let mainMetrics = [
    "latency_p95", "served_share", "layer_byte_hit_ratio", "bytes_fetched", "cost_per_30_days",
  ].map { MetricSelector($0) }

  private let outcome: SweepOutcome
  private let resultsPath: String?

  /// - Parameter resultsPath: The folder that holds the tables; nil: they were not written.
  public init(_ outcome: SweepOutcome, resultsPath: String?) {
    self.outcome = outcome
    self.resultsPath = resultsPath
  }

  /// The text, with the end of its last line.
  public var text: String {
    [head, table, troubles, notes, foot].filter { !$0.isEmpty }
      .map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var summary: SweepSummary { outcome.summary }

  private var head: [String] {
    let counts = outcome.points.map(\.replications).filter { $0 > 0 }
    let (fewest, most) = (counts.min() ?? 0, counts.max() ?? 0)
    let each = fewest == most ? "\(most)" : "\(fewest) to \(most)"
    return TerminalText.wrapped(summary.title)
      + TerminalText.wrapped(
        "\(HumanUnits.counted(outcome.points.count, "point")) · \(each) "
          + (most == 1 ? "replication" : "replications") + " each · seed \(summary.seed)"
          + (summary.condition.map { " · where \($0)" } ?? ""))
      + [
        most == 1
          ? "One replication gives no intervals."
          : "Figures are means over replications, ± the half-width of the 95 % interval."
      ]
  }

  // MARK: Points

  /// The metrics that have a column: those that were asked for, or else the main ones.
  private var metrics: [MetricSelector] {
    summary.metrics
      ?? Self.mainMetrics.filter { metric in outcome.points.contains { $0[metric] != nil } }
  }

  /// As many columns as the width of a terminal has room for, with what is left out.
  private var table: [String] {
    let metrics = metrics
    for count in stride(from: metrics.count, through: 1, by: -1) {
      let lines = lines(Array(metrics.prefix(count)))
      guard count == 1 || lines.allSatisfy({ $0.count <= TerminalText.width }) else { continue }
      return lines + remainder(metrics.dropFirst(count).map(\.description))
    }
    return lines([]) + remainder([])
  }

  private func lines(_ metrics: [MetricSelector]) -> [String] {
    var table = TextTable(leftColumns: 1 + summary.axes.count)
    table.row(
      ["point"] + axisNames
        + metrics.map(\.description).map { Self.names[$0] ?? TextTable.name($0) }
        + (showsVerdict ? ["verdict"] : []))
    for point in outcome.points.prefix(Self.mostRows) {
      table.row(
        [String(point.index + 1)]
          + summary.points[point.index].coordinates.map { TextTable.name($0) }
          + metrics.map { point[$0].map(HumanUnits.figure) ?? "–" }
          + (showsVerdict ? [point.verdict] : []))
    }
    return table.lines
  }

  private func remainder(_ hidden: [String]) -> [String] {
    var sentences: [String] = []
    let points = outcome.points.count - Self.mostRows
    if points > 0 { sentences.append("\(points) more points are in sweep.csv.") }
    if !hidden.isEmpty {
      sentences.append("Without room here, in sweep.csv: \(hidden.joined(separator: ", ")).")
    }
    return sentences.isEmpty
      ? [] : [""] + TerminalText.wrapped(sentences.joined(separator: " "))
  }

  private var showsVerdict: Bool { outcome.points.contains { !$0.isStable } }

  /// The ends of the axes' keys, which say most, as far as they tell the axes apart.
  private var axisNames: [String] {
    let ends = summary.axes.map { $0.name.split(separator: ".").last.map(String.init) ?? $0.name }
    return zip(summary.axes, ends).map { axis, end in
      TextTable.name(ends.count { $0 == end } == 1 ? end : axis.name, limit: 32)
    }
  }

  /// What columns are called whose metrics have long names.
  private static let names = [
    "latency_p95": "p95", "served_share": "served", "layer_byte_hit_ratio": "layer bytes hit",
    "bytes_fetched": "fetched", "cost_per_30_days": "cost of 30 days",
  ]

  // MARK: What is not well

  private var troubles: [String] {
    let points = outcome.points.filter { !$0.isStable }
    guard !points.isEmpty else { return ["All points are stable."] }
    var lines = points.prefix(Self.mostSentences).flatMap { point in
      TerminalText.wrapped("Point \(point.index + 1): \(point.sentence)", indentation: "  ")
    }
    if points.count > Self.mostSentences {
      let rest = Dictionary(grouping: points.dropFirst(Self.mostSentences), by: \.verdict)
      let words = rest.keys.sorted().map { "\(rest[$0]?.count ?? 0) \($0)" }
      lines.append("Of the other points: \(words.joined(separator: ", ")).")
    }
    return lines
  }

  private var notes: [String] {
    let points = outcome.points.filter { !$0.notes.isEmpty }
    let shown = points.prefix(Self.mostSentences)
    return shown.flatMap { point in
      TerminalText.wrapped(
        "Point \(point.index + 1): \(point.notes.joined(separator: " "))", indentation: "  ")
    } + (points.count > shown.count ? ["And \(points.count - shown.count) more of the kind."] : [])
  }

  private var foot: [String] {
    ["Fingerprint \(NumberText.hexadecimal(outcome.fingerprint))"]
      + (resultsPath.map { ["Tables in \($0); pictures by plot/plot \($0)"] } ?? [])
  }
}
