import Randomness
import Testing

@testable import SimulationKernel

/// A message that is only a number.
struct Numbered: SimulationMessage {
  var number: UInt32
  var fingerprint: UInt64 { UInt64(number) }
}

/// The agenda as anyone would write it first: a list sorted by time, then by order of sending.
struct SortedAgenda {
  var entries: [(time: Instant, number: UInt32)] = []

  mutating func push(_ number: UInt32, at time: Instant) {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    entries.insert((time, number), at: low)
  }

  mutating func cancel(_ number: UInt32) -> Bool {
    guard let place = entries.firstIndex(where: { $0.number == number }) else { return false }
    entries.remove(at: place)
    return true
  }

  mutating func pop(notAfter horizon: Instant) -> (time: Instant, number: UInt32)? {
    guard let first = entries.first, first.time <= horizon else { return nil }
    return entries.removeFirst()
  }
}

@Suite("Agenda")
struct AgendaTests {
  /// Delays of every kind that a model has: none, equal, near, far, and of all magnitudes.
  static func delay(_ stream: inout RandomStream, profile: UInt64) -> Span {
    switch (profile + stream.below(2) * stream.below(6)) % 6 {
    case 0: .zero
    case 1: .nanoseconds(Int64(stream.below(4)))
    case 2: .milliseconds(10)
    case 3: .nanoseconds(Int64(stream.below(1_000_000_000)))
    case 4: .nanoseconds(Int64(stream.next() >> (2 + stream.below(60))))
    default: .hours(Int64(stream.below(3)))
    }
  }

  @Test("The order is by time, then by order of sending, as of a sorted array")
  func order() {
    for seed in UInt64(0)..<36 {
      var stream = RandomStream(key: seed)
      var agenda = Agenda<Numbered>()
      var reference = SortedAgenda()
      var timers: [(Timer, UInt32)] = []
      var now = Instant.zero
      var next: UInt32 = 0
      let pushes = 1 + stream.below(4)
      for round in 0..<200 {
        for _ in 0..<stream.below(pushes * 2) {
          let time = now + Self.delay(&stream, profile: seed % 6)
          guard time < .distantFuture else { continue }
          if stream.below(3) == 0 {
            timers.append((agenda.pushCancellable(Numbered(number: next), at: time), next))
          } else {
            agenda.push(Numbered(number: next), at: time)
          }
          reference.push(next, at: time)
          next += 1
        }
        if !timers.isEmpty, stream.below(2) == 0 {
          let (timer, number) = timers[Int(stream.below(UInt64(timers.count)))]
          let expected = reference.cancel(number)
          let (first, second) = (agenda.cancel(timer), agenda.cancel(timer))
          #expect(first == expected && !second, "seed \(seed)")
        }
        let horizon = now + Self.delay(&stream, profile: 3)
        for _ in 0..<stream.below(4) {
          let expected = reference.pop(notAfter: horizon)
          let actual = agenda.pop(notAfter: horizon)
          #expect(actual?.time == expected?.time, "seed \(seed)")
          #expect(actual?.message.number == expected?.number, "seed \(seed)")
          if let time = actual?.time {
            now = max(now, time)
          } else {
            now = max(now, horizon)
            break
          }
        }
        #expect(agenda.count == reference.entries.count, "seed \(seed)")
        if round % 8 == 0 { agenda.checkInvariants() }
      }
      while let expected = reference.pop(notAfter: .distantFuture) {
        let actual = agenda.pop(notAfter: .distantFuture)
        #expect(actual?.time == expected.time, "seed \(seed)")
        #expect(actual?.message.number == expected.number, "seed \(seed)")
      }
      let isEmpty = agenda.pop(notAfter: .distantFuture) == nil
      #expect(isEmpty, "seed \(seed)")
      #expect(agenda.count == 0 && agenda.stored == 0)
    }
  }

  /// How messages fill the buckets: evenly, in a clump, falling in time, on a grid of ties, or with
  /// many sent for shortly before others that wait.
  static let crowds: [@Sendable (inout RandomStream) -> Int64] = [
    { Int64($0.below(20_000_000)) },
    { 5_000_000 + Int64($0.below(900)) },
    { Int64($0.below(200)) * 65_536 },
    { stream in Int64(stream.below(1 << (8 + stream.below(20)))) },
    { stream in
      stream.below(4) == 0 ? 30_000_000 + Int64(stream.below(9)) : Int64(stream.below(4_000))
    },
    { stream in 17_000_000 - Int64(stream.below(8)) * 2_000_000 },
  ]

  @Test("Few or many pending, however they lie: the run is filled, cut, and filled again")
  func populations() {
    for (shape, delay) in Self.crowds.enumerated() {
      for population in [20, 40, 300, 1_500, 4_000] {
        var stream = RandomStream(key: UInt64(population), entity: UInt64(shape))
        var agenda = Agenda<Numbered>()
        var reference = SortedAgenda()
        var now = Instant.zero
        for number in 0..<UInt32(3 * population + 1_000) {
          if number >= population {
            let (expected, actual) = (
              reference.pop(notAfter: .distantFuture), agenda.pop(notAfter: .distantFuture)
            )
            guard let expected, actual?.message.number == expected.number,
              actual?.time == expected.time
            else {
              Issue.record("shape \(shape), \(population) pending, message \(number)")
              break
            }
            now = expected.time
          }
          let time = now + .nanoseconds(delay(&stream))
          agenda.push(Numbered(number: number), at: time)
          reference.push(number, at: time)
          if number % 512 == 0 { agenda.checkInvariants() }
        }
        #expect(agenda.count == population, "shape \(shape), \(population) pending")
      }
    }
  }

  @Test("A crowd at one instant keeps its order, before and after the instant begins")
  func crowd() {
    var agenda = Agenda<Numbered>()
    for number in 0..<5_000 {
      agenda.push(Numbered(number: UInt32(number)), at: Instant(nanoseconds: 123_456_789))
      if number % 10 == 0 {
        agenda.push(Numbered(number: 1_000_000), at: Instant(nanoseconds: Int64(number)))
      }
    }
    var expected: UInt32 = 0
    while let entry = agenda.pop(notAfter: .distantFuture) {
      guard entry.message.number != 1_000_000 else { continue }
      #expect(entry.message.number == expected)
      expected += 1
      if expected <= 2_000 {
        agenda.push(Numbered(number: 4_999 + expected), at: entry.time)
      }
    }
    #expect(expected == 7_000)
  }

  @Test("The ends of the clock")
  func ends() {
    var agenda = Agenda<Numbered>()
    agenda.push(Numbered(number: 3), at: Instant(nanoseconds: .max))
    agenda.push(Numbered(number: 2), at: Instant(nanoseconds: .max - 1))
    agenda.push(Numbered(number: 1), at: .zero)
    agenda.push(Numbered(number: 4), at: Instant(nanoseconds: .max))
    let horizon = Instant(nanoseconds: .max)
    var numbers: [UInt32] = []
    while let entry = agenda.pop(notAfter: horizon) { numbers.append(entry.message.number) }
    #expect(numbers == [1, 2, 3, 4])
  }

  @Test("Timeouts that are always cancelled do not pile up")
  func sweeping() {
    var agenda = Agenda<Numbered>()
    for number in 0..<50_000 {
      let timer = agenda.pushCancellable(
        Numbered(number: UInt32(number)), at: .zero + .hours(1) + .nanoseconds(Int64(number)))
      guard number % 100 != 0 else { continue }
      let wasPending = agenda.cancel(timer)
      #expect(wasPending)
    }
    #expect(agenda.count == 500)
    #expect(agenda.stored <= 2_100)
    agenda.checkInvariants()
    var numbers: [UInt32] = []
    while let entry = agenda.pop(notAfter: .distantFuture) { numbers.append(entry.message.number) }
    #expect(numbers == (0..<500).map { UInt32($0 * 100) })
  }
}
