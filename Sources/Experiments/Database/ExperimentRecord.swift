public import Foundation

/// What was done: one call of a verb that makes results.
public struct ExperimentRecord: Hashable, Sendable {
  /// Its number in the database, from 1; 0 of one that is yet to be recorded.
  public var id: Int64 = 0
  /// The verb of the command line.
  public var verb: String
  public var title: String
  /// The scenario file's name, without its folder.
  public var scenario: String
  /// The resolved scenario, as text, and the hash of this text.
  public var scenarioText: String
  public var scenarioHash: String
  public var seed: UInt64
  public var replications: Int
  /// The version of the program, and the very program (``ProgramIdentity``).
  public var version: String
  public var program: String
  /// When it began, as `2026-11-27T17:41:54Z`.
  public var startedUTC: String
  /// Where its files went, as that was named.
  public var folder: String
  /// How it ended, in a word; of a run, whether it kept up with its load.
  public var verdict: String
  /// One number for all that it found.
  public var fingerprint: String

  public init(
    verb: String, title: String, scenario: String, scenarioText: String, scenarioHash: String,
    seed: UInt64, replications: Int, started: Date, folder: String, verdict: String,
    fingerprint: String, version: String = Version.current,
    program: String = ProgramIdentity.current
  ) {
    (self.verb, self.title, self.scenario) = (verb, title, scenario)
    (self.scenarioText, self.scenarioHash) = (scenarioText, scenarioHash)
    (self.seed, self.replications) = (seed, replications)
    (self.version, self.program) = (version, program)
    startedUTC = Self.text(of: started)
    (self.folder, self.verdict, self.fingerprint) = (folder, verdict, fingerprint)
  }

  /// A moment to the second, in UTC; texts are in the order of time.
  static func text(of time: Date) -> String { time.formatted(.iso8601) }
}

/// What an experiment was told besides its scenario, or what tells its points apart.
public struct ExperimentParameter: Hashable, Sendable {
  /// Which point of the experiment, from 1; 0: the experiment as a whole.
  public var point: Int
  /// The key, and its value as it would be written.
  public var key: String
  public var value: String

  public init(point: Int = 0, key: String, value: String) {
    (self.point, self.key, self.value) = (point, key, value)
  }
}

extension [ExperimentParameter] {
  /// An option of the experiment as a whole, as often as it was given; the second is `KEY 2`.
  public init(_ key: String, _ values: [String]) {
    self = values.enumerated().map { index, value in
      ExperimentParameter(key: index == 0 ? key : "\(key) \(index + 1)", value: value)
    }
  }

  /// An option of the experiment as a whole, where it was given.
  public init(_ key: String, _ value: String?) { self.init(key, value.map { [$0] } ?? []) }
}

/// What an experiment found: one estimate.
public struct ExperimentMetric: Hashable, Codable, Sendable {
  /// Which point of the experiment, from 1; 0: the experiment as a whole.
  public var point = 0
  public var metric: Metric
  /// How many replications have it.
  public var count: Int
  public var mean: Double
  /// Of the 95 % interval; nil with a single replication.
  public var halfWidth: Double?
  /// Of what it is of; empty where there is none.
  public var verdict = ""

  public init(
    point: Int = 0, _ metric: Metric, count: Int, mean: Double, halfWidth: Double?,
    verdict: String = ""
  ) {
    (self.point, self.metric, self.verdict) = (point, metric, verdict)
    (self.count, self.mean, self.halfWidth) = (count, mean, halfWidth)
  }
}
