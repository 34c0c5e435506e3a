import Randomness

/// The seeds of a swarm's scenarios: those of one seed, however many are drawn and by whom.
public enum SwarmSeeds {
  /// The seed of the numbered scenario, from 0.
  public static func seed(ofScenario number: Int, from seed: UInt64) -> UInt64 {
    var stream = StreamKey(seed: seed, replication: 0, name: "swarm", purpose: "scenarios")
      .forEntity(UInt64(number)).stream
    return stream.next()
  }
}
