/// Records addressed by small numbers that are used again: memory follows what is alive, not what
/// has passed.
struct Slab<Record: Sendable>: Sendable {
  private var slots: [Record?] = []
  private var free: [UInt32] = []

  /// How many records there are.
  var count: Int { slots.count - free.count }

  /// How many there have been at once: what it takes to look at all.
  var slotCount: Int { slots.count }

  /// All records, in the order of their numbers.
  var records: [Record] { slots.compactMap { $0 } }

  /// All records with their numbers, in their order.
  func visit(_ body: (UInt32, Record) -> Void) {
    for slot in slots.indices {
      if let record = slots[slot] { body(UInt32(slot), record) }
    }
  }

  mutating func insert(_ record: Record) -> UInt32 {
    if let slot = free.popLast() {
      slots[Int(slot)] = record
      return slot
    }
    slots.append(record)
    return UInt32(slots.count - 1)
  }

  /// - Precondition: There is a record at `slot`.
  subscript(slot: UInt32) -> Record {
    get {
      guard let record = slots[Int(slot)] else { preconditionFailure("no record at \(slot)") }
      return record
    }
    _modify {
      guard slots[Int(slot)] != nil else { preconditionFailure("no record at \(slot)") }
      yield &slots[Int(slot)]!
    }
  }

  @discardableResult
  mutating func remove(_ slot: UInt32) -> Record {
    let record = self[slot]
    slots[Int(slot)] = nil
    free.append(slot)
    return record
  }

  /// Whether there is a record at `slot`.
  func has(_ slot: UInt32) -> Bool { Int(slot) < slots.count && slots[Int(slot)] != nil }
}
