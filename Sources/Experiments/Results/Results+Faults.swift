import RegistryModel
import SimulationKernel
import Statistics

/// A figure of what a fault did, and how it is taken in one replication.
struct FaultFigure: Sendable {
  let label: String
  let unit: String
  /// Nil where no occurrence has it.
  let value: @Sendable ([FaultReport]) -> Double?

  /// The mean over the occurrences that have the figure.
  private static func mean(
    _ label: String, _ figure: @escaping @Sendable (FaultReport) -> Span?
  ) -> FaultFigure {
    FaultFigure(label: label, unit: "s") { reports in
      let values = reports.compactMap { figure($0)?.seconds }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }

  private static func sum(
    _ label: String, _ unit: String, _ figure: @escaping @Sendable (FaultReport) -> Int
  ) -> FaultFigure {
    FaultFigure(label: label, unit: unit) { reports in
      reports.isEmpty ? nil : Double(reports.reduce(0) { $0 + figure($1) })
    }
  }

  static let occurrences = FaultFigure(label: "occurrences", unit: "occurrences") {
    Double($0.count)
  }
  static let begins = mean("begins_at") { $0.begin - .zero }
  static let lasted = mean("lasted") { report in report.end.map { $0 - report.begin } }
  static let detected = mean("detected_after", \.detectedAfter)
  static let moved = mean("traffic_moved_after", \.movedAfter)
  static let recovered = mean("recovered_after", \.recoveredAfter)
  static let pullsFailed = sum("pulls_failed", "pulls") { $0.figures.pullsFailed }
  static let worstLatency = FaultFigure(label: "worst_latency", unit: "s") { reports in
    reports.compactMap(\.figures.worstLatency).max()?.seconds
  }
  static let requestsLost = sum("requests_lost", "requests") { $0.figures.requestsLost }
  static let writesLost = sum("writes_lost", "layers") { $0.figures.writesLost }
  static let survivors = FaultFigure(label: "survivors_utilisation", unit: "1") { reports in
    reports.compactMap(\.figures.survivorsUtilisation).max()
  }
  static let survivorsThrottled = FaultFigure(label: "survivors_throttled", unit: "requests") {
    let counts = $0.compactMap(\.figures.survivorsThrottled)
    return counts.isEmpty ? nil : Double(counts.reduce(0, +))
  }

  static let all = [
    occurrences, begins, lasted, detected, moved, recovered, pullsFailed, worstLatency,
    requestsLost, writesLost, survivors, survivorsThrottled,
  ]
}

extension Results {
  static let faultsHeader = [
    "fault", "kind", "element", "figure", "unit", "replications", "mean", "half_width",
  ]

  /// `faults.csv`: what each fault of the scenario did, in the order of the scenario.
  ///
  /// A figure is taken in each replication, as the mean, sum or maximum over the fault's occurrences,
  /// then averaged over the replications that have it.
  func writeFaults(to table: inout CSVWriter) throws {
    for index in scenario.faults.indices { try writeFault(index, to: &table) }
  }

  /// The rows of one fault.
  func writeFault(_ index: Int, to table: inout CSVWriter) throws {
    let fault = scenario.faults[index]
    for figure in FaultFigure.all {
      guard let estimate = estimate(figure, ofFault: index) else { continue }
      try table.row(
        [
          fault.name, fault.kind.word, fault.kind.element, figure.label, figure.unit,
          String(estimate.count),
        ] + estimate.fields)
    }
  }

  /// A figure of a fault, over the replications that have it.
  func estimate(_ figure: FaultFigure, ofFault index: Int) -> Estimate? {
    mean { report in figure.value(report.faults.filter { $0.fault == index }) }
  }
}
