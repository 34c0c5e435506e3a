public import Foundation
import ScenarioFiles
import Statistics

extension ExperimentRecord {
  /// The record of a comparison: that of what was compared, B.
  ///
  /// - Parameters:
  ///   - started: When it began.
  ///   - folder: Where its files went; empty where nowhere.
  public init(comparison: Comparison, started: Date, folder: String) {
    let (first, second) = (comparison.first, comparison.second)
    self.init(
      verb: ResultsKind.compare.rawValue, title: "\(second.title), against \(first.title)",
      scenario: second.name, scenarioText: second.scenarioText, scenarioHash: second.scenarioHash,
      seed: second.seed, replications: second.replications, started: started, folder: folder,
      verdict: comparison.verdictWord, fingerprint: "\(first.fingerprint)-\(second.fingerprint)")
  }
}

extension Comparison {
  /// The differences of all metrics that both sides have, as the database keeps them: their
  /// half-widths are those of `comparison.csv`.
  public var experimentMetrics: [ExperimentMetric] {
    (judged + others).compactMap { compared in
      compared.figures.map { figures in
        ExperimentMetric(
          compared.metric, count: figures.difference.count, mean: figures.difference.mean,
          halfWidth: figures.difference.halfWidth, verdict: compared.verdict.rawValue)
      }
    }
  }
}
