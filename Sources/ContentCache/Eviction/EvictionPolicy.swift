/// Which object goes when a cache is full.
///
/// The rules behind the names are stated in the types that implement them (``LRUOrder``,
/// ``SieveOrder``, …). They are the rules of libCacheSim, a widely used cache simulator, at its
/// commit aa0fc40, so that counts can be compared to the unit.
public enum EvictionPolicy: Hashable, Sendable {
  /// Nothing is ever evicted: the capacity is a quota, and what does not fit is not admitted.
  case none
  /// Least recently used.
  case lru
  /// First in, first out.
  case fifo
  /// First in, first out with a second chance for what was hit.
  case clock
  /// Least frequently used.
  case lfu
  /// SIEVE: lazy promotion, quick demotion.
  case sieve
  /// S3-FIFO: three first-in-first-out queues, one of them for names only.
  case s3FIFO
  /// Greedy dual size frequency: frequent and small objects stay.
  case gdsf
  /// Least recently used, and an object is stale once it has been held for longer than the given
  /// number of ticks (nanoseconds by convention).
  case lruWithLifetime(Int64)
}
