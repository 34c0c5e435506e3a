import RegistryModel
import ScenarioFiles

/// A scenario on its way to the replications that its `run` section wants.
struct UnfinishedRun: Sendable {
  let place: Int
  private let alternative: Alternative
  private let notes: [String]
  private let precision: PrecisionDescription?
  private var replications: Int

  enum Step<Outcome: Sendable>: Sendable {
    case goOn(replications: Int)
    case end(Result<Outcome, RunRefusal>)
  }

  init(_ place: Int, _ settled: SettledScenario) throws {
    self.place = place
    alternative = try Alternative(settled.resolved.scenario.title, settled.resolved)
    notes = settled.notes
    let run = settled.resolved.scenario.run
    precision = run.precision
    replications = run.precision?.minimum ?? run.replications
  }

  var demand: Demand { Demand(alternative, replications: replications) }

  func until(_ replications: Int) -> UnfinishedRun {
    var run = self
    run.replications = replications
    return run
  }

  /// What is next, with so many replications.
  func step<Outcome>(
    with results: Results, finish: (RunOutcome) throws -> Outcome
  ) throws -> Step<Outcome> {
    func end(_ notes: [String]) throws -> Step<Outcome> {
      .end(
        .success(
          try finish(
            RunOutcome(settled: alternative.resolved, results: results, notes: notes))))
    }
    guard let precision else { return try end(notes) }
    var quantities: [PreciseQuantity] = []
    do throws(MetricRefusal) {
      for metric in precision.metrics {
        quantities.append(PreciseQuantity(try results.observations.series(metric)))
      }
    } catch {
      return .end(.failure(.noPrecision(error)))
    }
    switch try precision.step(quantities, replications: replications) {
    case .runUntil(let replications): return .goOn(replications: replications)
    case .stop(let sentence): return try end(notes + [sentence])
    }
  }
}
