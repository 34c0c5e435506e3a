import Statistics

/// What table and Markdown show of one metric, as a person reads it.
struct ComparisonRow {
  static let header = [
    "metric", "of", "A", "B", "B − A", "relative", "tolerance", "correlation", "verdict",
  ]

  let cells: [String]

  init(_ comparison: MetricComparison) {
    let metric = comparison.metric
    var cells = [metric.name, metric.subject]
    if let figures = comparison.figures {
      let (difference, unit) = (figures.difference, metric.unit)
      cells += [
        HumanUnits.figure(figures.first.mean, unit: unit),
        HumanUnits.figure(figures.second.mean, unit: unit),
        HumanUnits.difference(difference.mean, difference.halfWidth, unit: unit),
        figures.relativeDifference.map { HumanUnits.relativeDifference($0) } ?? "–",
        comparison.toleranceText,
        figures.correlation.map { HumanUnits.fixed($0, digits: 2) } ?? "–",
      ]
    } else {
      cells += ["", "", "", "", "", ""]
    }
    self.cells = cells + [comparison.verdict.rawValue]
  }
}

extension Comparison {
  /// The judged metrics that differ in some replication.
  var differing: [MetricComparison] { judged.filter { $0.verdict != .identical } }

  /// The names of the judged metrics that do not, in a sentence; nil where there are none.
  var identicalSentence: String? {
    let same = judged.filter { $0.verdict == .identical }
    guard !same.isEmpty else { return nil }
    if same.count == judged.count {
      let rest = others.count { $0.verdict == .identical }
      return "All \(same.count) judged metrics are identical in every replication"
        + (rest == others.count ? ", and so are all \(rest) others." : ".")
    }
    return "Identical in every replication: "
      + same.map(\.metric.phrase).joined(separator: ", ") + "."
  }

  /// How many other changes are shown.
  static let mostChanges = 15

  /// What is left out of the other changes, in words; nil where nothing is.
  var changesLeftOut: String? {
    let rest = changes.count - Self.mostChanges
    return rest > 0 ? "and \(rest) more, in comparison.csv" : nil
  }

  static let changesTitle = "Other metrics that changed by more than 5 %, intervals of 95 % each"
}
