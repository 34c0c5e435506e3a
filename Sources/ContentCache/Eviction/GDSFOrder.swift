public import Prefetch

/// Greedy dual size frequency (Cherkasova, "Improving WWW proxies performance with
/// greedy-dual-size-frequency caching policy", HP Labs 1998).
///
/// An object's priority is `L + count · 10⁶ / bytes` in double precision, with the count starting
/// from 1 and the priority recomputed with the current `L` at each hit. The victim has the lowest
/// priority, among equals the one recomputed least recently, and `L` becomes its priority: so what
/// was wanted long ago ages. A heap with the slots' places in it makes all operations O(log n).
@frozen
public struct GDSFOrder: EvictionOrder {
  @frozen @usableFromInline
  struct Key: BitwiseCopyable, Sendable {
    @usableFromInline var priority: Double
    @usableFromInline var stamp: UInt64
    @usableFromInline var slot: Slot

    @inlinable
    init(priority: Double, stamp: UInt64, slot: Slot) {
      self.priority = priority
      self.stamp = stamp
      self.slot = slot
    }

    @inlinable
    func goesBefore(_ other: Key) -> Bool {
      priority < other.priority || (priority == other.priority && stamp < other.stamp)
    }
  }

  @frozen @usableFromInline
  struct Entry: BitwiseCopyable, Sendable {
    @usableFromInline var bytes: Int64 = 0
    @usableFromInline var count: Int64 = 0
    @usableFromInline var place: Int = 0

    @inlinable init() {}
  }

  @usableFromInline var heap: [Key] = []
  @usableFromInline var entries: [Entry] = []
  @usableFromInline var age = 0.0
  @usableFromInline var stamps: UInt64 = 0

  /// Makes an order that holds nothing.
  @inlinable public init() {}

  @inlinable
  public mutating func grow(to slots: Int) {
    let missing = slots - entries.count
    if missing > 0 { entries.append(contentsOf: repeatElement(Entry(), count: missing)) }
  }

  @inlinable public func prefetch(_ slot: Slot) { entries.span.prefetch(Int(slot)) }

  @inlinable
  public mutating func hit(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {
    entries[Int(slot)].count += 1
    let place = entries[Int(slot)].place
    heap[place] = freshKey(of: slot)
    settle(place)
  }

  @inlinable
  public mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout MutableSpan<SlotNode>
  ) -> Bool {
    entries[Int(slot)].bytes = bytes
    entries[Int(slot)].count = 1
    heap.append(freshKey(of: slot))
    settle(heap.count - 1)
    return true
  }

  @inlinable
  public mutating func evict(from rings: inout MutableSpan<SlotNode>) -> Slot? {
    guard let lowest = heap.first else { return nil }
    age = lowest.priority
    remove(lowest.slot, from: &rings)
    return lowest.slot
  }

  @inlinable
  public mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>) {
    let place = entries[Int(slot)].place
    let last = heap.removeLast()
    guard place < heap.count else { return }
    heap[place] = last
    settle(place)
  }

  @inlinable
  mutating func freshKey(of slot: Slot) -> Key {
    let entry = entries[Int(slot)]
    stamps += 1
    // An object of no bytes is taken for one of a single byte: a quotient that stays finite.
    let worth = Double(entry.count) * 1e6 / Double(max(entry.bytes, 1))
    return Key(priority: age + worth, stamp: stamps, slot: slot)
  }

  /// Moves the key at a place up or down to where it belongs, and notes the places.
  @inlinable
  mutating func settle(_ start: Int) {
    var place = start
    let key = heap[place]
    while place > 0, key.goesBefore(heap[(place - 1) / 2]) {
      put(heap[(place - 1) / 2], at: place)
      place = (place - 1) / 2
    }
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].goesBefore(heap[child]) { child += 1 }
      guard heap[child].goesBefore(key) else { break }
      put(heap[child], at: place)
      place = child
    }
    put(key, at: place)
  }

  @inlinable
  mutating func put(_ key: Key, at place: Int) {
    heap[place] = key
    entries[Int(key.slot)].place = place
  }
}
