/// A flat cache of objects that have an identifier and a size, and nothing to do with each other.
///
/// It is generic over the policy's order, and specialised for it wherever it is used. This is what
/// traces are replayed through; the registry's graph is ``ContentCache``.
///
/// - A hit changes no size and no insertion time.
/// - A miss is admitted if the object fits the whole capacity and the policy takes it: objects are
///   evicted while it does not fit, then it enters. An object as large as the capacity fits.
/// - Objects have no overhead.
@frozen
public struct ObjectCache<Order: EvictionOrder>: Sendable {
  @usableFromInline var logic: Logic
  @usableFromInline var rings = SlotRings()
  @usableFromInline var table = IdentifierTable()
  @usableFromInline var sizes: [Int64] = []

  /// Makes an empty cache. Up to `expectedObjects` it need not grow; beyond, it does by itself.
  @inlinable
  public init(capacity: Int64, order: Order, expectedObjects: Int = 8) {
    precondition(capacity >= 0, "a capacity is not negative")
    logic = Logic(capacity: capacity, order: order)
    growSlots(by: expectedObjects + Self.rowLength)
  }

  /// The most bytes held.
  @inlinable public var capacity: Int64 { logic.capacity }

  /// The bytes of the objects held.
  @inlinable public var bytesHeld: Int64 { logic.held }

  /// Asks for an object at a time: returns whether it was held, and sees to it that it is held from
  /// now on if the policy admits it. `bytes` is at least 0; `now` never runs backwards.
  @inlinable
  public mutating func request(_ id: UInt64, bytes: Int64, at now: Int64 = 0) -> Bool {
    reserveSlots(1)
    return logic.request(
      id, bytes: bytes, at: now, rings: &rings, table: &table, sizes: &sizes)
  }

  /// The most requests that are served in one go, each of which may need a slot.
  @inlinable static var rowLength: Int { 256 }

  /// Sees to it that so many slots are free.
  @inlinable @inline(__always)
  mutating func reserveSlots(_ wanted: Int) {
    if logic.freeSlots < wanted { growSlots(by: max(wanted, sizes.count)) }
  }

  @usableFromInline
  mutating func growSlots(by more: Int) {
    let first = sizes.count
    let slots = first + more
    precondition(slots < 1 << 30, "a cache holds fewer than 2³⁰ objects")
    sizes.append(contentsOf: repeatElement(0, count: more))
    rings.grow(to: slots)
    table.grow(to: slots, rings: rings)
    logic.order.grow(to: slots)
    logic.freeSlots += more
    var rings = self.rings.nodes.mutableSpan
    for slot in (first..<slots).reversed() { rings.append(Slot(slot), to: SlotRings.ownersRing) }
  }
}
