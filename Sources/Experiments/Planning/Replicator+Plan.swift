import RegistryModel
import ScenarioFiles
import SimulationKernel

extension Replicator {
  /// Finds the cheapest candidate that meets all objectives.
  ///
  /// All candidates see the same random numbers. Where the scenario's warm-up is to be found, it is
  /// found once, without faults and before the knobs are turned, and holds for all.
  ///
  /// - Parameters:
  ///   - design: What is planned.
  ///   - progress: As ``replicate(_:progress:finish:)`` has it; replications are numbered on from round
  ///     to round of the search, and those of rounds to come are not counted.
  /// - Throws: What ``replicate(_:progress:finish:)`` throws, or a ``WarmUpRefusal``.
  public func plan(
    _ design: PlanDesign, progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> PlanResults {
    let (design, notes) = try settling(design, progress)
    var search = design.search
    var fingerprints = [UInt64?](repeating: nil, count: design.count)
    while case let demands = search.demands, !demands.isEmpty {
      let scenarios = design.faults.count
      let runs = demands.flatMap { demand in
        design.candidates[demand.candidate].alternatives.map {
          Demand($0, replications: demand.replications)
        }
      }
      let found = try replicate(runs, progress: progress) { run, results in
        PlanObservation(results, of: design, scenario: run % scenarios)
      }
      for (place, demand) in demands.enumerated() {
        let its = found[place * scenarios..<(place + 1) * scenarios]
        search.observe(
          demand.candidate, PlanSearch.Findings(its, of: design),
          replications: demand.replications)
        fingerprints[demand.candidate] = its.reduce(0) { ($0 &* 31) ^ $1.fingerprint }
      }
    }
    return PlanResults(
      design: design, search: search, notes: notes,
      fingerprint: fingerprints.reduce(0) { ($0 &* 0xD134_2543_DE82_EF95) ^ ($1 ?? 1) })
  }

  private func settling(
    _ design: PlanDesign, _ progress: @Sendable (RunProgress) -> Void
  ) throws -> (PlanDesign, notes: [String]) {
    guard let plan = design.resolved.experiment.plan,
      design.resolved.scenario.run.isWarmUpAutomatic
    else { return (design, []) }
    let (settled, notes) = try settling(
      try design.resolved.with([], onlyFault: nil), progress: progress)
    let warmUp = settled.scenario.run.warmUp.nanoseconds
    let resolved = try design.resolved
      .with([ScenarioChange(key: "run.warmUp", value: "\(warmUp)ns")]).planning(plan)
    return (try PlanDesign(resolved, workers: workers), notes)
  }
}

/// What a plan keeps of one scenario of a candidate.
private struct PlanObservation: Sendable {
  /// The objectives that are judged by it, with what was found.
  let objectives: [(index: Int, series: MetricSeries)]
  let cost: MetricSeries
  let fingerprint: UInt64

  init(_ results: Results, of design: PlanDesign, scenario: Int) {
    let count = results.replications.count
    // Where no replication has a figure, the table does not know its metric.
    func series(_ metric: Metric) -> MetricSeries {
      results.observations[metric]
        ?? MetricSeries(metric: metric, observations: Array(repeating: .absent, count: count))
    }
    objectives = design.objectives.enumerated()
      .filter { $0.element.fault == design.faults[scenario] }
      .map { ($0.offset, series($0.element.metric)) }
    cost = series(design.cost)
    fingerprint = results.fingerprint
  }
}

extension PlanSearch.Findings {
  /// - Parameter observations: Of each of the candidate's scenarios, the one without faults first.
  fileprivate init(_ observations: ArraySlice<PlanObservation>, of design: PlanDesign) {
    let cost = observations.first?.cost
    self.cost = cost ?? MetricSeries(metric: design.cost, observations: [])
    objectives = observations.flatMap(\.objectives).sorted { $0.index < $1.index }.map(\.series)
  }
}
