extension Comparison {
  /// `comparison.md`: the comparison for a pull request, the verdict first.
  public var markdown: String {
    var lines = [
      "## \(Self.escaped(second.name)) against \(Self.escaped(first.name))", "",
      "**\(Self.escaped(conclusion))**",
    ]
    if let advice { lines += ["", Self.escaped(advice)] }
    if !differing.isEmpty { lines += [""] + Self.table(differing) }
    if let identicalSentence { lines += ["", Self.escaped(identicalSentence)] }
    lines += [
      "", "<details>", "<summary>How they were run, and what else changed</summary>", "",
      "- A: \(Self.escaped(first.introduction))", "- B: \(Self.escaped(second.introduction))",
      "- \(Self.escaped(method))",
    ]
    lines += (notes + (gain.map { [$0.sentence] } ?? [])).map { "- \(Self.escaped($0))" }
    if !changes.isEmpty {
      lines +=
        ["", Self.changesTitle + ":", ""] + Self.table(Array(changes.prefix(Self.mostChanges)))
      if let changesLeftOut { lines += ["", "… \(changesLeftOut)"] }
    }
    lines += ["", "</details>"]
    return lines.map { $0 + "\n" }.joined()
  }

  private static func table(_ metrics: [MetricComparison]) -> [String] {
    let header = ComparisonRow.header
    // Names to the left, figures to the right.
    let rule = header.indices.map { $0 < 2 || $0 == header.count - 1 ? "---" : "---:" }
    return ([header, rule] + metrics.map { ComparisonRow($0).cells.map(escaped) })
      .map { "| \($0.joined(separator: " | ")) |" }
  }

  /// A text in which nothing is taken for Markdown. An underscore inside a word is none.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "\\|*`<>[]#~".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }
}
