/// The number under which a cache knows one of its objects.
///
/// Slots are dense: policies keep their state in arrays indexed by slot, and link slots into lists
/// by number.
public typealias Slot = UInt32

/// The order in which a policy gives objects up.
///
/// An order knows slots and sizes, nothing of what they stand for; the cache that owns it counts
/// the bytes, asks for victims while it is too full, and tells the order about hits. The life of
/// a slot is ``willInsert(_:)``, ``insert(_:bytes:at:)``, any number of ``hit(_:)``, and at the
/// end either ``evict()`` or ``remove(_:)``.
public protocol EvictionOrder: Sendable {
  /// Whether the order remembers slots it has evicted, so that the owner may reuse one only after
  /// ``popForgotten()`` has returned it.
  static var remembersEvicted: Bool { get }

  /// Makes the slots `0 ..< slots` usable; never shrinks.
  mutating func grow(to slots: Int)

  /// Whether an object of this size may enter at all. Asked before anything is evicted for it.
  func admits(_ bytes: Int64) -> Bool

  /// A held object was asked for.
  mutating func hit(_ slot: Slot)

  /// An object that is not held is about to be admitted; called before room is made for it.
  mutating func willInsert(_ slot: Slot)

  /// The object enters, unless the policy refuses it at the last moment (`false`).
  mutating func insert(_ slot: Slot, bytes: Int64, at now: Int64) -> Bool

  /// Chooses the next victim and takes it out; `nil` where nothing is held or nothing may go.
  mutating func evict() -> Slot?

  /// Takes a held object out for another reason than lack of room.
  mutating func remove(_ slot: Slot)

  /// Whether the object's life is over; it stays until somebody asks for it or room is needed.
  func isExpired(_ slot: Slot, at now: Int64) -> Bool

  /// Whether the slot is among the held (as opposed to the merely remembered) objects. Only
  /// asked of orders that ``remembersEvicted``.
  func holds(_ slot: Slot) -> Bool

  /// Brings a slot's state near; changes nothing.
  func prefetch(_ slot: Slot)

  /// The slots that are likely to go next, where that is cheap to tell; only for prefetching.
  var upcomingVictims: (next: Slot, afterNext: Slot)? { get }

  /// Takes one slot that the order has ceased to remember since the last call.
  mutating func popForgotten() -> Slot?
}

extension EvictionOrder {
  @inlinable public static var remembersEvicted: Bool { false }
  @inlinable public func admits(_ bytes: Int64) -> Bool { true }
  @inlinable public mutating func willInsert(_ slot: Slot) {}
  @inlinable public func isExpired(_ slot: Slot, at now: Int64) -> Bool { false }
  @inlinable public func holds(_ slot: Slot) -> Bool { true }
  @inlinable public func prefetch(_ slot: Slot) {}
  @inlinable public var upcomingVictims: (next: Slot, afterNext: Slot)? { nil }
  @inlinable public mutating func popForgotten() -> Slot? { nil }
}
