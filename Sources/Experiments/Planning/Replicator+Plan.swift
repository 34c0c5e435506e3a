import RegistryModel
import ScenarioFiles
import SimulationKernel

extension Replicator {
  /// Finds the cheapest candidate that meets all objectives.
  ///
  /// All candidates see the same random numbers. Where the scenario's warm-up is to be found, it is
  /// found for each candidate that is run, without faults: a larger cache takes longer to warm up. One
  /// that has none is left out.
  ///
  /// - Parameters:
  ///   - design: What is planned.
  ///   - progress: As ``replicate(_:progress:finish:)`` has it; replications are numbered on from round
  ///     to round of the search, and those of rounds to come are not counted.
  /// - Throws: What ``replicate(_:progress:finish:)`` throws, or a ``ScenarioRefusal``
  ///   where no candidate that was tried has a warm-up.
  public func plan(
    _ design: PlanDesign, progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> PlanResults {
    var search = design.search
    var settling = CandidateSettling(design)
    var fingerprints = [UInt64](repeating: 0, count: design.count)
    while case let demands = search.demands, !demands.isEmpty {
      for refused in try settling.settle(demands.map(\.candidate), by: self, progress) {
        search.leaveOut(refused)
      }
      let settled = demands.filter { !search.candidates[$0.candidate].isUnsettled }
      let scenarios = design.faults.count
      let runs = settled.flatMap { demand in
        settling.alternatives(of: demand.candidate).map {
          Demand($0, replications: demand.replications)
        }
      }
      let found = try replicate(runs, progress: progress) { run, results in
        PlanObservation(results, of: design, scenario: run % scenarios)
      }
      for (place, demand) in settled.enumerated() {
        let its = found[place * scenarios..<(place + 1) * scenarios]
        search.observe(
          demand.candidate, PlanSearch.Findings(its, of: design),
          replications: demand.replications)
        fingerprints[demand.candidate] = its.map(\.fingerprint).rollingFingerprint
      }
    }
    if let first = settling.refusals.first, search.candidates.allSatisfy({ $0.replications == 0 }) {
      throw ScenarioRefusal(
        "candidate \(first.candidate + 1) of \(design.count): \(first.reason)",
        at: Place(file: design.resolved.path))
    }
    return PlanResults(
      design: design, search: search, warmUps: settling.warmUps, unsettled: settling.refusals,
      fingerprint: fingerprints.rollingFingerprint)
  }
}

/// The scenarios of candidates with the warm-ups that were found for them.
private struct CandidateSettling {
  private enum State {
    case unknown
    case settled([Alternative])
    case refused
  }

  private let design: PlanDesign
  private var states: [State]
  /// In the order of the candidates.
  private(set) var refusals: [(candidate: Int, reason: WarmUpRefusal)] = []

  init(_ design: PlanDesign) {
    self.design = design
    states = Array(repeating: .unknown, count: design.count)
  }

  func alternatives(of candidate: Int) -> [Alternative] {
    if case .settled(let alternatives) = states[candidate] { alternatives } else { [] }
  }

  /// By candidate, nil of those that are not settled.
  var warmUps: [Span?] {
    states.indices.map { alternatives(of: $0).first?.scenario.run.warmUp }
  }

  /// Finds the warm-ups of those candidates that are new.
  ///
  /// - Returns: Those of them that have none.
  mutating func settle(
    _ candidates: [Int], by replicator: Replicator, _ progress: @Sendable (RunProgress) -> Void
  ) throws -> [Int] {
    let new = candidates.filter { if case .unknown = states[$0] { true } else { false } }
    let found = try replicator.settling(
      new.map { design.candidates[$0].alternatives[0].resolved }, progress: progress)
    var refused: [Int] = []
    for (candidate, settling) in zip(new, found) {
      switch settling {
      case .success(let settled):
        let warmUp = settled.resolved.scenario.run.warmUp
        states[candidate] = .settled(
          try design.candidates[candidate].alternatives.map { try $0.warmingUp(for: warmUp) })
      case .failure(let reason):
        states[candidate] = .refused
        refusals.append((candidate, reason))
        refused.append(candidate)
      }
    }
    refusals.sort { $0.candidate < $1.candidate }
    return refused
  }
}

extension Alternative {
  /// The same with a warm-up that was found.
  fileprivate func warmingUp(for warmUp: Span) throws -> Alternative {
    guard scenario.run.isWarmUpAutomatic else { return self }
    return try Alternative(name, try resolved.warmingUp(for: warmUp))
  }
}

/// What a plan keeps of one scenario of a candidate.
private struct PlanObservation: Sendable {
  /// The objectives that are judged by it, with what was found.
  let objectives: [(index: Int, series: MetricSeries)]
  let cost: MetricSeries
  let fingerprint: UInt64

  init(_ results: Results, of design: PlanDesign, scenario: Int) {
    objectives = design.objectives.enumerated()
      .filter { $0.element.fault == design.faults[scenario] }
      .map { ($0.offset, results.observations.series(of: $0.element.metric)) }
    cost = results.observations.series(of: design.cost)
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
