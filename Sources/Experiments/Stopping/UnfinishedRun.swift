import RegistryModel
import ScenarioFiles

/// A scenario on its way to the replications that its `run` section wants.
struct UnfinishedRun: Sendable {
  let place: Int
  private let alternative: Alternative
  private let notes: [String]
  private let precision: PrecisionDescription?
  /// What is to be as exact as that.
  private let precise: [Metric]
  private var replications: Int

  enum Step<Outcome: Sendable>: Sendable {
    case goOn(replications: Int)
    case end(Result<Outcome, RunRefusal>)
  }

  init(_ place: Int, _ settled: SettledScenario, precise: [Metric]) throws {
    self.place = place
    alternative = try Alternative(settled.resolved.scenario.title, settled.resolved)
    notes = settled.notes
    let run = settled.resolved.scenario.run
    precision = run.precision
    self.precise = precise
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
    let quantities = precise.map { PreciseQuantity(results.observations.series(of: $0)) }
    switch try precision.step(quantities, replications: replications) {
    case .runUntil(let replications): return .goOn(replications: replications)
    case .stop(let sentence): return try end(notes + [sentence])
    }
  }
}
