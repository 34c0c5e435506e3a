public import Foundation
import RegistryModel

extension ExperimentRecord {
  /// The record of a sweep.
  ///
  /// - Parameters:
  ///   - outcome: What it found.
  ///   - started: When it began.
  ///   - folder: Where its files went.
  public init(sweep outcome: SweepOutcome, started: Date, folder: String) {
    let summary = outcome.summary
    self.init(
      verb: ResultsKind.sweep.rawValue, title: summary.title, scenario: summary.scenarioFile,
      scenarioText: summary.scenarioText, scenarioHash: summary.scenarioHash, seed: summary.seed,
      replications: outcome.replications, started: started, folder: folder,
      verdict: outcome.verdict, fingerprint: NumberText.hexadecimal(outcome.fingerprint))
  }
}

extension SweepOutcome {
  /// What makes the points and is kept of them, and what tells them apart, as the database has it.
  public var experimentParameters: [ExperimentParameter] {
    let groups = Dictionary(grouping: summary.axes, by: \.group).sorted { $0.key < $1.key }
    let zipped = groups.map { $0.value.map(\.name) }.filter { $0.count > 1 }
    return [ExperimentParameter]("zip", zipped.map { $0.joined(separator: ", ") })
      + [ExperimentParameter]("where", summary.condition)
      + [ExperimentParameter]("metric", summary.metrics?.map(\.description) ?? [])
      + summary.points.enumerated().flatMap { index, point in
        zip(summary.axes, point.coordinates).map {
          ExperimentParameter(point: index + 1, key: $0.name, value: $1)
        }
      }
  }

  /// The rows of `sweep.csv`, as the database has them.
  public var experimentMetrics: [ExperimentMetric] { points.flatMap(\.metrics) }
}
