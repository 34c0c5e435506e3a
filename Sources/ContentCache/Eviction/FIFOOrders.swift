public import Prefetch

/// First in, first out: hits change nothing.
@frozen
public struct FIFOOrder: EvictionOrder {

  /// Makes an order that holds nothing.
  @inlinable public init() {}

  @inlinable public mutating func grow(to slots: Int) {}

  @inlinable public mutating func hit(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {}

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

/// Clock, or first in, first out with a second chance (Corbató, "A paging experiment with the
/// Multics system", 1968).
///
/// One bit an object, clear at insertion and set by a hit. The oldest object with a set bit has it
/// cleared and moves to the young end; the oldest object with a clear bit is the victim.
@frozen
public struct ClockOrder: EvictionOrder {
  @usableFromInline var wasHit: [Bool] = []

  /// Makes an order that holds nothing.
  @inlinable public init() {}

  @inlinable
  public mutating func grow(to slots: Int) {
    let missing = slots - wasHit.count
    if missing > 0 { wasHit.append(contentsOf: repeatElement(false, count: missing)) }
  }

  @inlinable public func prefetch(_ slot: Slot) { wasHit.span.prefetch(Int(slot)) }

  @inlinable public mutating func hit(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {
    wasHit[Int(slot)] = true
  }

  @inlinable
  public mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout MutableSpan<SlotNode>
  ) -> Bool {
    wasHit[Int(slot)] = false
    rings.append(slot)
    return true
  }

  @inlinable
  public mutating func evict(from rings: inout MutableSpan<SlotNode>) -> Slot? {
    while let oldest = rings.oldest() {
      rings.remove(oldest)
      if !wasHit[Int(oldest)] { return oldest }
      wasHit[Int(oldest)] = false
      rings.append(oldest)
    }
    return nil
  }

  @inlinable public mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>) {
    rings.remove(slot)
  }
}
