import RegistryModel
public import ScenarioFiles
import SimulationKernel
import Statistics

/// How a run came to its end.
public struct RunOutcome: Sendable {
  /// The scenario with the warm-up that was found.
  public let settled: ResolvedScenario
  /// All replications.
  public let results: Results
  /// What is to be said of warm-up and precision, a sentence each.
  public let notes: [String]
}

/// Why a scenario has no results, though its replications run: what its `run` section wants cannot be
/// had. Others of the same experiment are not touched by it.
public enum RunRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// Its warm-up is to be found, and it has none.
  case noWarmUp(WarmUpRefusal)
  /// Precision is wanted of a metric that there is not.
  case noPrecision(MetricRefusal)

  /// The refusal itself.
  public var reason: any Error {
    switch self {
    case .noWarmUp(let refusal): refusal
    case .noPrecision(let refusal): refusal
    }
  }

  public var description: String { "\(reason)" }
}

extension Replicator {
  /// Runs a scenario as its `run` section says: finds its warm-up where that is to be found, and adds
  /// replications until its precision is reached where one is wanted.
  ///
  /// - Parameters:
  ///   - resolved: The scenario.
  ///   - progress: As ``replicate(_:progress:finish:)`` has it.
  /// - Returns: The results; their scenario has the warm-up that was found.
  /// - Throws: What ``replicate(_:progress:finish:)`` throws, a ``WarmUpRefusal``, or a
  ///   ``MetricRefusal`` where precision is wanted of a metric that there is not.
  public func run(
    _ resolved: ResolvedScenario, progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> RunOutcome {
    switch try run([resolved], progress: progress, finish: { $1 })[0] {
    case .success(let outcome): return outcome
    case .failure(let refusal): throw refusal.reason
    }
  }

  /// Runs several scenarios at once, each as its `run` section says.
  ///
  /// The pilots of all are one round. Then in each round all scenarios whose precision is not reached
  /// get the replications that their rules ask for, so that the threads have work until the last one
  /// stops.
  ///
  /// - Parameters:
  ///   - all: The scenarios.
  ///   - progress: As ``replicate(_:progress:finish:)`` has it.
  ///   - finish: What is kept of a scenario, by its place, made as soon as it has come to its end.
  ///     Called from any of the threads.
  /// - Returns: What `finish` made, in the order of the scenarios.
  /// - Throws: What ``replicate(_:progress:finish:)`` throws.
  public func run<Outcome: Sendable>(
    _ all: [ResolvedScenario], progress: @Sendable (RunProgress) -> Void = { _ in },
    finish: @Sendable (_ place: Int, _ outcome: RunOutcome) throws -> Outcome
  ) throws -> [Result<Outcome, RunRefusal>] {
    var outcomes: [Result<Outcome, RunRefusal>?] = Array(repeating: nil, count: all.count)
    var waiting: [SteadyRun] = []
    for (place, settling) in try settling(all, progress: progress).enumerated() {
      switch settling {
      case .success(let settled): waiting.append(try SteadyRun(place, settled))
      case .failure(let refusal): outcomes[place] = .failure(.noWarmUp(refusal))
      }
    }
    while !waiting.isEmpty {
      let round = waiting
      let steps = try replicate(round.map(\.demand), progress: progress) { index, results in
        let step = try round[index].step(with: results) { try finish(round[index].place, $0) }
        if case .end = step { forget(round[index].demand.alternative) }
        return step
      }
      waiting = []
      for (run, step) in zip(round, steps) {
        switch step {
        case .goOn(let replications): waiting.append(run.until(replications))
        case .end(let outcome): outcomes[run.place] = outcome
        }
      }
    }
    return outcomes.compactMap(\.self)
  }

  // MARK: Warm-up

  /// The scenario with its warm-up, found where it is to be found.
  ///
  /// - Returns: The scenario, and what is to be said of the search.
  /// - Throws: What ``replicate(_:progress:finish:)`` throws, or a ``WarmUpRefusal``.
  public func settling(
    _ resolved: ResolvedScenario, progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> (ResolvedScenario, notes: [String]) {
    let settled = try settling([resolved], progress: progress)[0].get()
    return (settled.resolved, settled.notes)
  }

  /// Scenarios with their warm-ups, found where they are to be found, in one round.
  func settling(
    _ all: [ResolvedScenario], progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> [Result<SettledScenario, WarmUpRefusal>] {
    let automatic = all.indices.filter { all[$0].scenario.run.isWarmUpAutomatic }
    let pilots = try automatic.map { try WarmUpSearch.demand(for: all[$0]) }
    let findings = try replicate(pilots, progress: progress) { index, pilot in
      forget(pilots[index].alternative)
      return Result { () throws(WarmUpRefusal) in try WarmUpSearch.find(pilot) }
    }
    var settled: [Result<SettledScenario, WarmUpRefusal>] = all.map {
      .success(SettledScenario(resolved: $0, notes: []))
    }
    for (place, finding) in zip(automatic, findings) {
      switch finding {
      case .success(let finding): settled[place] = .success(try finding.applied(to: all[place]))
      case .failure(let refusal): settled[place] = .failure(refusal)
      }
    }
    return settled
  }
}

/// A scenario with a warm-up that is a number, and what is to be said of how it was found.
struct SettledScenario: Sendable {
  var resolved: ResolvedScenario
  var notes: [String]
}

/// A scenario on its way to the replications that its `run` section wants.
private struct SteadyRun: Sendable {
  let place: Int
  private let alternative: Alternative
  private let notes: [String]
  private let precision: (wanted: PrecisionDescription, rule: PrecisionRule)?
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
    precision = try run.precision.map { ($0, try PrecisionRule($0)) }
    replications = precision?.rule.minimum ?? run.replications
  }

  var demand: Demand { Demand(alternative, replications: replications) }

  func until(_ replications: Int) -> SteadyRun {
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
    guard let (wanted, rule) = precision else { return try end(notes) }
    var quantities: [PreciseQuantity] = []
    do throws(MetricRefusal) {
      for metric in wanted.metrics {
        quantities.append(PreciseQuantity(try results.observations.series(metric)))
      }
    } catch {
      return .end(.failure(.noPrecision(error)))
    }
    let reached: Int?
    switch rule.decision(replications: replications, quantities) {
    case .runUntil(let replications): return .goOn(replications: replications)
    case .stop(let count): reached = count
    case .exhausted: reached = nil
    }
    return try end(
      notes + [wanted.sentence(on: quantities, reached: reached, of: replications)])
  }
}
