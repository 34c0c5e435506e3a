public import Prefetch

extension ObjectCache {
  /// What a cache does at a request, apart from where it keeps what it knows: its arrays are lent
  /// as spans, so that a row of requests takes hold of them once and not each time. Slots that
  /// are in use by nobody lie in the rings' owner's ring.
  @frozen @usableFromInline
  struct Logic: Sendable {
    @usableFromInline let capacity: Int64
    @usableFromInline var held: Int64 = 0
    @usableFromInline var freeSlots = 0
    @usableFromInline var order: Order

    @inlinable
    init(capacity: Int64, order: Order) {
      self.capacity = capacity
      self.order = order
    }
  }
}

extension ObjectCache.Logic {
  @usableFromInline typealias Rings = MutableSpan<SlotNode>
  @usableFromInline typealias Table = MutableSpan<IdentifierTable.Entry>

  /// A request by itself.
  @inlinable
  mutating func request(
    _ id: UInt64, bytes: Int64, at now: Int64,
    rings: inout SlotRings, table: inout IdentifierTable, sizes: inout [Int64]
  ) -> Bool {
    var rings = rings.nodes.mutableSpan
    var table = table.entries.mutableSpan
    var sizes = sizes.mutableSpan
    return request(id, bytes: bytes, at: now, rings: &rings, table: &table, sizes: &sizes)
  }

  /// A request. At least one slot is free.
  @inlinable @inline(__always)
  mutating func request(
    _ id: UInt64, bytes: Int64, at now: Int64,
    rings: inout Rings, table: inout Table, sizes: inout MutableSpan<Int64>
  ) -> Bool {
    var slot = table.slot(of: id, in: rings)
    if slot != IdentifierTable.none && (!Order.remembersEvicted || order.holds(slot)) {
      if !order.isExpired(slot, at: now) {
        order.hit(slot, in: &rings)
        return true
      }
      order.remove(slot, from: &rings)
      held -= sizes[Int(slot)]
      release(slot, &rings, &table)
      slot = IdentifierTable.none
    }
    admit(
      id, rememberedAs: slot, bytes: bytes, at: now, rings: &rings, table: &table, sizes: &sizes)
    return false
  }

  /// Lets an object enter that is not held, evicting others if need be. It takes the slot under
  /// which the order remembers it, or the first victim's, or a free one.
  @inlinable @inline(__always)
  mutating func admit(
    _ id: UInt64, rememberedAs remembered: Slot, bytes: Int64, at now: Int64,
    rings: inout Rings, table: inout Table, sizes: inout MutableSpan<Int64>
  ) {
    guard bytes <= capacity, order.admits(bytes) else { return }
    var slot = remembered
    let isNew = remembered == IdentifierTable.none
    if !isNew { order.willInsert(slot, in: &rings) }
    while held > capacity - bytes {
      guard let victim = order.evict(from: &rings) else {
        if !isNew {
          release(slot, &rings, &table)
        } else if slot != IdentifierTable.none {
          free(slot, &rings)
        }
        return
      }
      held -= sizes[Int(victim)]
      if Order.remembersEvicted {
        while let forgotten = order.popForgotten() { release(forgotten, &rings, &table) }
      } else if slot == IdentifierTable.none {
        table.remove(victim, in: rings)
        slot = victim
      } else {
        release(victim, &rings, &table)
      }
      prefetchVictims(rings, table, sizes)
    }
    if slot == IdentifierTable.none { slot = allocate(&rings) }
    if order.insert(slot, bytes: bytes, at: now, in: &rings) {
      sizes[Int(slot)] = bytes
      held += bytes
      if isNew {
        rings[id: slot] = id
        table.insert(id, slot: slot)
      }
    } else if isNew {
      free(slot, &rings)
    } else {
      release(slot, &rings, &table)
    }
  }

  /// A slot that is in use by nobody, the one given back last: it is likely to be near.
  @inlinable @inline(__always)
  mutating func allocate(_ rings: inout Rings) -> Slot {
    guard let slot = rings.popYoungest(of: SlotRings.ownersRing) else {
      preconditionFailure("a slot is free before a request is served")
    }
    freeSlots -= 1
    return slot
  }

  /// Gives back a slot that is in no ring and not in the table.
  @inlinable @inline(__always)
  mutating func free(_ slot: Slot, _ rings: inout Rings) {
    rings.append(slot, to: SlotRings.ownersRing)
    freeSlots += 1
  }

  /// Forgets an object that is in no order any more.
  @inlinable @inline(__always)
  mutating func release(_ slot: Slot, _ rings: inout Rings, _ table: inout Table) {
    table.remove(slot, in: rings)
    free(slot, &rings)
  }

  /// Brings near what an object's request touches, as far as the table tells at first look.
  @inlinable @inline(__always)
  func prefetch(_ id: UInt64, _ rings: borrowing Rings, _ table: borrowing Table) {
    let slot = table.firstLook(at: id)
    guard slot != IdentifierTable.none else { return }
    rings.prefetch(slot)
    order.prefetch(slot)
  }

  /// Brings near what the coming evictions will touch if they take the oldest: of the second in the
  /// queue the place in the table, of the fourth the object, so that this one's identifier is at
  /// hand when it has become the second. Looking less far ahead, memory is too late.
  @inlinable @inline(__always)
  func prefetchVictims(
    _ rings: borrowing Rings, _ table: borrowing Table, _ sizes: borrowing MutableSpan<Int64>
  ) {
    guard let first = rings.oldest(), let second = rings.younger(than: first) else { return }
    table.prefetch(rings[id: second])
    guard let third = rings.younger(than: second), let fourth = rings.younger(than: third)
    else { return }
    rings.prefetch(fourth)
    sizes.span.prefetch(Int(fourth))
  }
}
