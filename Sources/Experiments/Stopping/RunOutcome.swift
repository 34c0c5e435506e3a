import RegistryModel
public import ScenarioFiles

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
  /// Precision is wanted of a metric that its replications cannot have; none of them was run.
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
