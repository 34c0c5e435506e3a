import RegistryModel
import ScenarioFiles

@testable import Experiments

extension ResolvedScenario {
  /// All replications that it asks for, by the way that every verb goes; nothing is stored.
  func replicated(
    workers: Int = 2, recording: Recording = Recording(),
    progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> Results {
    let demand = Demand(
      try Alternative(scenario.title, self), replications: scenario.run.replications)
    return try Replicator(workers: workers, recording: recording)
      .replicate([demand], progress: progress) { $1 }[0]
  }
}

extension Scenario {
  /// As a scenario file has it.
  func resolved() throws -> ResolvedScenario {
    try ScenarioReader.read(text: ScenarioReader.canonicalYAML(of: self), path: "scenario.yaml")
  }
}
