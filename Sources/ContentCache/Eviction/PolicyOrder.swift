/// An eviction order chosen at run time.
///
/// One lane a policy; only the chosen lane ever holds slots, the others cost their empty arrays. A
/// lane is changed in place, which the payload of an enum would not be.
struct PolicyOrder: EvictionOrder {
  let policy: EvictionPolicy
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
    switch policy {
    case .none: break
    case .lru: lru.grow(to: slots)
    case .fifo: fifo.grow(to: slots)
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
    case .lru: lru.hit(slot)
    case .fifo: fifo.hit(slot)
    case .clock: clock.hit(slot)
    case .lfu: lfu.hit(slot)
    case .sieve: sieve.hit(slot)
    case .s3FIFO: s3FIFO.hit(slot)
    case .gdsf: gdsf.hit(slot)
    case .lruWithLifetime: lruWithLifetime.hit(slot)
    }
  }

  mutating func willInsert(_ slot: Slot) {
    if policy == .s3FIFO { s3FIFO.willInsert(slot) }
  }

  mutating func insert(_ slot: Slot, bytes: Int64, at now: Int64) -> Bool {
    switch policy {
    case .none: true
    case .lru: lru.insert(slot, bytes: bytes, at: now)
    case .fifo: fifo.insert(slot, bytes: bytes, at: now)
    case .clock: clock.insert(slot, bytes: bytes, at: now)
    case .lfu: lfu.insert(slot, bytes: bytes, at: now)
    case .sieve: sieve.insert(slot, bytes: bytes, at: now)
    case .s3FIFO: s3FIFO.insert(slot, bytes: bytes, at: now)
    case .gdsf: gdsf.insert(slot, bytes: bytes, at: now)
    case .lruWithLifetime: lruWithLifetime.insert(slot, bytes: bytes, at: now)
    }
  }

  /// The next victim. What S3-FIFO forgets meanwhile is dropped: the slots of an owner that has
  /// one for every object for ever need no recycling.
  mutating func evict() -> Slot? {
    switch policy {
    case .none: return nil
    case .lru: return lru.evict()
    case .fifo: return fifo.evict()
    case .clock: return clock.evict()
    case .lfu: return lfu.evict()
    case .sieve: return sieve.evict()
    case .s3FIFO:
      let victim = s3FIFO.evict()
      while s3FIFO.popForgotten() != nil {}
      return victim
    case .gdsf: return gdsf.evict()
    case .lruWithLifetime: return lruWithLifetime.evict()
    }
  }

  mutating func remove(_ slot: Slot) {
    switch policy {
    case .none: break
    case .lru: lru.remove(slot)
    case .fifo: fifo.remove(slot)
    case .clock: clock.remove(slot)
    case .lfu: lfu.remove(slot)
    case .sieve: sieve.remove(slot)
    case .s3FIFO: s3FIFO.remove(slot)
    case .gdsf: gdsf.remove(slot)
    case .lruWithLifetime: lruWithLifetime.remove(slot)
    }
  }

  func isExpired(_ slot: Slot, at now: Int64) -> Bool {
    guard case .lruWithLifetime = policy else { return false }
    return lruWithLifetime.isExpired(slot, at: now)
  }
}
