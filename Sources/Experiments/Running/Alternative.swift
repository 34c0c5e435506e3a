public import RegistryModel
public import ScenarioFiles

/// A scenario that an experiment replicates, alone or beside others: one of two that are compared, a
/// point of a sweep, a candidate of a plan.
public struct Alternative: Sendable {
  /// What the experiment calls it.
  public let name: String
  /// What is run. How many replications it asks for does not matter here.
  public let resolved: ResolvedScenario
  /// By what its replications are found again.
  let key: RunKey

  public var scenario: Scenario { resolved.scenario }

  /// - Throws: Which file that the scenario names cannot be read.
  public init(_ name: String, _ resolved: ResolvedScenario) throws(ScenarioErrors) {
    self.name = name
    self.resolved = resolved
    key = RunKey(identity: try resolved.runIdentity)
  }
}

/// So many replications of an alternative, from the first on.
public struct Demand: Sendable {
  public var alternative: Alternative
  /// How many, at least 1.
  public var replications: Int

  public init(_ alternative: Alternative, replications: Int) {
    self.alternative = alternative
    self.replications = replications
  }
}
