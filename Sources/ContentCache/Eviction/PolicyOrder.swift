/// An eviction order chosen at run time, with rings of its own.
///
/// One lane a policy; only the chosen lane ever holds slots, the others cost their empty arrays. A
/// lane is changed in place, which the payload of an enum would not be.
struct PolicyOrder: Sendable {
  let policy: EvictionPolicy
  private var rings = SlotRings()
  private var lru = LRUOrder()
  private var lruWithLifetime: LRUWithLifetimeOrder
  private var fifo = FIFOOrder()
  private var clock = ClockOrder()
  private var lfu = LFUOrder()
  private var sieve = SieveOrder()
  private var s3FIFO: S3FIFOOrder
  private var gdsf = GDSFOrder()

  init(_ policy: EvictionPolicy, capacity: Int64) {
    self.policy = policy
    s3FIFO = S3FIFOOrder(capacity: capacity)
    if case .lruWithLifetime(let lifetime) = policy {
      lruWithLifetime = LRUWithLifetimeOrder(lifetime: lifetime)
    } else {
      lruWithLifetime = LRUWithLifetimeOrder(lifetime: .max)
    }
  }

  mutating func grow(to slots: Int) {
    rings.grow(to: slots)
    switch policy {
    case .none, .lru, .fifo: break
    case .clock: clock.grow(to: slots)
    case .lfu: lfu.grow(to: slots)
    case .sieve: sieve.grow(to: slots)
    case .s3FIFO: s3FIFO.grow(to: slots)
    case .gdsf: gdsf.grow(to: slots)
    case .lruWithLifetime: lruWithLifetime.grow(to: slots)
    }
  }

  func admits(_ bytes: Int64) -> Bool {
    policy == .s3FIFO ? s3FIFO.admits(bytes) : true
  }

  mutating func hit(_ slot: Slot) {
    switch policy {
    case .none: break
    case .lru: lru.hit(slot, in: &rings)
    case .fifo: fifo.hit(slot, in: &rings)
    case .clock: clock.hit(slot, in: &rings)
    case .lfu: lfu.hit(slot, in: &rings)
    case .sieve: sieve.hit(slot, in: &rings)
    case .s3FIFO: s3FIFO.hit(slot, in: &rings)
    case .gdsf: gdsf.hit(slot, in: &rings)
    case .lruWithLifetime: lruWithLifetime.hit(slot, in: &rings)
    }
  }

  mutating func willInsert(_ slot: Slot) {
    if policy == .s3FIFO { s3FIFO.willInsert(slot, in: &rings) }
  }

  mutating func insert(_ slot: Slot, bytes: Int64, at now: Int64) -> Bool {
    switch policy {
    case .none: return true
    case .lru: return lru.insert(slot, bytes: bytes, at: now, in: &rings)
    case .fifo: return fifo.insert(slot, bytes: bytes, at: now, in: &rings)
    case .clock: return clock.insert(slot, bytes: bytes, at: now, in: &rings)
    case .lfu: return lfu.insert(slot, bytes: bytes, at: now, in: &rings)
    case .sieve: return sieve.insert(slot, bytes: bytes, at: now, in: &rings)
    case .s3FIFO: return s3FIFO.insert(slot, bytes: bytes, at: now, in: &rings)
    case .gdsf: return gdsf.insert(slot, bytes: bytes, at: now, in: &rings)
    case .lruWithLifetime: return lruWithLifetime.insert(slot, bytes: bytes, at: now, in: &rings)
    }
  }

  /// The next victim. What S3-FIFO forgets meanwhile is dropped: the slots of an owner that has
  /// one for every object for ever need no recycling.
  mutating func evict() -> Slot? {
    switch policy {
    case .none: return nil
    case .lru: return lru.evict(from: &rings)
    case .fifo: return fifo.evict(from: &rings)
    case .clock: return clock.evict(from: &rings)
    case .lfu: return lfu.evict(from: &rings)
    case .sieve: return sieve.evict(from: &rings)
    case .s3FIFO:
      let victim = s3FIFO.evict(from: &rings)
      while s3FIFO.popForgotten() != nil {}
      return victim
    case .gdsf: return gdsf.evict(from: &rings)
    case .lruWithLifetime: return lruWithLifetime.evict(from: &rings)
    }
  }

  mutating func remove(_ slot: Slot) {
    switch policy {
    case .none: break
    case .lru: lru.remove(slot, from: &rings)
    case .fifo: fifo.remove(slot, from: &rings)
    case .clock: clock.remove(slot, from: &rings)
    case .lfu: lfu.remove(slot, from: &rings)
    case .sieve: sieve.remove(slot, from: &rings)
    case .s3FIFO: s3FIFO.remove(slot, from: &rings)
    case .gdsf: gdsf.remove(slot, from: &rings)
    case .lruWithLifetime: lruWithLifetime.remove(slot, from: &rings)
    }
  }

  func isExpired(_ slot: Slot, at now: Int64) -> Bool {
    guard case .lruWithLifetime = policy else { return false }
    return lruWithLifetime.isExpired(slot, at: now)
  }
}
