import Randomness
import Testing

@testable import SimulationKernel

/// Outer events are exchanged for others as if those had been sent before all else.
@Suite("Messages that are replaced") struct ReplacedMessagesTests {
  /// Numbers from here on are those of outer events.
  private static let outer: UInt32 = 1_000_000

  @Test("What remains keeps its order and its timers; what is sent is the first of its instant")
  func order() {
    for seed in UInt64(0)..<24 {
      var stream = RandomStream(key: seed)
      var agenda = Agenda<Numbered>()
      var reference = SortedAgenda()
      var timers: [(Timer, UInt32)] = []
      for number in 0..<UInt32(40 + seed * 40) {
        let time = Instant.zero + AgendaTests.delay(&stream, profile: seed % 6)
        guard time < .distantFuture else { continue }
        switch stream.below(4) {
        case 0:
          timers.append((agenda.pushCancellable(Numbered(number: number), at: time), number))
          reference.push(number, at: time)
        case 1:
          // An outer event that is taken back.
          agenda.push(Numbered(number: Self.outer + number), at: time)
        default:
          agenda.push(Numbered(number: number), at: time)
          reference.push(number, at: time)
        }
      }
      func cancelSome() {
        for (timer, number) in timers where stream.below(3) == 0 {
          let expected = reference.cancel(number)
          #expect(agenda.cancel(timer) == expected, "seed \(seed)")
        }
      }
      cancelSome()
      let now = Instant.zero + .nanoseconds(2)
      while let expected = reference.pop(notAfter: now) {
        while true {
          guard let entry = agenda.pop(notAfter: now) else { return }
          if entry.message.number >= Self.outer { continue }
          #expect(entry.message.number == expected.number, "seed \(seed)")
          break
        }
      }
      while let entry = agenda.pop(notAfter: now) { #expect(entry.message.number >= Self.outer) }
      let sent = (0..<20).map { index in
        let time = now + .nanoseconds(1) + AgendaTests.delay(&stream, profile: seed % 6)
        return (message: Numbered(number: 2 * Self.outer + UInt32(index)), time: time)
      }.filter { $0.time < .distantFuture }

      let copy = agenda
      agenda.replace(
        where: { (Self.outer..<2 * Self.outer).contains($0.number) }, by: sent)
      var expected = SortedAgenda()
      for (message, time) in sent { expected.push(message.number, at: time) }
      for (time, number) in reference.entries { expected.push(number, at: time) }
      reference = expected
      #expect(agenda.count == reference.entries.count, "seed \(seed)")
      #expect(copy.count >= agenda.count - sent.count, "a copy is not touched")
      cancelSome()
      while let expected = reference.pop(notAfter: .distantFuture) {
        let entry = agenda.pop(notAfter: .distantFuture)
        #expect(
          entry?.message.number == expected.number && entry?.time == expected.time, "seed \(seed)")
      }
      #expect(agenda.pop(notAfter: .distantFuture) == nil && agenda.count == 0, "seed \(seed)")
    }
  }
}
