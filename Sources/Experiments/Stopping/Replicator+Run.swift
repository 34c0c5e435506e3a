import RegistryModel
public import ScenarioFiles

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
    var waiting: [UnfinishedRun] = []
    // A metric that there is not is known before anything runs.
    let precise = try preciseMetrics(of: all)
    for (place, metrics) in precise.enumerated() {
      if case .failure(let refusal) = metrics { outcomes[place] = .failure(.noPrecision(refusal)) }
    }
    let places = all.indices.filter { outcomes[$0] == nil }
    let settlings = try settling(places.map { all[$0] }, progress: progress)
    for (place, settling) in zip(places, settlings) {
      switch settling {
      case .success(let settled):
        waiting.append(try UnfinishedRun(place, settled, precise: try precise[place].get()))
      case .failure(let refusal): outcomes[place] = .failure(.noWarmUp(refusal))
      }
    }
    while !waiting.isEmpty {
      let round = waiting
      let counts = Dictionary(round.map { ($0.demand.alternative.key, 1) }, uniquingKeysWith: +)
      let steps = try replicate(round.map(\.demand), progress: progress) { index, results in
        let step = try round[index].step(with: results) { try finish(round[index].place, $0) }
        // Others that the same replications serve may go on.
        let alternative = round[index].demand.alternative
        if case .end = step, counts[alternative.key] == 1 { forget(alternative) }
        return step
      }
      waiting = []
      for (run, step) in zip(round, steps) {
        switch step {
        case .goOn(let replications): waiting.append(run.until(replications))
        case .end(let outcome): outcomes[run.place] = outcome
        }
      }
      let asked = Set(waiting.map(\.demand.alternative.key))
      for run in round where !asked.contains(run.demand.alternative.key) {
        forget(run.demand.alternative)
      }
    }
    return outcomes.compactMap(\.self)
  }

  /// By scenario, the metrics that are to be exact, or that it cannot have one of them.
  private func preciseMetrics(
    of all: [ResolvedScenario]
  ) throws -> [Result<[Metric], MetricRefusal>] {
    try TaskBoard.perform(all.count, workers: workers) { place, _ in
      guard let precision = all[place].scenario.run.precision else { return .success([]) }
      let possible = try all[place].possibleMetrics
      return Result { () throws(MetricRefusal) in try precision.metrics(among: possible) }
    }
  }
}
