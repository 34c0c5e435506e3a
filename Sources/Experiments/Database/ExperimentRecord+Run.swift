public import Foundation
import RegistryModel
import Statistics

extension ExperimentRecord {
  /// The record of a run.
  ///
  /// - Parameters:
  ///   - results: What it found.
  ///   - provenance: What its manifest says of the scenario.
  ///   - file: The scenario's path.
  ///   - started: When it began.
  ///   - folder: Where its files went.
  public init(
    run results: Results, _ provenance: Provenance, scenarioFile file: String, started: Date,
    folder: String
  ) {
    self.init(
      verb: ResultsKind.run.rawValue, title: results.scenario.title,
      scenario: URL(filePath: file).lastPathComponent, scenarioText: provenance.scenarioText,
      scenarioHash: provenance.scenarioHash, seed: results.scenario.run.seed,
      replications: results.replications.count, started: started, folder: folder,
      verdict: results.verdicts.overall.state.rawValue, fingerprint: results.fingerprintText)
  }
}

extension Results {
  /// The rows of `summary.csv`, as the database has them.
  public var experimentMetrics: [ExperimentMetric] {
    summaryRows.map { row in
      ExperimentMetric(
        row.metric, count: row.estimate.count, mean: row.estimate.mean,
        halfWidth: row.estimate.halfWidth, verdict: row.verdict.rawValue)
    }
  }
}
