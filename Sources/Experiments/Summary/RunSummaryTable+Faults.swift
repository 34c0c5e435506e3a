import RegistryModel

extension RunSummaryTable {
  /// What each fault did; nothing where the scenario has none.
  var faults: [String] {
    guard !results.scenario.faults.isEmpty else { return [] }
    let columns: [(String, FaultFigure, (Estimate) -> String)] = [
      ("times", .occurrences, HumanUnits.count), ("lasted", .lasted, HumanUnits.duration),
      ("detected", .detected, HumanUnits.latency), ("moved", .moved, HumanUnits.latency),
      ("recovered", .recovered, HumanUnits.latency),
      ("failed pulls", .pullsFailed, HumanUnits.count),
      ("worst", .worstLatency, HumanUnits.latency),
    ]
    var table = TextTable()
    table.row(["fault"] + columns.map(\.0))
    for (index, fault) in results.scenario.faults.enumerated() {
      table.row(
        [TextTable.name(fault.name)]
          + columns.map { results.estimate($0.1, ofFault: index).map($0.2) ?? "–" })
    }
    var others = TextTable()
    for (index, fault) in results.scenario.faults.enumerated() {
      func row(_ words: String, _ figure: FaultFigure, _ text: (Estimate) -> String) {
        guard let estimate = results.estimate(figure, ofFault: index), estimate.mean > 0 else {
          return
        }
        others.row(["\(TextTable.name(fault.name)), \(words)", text(estimate)])
      }
      row("requests unanswered or cut", .requestsLost, HumanUnits.count)
      row("layers lost with their only copy", .writesLost, HumanUnits.count)
      row("busiest of the survivors", .survivors, HumanUnits.percent)
      row("requests that the survivors throttled", .survivorsThrottled, HumanUnits.count)
    }
    return ["Faults: after their beginning detected and traffic moved, after their end recovered"]
      + table.lines + others.lines
  }
}
