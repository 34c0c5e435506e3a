/// A comparison for a person at a terminal.
public struct ComparisonTable: Sendable {
  private let comparison: Comparison
  private let resultsPath: String?

  /// - Parameter resultsPath: Where the files went; nil: nowhere.
  public init(_ comparison: Comparison, resultsPath: String? = nil) {
    (self.comparison, self.resultsPath) = (comparison, resultsPath)
  }

  /// The text, with the end of its last line.
  public var text: String {
    let blocks = [heading, judged, changes, remarks, verdict, foot]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var heading: [String] {
    ["\(comparison.second.name) (B) against \(comparison.first.name) (A)"]
      + TerminalText.wrapped("A  \(comparison.first.introduction)", indentation: "   ")
      + TerminalText.wrapped("B  \(comparison.second.introduction)", indentation: "   ")
      + TerminalText.wrapped(comparison.method)
  }

  private var judged: [String] {
    var lines: [String] = []
    if !comparison.differing.isEmpty {
      lines += ["Judged metrics"] + table(comparison.differing)
    }
    if let sentence = comparison.identicalSentence { lines += TerminalText.wrapped(sentence) }
    return lines
  }

  private var changes: [String] {
    let changes = comparison.changes
    guard !changes.isEmpty else { return [] }
    return [Comparison.changesTitle] + table(Array(changes.prefix(Comparison.mostChanges)))
      + (comparison.changesLeftOut.map { ["  \($0)"] } ?? [])
  }

  private func table(_ metrics: [MetricComparison]) -> [String] {
    var table = TextTable(leftColumns: 2)
    table.row(ComparisonRow.header)
    for metric in metrics {
      var cells = ComparisonRow(metric).cells
      cells[1] = TextTable.name(cells[1])
      table.row(cells)
    }
    return table.lines
  }

  private var remarks: [String] {
    (comparison.notes + (comparison.gain.map { [$0.sentence] } ?? []))
      .flatMap { TerminalText.wrapped($0) }
  }

  private var verdict: [String] {
    TerminalText.wrapped(
      [comparison.conclusion, comparison.advice].compactMap { $0 }.joined(separator: " "))
  }

  private var foot: [String] { resultsPath.map { ["Tables in \($0)"] } ?? [] }
}
