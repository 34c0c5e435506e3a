public import Prefetch

/// S3-FIFO (Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023).
///
/// A small queue with a tenth of the capacity takes newcomers, a main queue the rest, and a ghost
/// queue with nine tenths remembers the names of what the small queue gave up.
///
/// - An object larger than the small queue is never admitted; one of exactly its size makes room
///   and is then refused. (With big layers the policy bypasses a lot: a property of the reference
///   that the counts are compared with.)
/// - A newcomer enters the small queue, or the main queue if the ghost remembered it. The ghost
///   forgets it when it is asked for.
/// - Main gives an object up when it holds more than its share or small is empty, else small does.
/// - Small: the oldest goes to the ghost, but with two hits or more it moves to main, its hits
///   forgotten, and the next one is looked at.
/// - Main: the oldest goes, but with at least one hit it is put back with `min(hits, 3) − 1` hits.
@frozen
public struct S3FIFOOrder: EvictionOrder {
  /// Where a slot is; the raw value of a queue is its rings.
  @frozen @usableFromInline
  enum Queue: UInt8, BitwiseCopyable, Sendable {
    case small, main, ghost, nowhere

    @inlinable var ring: UInt32 { UInt32(rawValue) }
  }

  @frozen @usableFromInline
  struct Entry: BitwiseCopyable, Sendable {
    @usableFromInline var bytes: Int64 = 0
    @usableFromInline var hits: Int32 = 0
    @usableFromInline var queue: Queue = .nowhere
    /// Set from the moment the ghost gives the slot back until it is inserted.
    @usableFromInline var wasRemembered = false

    @inlinable init() {}
  }

  @usableFromInline var entries: [Entry] = []
  @usableFromInline var forgotten: [Slot] = []
  @usableFromInline var smallBytes: Int64 = 0
  @usableFromInline var mainBytes: Int64 = 0
  @usableFromInline var ghostBytes: Int64 = 0
  @usableFromInline let smallCapacity: Int64
  @usableFromInline let mainCapacity: Int64
  @usableFromInline let ghostCapacity: Int64

  @inlinable public static var remembersEvicted: Bool { true }

  /// Makes an order for a cache of so many bytes.
  @inlinable
  public init(capacity: Int64) {
    smallCapacity = capacity / 10
    mainCapacity = capacity - capacity / 10
    // The floor of nine tenths, without a product that could overflow.
    ghostCapacity = capacity - capacity / 10 - (capacity % 10 == 0 ? 0 : 1)
  }

  @inlinable
  public mutating func grow(to slots: Int) {
    let missing = slots - entries.count
    if missing > 0 { entries.append(contentsOf: repeatElement(Entry(), count: missing)) }
  }

  @inlinable public func prefetch(_ slot: Slot) { entries.span.prefetch(Int(slot)) }

  @inlinable public func admits(_ bytes: Int64) -> Bool { bytes <= smallCapacity }

  @inlinable
  public func holds(_ slot: Slot) -> Bool {
    let queue = entries[Int(slot)].queue
    return queue == .small || queue == .main
  }

  @inlinable public mutating func hit(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {
    entries[Int(slot)].hits &+= 1
  }

  @inlinable
  public mutating func willInsert(_ slot: Slot, in rings: inout MutableSpan<SlotNode>) {
    guard entries[Int(slot)].queue == .ghost else { return }
    rings.remove(slot)
    ghostBytes -= entries[Int(slot)].bytes
    entries[Int(slot)].queue = .nowhere
    entries[Int(slot)].wasRemembered = true
  }

  @inlinable
  public mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout MutableSpan<SlotNode>
  ) -> Bool {
    let wasRemembered = entries[Int(slot)].wasRemembered
    entries[Int(slot)] = Entry()
    guard wasRemembered || bytes < smallCapacity else { return false }
    entries[Int(slot)].bytes = bytes
    enqueue(slot, in: wasRemembered ? .main : .small, &rings)
    return true
  }

  @inlinable
  public mutating func evict(from rings: inout MutableSpan<SlotNode>) -> Slot? {
    while true {
      if mainBytes > mainCapacity || rings.oldest(of: Queue.small.ring) == nil {
        return evictFromMain(&rings)
      }
      if let victim = evictFromSmall(&rings) { return victim }
    }
  }

  @inlinable
  public mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>) {
    dequeue(slot, &rings)
  }

  @inlinable public mutating func popForgotten() -> Slot? { forgotten.popLast() }

  @inlinable
  mutating func evictFromSmall(_ rings: inout MutableSpan<SlotNode>) -> Slot? {
    while let oldest = rings.oldest(of: Queue.small.ring) {
      let hits = entries[Int(oldest)].hits
      dequeue(oldest, &rings)
      if hits < 2 {
        remember(oldest, &rings)
        return oldest
      }
      entries[Int(oldest)].hits = 0
      enqueue(oldest, in: .main, &rings)
    }
    return nil
  }

  @inlinable
  mutating func evictFromMain(_ rings: inout MutableSpan<SlotNode>) -> Slot? {
    while let oldest = rings.oldest(of: Queue.main.ring) {
      let hits = entries[Int(oldest)].hits
      dequeue(oldest, &rings)
      if hits < 1 {
        forgotten.append(oldest)
        return oldest
      }
      entries[Int(oldest)].hits = min(hits, 3) - 1
      enqueue(oldest, in: .main, &rings)
    }
    return nil
  }

  /// Puts a victim's name into the ghost, which forgets its oldest names to stay within bounds.
  @inlinable
  mutating func remember(_ slot: Slot, _ rings: inout MutableSpan<SlotNode>) {
    let bytes = entries[Int(slot)].bytes
    guard bytes <= ghostCapacity else {
      forgotten.append(slot)
      return
    }
    while ghostBytes > ghostCapacity - bytes, let oldest = rings.oldest(of: Queue.ghost.ring) {
      dequeue(oldest, &rings)
      forgotten.append(oldest)
    }
    enqueue(slot, in: .ghost, &rings)
  }

  @inlinable
  mutating func enqueue(_ slot: Slot, in queue: Queue, _ rings: inout MutableSpan<SlotNode>) {
    rings.append(slot, to: queue.ring)
    entries[Int(slot)].queue = queue
    count(entries[Int(slot)].bytes, in: queue)
  }

  @inlinable
  mutating func dequeue(_ slot: Slot, _ rings: inout MutableSpan<SlotNode>) {
    rings.remove(slot)
    count(-entries[Int(slot)].bytes, in: entries[Int(slot)].queue)
    entries[Int(slot)].queue = .nowhere
  }

  @inlinable
  mutating func count(_ bytes: Int64, in queue: Queue) {
    switch queue {
    case .small: smallBytes += bytes
    case .main: mainBytes += bytes
    case .ghost: ghostBytes += bytes
    case .nowhere: break
    }
  }
}
