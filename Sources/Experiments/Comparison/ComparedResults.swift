import RegistryModel
import ScenarioFiles

/// Why two things are not compared, in a sentence.
public struct ComparisonRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// What one side of a comparison has found.
public struct ComparedResults: Sendable {
  /// The name of the file or folder, without where it is.
  public let name: String
  public let title: String
  /// Whether it was read from a folder of results, or run now.
  public let isRecorded: Bool
  /// The resolved scenario, as text, and the hash of this text.
  public let scenarioText: String
  public let scenarioHash: String
  public let seed: UInt64
  /// One number for all messages of all replications, as results spell it.
  public let fingerprint: String
  /// Of the program that ran it.
  public let version: String
  /// The seed with which messages of one instant were received in random order; nil: in order of
  /// sending.
  public let shuffledTies: UInt64?
  /// Every metric, as each replication found it.
  public let observations: ObservationTable

  init(
    name: String, title: String, isRecorded: Bool, scenarioText: String, scenarioHash: String,
    seed: UInt64, fingerprint: String, version: String, shuffledTies: UInt64? = nil,
    observations: ObservationTable
  ) {
    (self.name, self.title, self.isRecorded) = (name, title, isRecorded)
    (self.scenarioText, self.scenarioHash) = (scenarioText, scenarioHash)
    (self.seed, self.fingerprint, self.version) = (seed, fingerprint, version)
    (self.shuffledTies, self.observations) = (shuffledTies, observations)
  }

  /// What was run now.
  ///
  /// - Parameter resolved: The scenario as it was asked for, before its warm-up was found.
  init(_ results: Results, of resolved: ResolvedScenario, name: String) {
    self.init(
      name: name, title: results.scenario.title, isRecorded: false,
      scenarioText: resolved.canonicalYAML, scenarioHash: resolved.scenarioHash,
      seed: results.scenario.run.seed, fingerprint: results.fingerprintText,
      version: Version.current, observations: results.observations)
  }

  /// How many replications there are.
  public var replications: Int { observations.replications }

  /// How long a replication is measured, in seconds; nil where it is not known.
  var measuredTime: Double? { observations[whole: "measured_time"]?.values.first }

  /// The line that introduces it.
  var introduction: String {
    let count = HumanUnits.counted(replications, "replication")
    let origin =
      isRecorded
      ? version == Version.current ? ", recorded" : ", recorded by version \(version)" : ""
    let ties = shuffledTies.map { ", ties shuffled by seed \($0)" } ?? ""
    return "\(name): \(title)\(origin); seed \(seed)\(ties), \(count)"
  }
}
