/// First in, first out: hits change nothing.
@frozen
public struct FIFOOrder: EvictionOrder {
  @usableFromInline var ring = SlotRings(rings: 1)

  /// Makes an order that holds nothing.
  @inlinable public init() {}

  @inlinable public mutating func grow(to slots: Int) { ring.grow(to: slots) }

  @inlinable public mutating func hit(_ slot: Slot) {}

  @inlinable
  public mutating func insert(_ slot: Slot, bytes: Int64, at now: Int64) -> Bool {
    ring.append(slot)
    return true
  }

  @inlinable
  public mutating func evict() -> Slot? {
    guard let victim = ring.oldest() else { return nil }
    ring.remove(victim)
    return victim
  }

  @inlinable public mutating func remove(_ slot: Slot) { ring.remove(slot) }
}

/// Clock, or first in, first out with a second chance (Corbató, "A paging experiment with the
/// Multics system", 1968).
///
/// One bit an object, clear at insertion and set by a hit. The oldest object with a set bit has it
/// cleared and moves to the young end; the oldest object with a clear bit is the victim.
@frozen
public struct ClockOrder: EvictionOrder {
  @usableFromInline var ring = SlotRings(rings: 1)
  @usableFromInline var wasHit: [Bool] = []

  /// Makes an order that holds nothing.
  @inlinable public init() {}

  @inlinable
  public mutating func grow(to slots: Int) {
    ring.grow(to: slots)
    let missing = slots - wasHit.count
    if missing > 0 { wasHit.append(contentsOf: repeatElement(false, count: missing)) }
  }

  @inlinable public mutating func hit(_ slot: Slot) { wasHit[Int(slot)] = true }

  @inlinable
  public mutating func insert(_ slot: Slot, bytes: Int64, at now: Int64) -> Bool {
    wasHit[Int(slot)] = false
    ring.append(slot)
    return true
  }

  @inlinable
  public mutating func evict() -> Slot? {
    while let oldest = ring.oldest() {
      ring.remove(oldest)
      if !wasHit[Int(oldest)] { return oldest }
      wasHit[Int(oldest)] = false
      ring.append(oldest)
    }
    return nil
  }

  @inlinable public mutating func remove(_ slot: Slot) { ring.remove(slot) }
}
