public import Prefetch

/// A fixed number of first-in-first-out lists over slots, linked through one array.
///
/// Each list is a ring closed by a sentinel, so that appending and removing have no special cases
/// and therefore no branches. A slot is in one ring at most. Every operation is O(1).
@frozen
public struct SlotRings: Sendable {
  /// The neighbours of a slot in its ring.
  @frozen
  public struct Link: BitwiseCopyable, Sendable {
    @usableFromInline var older: UInt32
    @usableFromInline var younger: UInt32

    @inlinable init(older: UInt32, younger: UInt32) {
      self.older = older
      self.younger = younger
    }
  }

  /// The sentinels of the rings, then the slots.
  @usableFromInline var links: [Link]
  @usableFromInline let rings: UInt32

  /// Makes so many empty rings.
  @inlinable
  public init(rings: Int) {
    precondition(rings > 0)
    self.rings = UInt32(rings)
    links = (0..<UInt32(rings)).map { Link(older: $0, younger: $0) }
  }

  /// Makes the slots `0 ..< slots` usable.
  @inlinable
  public mutating func grow(to slots: Int) {
    let missing = slots + Int(rings) - links.count
    if missing > 0 {
      links.append(contentsOf: repeatElement(Link(older: 0, younger: 0), count: missing))
    }
  }

  /// Puts a slot, which is in no ring, at the young end of a ring.
  @inlinable @inline(__always)
  public mutating func append(_ slot: Slot, to ring: UInt32 = 0) {
    let node = slot &+ rings
    var links = links.mutableSpan
    let youngest = links[Int(ring)].older
    links[Int(node)] = Link(older: youngest, younger: ring)
    links[Int(youngest)].younger = node
    links[Int(ring)].older = node
  }

  /// Takes a slot out of its ring.
  @inlinable @inline(__always)
  public mutating func remove(_ slot: Slot) {
    let node = Int(slot &+ rings)
    var links = links.mutableSpan
    let link = links[node]
    links[Int(link.older)].younger = link.younger
    links[Int(link.younger)].older = link.older
  }

  /// Brings the links of a slot near.
  @inlinable
  func prefetch(_ slot: Slot) { links.prefetch(Int(slot + rings)) }

  /// The two slots at the old end of the first ring, if there are two.
  @inlinable
  var oldestTwo: (next: Slot, afterNext: Slot)? {
    guard let next = oldest(), let afterNext = younger(than: next) else { return nil }
    return (next, afterNext)
  }

  /// The slot at the old end of a ring.
  @inlinable
  public func oldest(of ring: UInt32 = 0) -> Slot? {
    let node = links[Int(ring)].younger
    return node < rings ? nil : node - rings
  }

  /// The slot that joined the ring next after this one.
  @inlinable
  public func younger(than slot: Slot) -> Slot? {
    let node = links[Int(slot + rings)].younger
    return node < rings ? nil : node - rings
  }
}
