import Statistics

/// What the verification found, for a person and for a program.
public struct VerificationTable: Sendable {
  private let results: [CoverageResult]

  public init(_ results: [CoverageResult]) { self.results = results }

  /// Whether every law holds.
  public var allHold: Bool { results.allSatisfy(\.holds) }

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
        result.holds ? "holds" : "FAILS",
      ])
    }
    return (["The simulator against theory"] + table.lines + [""] + foot)
      .joined(separator: "\n") + "\n"
  }

  private var foot: [String] {
    let seeds = results.first?.seeds ?? 0
    let needed = TheoryVerification.needed(of: seeds)
    let failing = results.filter { !$0.holds }.map(\.law)
    let verdict =
      failing.isEmpty ? "Every law holds." : "Not so: \(failing.joined(separator: ", "))."
    return RunSummaryTable.wrapped(
      "Each of \(seeds) seeds gives a 95 % interval from independent replications that start in "
        + "steady state. Of a right simulator 95 % of them contain the theory's value; a law holds "
        + "if \(needed) of \(seeds) do. \(chance(needed, seeds)) \(verdict)")
  }

  /// The chance that luck alone makes a law fail.
  private func chance(_ needed: Int, _ seeds: Int) -> String {
    guard needed > 0,
      let covered = try? Distribution(
        .binomial(trials: seeds, probability: TheoryVerification.level))
    else { return "" }
    let share = HumanUnits.percent(covered.cdf(Double(needed) - 1))
    return "Fewer would be bad luck in \(share) of cases."
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
          "\(result.seeds)", "\(result.replications)", result.holds ? "holds" : "fails",
        ])
      }
      return String(decoding: writer.bytes, as: UTF8.self)
    }
  }
}
