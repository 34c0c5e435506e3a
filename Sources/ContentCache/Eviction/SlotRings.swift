public import Prefetch

/// What a slot stands for, and its neighbours in its ring.
///
/// Sixteen bytes, a quarter of a cache line: in a large cache each request goes to memory for one
/// object, and this is what it finds there.
@frozen
public struct SlotNode: BitwiseCopyable, Sendable {
  @usableFromInline var id: UInt64
  @usableFromInline var older: UInt32
  @usableFromInline var younger: UInt32

  @inlinable
  init(id: UInt64 = 0, older: UInt32 = 0, younger: UInt32 = 0) {
    self.id = id
    self.older = older
    self.younger = younger
  }
}

/// A few first-in-first-out lists over slots, linked through one array.
///
/// Each list is a ring closed by a sentinel, so that appending and removing have no special cases
/// and therefore no branches. A slot is in one ring at most. Every operation is O(1).
///
/// The operations are those of a span of the nodes: who does many in a row takes the span of
/// ``nodes`` once, and pays only once for making sure that nobody else sees them.
@frozen
public struct SlotRings: Sendable {
  /// The sentinels of the rings, then the slots.
  @usableFromInline var nodes: [SlotNode]

  /// The number of rings: the three that a policy may use, and one for its owner.
  @inlinable static var count: UInt32 { 4 }

  /// The ring that no policy uses.
  @inlinable static var ownersRing: UInt32 { 3 }

  /// Makes empty rings.
  @inlinable
  init() {
    nodes = (0..<Self.count).map { SlotNode(older: $0, younger: $0) }
  }

  /// Makes the slots `0 ..< slots` usable.
  @inlinable
  mutating func grow(to slots: Int) {
    let missing = slots + Int(Self.count) - nodes.count
    if missing > 0 { nodes.append(contentsOf: repeatElement(SlotNode(), count: missing)) }
  }

  /// What a slot stands for.
  func id(of slot: Slot) -> UInt64 { nodes[Int(slot + Self.count)].id }

  /// Puts a slot, which is in no ring, at the young end of the first ring.
  mutating func append(_ slot: Slot) {
    var nodes = nodes.mutableSpan
    nodes.append(slot)
  }

  /// Takes a slot out of its ring.
  mutating func remove(_ slot: Slot) {
    var nodes = nodes.mutableSpan
    nodes.remove(slot)
  }

  /// The slot at the old end of the first ring.
  func oldest() -> Slot? {
    let node = nodes[0].younger
    return node < Self.count ? nil : node - Self.count
  }
}

extension MutableSpan where Element == SlotNode {
  /// What a slot stands for: whatever its owner has noted, 0 before that.
  @inlinable
  subscript(id slot: Slot) -> UInt64 {
    @inline(__always) get { self[Int(slot &+ SlotRings.count)].id }
    @inline(__always) set { self[Int(slot &+ SlotRings.count)].id = newValue }
  }

  /// Puts a slot, which is in no ring, at the young end of a ring.
  @inlinable @inline(__always)
  mutating func append(_ slot: Slot, to ring: UInt32 = 0) {
    let node = slot &+ SlotRings.count
    let youngest = self[Int(ring)].older
    self[Int(node)].older = youngest
    self[Int(node)].younger = ring
    self[Int(youngest)].younger = node
    self[Int(ring)].older = node
  }

  /// Takes a slot out of its ring.
  @inlinable @inline(__always)
  mutating func remove(_ slot: Slot) {
    let node = self[Int(slot &+ SlotRings.count)]
    self[Int(node.older)].younger = node.younger
    self[Int(node.younger)].older = node.older
  }

  /// Takes the slot at the old end out of a ring; `nil` where the ring is empty.
  @inlinable @inline(__always)
  mutating func popOldest(of ring: UInt32 = 0) -> Slot? {
    guard let oldest = oldest(of: ring) else { return nil }
    remove(oldest)
    return oldest
  }

  /// Takes the slot at the young end out of a ring; `nil` where the ring is empty.
  @inlinable @inline(__always)
  mutating func popYoungest(of ring: UInt32 = 0) -> Slot? {
    guard let youngest = slot(at: self[Int(ring)].older) else { return nil }
    remove(youngest)
    return youngest
  }

  /// The slot at the old end of a ring.
  @inlinable @inline(__always)
  func oldest(of ring: UInt32 = 0) -> Slot? { slot(at: self[Int(ring)].younger) }

  /// The slot that joined the ring next after this one.
  @inlinable @inline(__always)
  func younger(than slot: Slot) -> Slot? {
    self.slot(at: self[Int(slot &+ SlotRings.count)].younger)
  }

  /// The slot whose node is there; `nil` for a sentinel's.
  @inlinable @inline(__always)
  func slot(at node: UInt32) -> Slot? {
    node < SlotRings.count ? nil : node &- SlotRings.count
  }

  /// Brings a slot's node near.
  @inlinable @inline(__always)
  func prefetch(_ slot: Slot) { span.prefetch(Int(slot &+ SlotRings.count)) }
}
