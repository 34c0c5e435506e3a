public import ContentCache
public import SimulationKernel

/// Every message that passes between two actors of the registry's world, or that an actor sends
/// itself to be woken.
///
/// Trivial and small: names are interned, and what is longer than a few words lies in the
/// sender's or the receiver's own tables and is named by its slot. Payloads of 16 bytes stand
/// first in their case, so that a message takes 20 bytes and an entry of the agenda 32.
public enum RegistryMessage: SimulationMessage, Hashable {
  /// To a pool of clients.
  case pool(PoolID, PoolMessage)
  /// To the global endpoint: where is the registry, seen from this pool? Asked for an attempt at
  /// the pull in a slot, which has this number in its pool.
  case resolve(PoolID, slot: UInt32, number: UInt32, attempt: UInt8)
  /// To the global endpoint, as a pool's clients reach it: from now on a region counts as healthy,
  /// or not, unless what it knows of the region has another epoch by now.
  case routing(PoolID, RegionID, isHealthy: Bool, epoch: UInt16)
  /// To the load balancer of a region, from a client.
  case balancer(ContentRequest, RegionID)
  /// To the load balancer of a region: a zone counts as healthy, or not, as above.
  case zoneVerdict(RegionID, zone: UInt8, isHealthy: Bool, epoch: UInt16)
  /// To the front ends of a zone.
  case frontEnd(FrontEndMessage, RegionID, zone: UInt8)
  /// To the pull handler of a region, from a front end of a zone or from another region.
  case request(ContentRequest, RegionID, zone: UInt8)
  /// To the pull handler of a region.
  case handler(RegionID, HandlerMessage)
  /// To the storage of a region.
  case storage(StorageMessage, RegionID)
  /// To the link from one region to another.
  case interRegion(from: RegionID, to: RegionID, InterRegionMessage)
  /// To an upstream.
  case upstream(UpstreamMessage, UpstreamID)
  /// To the key vault.
  case keyVault(KeyVaultMessage)
  /// To any actor: a mark in time that all actors of the run are told, each by a message of its own.
  case mark(RunMark, ActorID)
}

/// What happens to a run as a whole.
public enum RunMark: Hashable, Sendable, BitwiseCopyable {
  /// The run begins. Only pools of clients are told, and the home region's pull handler where it is
  /// to look after credential sets: all else follows from them.
  case begin
  /// The warm-up is over: statistics start anew.
  case endWarmUp
  /// An interval of the timeline is over.
  case endInterval(UInt32)
  /// An occurrence of a fault, by its number in the replication, begins or ends.
  case fault(UInt16, begins: Bool)
}

/// What a pool of clients is told.
public enum PoolMessage: Hashable, Sendable, BitwiseCopyable {
  /// It is time for the next independent pull, burst or batch.
  case arrival
  /// A node starts a pull, as the numbered member of a burst, a scale-out or a batch.
  case start(node: UInt32, number: UInt32)
  /// The global endpoint's answer to the node of the pull that asked.
  case resolved(RegionID, slot: UInt32)
  /// The registry's answer to a request of a pull.
  case answer(slot: UInt32, ContentPart, Answer)
  /// A pull that failed tries again.
  case retry(slot: UInt32)
  /// A pull whose manifest has come asks for its first layers, now that those are known which other
  /// pulls of its machine ask for in the same instant.
  case download(slot: UInt32)
}

/// What the front ends of a zone are told.
public enum FrontEndMessage: Hashable, Sendable, BitwiseCopyable {
  /// A client's request arrives.
  case arrive(ContentRequest)
  /// The server that works on this request is done with it.
  case done(ContentRequest)
}

/// What the pull handler of a region is told, besides requests.
public enum HandlerMessage: Hashable, Sendable, BitwiseCopyable {
  /// The answer to a call: from an upstream or from another region.
  case callAnswered(slot: UInt32, attempt: UInt8, Answer)
  /// The answer to a call did not come in time.
  case callTimedOut(slot: UInt32)
  /// A call that failed is tried again.
  case retryCall(slot: UInt32)
  /// A layer that a call brought is on storage.
  case written(slot: UInt32)
  /// Another region has cached an image, at an instant, and offers it.
  case offered(TagID, since: PackedInstant, from: RegionID)
  /// A region asks who is to fetch an image.
  case claim(TagID, job: UInt32, from: RegionID)
  /// The answer: this region.
  case claimed(job: UInt32, by: RegionID)
  /// A fetch that was claimed is over.
  case release(TagID, from: RegionID)
  /// A region asks whether this one holds an image or is fetching it.
  case query(TagID, job: UInt32, from: RegionID)
  /// The answer.
  case queried(job: UInt32, holds: Bool)
  /// To a replica that was just added: so many images will be offered to it, as of an instant.
  case syncBegins(images: UInt32, since: PackedInstant)
  /// An image is pushed to this region; the push has failed so many times before.
  case pushed(TagID, failures: UInt8)
  /// What concerns a credential set.
  case credentials(CredentialSetID, CredentialMessage)
}

/// An instant in a message, in halves: a message whose words have 32 bits is no larger for it.
public struct PackedInstant: Hashable, Sendable, BitwiseCopyable {
  private let high: Int32
  private let low: UInt32

  public init(_ instant: Instant) {
    high = Int32(truncatingIfNeeded: instant.nanoseconds >> 32)
    low = UInt32(truncatingIfNeeded: instant.nanoseconds)
  }

  public var instant: Instant { Instant(nanoseconds: Int64(high) << 32 | Int64(low)) }
}

/// What the storage of a region is told.
public enum StorageMessage: Hashable, Sendable, BitwiseCopyable {
  /// A client's download starts, from a zone if it is there.
  case read(ContentRequest, zone: UInt8)
  /// The next download is complete.
  case completed
}

/// What the link between two regions is told.
public enum InterRegionMessage: Hashable, Sendable, BitwiseCopyable {
  /// A layer is to be sent for the call that waits in the other region.
  case transfer(LayerID, slot: UInt32)
  /// The next transfer is complete.
  case completed
}

/// What an upstream is told.
public enum UpstreamMessage: Hashable, Sendable, BitwiseCopyable {
  /// A region asks for a part of an image; its call waits for the answer.
  case request(UpstreamRequest)
  /// A region asks for a token.
  case token(TokenRequest)
  /// A credential set's secrets are good from this version on; no older ones are.
  case accepts(CredentialSetID, fromVersion: UInt16)
  /// A layer's first byte is ready to be sent.
  case send(LayerID, from: RegionID, slot: UInt32, attempt: UInt8)
  /// The next download is complete.
  case completed
}
