import Statistics

/// What the verification found, for a person and for a program.
public struct VerificationTable: Sendable {
  private let results: [CoverageResult]

  public init(_ results: [CoverageResult]) { self.results = results }

  private func holds(_ result: CoverageResult) -> Bool { result.holds(among: results.count) }

  /// Whether every law holds.
  public var allHold: Bool { results.allSatisfy { holds($0) } }

  /// The table with its heading and its verdict, with the end of its last line.
  public var text: String {
    var table = TextTable(leftColumns: 2)
    table.row(["law", "quantity", "theory", "mean of estimates", "half-width", "covered", ""])
    for result in results {
      table.row([
        result.law, result.quantity,
        HumanUnits.fixed(result.theory, digits: 4),
        result.meanEstimate.map { HumanUnits.fixed($0, digits: 4) } ?? "–",
        result.meanHalfWidth.map { HumanUnits.fixed($0, digits: 4) } ?? "–",
        "\(result.covered) of \(result.seeds)",
        holds(result) ? "holds" : "FAILS",
      ])
    }
    return (["The simulator against theory"] + table.lines + [""] + foot)
      .joined(separator: "\n") + "\n"
  }

  private var foot: [String] {
    let seeds = results.first?.seeds ?? 0
    let needed = TheoryVerification.needed(of: seeds, laws: results.count)
    let failing = results.filter { !holds($0) }.map(\.law)
    func chance(_ laws: Int) -> String {
      HumanUnits.percent(
        TheoryVerification.chanceOfFailing(needed: needed, of: seeds, laws: laws))
    }
    let verdict =
      failing.isEmpty
      ? "Every law holds."
      : "These fail: \(failing.joined(separator: "; ")). Another --first-seed or more --seeds tell "
        + "bad luck from a defect."
    return TerminalText.wrapped(
      "Each of \(seeds) seeds gives a 95 % interval from independent replications that start in "
        + "steady state. Of a right simulator 95 % of them contain the theory's value; a law holds "
        + "if \(needed) of \(seeds) do. By bad luck a right simulator fails one law in "
        + "\(chance(1)) of cases, and some of these \(results.count) in \(chance(results.count)). "
        + verdict)
  }

  /// One line a law: RFC 4180, with LF at the ends of lines.
  public var csv: String {
    get throws {
      var writer = try CSVWriter([
        "law", "quantity", "setting", "theory", "mean_estimate", "mean_half_width", "covered",
        "seeds", "replications", "verdict",
      ])
      for result in results {
        try writer.row([
          result.law, result.quantity, result.setting, NumberText.sixDigits(result.theory),
          result.meanEstimate.map(NumberText.exact) ?? "",
          result.meanHalfWidth.map(NumberText.sixDigits) ?? "", "\(result.covered)",
          "\(result.seeds)", "\(result.replications)", holds(result) ? "holds" : "fails",
        ])
      }
      return String(decoding: writer.bytes, as: UTF8.self)
    }
  }
}
