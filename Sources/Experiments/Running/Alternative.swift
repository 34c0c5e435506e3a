import LocalFiles
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

  /// Compiles the scenario: anew for each thread, since threads that count references to the same
  /// objects wait for each other (two threads took 1.4 to 1.7 times less, not 2).
  ///
  /// - Throws: A ``ScenarioRefusal`` where it cannot be compiled, or where a file that it names is no
  ///   longer what it was when the experiment began, by which its results are found again.
  public func compiled() throws -> WorldPlan {
    let plan = try WorldPlan(resolved)
    guard try resolved.runIdentity == key.identity else {
      throw ScenarioRefusal(
        "\(LocalPath.shortened(resolved.path)): error: a file that the scenario names has changed "
          + "since the experiment began; begin it anew")
    }
    return plan
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
