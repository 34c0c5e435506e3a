/// Which slot an identifier has: a hash table with open addressing and linear probing.
///
/// Nothing is assumed about the identifiers. The table is at most half full; erasing shifts later
/// entries back, so that it never fills with tombstones. It is never iterated over.
@frozen
public struct IdentifierTable: Sendable {
  @frozen @usableFromInline
  struct Entry: BitwiseCopyable, Sendable {
    @usableFromInline var id: UInt64
    @usableFromInline var slot: Slot

    @inlinable
    init(id: UInt64, slot: Slot) {
      self.id = id
      self.slot = slot
    }
  }

  @usableFromInline var entries: [Entry]
  @usableFromInline var shift: UInt64

  @usableFromInline var used = 0

  /// Marks an entry as free, and an identifier as not found.
  @inlinable public static var none: Slot { .max }

  /// Makes a table that takes so many identifiers before it grows.
  @inlinable
  public init(minimumCapacity: Int = 8) {
    var bits: UInt64 = 4
    while (1 << bits) < 2 * minimumCapacity { bits += 1 }
    shift = 64 - bits
    entries = Array(repeating: Entry(id: 0, slot: .max), count: 1 << Int(bits))
  }

  /// The first place to look: Fibonacci hashing of the folded identifier.
  @inlinable
  func home(of id: UInt64) -> Int {
    Int(truncatingIfNeeded: ((id ^ (id >> 32)) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  /// Brings near where an identifier is looked for first.
  @inlinable
  func prefetch(_ id: UInt64) { entries.prefetch(home(of: id)) }

  /// Reads where an identifier is looked for first.
  @inlinable
  func firstLook(at id: UInt64) -> UInt32 { entries[home(of: id)].slot }

  /// The identifier's slot, or ``none``.
  @inlinable
  public func slot(of id: UInt64) -> Slot {
    let mask = entries.count &- 1
    var place = home(of: id)
    while true {
      let entry = entries[place]
      if entry.slot == .max || entry.id == id { return entry.slot }
      place = (place &+ 1) & mask
    }
  }

  /// Adds an identifier that is not in the table.
  @inlinable
  public mutating func insert(_ id: UInt64, slot: Slot) {
    if 2 * (used + 1) > entries.count { grow() }
    place(id, slot: slot)
    used += 1
  }

  /// Removes an identifier if it is in the table.
  @inlinable
  public mutating func remove(_ id: UInt64) {
    let mask = entries.count &- 1
    var gap = home(of: id)
    while entries[gap].id != id || entries[gap].slot == .max {
      if entries[gap].slot == .max { return }
      gap = (gap &+ 1) & mask
    }
    var place = (gap &+ 1) & mask
    while entries[place].slot != .max {
      let distance = (place &- home(of: entries[place].id)) & mask
      if distance >= (place &- gap) & mask {
        entries[gap] = entries[place]
        gap = place
      }
      place = (place &+ 1) & mask
    }
    entries[gap].slot = .max
    used -= 1
  }

  @inlinable
  mutating func place(_ id: UInt64, slot: Slot) {
    let mask = entries.count &- 1
    var place = home(of: id)
    while entries[place].slot != .max { place = (place &+ 1) & mask }
    entries[place] = Entry(id: id, slot: slot)
  }

  @usableFromInline
  mutating func grow() {
    let old = entries
    shift -= 1
    entries = Array(repeating: Entry(id: 0, slot: .max), count: 2 * old.count)
    for entry in old where entry.slot != .max { place(entry.id, slot: entry.slot) }
  }
}
