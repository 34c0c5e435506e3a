public import Prefetch

/// SIEVE (Zhang et al., "SIEVE is simpler than LRU", NSDI 2024).
///
/// New objects enter at the young end with a clear bit; a hit sets the bit; objects never move. A
/// hand walks from the old end to the young one, clearing set bits; the first object with a clear
/// bit goes, and the hand rests on that object's younger neighbour. Past the young end the hand
/// starts again at the old one.
@frozen
public struct SieveOrder: EvictionOrder {
  @usableFromInline var wasHit: [Bool] = []
  @usableFromInline var hand: Slot?

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
    while let candidate = hand ?? rings.oldest() {
      hand = rings.younger(than: candidate)
      if !wasHit[Int(candidate)] {
        rings.remove(candidate)
        return candidate
      }
      wasHit[Int(candidate)] = false
    }
    return nil
  }

  @inlinable
  public mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>) {
    if hand == slot { hand = rings.younger(than: slot) }
    rings.remove(slot)
  }
}
