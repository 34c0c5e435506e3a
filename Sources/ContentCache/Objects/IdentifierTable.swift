public import Prefetch

/// Which slot an identifier has: a hash table with open addressing and linear probing.
///
/// Nothing is assumed about the identifiers. An entry is four bytes: the slot in the lower bits,
/// and in those that the slots of a table of this size do not need a tag, part of the identifier's
/// hash, so that another identifier's entry hardly ever leads to its object. The identifiers
/// themselves lie with the slots' links. The table is at most a quarter full, so that most are
/// found at first look; erasing shifts later entries back, so that it never fills with tombstones.
/// It is never iterated over. Like ``SlotRings``, it is worked on through a span.
@frozen @usableFromInline
struct IdentifierTable: Sendable {
  @frozen @usableFromInline
  struct Entry: BitwiseCopyable, Sendable {
    @usableFromInline var bits: UInt32

    @inlinable @inline(__always)
    init(bits: UInt32) { self.bits = bits }

    /// No slot is as high as to have all its bits set.
    @inlinable static var free: Entry { Entry(bits: .max) }

    @inlinable var isFree: Bool { bits == .max }
  }

  /// A power of two.
  @usableFromInline var entries: [Entry] = []

  /// Not found.
  @inlinable static var none: Slot { .max }

  @inlinable init() {}

  /// Makes room for the slots `0 ..< slots`; those in the table have their identifiers in `rings`.
  mutating func grow(to slots: Int, rings: SlotRings) {
    var size = max(entries.count, 16)
    while size < 4 * slots { size *= 2 }
    guard size > entries.count else { return }
    var old = entries
    entries = Array(repeating: .free, count: size)
    let from = old.mutableSpan
    var to = entries.mutableSpan
    for place in from.indices where !from[place].isFree {
      let slot = from.slot(in: from[place])
      to.insert(rings.id(of: slot), slot: slot)
    }
  }

  /// Fibonacci hashing of the folded identifier. The first bits are the place to look first.
  @inlinable @inline(__always)
  static func hash(of id: UInt64) -> UInt64 { (id ^ (id >> 32)) &* 0x9E37_79B9_7F4A_7C15 }
}

extension MutableSpan where Element == IdentifierTable.Entry {
  /// The bits of an entry that are the slot's: one more than a quarter of the table needs.
  @inlinable @inline(__always)
  var slotMask: UInt32 { UInt32(truncatingIfNeeded: count &>> 1 &- 1) }

  /// The slot of an entry that is not free.
  @inlinable @inline(__always)
  func slot(in entry: IdentifierTable.Entry) -> Slot { entry.bits & slotMask }

  /// The tag of a hash, where an entry has it: bits that are not among the first.
  @inlinable @inline(__always)
  func tag(of hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> 12) & ~slotMask }

  /// The first place to look for a hash.
  @inlinable @inline(__always)
  func home(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash &>> UInt64(UInt64(count &- 1).leadingZeroBitCount))
  }

  /// Brings near where an identifier is looked for first.
  @inlinable @inline(__always)
  func prefetch(_ id: UInt64) { span.prefetch(home(of: IdentifierTable.hash(of: id))) }

  /// What is found where an identifier is looked for first: its slot, another one's, or `none`.
  @inlinable @inline(__always)
  func firstLook(at id: UInt64) -> Slot {
    let entry = self[home(of: IdentifierTable.hash(of: id))]
    return entry.isFree ? IdentifierTable.none : slot(in: entry)
  }

  /// The identifier's slot, or `none`.
  @inlinable @inline(__always)
  func slot(of id: UInt64, in rings: borrowing MutableSpan<SlotNode>) -> Slot {
    let hash = IdentifierTable.hash(of: id)
    let tag = tag(of: hash)
    var place = home(of: hash)
    while true {
      let entry = self[place]
      if entry.isFree { return IdentifierTable.none }
      let slot = slot(in: entry)
      if entry.bits == tag | slot && rings[id: slot] == id { return slot }
      place = next(place)
    }
  }

  /// Adds an identifier that is not in the table; there is room for it.
  @inlinable @inline(__always)
  mutating func insert(_ id: UInt64, slot: Slot) {
    let hash = IdentifierTable.hash(of: id)
    var place = home(of: hash)
    while !self[place].isFree { place = next(place) }
    self[place].bits = tag(of: hash) | slot
  }

  /// Removes a slot that is in the table; its identifier is still in the rings.
  @inlinable @inline(__always)
  mutating func remove(_ slot: Slot, in rings: borrowing MutableSpan<SlotNode>) {
    var gap = home(of: IdentifierTable.hash(of: rings[id: slot]))
    while self.slot(in: self[gap]) != slot { gap = next(gap) }
    var place = next(gap)
    while !self[place].isFree {
      let entry = self[place]
      let home = home(of: IdentifierTable.hash(of: rings[id: self.slot(in: entry)]))
      if (place &- home) & (count &- 1) >= (place &- gap) & (count &- 1) {
        self[gap] = entry
        gap = place
      }
      place = next(place)
    }
    self[gap] = .free
  }

  @inlinable @inline(__always)
  func next(_ place: Int) -> Int { (place &+ 1) & (count &- 1) }
}
