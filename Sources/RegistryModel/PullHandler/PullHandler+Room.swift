import ContentCache
import SimulationKernel

/// Room on a region's storage, which what is cached and what is pushed share.
///
/// The storage limit is the registry's. What was pushed counts first, since nobody could bring it
/// again: it takes its room from the cache, which evicts as its policy says. A cache that evicts
/// nothing gives up nothing, so that a full registry refuses a push as it refuses to keep what it
/// fetches. A capacity of the cache alone leaves pushes as they are.
extension PullHandler {
  /// The bytes of all content here, cached and pushed: what the limit and the bill are about.
  var storedBytes: Int64 { cache.bytesHeld + pushed.bytesHeld }

  /// Notes how much is stored, after a change.
  mutating func noteBytesHeld(at now: Instant) {
    bytesHeld.set(Double(storedBytes), at: now)
  }

  /// Whether what is missing of an image fits into the cache. One that evicts makes room.
  func hasRoom(for tag: TagID) -> Bool {
    guard cache.configuration.policy == .none else { return true }
    var free = cache.freeBytes
    let manifest = plan.content.manifest(of: tag)
    if !cache.holdsDocument(of: manifest) { free -= plan.content.bytes(manifest) }
    for layer in plan.content.layers(of: tag) where !cache.holds(layer) {
      free -= plan.content.bytes(layer)
    }
    return free >= 0
  }

  /// Whether what is missing of a pushed image fits beside what was pushed and what the cache does
  /// not give up.
  func hasRoom(forPushed entry: TagID) -> Bool {
    guard let limit = plan.scenario.storageLimit?.bytes else { return true }
    var free = limit - pushed.bytesHeld
    if cache.configuration.policy == .none { free -= cache.bytesHeld }
    return free >= bytesMissing(ofPushed: entry)
  }

  /// What is to be stored of a pushed image beside what is here.
  func bytesMissing(ofPushed entry: TagID) -> Int64 {
    let manifest = pushed.holds(entry) ? 0 : plan.content.bytes(plan.content.manifest(of: entry))
    return plan.content.layers(of: entry).reduce(manifest) {
      $0 + (pushed.holds($1) ? 0 : plan.content.bytes($1))
    }
  }

  /// Takes room for so many bytes more of what is pushed; 0 after some of it has gone.
  ///
  /// - Returns: Whether there is room.
  mutating func makeRoom(forPushed bytes: Int64, at now: Instant) -> Bool {
    guard let limit = plan.scenario.storageLimit?.bytes,
      let capacity = cache.configuration.capacity
    else { return true }
    // Of the limit, the cache's own capacity may leave a part to others anyway.
    let reserved = max(0, pushed.bytesHeld + bytes - (limit - capacity))
    guard reserved != cache.reserved else { return true }
    let eviction = cache.reserve(reserved, at: now.nanoseconds)
    recorder.count(eviction)
    noteForgotten(eviction, at: now)
    return eviction.isHeld
  }
}
