import ArgumentParser
import Experiments
import ScenarioFiles

/// What every verb that simulates a scenario can change of it.
struct ScenarioOptions: ParsableArguments {
  @OptionGroup var changes: ScenarioChangeOptions

  @Option(
    parsing: .unconditional,
    help: "Independent repetitions, instead of the scenario's or of the precision it wants.",
    transform: WholeNumber.within(1...10_000))
  var replications: Int?

  var seed: UInt64? { changes.seed }

  /// Reads a scenario with the changes.
  func read(_ path: String) throws(ScenarioErrors) -> ResolvedScenario {
    try changes.read(path, replications: replications)
  }

  /// The changes, as the results database keeps them.
  var parameters: [ExperimentParameter] {
    guard let replications else { return changes.parameters }
    let key = "run.replications"
    return changes.parameters.filter { $0.key != key }
      + [ExperimentParameter(key: key, value: "\(replications)")]
  }
}

/// What also a verb can change that finds out for itself how many replications it needs.
struct ScenarioChangeOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Change any key of the scenario, named as 'explain' does; may stand several times.",
      discussion: "As in registry.cache.capacity=20GiB or workloads.pipelines.clients.nodes=800.",
      valueName: "key=value"))
  var set: [String] = []

  @Option(
    parsing: .unconditional, help: "What all draws follow from, instead of the scenario's.",
    transform: WholeNumber.within(0...UInt64.max))
  var seed: UInt64?

  /// Reads a scenario with the changes.
  ///
  /// - Parameter replications: How many instead of the scenario's; nil: as it says.
  func read(
    _ path: String, replications: Int? = nil
  ) throws(ScenarioErrors) -> ResolvedScenario {
    var changes: [ScenarioChange] = []
    for text in set { changes.append(try ScenarioChange(parsing: text)) }
    return try ScenarioReader.read(path: path, changes: changes)
      .with(seed: seed, replications: replications)
  }

  /// The changes, as the results database keeps them.
  var parameters: [ExperimentParameter] {
    var parameters: [ExperimentParameter] = []
    func add(_ key: String, _ value: String) {
      // What is changed twice has the last value.
      parameters.removeAll { $0.key == key }
      parameters.append(ExperimentParameter(key: key, value: value))
    }
    for text in set {
      guard let change = try? ScenarioChange(parsing: text) else { continue }
      add(change.key, change.value)
    }
    if let seed { add("run.seed", "\(seed)") }
    return parameters
  }
}
