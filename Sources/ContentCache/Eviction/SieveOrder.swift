/// SIEVE (Zhang et al., "SIEVE is simpler than LRU", NSDI 2024).
///
/// New objects enter at the young end with a clear bit; a hit sets the bit; objects never move. A
/// hand walks from the old end to the young one, clearing set bits; the first object with a clear
/// bit goes, and the hand rests on that object's younger neighbour. Past the young end the hand
/// starts again at the old one.
@frozen
public struct SieveOrder: EvictionOrder {
  @usableFromInline var ring = SlotRings(rings: 1)
  @usableFromInline var wasHit: [Bool] = []
  @usableFromInline var hand: Slot?

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
    while let candidate = hand ?? ring.oldest() {
      hand = ring.younger(than: candidate)
      if !wasHit[Int(candidate)] {
        ring.remove(candidate)
        return candidate
      }
      wasHit[Int(candidate)] = false
    }
    return nil
  }

  @inlinable
  public mutating func remove(_ slot: Slot) {
    if hand == slot { hand = ring.younger(than: slot) }
    ring.remove(slot)
  }
}
