import RegistryModel
import ScenarioFiles
import SimulationKernel
import Statistics

extension PlanResults {
  /// Writes the tables and the manifest, for ``ResultsFolder/replace(_:)``.
  ///
  /// - Throws: ``ResultsFolderError``.
  public func write(to pending: PendingResults) throws {
    let writer = pending.writer
    try writer.table("candidates.csv", candidatesHeader) { try writeCandidates(to: &$0) }
    try writer.table("objectives.csv", Self.objectivesHeader) { try writeObjectives(to: &$0) }
    try writer.text(ResultsFolder.manifest, manifest.text)
  }

  private var candidatesHeader: [String] {
    let knobs = design.candidates.first?.point.coordinates.map(\.axis) ?? []
    return ["candidate"] + knobs + [
      "replications", "warm_up_s", "cost_mean", "cost_half_width", "currency", "verdict",
      "binding_objective", "on_frontier", "rank",
    ]
  }

  private func writeCandidates(to table: inout CSVWriter) throws {
    for (index, candidate) in design.candidates.enumerated() {
      let cost = costInterval(index)
      try table.row(
        [String(index + 1)] + candidate.point.coordinates.map(\.value.text) + [
          String(search.candidates[index].replications),
          warmUps[index].map { NumberText.seconds(nanoseconds: $0.nanoseconds) } ?? "",
          cost.map { NumberText.figure($0.mean) } ?? "",
          Self.width(cost), design.cost.unit, ending(of: index).rawValue,
          conclusion.binding[index].map { String($0 + 1) } ?? "",
          String(conclusion.frontier.contains(index)),
          conclusion.ranking.firstIndex(of: index).map { String($0 + 1) } ?? "",
        ])
    }
  }

  private static let objectivesHeader =
    ["candidate", "objective"] + Metric.header
    + ["unit", "bound", "sense", "under", "n", "mean", "half_width", "lower", "upper", "met"]

  private func writeObjectives(to table: inout CSVWriter) throws {
    for index in design.candidates.indices {
      guard let findings = search.candidates[index].findings else { continue }
      for (place, objective) in design.objectives.enumerated() {
        let interval = findings.objectives[place].interval()
        let range = search.candidates[index].ranges[place]
        try table.row(
          [String(index + 1), String(place + 1)] + objective.metric.fields + [
            objective.metric.unit, NumberText.figure(objective.bound),
            objective.sense == .atMost ? "at-most" : "at-least", objective.fault ?? "",
            String(interval?.count ?? 0), interval.map { NumberText.figure($0.mean) } ?? "",
            Self.width(interval), range.map { NumberText.sixDigits($0.lowerBound) } ?? "",
            range.map { NumberText.sixDigits($0.upperBound) } ?? "",
            search.candidates[index].judgements[place].rawValue,
          ])
      }
    }
  }

  /// Replications that agree up to the rounding of their sums have no half-width.
  private static func width(_ interval: ConfidenceInterval?) -> String {
    Estimate.halfWidth(of: interval).map(NumberText.sixDigits) ?? ""
  }

  private var manifest: StableJSON {
    var members: [String: StableJSON] = [
      "confidence": .string(NumberText.exact(design.schedule.confidence)),
      "minimise": .string(design.cost.description),
      "objectives": .array(design.objectives.map { .string($0.text) }),
      "candidates": .integer(Int64(design.count)),
      "replications": .integer(Int64(effort.spent)),
      "verdict": .string(verdict.rawValue),
    ]
    members["answer"] = answer.map { .integer(Int64($0)) }
    let scenario = design.resolved.scenario
    return Provenance(
      scenarioText: design.resolved.canonicalYAML, scenarioHash: design.resolved.scenarioHash
    ).manifest(
      of: .plan, title: scenario.title, seed: scenario.run.seed, fingerprint: fingerprintText,
      members)
  }
}
