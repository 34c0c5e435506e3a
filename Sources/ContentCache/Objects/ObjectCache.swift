public import Prefetch

/// A flat cache of objects that have an identifier and a size, and nothing to do with each other.
///
/// It is generic over the policy's order, and specialised for it wherever it is used. This is what
/// traces are replayed through; the registry's graph is ``ContentCache``.
///
/// - A hit changes no size and no insertion time.
/// - A miss is admitted if the object fits the whole capacity and the policy takes it: objects are
///   evicted while it does not fit, then it enters. An object as large as the capacity fits.
/// - Objects have no overhead.
@frozen
public struct ObjectCache<Order: EvictionOrder>: Sendable {
  /// The most bytes held.
  public let capacity: Int64
  @usableFromInline var held: Int64 = 0
  @usableFromInline var table: IdentifierTable
  @usableFromInline var order: Order
  @usableFromInline var sizes: [Int64] = []
  @usableFromInline var freeSlots: [Slot] = []

  /// Makes an empty cache. `expectedObjects` sizes the table; it grows beyond that by itself.
  @inlinable
  public init(capacity: Int64, order: Order, expectedObjects: Int = 8) {
    precondition(capacity >= 0, "a capacity is not negative")
    self.capacity = capacity
    self.order = order
    table = IdentifierTable(minimumCapacity: expectedObjects)
    growSlots(to: expectedObjects + 1)
  }

  /// The bytes of the objects held.
  @inlinable public var bytesHeld: Int64 { held }

  /// Asks for an object at a time: returns whether it was held, and sees to it that it is held from
  /// now on if the policy admits it. `bytes` is at least 0; `now` never runs backwards.
  @inlinable
  public mutating func request(_ id: UInt64, bytes: Int64, at now: Int64 = 0) -> Bool {
    var slot = table.slot(of: id)
    if slot != IdentifierTable.none && (!Order.remembersEvicted || order.holds(slot)) {
      if !order.isExpired(slot, at: now) {
        order.hit(slot)
        return true
      }
      order.remove(slot)
      held -= sizes[Int(slot)]
      release(slot)
      slot = IdentifierTable.none
    }
    admit(id, rememberedAs: slot, bytes: bytes, at: now)
    return false
  }

  /// Announces that an object will be asked for some 16 requests from now.
  @inlinable
  public func announce(_ id: UInt64) { table.prefetch(id) }

  /// Announces that an object, announced before, will be asked for some 8 requests from now.
  @inlinable
  public func announceAgain(_ id: UInt64) {
    let slot = table.firstLook(at: id)
    guard slot != IdentifierTable.none else { return }
    table.prefetchIdentifier(of: slot)
    order.prefetch(slot)
  }

  /// Brings near what the next evictions will touch: of the next victim the place in the table, of
  /// the one after it the object, so that this one's identifier is at hand when its turn comes.
  @inlinable
  func prefetchVictims() {
    guard let upcoming = order.upcomingVictims else { return }
    table.prefetch(table.id(of: upcoming.next))
    table.prefetchIdentifier(of: upcoming.afterNext)
    sizes.prefetch(Int(upcoming.afterNext))
    order.prefetch(upcoming.afterNext)
  }

  @inlinable
  mutating func admit(_ id: UInt64, rememberedAs remembered: Slot, bytes: Int64, at now: Int64) {
    guard bytes <= capacity, order.admits(bytes) else { return }
    let isNew = remembered == IdentifierTable.none
    let slot = isNew ? allocate() : remembered
    order.willInsert(slot)
    while held > capacity - bytes {
      guard let victim = order.evict() else {
        if isNew { freeSlots.append(slot) } else { release(slot) }
        return
      }
      held -= sizes[Int(victim)]
      if Order.remembersEvicted {
        while let forgotten = order.popForgotten() { release(forgotten) }
      } else {
        release(victim)
      }
      prefetchVictims()
    }
    if order.insert(slot, bytes: bytes, at: now) {
      sizes[Int(slot)] = bytes
      held += bytes
      if isNew { table.insert(id, slot: slot) }
    } else if isNew {
      freeSlots.append(slot)
    } else {
      release(slot)
    }
  }

  /// A slot that is in use by nobody.
  @inlinable
  mutating func allocate() -> Slot {
    if freeSlots.isEmpty { growSlots(to: 2 * sizes.count) }
    return freeSlots.removeLast()
  }

  /// Forgets an object that is in no order any more.
  @inlinable
  mutating func release(_ slot: Slot) {
    table.remove(slot)
    freeSlots.append(slot)
  }

  @usableFromInline
  mutating func growSlots(to slots: Int) {
    let first = sizes.count
    precondition(slots < Int(UInt32.max / 2), "a cache holds fewer than 2³¹ objects")
    sizes.append(contentsOf: repeatElement(0, count: slots - first))
    table.grow(to: slots)
    order.grow(to: slots)
    freeSlots.append(contentsOf: (first..<slots).reversed().map { Slot($0) })
  }
}
