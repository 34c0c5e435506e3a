public import Prefetch

/// Least frequently used: the count is 1 at insertion, grows by one a hit, and is forgotten at
/// eviction. The victim has the lowest count, among equals the one that reached it first.
///
/// Objects of one count form a list, the lists a chain of rising counts (Shah, Mitra and Matani,
/// "An O(1) algorithm for implementing the LFU cache eviction scheme", 2010), so that every
/// operation is O(1).
@frozen
public struct LFUOrder: EvictionOrder {
  @frozen @usableFromInline
  struct Entry: BitwiseCopyable, Sendable {
    @usableFromInline var older: UInt32 = .max
    @usableFromInline var younger: UInt32 = .max
    @usableFromInline var bucket: UInt32 = .max

    @inlinable init() {}
  }

  /// All objects of one count. A free bucket has `higher` as its link to the next free one.
  @frozen @usableFromInline
  struct Bucket: BitwiseCopyable, Sendable {
    @usableFromInline var count: Int64 = 0
    @usableFromInline var oldest: UInt32 = .max
    @usableFromInline var youngest: UInt32 = .max
    @usableFromInline var lower: UInt32 = .max
    @usableFromInline var higher: UInt32 = .max

    @inlinable init() {}
  }

  @usableFromInline var entries: [Entry] = []
  @usableFromInline var buckets: [Bucket] = []
  @usableFromInline var lowest: UInt32 = .max
  @usableFromInline var firstFree: UInt32 = .max

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
    let old = entries[Int(slot)].bucket
    let count = buckets[Int(old)].count + 1
    let next = buckets[Int(old)].higher
    let new =
      next != .max && buckets[Int(next)].count == count
      ? next : makeBucket(count: count, above: old)
    unlink(slot)
    append(slot, to: new)
  }

  @inlinable
  public mutating func insert(
    _ slot: Slot, bytes: Int64, at now: Int64, in rings: inout MutableSpan<SlotNode>
  ) -> Bool {
    let bucket =
      lowest != .max && buckets[Int(lowest)].count == 1
      ? lowest : makeBucket(count: 1, above: .max)
    append(slot, to: bucket)
    return true
  }

  @inlinable
  public mutating func evict(from rings: inout MutableSpan<SlotNode>) -> Slot? {
    guard lowest != .max else { return nil }
    let victim = buckets[Int(lowest)].oldest
    unlink(victim)
    return victim
  }

  @inlinable public mutating func remove(_ slot: Slot, from rings: inout MutableSpan<SlotNode>) {
    unlink(slot)
  }

  @inlinable
  mutating func append(_ slot: Slot, to bucket: UInt32) {
    let youngest = buckets[Int(bucket)].youngest
    entries[Int(slot)].older = youngest
    entries[Int(slot)].younger = .max
    entries[Int(slot)].bucket = bucket
    if youngest == .max {
      buckets[Int(bucket)].oldest = slot
    } else {
      entries[Int(youngest)].younger = slot
    }
    buckets[Int(bucket)].youngest = slot
  }

  /// Takes a slot out of its bucket, and the bucket out of the chain if that empties it.
  @inlinable
  mutating func unlink(_ slot: Slot) {
    let entry = entries[Int(slot)]
    let bucket = Int(entry.bucket)
    if entry.older == .max {
      buckets[bucket].oldest = entry.younger
    } else {
      entries[Int(entry.older)].younger = entry.younger
    }
    if entry.younger == .max {
      buckets[bucket].youngest = entry.older
    } else {
      entries[Int(entry.younger)].older = entry.older
    }
    if buckets[bucket].oldest == .max { freeBucket(entry.bucket) }
  }

  /// Makes an empty bucket above another one, or at the bottom of the chain.
  @inlinable
  mutating func makeBucket(count: Int64, above lower: UInt32) -> UInt32 {
    let new: UInt32
    if firstFree != .max {
      new = firstFree
      firstFree = buckets[Int(new)].higher
    } else {
      new = UInt32(buckets.count)
      buckets.append(Bucket())
    }
    let higher = lower == .max ? lowest : buckets[Int(lower)].higher
    buckets[Int(new)].count = count
    buckets[Int(new)].lower = lower
    buckets[Int(new)].higher = higher
    if higher != .max { buckets[Int(higher)].lower = new }
    if lower == .max { lowest = new } else { buckets[Int(lower)].higher = new }
    return new
  }

  @inlinable
  mutating func freeBucket(_ bucket: UInt32) {
    let lower = buckets[Int(bucket)].lower
    let higher = buckets[Int(bucket)].higher
    if higher != .max { buckets[Int(higher)].lower = lower }
    if lower == .max { lowest = higher } else { buckets[Int(lower)].higher = higher }
    buckets[Int(bucket)] = Bucket()
    buckets[Int(bucket)].higher = firstFree
    firstFree = bucket
  }
}
