public import Foundation
import RegistryModel
import ScenarioFiles
import Statistics

extension ExperimentRecord {
  /// The record of a plan.
  ///
  /// - Parameters:
  ///   - results: What it found.
  ///   - file: The scenario's path.
  ///   - started: When it began.
  ///   - folder: Where its files went.
  public init(plan results: PlanResults, scenarioFile file: String, started: Date, folder: String) {
    let resolved = results.design.resolved
    self.init(
      verb: ResultsKind.plan.rawValue, title: resolved.scenario.title,
      scenario: URL(filePath: file).lastPathComponent, scenarioText: resolved.canonicalYAML,
      scenarioHash: resolved.scenarioHash, seed: resolved.scenario.run.seed,
      replications: results.effort.spent, started: started, folder: folder,
      verdict: results.verdict.rawValue + (results.answer.map { ": candidate \($0)" } ?? ""),
      fingerprint: results.fingerprintText)
  }
}

extension PlanResults {
  /// What tells the candidates apart: each is a point, numbered from 1.
  public var experimentParameters: [ExperimentParameter] {
    design.candidates.enumerated().flatMap { index, candidate in
      candidate.point.coordinates.map {
        ExperimentParameter(point: index + 1, key: $0.axis, value: $0.value.text)
      }
    }
  }

  /// The cost of each candidate that was run, and the metrics of its objectives.
  public var experimentMetrics: [ExperimentMetric] {
    search.candidates.indices.flatMap { index -> [ExperimentMetric] in
      guard let findings = search.candidates[index].findings else { return [] }
      let costs = costInterval(index).map { [(design.cost, $0, ending(of: index).rawValue)] } ?? []
      let objectives = findings.objectives.indices.compactMap { place in
        interval(index, place).map {
          (metric(ofObjective: place), $0, search.candidates[index].judgements[place].rawValue)
        }
      }.filter { $0.0 != design.cost }
      return (costs + objectives).map { metric, interval, verdict in
        ExperimentMetric(
          point: index + 1, metric, count: interval.count, mean: interval.mean,
          halfWidth: Estimate.halfWidth(of: interval), verdict: verdict)
      }
    }
  }

  /// An objective's metric; one that holds under a fault says so, where the metric has no fault of its
  /// own.
  private func metric(ofObjective place: Int) -> Metric {
    let objective = design.objectives[place]
    var metric = objective.metric
    if metric.labels.fault.isEmpty { metric.labels.fault = objective.fault ?? "" }
    return metric
  }
}
