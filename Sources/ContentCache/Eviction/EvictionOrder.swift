/// The number under which a cache knows one of its objects.
///
/// Slots are dense: policies keep their state in arrays indexed by slot, and link slots into lists
/// by number.
public typealias Slot = UInt32

/// The order in which a policy gives objects up.
///
/// An order knows slots and sizes, nothing of what they stand for; the cache that owns it counts
/// the bytes, asks for victims while it is too full, and tells the order about hits. The cache
/// lends its rings to the order, which is the only one to link and unlink slots in them. The life of
/// a slot is ``willInsert(_:in:)`` if the order remembered it, ``insert(_:bytes:at:in:)``, any
/// number of ``hit(_:in:)``, and at the end either ``evict(from:)`` or ``remove(_:from:)``.
public protocol EvictionOrder: Sendable {
  /// Whether the order remembers slots it has evicted, so that the owner may reuse one only after
  /// ``popForgotten()`` has returned it.
  static var remembersEvicted: Bool { get }

  /// Makes the slots `0 ..< slots` usable; never shrinks.
  mutating func grow(to slots: Int)

  /// Whether an object of this size may enter at all. Asked before anything is evicted for it.
  func admits(_ bytes: Int64) -> Bool

  /// A held object was asked for.
  mutating func hit(_ slot: Slot, in rings: inout MutableSpan<SlotNode>)

  /// An object that is not held but may be remembered is about to be admitted; called before room
  /// is made for it.
  mutating func willInsert(_ slot: Slot, in rings: inout MutableSpan<SlotNode>)

  /// The object enters, unless the policy refuses it at the last moment (`false`).
  mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout MutableSpan<SlotNode>
  ) -> Bool

  /// Chooses the next victim and takes it out; `nil` where nothing is held or nothing may go.
  mutating func evict(from rings: inout MutableSpan<SlotNode>) -> Slot?

  /// Takes a held object out for another reason than lack of room.
  mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>)

  /// Whether the object's life is over; it stays until somebody asks for it or room is needed.
  func isExpired(_ slot: Slot, at now: Int64) -> Bool

  /// Whether the slot is among the held (as opposed to the merely remembered) objects. Only
  /// asked of orders that ``remembersEvicted``.
  func holds(_ slot: Slot) -> Bool

  /// Brings near what the order itself knows of a slot; changes nothing.
  func prefetch(_ slot: Slot)

  /// Takes one slot that the order has ceased to remember since the last call.
  mutating func popForgotten() -> Slot?
}

extension EvictionOrder {
  @inlinable public static var remembersEvicted: Bool { false }
  @inlinable public func admits(_ bytes: Int64) -> Bool { true }
  @inlinable public mutating func willInsert(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {}
  @inlinable public func isExpired(_ slot: Slot, at now: Int64) -> Bool { false }
  @inlinable public func holds(_ slot: Slot) -> Bool { true }
  @inlinable public func prefetch(_ slot: Slot) {}
  @inlinable public mutating func popForgotten() -> Slot? { nil }
}

/// The same for owners of rings that do one thing at a time.
extension EvictionOrder {
  mutating func hit(_ slot: Slot, in rings: inout SlotRings) {
    var nodes = rings.nodes.mutableSpan
    hit(slot, in: &nodes)
  }

  mutating func willInsert(_ slot: Slot, in rings: inout SlotRings) {
    var nodes = rings.nodes.mutableSpan
    willInsert(slot, in: &nodes)
  }

  mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout SlotRings
  ) -> Bool {
    var nodes = rings.nodes.mutableSpan
    return insert(slot, bytes: bytes, at: now, in: &nodes)
  }

  mutating func evict(from rings: inout SlotRings) -> Slot? {
    var nodes = rings.nodes.mutableSpan
    return evict(from: &nodes)
  }

  mutating func remove(_ slot: Slot, from rings: inout SlotRings) {
    var nodes = rings.nodes.mutableSpan
    remove(slot, from: &nodes)
  }
}
