import Randomness
import Testing

@testable import SimulationKernel

/// Actors that send each other messages at random, some at once, some cancelled, many tied.
struct Chatter: World {
  struct Message: SimulationMessage {
    var actor: UInt16
    var kind: UInt16
    var fingerprint: UInt64 { UInt64(actor) << 16 | UInt64(kind) }
  }

  var streams: [RandomStream]
  var timers: [Timer] = []
  var received: [UInt32] = []
  /// Whether what an actor does depends on how much is pending.
  var isCrowded = true

  init(seed: UInt64, actors: Int = 8) {
    streams = (0..<actors).map { RandomStream(key: seed, entity: UInt64($0)) }
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    received.append(UInt32(message.actor) << 16 | UInt32(message.kind))
    let actor = Int(message.actor)
    let sends = isCrowded && context.pendingCount < 200 ? streams[actor].below(3) + 1 : 1
    for _ in 0..<sends {
      let target = UInt16(streams[actor].below(UInt64(streams.count)))
      let next = Message(actor: target, kind: UInt16(streams[actor].below(1_000)))
      let delay = Span.nanoseconds(Int64(streams[actor].below(4) * streams[actor].below(50)))
      if streams[actor].below(3) == 0 {
        timers.append(context.sendCancellable(next, after: delay))
      } else {
        context.send(next, after: delay)
      }
    }
    if isCrowded, timers.count > 20 {
      let chosen = Int(streams[actor].below(UInt64(timers.count)))
      context.cancel(timers.remove(at: chosen))
    }
  }

  static func simulation(seed: UInt64, shuffledTies: UInt64? = nil) -> Simulation<Chatter> {
    var simulation = Simulation(Chatter(seed: seed), shuffledTies: shuffledTies)
    for actor in UInt16(0)..<8 {
      simulation.schedule(Message(actor: actor, kind: 0), at: Instant(nanoseconds: 5))
    }
    return simulation
  }
}

@Suite("Simulation")
struct SimulationTests {
  @Test("Assigning forks: both copies give what a straight run gives")
  func fork() {
    for seed in UInt64(1)...10 {
      var straight = Chatter.simulation(seed: seed)
      straight.run(maximumMessages: 3_000)

      var first = Chatter.simulation(seed: seed)
      first.run(maximumMessages: 1_000)
      var second = first
      first.run(maximumMessages: 500)
      second.run(maximumMessages: 2_000)
      let third = first
      first.run(maximumMessages: 1_500)
      for end in [first, second] {
        #expect(end.fingerprint == straight.fingerprint, "seed \(seed)")
        #expect(end.world.received == straight.world.received, "seed \(seed)")
        #expect(end.now == straight.now && end.messagesProcessed == 3_000, "seed \(seed)")
      }
      #expect(third.messagesProcessed == 1_500 && third.fingerprint != straight.fingerprint)
      first.timeline?.agenda.checkInvariants()
    }
  }

  @Test("In pieces by time or number of messages is the same as in one go")
  func pieces() {
    for seed in UInt64(1)...5 {
      var straight = Chatter.simulation(seed: seed)
      straight.run(until: Instant(nanoseconds: 2_000))
      var pieces = Chatter.simulation(seed: seed)
      for time in stride(from: Int64(0), to: 2_000, by: 7) {
        pieces.run(until: Instant(nanoseconds: time))
        #expect(pieces.now.nanoseconds == time)
      }
      pieces.run(until: Instant(nanoseconds: 2_000))
      #expect(pieces.fingerprint == straight.fingerprint, "seed \(seed)")
      #expect(pieces.world.received == straight.world.received, "seed \(seed)")
    }
  }

  /// Messages that count up, and stop at 10 if told to.
  struct Counting: World {
    struct Message: SimulationMessage {
      var number: UInt32
      var fingerprint: UInt64 { UInt64(number) }
    }
    var stops = false
    var last: UInt32 = 0

    mutating func receive(_ message: Message, in context: inout Context<Message>) {
      last = message.number
      if stops, last == 10 { context.stop() }
      if last < 20 { context.send(Message(number: last + 1), after: .seconds(1)) }
    }
  }

  @Test("A run ends at the horizon, at the end of the agenda, or where an actor stops it")
  func endings() {
    var simulation = Simulation(Counting())
    simulation.schedule(.init(number: 1), at: .zero + .seconds(1))
    #expect(simulation.pendingCount == 1)
    let early = simulation.run(until: .zero + .milliseconds(5_500))
    #expect(early == .horizon && simulation.world.last == 5)
    #expect(simulation.now == .zero + .milliseconds(5_500))
    simulation.world.stops = true
    let stopped = simulation.run()
    #expect(stopped == .stopped && simulation.now == .zero + .seconds(10))
    let ended = simulation.run()
    #expect(ended == .agendaIsEmpty && simulation.now == .zero + .seconds(20))
    let isOver = !simulation.step()
    #expect(isOver && simulation.messagesProcessed == 20)
    simulation.run(until: .zero + .seconds(99))
    #expect(simulation.now == .zero + .seconds(99))
  }

  @Test("Cancelling: once, not twice, not late, and never somebody else's message")
  func cancelling() {
    var context = Context(Timeline<Numbered>())
    let first = context.sendCancellable(Numbered(number: 1), after: .seconds(1))
    let second = context.sendCancellable(Numbered(number: 2), after: .seconds(1))
    #expect(context.pendingCount == 2)
    let once = context.cancel(first)
    let twice = context.cancel(first)
    #expect(once && !twice && context.pendingCount == 1)
    let delivered = context.timeline.next(notAfter: .distantFuture)
    #expect(delivered?.message.number == 2)
    let late = context.cancel(second)
    #expect(!late)
    // The slots are used again; the old timers must not reach the new messages.
    _ = context.sendCancellable(Numbered(number: 3), after: .seconds(2))
    _ = context.sendCancellable(Numbered(number: 4), after: .seconds(2))
    let stale = [context.cancel(first), context.cancel(second), context.cancel(.none)]
    #expect(stale == [false, false, false] && context.pendingCount == 2)
  }

  @Test("Shuffled ties deliver the same messages at the same instants, in another order")
  func shuffledTies() {
    /// Writes down what it receives and sends nothing but one message for the same instant.
    struct Log: World {
      var received: [Numbered] = []
      mutating func receive(_ message: Numbered, in context: inout Context<Numbered>) {
        received.append(message)
        if message.number < 10 { context.send(Numbered(number: 1_000), after: .zero) }
      }
    }
    func run(_ seed: UInt64?) -> Simulation<Log> {
      var simulation = Simulation(Log(), shuffledTies: seed)
      for number in UInt32(0)..<100 {
        simulation.schedule(
          Numbered(number: number), at: Instant(nanoseconds: Int64(number / 20)))
      }
      simulation.withContext { world, context in
        let timer = context.sendCancellable(Numbered(number: 77_777), after: .zero)
        context.cancel(timer)
      }
      simulation.run()
      return simulation
    }
    let plain = run(nil).world.received.map(\.number)
    var orders: Set<[UInt32]> = [plain]
    for seed in UInt64(1)...20 {
      let shuffled = run(seed)
      let numbers = shuffled.world.received.map(\.number)
      #expect(numbers.sorted() == plain.sorted(), "seed \(seed)")
      let instants = numbers.filter { $0 < 1_000 }.map { $0 / 20 }
      #expect(instants == instants.sorted(), "seed \(seed)")
      #expect(run(seed).fingerprint == shuffled.fingerprint, "seed \(seed)")
      orders.insert(numbers)
    }
    #expect(orders.count == 21)
    // A model that leans on no order takes them all the same way; a chatter does not.
    var (one, two) = (Chatter.simulation(seed: 1, shuffledTies: 1), Chatter.simulation(seed: 1))
    one.run(maximumMessages: 500)
    two.run(maximumMessages: 500)
    #expect(one.fingerprint != two.fingerprint)
  }

  @Test("The first difference is found, wherever it is")
  func firstDifference() throws {
    for place in [0, 1, 4_095, 4_500] {
      var original = Chatter.simulation(seed: 3)
      original.run(maximumMessages: 100)
      // From here on, one message more disturbs no other before it is received.
      original.world.isCrowded = false
      var changed = original
      changed.run(maximumMessages: place)
      let pending = changed.timeline?.next(notAfter: .distantFuture)
      let next = try #require(pending)
      // One message more, before the next: what comes then differs.
      var disturbed = original
      disturbed.schedule(.init(actor: 7, kind: 9_999), at: next.time)
      let difference = try #require(original.firstDifference(from: disturbed))
      var check = original
      check.run(maximumMessages: Int(difference.index))
      var other = disturbed
      other.run(maximumMessages: Int(difference.index))
      #expect(check.fingerprint == other.fingerprint)
      // Among the messages of its instant it stands where it was sent.
      #expect(abs(Int(difference.index) - place) < 200)
      #expect(difference.other?.message.kind == 9_999)
      #expect(difference.other?.time == next.time)
      #expect(difference.one?.message.kind != 9_999)
    }
    let simulation = Chatter.simulation(seed: 4)
    #expect(simulation.firstDifference(from: simulation, maximumMessages: 5_000) == nil)
    #expect(simulation.messagesProcessed == 0)
  }
}
