public import RegistryModel
import ScenarioFiles
import SimulationKernel

/// What became of one scenario that was drawn at random and tried in every way.
public struct ScenarioTrial: Codable, Hashable, Sendable {
  /// How it ended.
  public enum Ending: Codable, Hashable, Sendable {
    /// Everything that must hold held.
    case held
    /// The scenario is none that can be run, and the program said so.
    case refused(String)
    /// What did not hold, a sentence each.
    case broken([String])
  }

  /// The scenario's seed.
  public let seed: UInt64
  public internal(set) var ending: Ending
  /// Messages of the straight run.
  public internal(set) var messages: UInt64 = 0
  /// Pulls that started in it.
  public internal(set) var pulls = 0
  /// The choices that the scenario made and what was seen in its run.
  public internal(set) var features: [Feature] = []

  /// Something that a scenario has or that was seen in a run.
  public struct Feature: Codable, Hashable, Sendable {
    public var key: String
    public var word: String

    public init(_ key: String, _ word: String) { (self.key, self.word) = (key, word) }
  }

  /// Whether a defect showed.
  public var isBroken: Bool { if case .broken = ending { true } else { false } }

  /// A trial that did not come to its end.
  public init(seed: UInt64, broken sentence: String) {
    self.seed = seed
    ending = .broken([sentence])
  }

  /// Draws the scenario of a seed and tries it.
  public init(seed: UInt64) { self.init(seed: seed, of: RandomScenario.draw(seed: seed)) }

  /// Tries a scenario.
  ///
  /// It is written and read again; run with everything checked at each interval; run again, from a
  /// fork in its middle, and in parts; run with ties shuffled; and its results are put into tables.
  /// Where all pulls are a finite number, the run goes on until each of them has ended.
  ///
  /// - Complexity: the time of six runs.
  public init(seed: UInt64, of scenario: Scenario) {
    self.seed = seed
    ending = .held
    let folder: TrialFolder
    do {
      folder = try TrialFolder(for: scenario)
    } catch {
      ending = .broken(["its logs cannot be written: \(error)"])
      return
    }
    defer { folder.remove() }
    do throws(Ending) {
      let resolved = try readBack(scenario, in: folder)
      features = ScenarioReader.choices(of: resolved.scenario).map { Feature($0.key, $0.word) }
      try tryOut(try plan(of: resolved))
    } catch {
      ending = error
    }
  }
}

extension ScenarioTrial.Ending: Error {}

extension Scenario {
  /// The scenario as a reader completes it: with an upstream for every host, and a credential set for
  /// every name, that a rule has.
  var withAllUpstreams: Scenario {
    var completed = self
    for rule in rules {
      let host = String(rule.source.prefix { $0 != "/" })
      if !completed.upstreams.contains(where: { $0.host == host }) {
        completed.upstreams.append(UpstreamDescription(host: host))
      }
      if let name = rule.credentialSet,
        !completed.credentialSets.contains(where: { $0.name == name })
      {
        completed.credentialSets.append(CredentialSetDescription(name: name))
      }
    }
    return completed
  }
}
