import RegistryModel
public import ScenarioFiles
import SimulationKernel

extension Replicator {
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

extension ResolvedScenario {
  /// The scenario with a warm-up of so long, however it had it.
  func warmingUp(for warmUp: Span) throws(ScenarioErrors) -> ResolvedScenario {
    try with([ScenarioChange(key: "run.warmUp", value: "\(warmUp.nanoseconds)ns")])
  }
}

/// A scenario with a warm-up that is a number, and what is to be said of how it was found.
struct SettledScenario: Sendable {
  var resolved: ResolvedScenario
  var notes: [String]
}
