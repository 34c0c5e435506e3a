/// The name of a stream of random numbers.
///
/// Random numbers are keyed, not sequenced: what a stream yields depends on the run's seed, the
/// replication, who draws and what for, and on nothing else. An actor added to a model, or a policy
/// that draws more often, leaves everybody else's numbers alone, so that two alternatives meet the
/// same circumstances (common random numbers).
///
/// The key is a 64-bit hash. The seed, the replication and the two texts are absorbed one after the
/// other: a number by addition, a text by FNV-1a (offset 0xCBF29CE484222325, prime 0x100000001B3)
/// over its UTF-8 bytes, combined with the number of bytes; after each, the state goes through the
/// finaliser of SplitMix64. The hash is part of the results' definition and never changes.
@frozen
public struct StreamKey: Hashable, BitwiseCopyable, Sendable {
  /// The hash of everything but the entity.
  public let value: UInt64
  /// Whose draws these are, 0 for the actor itself.
  public let entity: UInt64

  @inlinable
  init(value: UInt64, entity: UInt64) {
    self.value = value
    self.entity = entity
  }

  /// Creates the key of an actor's stream.
  ///
  /// - Parameters:
  ///   - seed: The seed of the experiment.
  ///   - replication: The number of the replication, from 0.
  ///   - name: The actor's name, which stays when others come and go.
  ///   - purpose: What the numbers are drawn for; each purpose has a stream of its own.
  public init(seed: UInt64, replication: UInt32, name: String, purpose: String) {
    var state = RandomStream.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    state = RandomStream.mix(state &+ UInt64(replication) &+ 1)
    state = RandomStream.mix(state ^ Self.hash(name))
    state = RandomStream.mix(state &+ 0x9E37_79B9_7F4A_7C15 ^ Self.hash(purpose))
    self.init(value: state, entity: 0)
  }

  /// The key of draws that belong to one thing, such as a pull, whoever makes them and when.
  ///
  /// Entities are numbered by the model.
  @inlinable
  public func forEntity(_ index: UInt64) -> StreamKey {
    // 0 is the actor itself; the last index shares its stream, which nobody will ever notice.
    StreamKey(value: value, entity: index &+ 1)
  }

  /// The key of draws that belong to one part of the entity, such as an attempt at it.
  ///
  /// It takes two scramblings more than ``forEntity(_:)``, for entities and parts that do not fit
  /// into one number.
  @inlinable
  public func forPart(_ index: UInt64) -> StreamKey {
    StreamKey(
      value: RandomStream.mix(RandomStream.mix(value) &+ entity &* 0x9E37_79B9_7F4A_7C15),
      entity: index &+ 1)
  }

  /// The stream of this key, at its beginning.
  @inlinable
  public var stream: RandomStream { RandomStream(key: value, entity: entity) }

  private static func hash(_ text: String) -> UInt64 {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    var count: UInt64 = 0
    for byte in text.utf8 {
      state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      count += 1
    }
    return RandomStream.mix(state &+ count)
  }
}
