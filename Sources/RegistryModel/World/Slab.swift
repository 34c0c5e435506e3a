/// Records addressed by small numbers that are used again: memory follows what is alive, not what
/// has passed.
struct Slab<Record: Sendable>: Sendable {
  private var places: [Record?] = []
  private var free: [UInt32] = []

  /// How many records there are.
  var count: Int { places.count - free.count }

  /// How many there have been at once: what it takes to look at all.
  var slotCount: Int { places.count }

  /// All records, in the order of their numbers.
  var records: [Record] { places.compactMap { $0 } }

  /// The numbers of all records, in order.
  var slots: [UInt32] {
    places.indices.filter { places[$0] != nil }.map { UInt32($0) }
  }

  /// All records with their numbers, in their order.
  func visit(_ body: (UInt32, Record) -> Void) {
    for slot in places.indices {
      if let record = places[slot] { body(UInt32(slot), record) }
    }
  }

  mutating func insert(_ record: Record) -> UInt32 {
    if let slot = free.popLast() {
      places[Int(slot)] = record
      return slot
    }
    places.append(record)
    return UInt32(places.count - 1)
  }

  /// - Precondition: There is a record at `slot`.
  subscript(slot: UInt32) -> Record {
    get {
      guard let record = places[Int(slot)] else { preconditionFailure("no record at \(slot)") }
      return record
    }
    _modify {
      guard places[Int(slot)] != nil else { preconditionFailure("no record at \(slot)") }
      yield &places[Int(slot)]!
    }
  }

  @discardableResult
  mutating func remove(_ slot: UInt32) -> Record {
    let record = self[slot]
    places[Int(slot)] = nil
    free.append(slot)
    return record
  }

  /// Whether there is a record at `slot`.
  func has(_ slot: UInt32) -> Bool { Int(slot) < places.count && places[Int(slot)] != nil }
}
