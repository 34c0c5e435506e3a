public import Prefetch

/// Which slot an identifier has: a hash table with open addressing and linear probing.
///
/// Nothing is assumed about the identifiers. An entry is eight bytes, half of a hash and the slot,
/// so that the table stays small; the identifiers lie apart, by slot. The table is at most half
/// full; erasing shifts later entries back, so that it never fills with tombstones. It is never
/// iterated over.
@frozen
public struct IdentifierTable: Sendable {
  @frozen @usableFromInline
  struct Entry: BitwiseCopyable, Sendable {
    /// The upper half of the identifier's hash, whose first bits are the place to look first.
    @usableFromInline var hash: UInt32
    @usableFromInline var slot: Slot

    @inlinable
    init(hash: UInt32, slot: Slot) {
      self.hash = hash
      self.slot = slot
    }
  }

  @usableFromInline var entries: [Entry]
  @usableFromInline var ids: [UInt64] = []
  @usableFromInline var shift: UInt32
  @usableFromInline var used = 0

  /// Marks an entry as free, and an identifier as not found.
  @inlinable public static var none: Slot { .max }

  /// Makes a table that takes so many identifiers before it grows.
  @inlinable
  public init(minimumCapacity: Int = 8) {
    var bits: UInt32 = 4
    while (1 << bits) < 2 * minimumCapacity { bits += 1 }
    shift = 32 - bits
    entries = Array(repeating: Entry(hash: 0, slot: .max), count: 1 << Int(bits))
  }

  /// Makes the slots `0 ..< slots` usable.
  @inlinable
  public mutating func grow(to slots: Int) {
    if slots > ids.count {
      ids.append(contentsOf: repeatElement(0, count: slots - ids.count))
    }
  }

  /// Fibonacci hashing of the folded identifier.
  @inlinable @inline(__always)
  func hash(of id: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: ((id ^ (id >> 32)) &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// The first place to look for a hash.
  @inlinable @inline(__always)
  func home(of hash: UInt32) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

  /// The identifier of a slot in the table.
  @inlinable
  func id(of slot: Slot) -> UInt64 { ids[Int(slot)] }

  /// Brings near where an identifier is looked for first.
  @inlinable
  func prefetch(_ id: UInt64) { entries.prefetch(home(of: hash(of: id))) }

  /// Brings a slot's identifier near.
  @inlinable
  func prefetchIdentifier(of slot: Slot) { ids.prefetch(Int(slot)) }

  /// What is found where an identifier is looked for first: its slot, another one's, or ``none``.
  @inlinable
  func firstLook(at id: UInt64) -> Slot { entries[home(of: hash(of: id))].slot }

  /// The identifier's slot, or ``none``.
  @inlinable
  public func slot(of id: UInt64) -> Slot {
    let mask = entries.count &- 1
    let hash = hash(of: id)
    var place = home(of: hash)
    while true {
      let entry = entries[place]
      if entry.slot == .max || (entry.hash == hash && ids[Int(entry.slot)] == id) {
        return entry.slot
      }
      place = (place &+ 1) & mask
    }
  }

  /// Adds an identifier that is not in the table.
  @inlinable
  public mutating func insert(_ id: UInt64, slot: Slot) {
    if 2 * (used + 1) > entries.count { grow() }
    ids[Int(slot)] = id
    place(Entry(hash: hash(of: id), slot: slot))
    used += 1
  }

  /// Removes a slot that is in the table, and with it its identifier.
  @inlinable
  public mutating func remove(_ slot: Slot) {
    let first = home(of: hash(of: ids[Int(slot)]))
    let shift = shift
    var entries = entries.mutableSpan
    let mask = entries.count &- 1
    var gap = first
    while entries[gap].slot != slot { gap = (gap &+ 1) & mask }
    var place = (gap &+ 1) & mask
    while true {
      let entry = entries[place]
      if entry.slot == .max { break }
      let distance = (place &- Int(truncatingIfNeeded: entry.hash &>> shift)) & mask
      if distance >= (place &- gap) & mask {
        entries[gap] = entry
        gap = place
      }
      place = (place &+ 1) & mask
    }
    entries[gap].slot = .max
    used -= 1
  }

  @inlinable
  mutating func place(_ entry: Entry) {
    var place = home(of: entry.hash)
    var entries = entries.mutableSpan
    let mask = entries.count &- 1
    while entries[place].slot != .max { place = (place &+ 1) & mask }
    entries[place] = entry
  }

  @usableFromInline
  mutating func grow() {
    let old = entries
    shift -= 1
    entries = Array(repeating: Entry(hash: 0, slot: .max), count: 2 * old.count)
    for entry in old where entry.slot != .max { place(entry) }
  }
}
