/// The messages of the present instant, from which a seeded choice takes the next.
@frozen
@usableFromInline
struct ShuffledTies<Message: SimulationMessage>: Sendable {
  @usableFromInline var state: UInt64
  @usableFromInline var waiting: [Agenda<Message>.Entry] = []

  @inlinable
  init(seed: UInt64) { state = seed }

  /// A number below `bound` (SplitMix64; the kernel imports nothing, and quality matters little).
  mutating func draw(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)).multipliedFullWidth(by: UInt64(bound)).high)
  }
}

extension Timeline {
  /// As `next(notAfter:)`, but any message of the earliest instant, the just sent ones included.
  @usableFromInline
  mutating func nextShuffled(
    notAfter horizon: Instant, among ties: inout ShuffledTies<Message>
  ) -> Delivery<Message>? {
    // Where ties are shuffled, the order at the borders of partitions has no meaning either.
    while !lane.heap.isEmpty {
      let crossing = lane.removeFirst()
      agenda.push(crossing.message, at: crossing.time)
    }
    while true {
      if ties.waiting.isEmpty {
        guard let first = agenda.take(notAfter: horizon) else { return nil }
        ties.waiting.append(first)
      }
      let time = ties.waiting[0].time
      guard time <= horizon else { return nil }
      while let tied = agenda.take(notAfter: time) { ties.waiting.append(tied) }
      let place =
        ties.waiting.firstIndex { $0.message.keepsItsPlace }
        ?? ties.draw(below: ties.waiting.count)
      let entry = ties.waiting.remove(at: place)
      if agenda.finish(entry) { return Delivery(time: time, message: entry.message) }
    }
  }
}
