/// What a folder of results says of the run besides its figures.
public struct Provenance: Hashable, Sendable {
  /// The resolved scenario, as text.
  public var scenarioText: String
  /// The hash of this text.
  public var scenarioHash: String
  /// The seed of ``Recording/shuffledTies``, where ties were shuffled.
  public var shuffledTies: UInt64?

  public init(scenarioText: String, scenarioHash: String, shuffledTies: UInt64? = nil) {
    self.scenarioText = scenarioText
    self.scenarioHash = scenarioHash
    self.shuffledTies = shuffledTies
  }
}

extension Provenance {
  /// A manifest: what all experiments with one scenario say of it, and what is said further.
  func manifest(
    of kind: ResultsKind, title: String, seed: UInt64, fingerprint: String,
    _ further: [String: StableJSON]
  ) -> StableJSON {
    let head: [String: StableJSON] = [
      "format": .string(kind.format),
      "version": .string(Version.current),
      "title": .string(title),
      "scenario": .string(scenarioText),
      "scenario_hash": .string(scenarioHash),
      "seed": .unsigned(seed),
      "fingerprint": .string(fingerprint),
    ]
    return .object(head.merging(further) { head, _ in head })
  }
}
