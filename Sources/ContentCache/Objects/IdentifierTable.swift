/// Which slot an identifier has: a hash table with open addressing and linear probing.
///
/// Nothing is assumed about the identifiers. An entry is eight bytes, half of a hash and the slot,
/// so that the table stays small; the identifiers themselves lie with the slots' links. The table
/// is at most half full; erasing shifts later entries back, so that it never fills with tombstones.
/// It is never iterated over. Like ``SlotRings``, it is worked on through a span.
@frozen @usableFromInline
struct IdentifierTable: Sendable {
  @frozen @usableFromInline
  struct Entry: BitwiseCopyable, Sendable {
    /// The upper half of the identifier's hash, whose first bits are the place to look first.
    @usableFromInline var hash: UInt32
    @usableFromInline var slot: Slot

    @inlinable
    init(hash: UInt32 = 0, slot: Slot = none) {
      self.hash = hash
      self.slot = slot
    }
  }

  /// A power of two.
  @usableFromInline var entries: [Entry] = []

  /// Marks an entry as free, and an identifier as not found.
  @inlinable static var none: Slot { .max }

  @inlinable init() {}

  /// Makes room for so many identifiers.
  @usableFromInline
  mutating func grow(to identifiers: Int) {
    var size = max(entries.count, 16)
    while size < 2 * identifiers { size *= 2 }
    guard size > entries.count else { return }
    let old = entries
    entries = Array(repeating: Entry(), count: size)
    var span = entries.mutableSpan
    for entry in old where entry.slot != Self.none { span.place(entry) }
  }

  /// Fibonacci hashing of the folded identifier.
  @inlinable @inline(__always)
  static func hash(of id: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: ((id ^ (id >> 32)) &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }
}

extension MutableSpan where Element == IdentifierTable.Entry {
  /// The first place to look for a hash.
  @inlinable @inline(__always)
  func home(of hash: UInt32) -> Int {
    Int(hash &>> UInt32(truncatingIfNeeded: count &- 1).leadingZeroBitCount)
  }

  /// Brings near where an identifier is looked for first.
  @inlinable @inline(__always)
  func prefetch(_ id: UInt64) { span.prefetch(home(of: IdentifierTable.hash(of: id))) }

  /// What is found where an identifier is looked for first: its slot, another one's, or `none`.
  @inlinable @inline(__always)
  func firstLook(at id: UInt64) -> Slot { self[home(of: IdentifierTable.hash(of: id))].slot }

  /// The identifier's slot, or `none`.
  @inlinable @inline(__always)
  func slot(of id: UInt64, in rings: borrowing MutableSpan<SlotNode>) -> Slot {
    let mask = count &- 1
    let hash = IdentifierTable.hash(of: id)
    var place = home(of: hash)
    while true {
      let entry = self[place]
      if entry.slot == IdentifierTable.none
        || (entry.hash == hash && rings[id: entry.slot] == id)
      {
        return entry.slot
      }
      place = (place &+ 1) & mask
    }
  }

  /// Adds an identifier that is not in the table; there is room for it.
  @inlinable @inline(__always)
  mutating func insert(_ id: UInt64, slot: Slot) {
    place(IdentifierTable.Entry(hash: IdentifierTable.hash(of: id), slot: slot))
  }

  /// Removes an identifier that is in the table with this slot.
  @inlinable @inline(__always)
  mutating func remove(_ id: UInt64, slot: Slot) {
    let mask = count &- 1
    var gap = home(of: IdentifierTable.hash(of: id))
    while self[gap].slot != slot { gap = (gap &+ 1) & mask }
    var place = (gap &+ 1) & mask
    while true {
      let entry = self[place]
      if entry.slot == IdentifierTable.none { break }
      if (place &- home(of: entry.hash)) & mask >= (place &- gap) & mask {
        self[gap] = entry
        gap = place
      }
      place = (place &+ 1) & mask
    }
    self[gap].slot = IdentifierTable.none
  }

  @inlinable @inline(__always)
  mutating func place(_ entry: IdentifierTable.Entry) {
    let mask = count &- 1
    var place = home(of: entry.hash)
    while self[place].slot != IdentifierTable.none { place = (place &+ 1) & mask }
    self[place] = entry
  }
}
