public import Prefetch

/// Least recently used: a hit moves the object to the young end; the victim is the old end.
@frozen
public struct LRUOrder: EvictionOrder {

  /// Makes an order that holds nothing.
  @inlinable public init() {}

  @inlinable public mutating func grow(to slots: Int) {}

  @inlinable @inline(__always)
  public mutating func hit(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {
    rings.remove(slot)
    rings.append(slot)
  }

  @inlinable
  public mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout MutableSpan<SlotNode>
  ) -> Bool {
    rings.append(slot)
    return true
  }

  @inlinable
  public mutating func evict(from rings: inout MutableSpan<SlotNode>) -> Slot? {
    rings.popOldest()
  }

  @inlinable public mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>) {
    rings.remove(slot)
  }

}

/// Least recently used with a lifetime: an object whose insertion lies more than the lifetime back
/// has expired (at exactly the lifetime it is still fresh).
///
/// Hits do not extend life. Asking for an expired object removes it and is a miss; expired objects
/// that nobody asks for keep their room until they are evicted.
@frozen
public struct LRUWithLifetimeOrder: EvictionOrder {
  @usableFromInline var order = LRUOrder()
  @usableFromInline var insertedAt: [Int64] = []
  @usableFromInline let lifetime: Int64

  /// Makes an order whose objects live for so many ticks.
  @inlinable
  public init(lifetime: Int64) {
    self.lifetime = lifetime
  }

  @inlinable
  public mutating func grow(to slots: Int) {
    let missing = slots - insertedAt.count
    if missing > 0 { insertedAt.append(contentsOf: repeatElement(0, count: missing)) }
  }

  @inlinable public func prefetch(_ slot: Slot) { insertedAt.span.prefetch(Int(slot)) }

  @inlinable public mutating func hit(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {
    order.hit(slot, in: &rings)
  }

  @inlinable
  public mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout MutableSpan<SlotNode>
  ) -> Bool {
    insertedAt[Int(slot)] = now
    return order.insert(slot, bytes: bytes, at: now, in: &rings)
  }

  @inlinable public mutating func evict(from rings: inout MutableSpan<SlotNode>) -> Slot? {
    order.evict(from: &rings)
  }

  @inlinable public mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>) {
    order.remove(slot, from: &rings)
  }

  /// Compared by age: time never runs backwards, so the difference cannot overflow.
  @inlinable
  public func isExpired(_ slot: Slot, at now: Int64) -> Bool {
    now - insertedAt[Int(slot)] > lifetime
  }
}
