import RegistryModel
public import ScenarioFiles
import SimulationKernel

/// How a run came to its end.
public struct RunOutcome: Sendable {
  /// The scenario with the warm-up that was found.
  public let settled: ResolvedScenario
  /// All replications.
  public let results: Results
  /// What is to be said of warm-up and precision, a sentence each.
  public let notes: [String]
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
    let (settled, note) = try settling(resolved, progress: progress)
    let alternative = try Alternative(resolved.scenario.title, settled)
    let run = settled.scenario.run
    guard let precision = run.precision else {
      let results = try replicate(alternative, run.replications, progress)
      return RunOutcome(settled: settled, results: results, notes: note)
    }
    let (results, reached) = try precision.search {
      try replicate(alternative, $0, progress)
    } _: { results in
      try precision.metrics.map { selector in
        let series = try results.observations.series(selector)
        return PreciseQuantity(name: "\(series.metric)") { series.prefix($0).interval(level: $1) }
      }
    }
    return RunOutcome(settled: settled, results: results, notes: note + [reached])
  }

  private func replicate(
    _ alternative: Alternative, _ count: Int, _ progress: @Sendable (RunProgress) -> Void
  ) throws -> Results {
    try replicate(
      [Demand(alternative, replications: count)], progress: progress, finish: { $1 })[0]
  }

  // MARK: Warm-up

  /// The scenario with its warm-up, found where it is to be found.
  ///
  /// - Returns: The scenario, and what is to be said of the search.
  public func settling(
    _ resolved: ResolvedScenario, progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> (ResolvedScenario, notes: [String]) {
    guard resolved.scenario.run.isWarmUpAutomatic else { return (resolved, []) }
    let interval = WarmUpSearch.interval(of: resolved.scenario.run)
    let pilot = try resolved.with([
      ScenarioChange(key: "run.warmUp", value: "0s"),
      ScenarioChange(key: "run.timelineInterval", value: "\(interval.nanoseconds)ns"),
    ])
    let results = try replicate(
      try Alternative("pilot", pilot), WarmUpSearch.pilots, progress)
    let finding = try WarmUpSearch.find(results)
    let settled = try resolved.with([
      ScenarioChange(key: "run.warmUp", value: "\(finding.warmUp.nanoseconds)ns")
    ])
    let text = HumanUnits.duration(finding.warmUp.seconds)
    return (
      settled,
      [
        "The warm-up is \(text), found by MSER-5 in \(WarmUpSearch.pilots) pilot replications; "
          + "\(finding.metric) takes longest to settle."
      ]
    )
  }
}
