import Randomness
import Testing

@testable import SimulationKernel

/// A station with Poisson arrivals: servers in line, or one shared link.
struct Station: World {
  enum Message: SimulationMessage {
    case arrival, departure(UInt32), linkEnds
    var fingerprint: UInt64 {
      switch self {
      case .arrival: 1
      case .departure(let customer): UInt64(customer) << 2 | 2
      case .linkEnds: 3
      }
    }
  }

  enum Discipline { case servers(Int), shared }

  let gap: Exponential
  let service: any Distribution<Double>
  var arrivals: RandomStream
  var services: RandomStream
  var queue: ServerQueue<UInt32>
  var link = SharedLink(capacity: 1_000_000_000)
  var timer = Timer.none
  let isShared: Bool
  var starts: [Instant] = []
  var sojourn = Tally()
  var waits = Tally()
  var present = TimeWeightedLevel()

  init(
    _ discipline: Discipline, rate: Double, service: any Distribution<Double>, seed: UInt64
  ) {
    let key = StreamKey(seed: seed, replication: 0, name: "station", purpose: "arrivals")
    arrivals = key.stream
    services =
      StreamKey(seed: seed, replication: 0, name: "station", purpose: "services").stream
    gap = Exponential(mean: 1 / rate)
    self.service = service
    if case .servers(let count) = discipline {
      queue = ServerQueue(servers: count)
      isShared = false
    } else {
      queue = ServerQueue(servers: 0)
      isShared = true
    }
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    switch message {
    case .arrival:
      context.send(.arrival, after: Span(seconds: gap.sample(from: &arrivals)))
      present.add(1, at: context.now)
      let customer = UInt32(starts.count)
      starts.append(context.now)
      if isShared {
        // One byte is one nanosecond of work for the whole link.
        let bytes = Int64(service.sample(from: &services) * 1e9)
        _ = link.start(bytes: bytes, tag: UInt64(customer), at: context.now)
        arm(&context)
      } else if queue.arrive(customer, at: context.now) == .serve {
        serve(customer, &context)
      }
    case .departure(let customer):
      leave(customer, context.now)
      if let next = queue.finish(at: context.now) { serve(next, &context) }
    case .linkEnds:
      while let end = link.popCompleted(at: context.now) {
        leave(UInt32(end.tag), context.now)
      }
      arm(&context)
    }
  }

  mutating func serve(_ customer: UInt32, _ context: inout Context<Message>) {
    waits.add((context.now - starts[Int(customer)]).seconds)
    let time = service.sample(from: &services)
    context.send(.departure(customer), after: Span(seconds: time))
  }

  mutating func leave(_ customer: UInt32, _ now: Instant) {
    sojourn.add((now - starts[Int(customer)]).seconds)
    present.add(-1, at: now)
  }

  mutating func arm(_ context: inout Context<Message>) {
    context.cancel(timer)
    guard let next = link.nextCompletion else { return }
    timer = context.sendCancellable(.linkEnds, after: next - context.now)
  }
}

@Suite("Against queueing theory")
struct QueueingTheoryTests {
  /// The means over independent replications, after a warm-up: time in system, wait, utilisation.
  private func measure(
    _ discipline: Station.Discipline, rate: Double, service: any Distribution<Double>
  ) -> (sojourn: Tally, wait: Tally, busy: Tally) {
    var (sojourn, wait, busy) = (Tally(), Tally(), Tally())
    for seed in UInt64(1)...8 {
      var simulation = Simulation(
        Station(discipline, rate: rate, service: service, seed: seed))
      simulation.schedule(.arrival, at: .zero)
      let (warm, end) = (Instant.zero + .seconds(300), Instant.zero + .seconds(4_300))
      simulation.run(until: warm)
      simulation.world.sojourn.reset()
      simulation.world.waits.reset()
      simulation.world.present.reset(at: warm)
      simulation.world.queue.resetStatistics(at: warm)
      simulation.world.link.resetStatistics(at: warm)
      simulation.run(until: end)
      let world = simulation.world
      // Little's law: present = rate × time in system, but for those at the two ends.
      let customers = Double(world.sojourn.count)
      let little = customers / 4_000 * world.sojourn.mean
      let atTheEnds = 40 * world.sojourn.maximum / 4_000
      #expect(abs(world.present.mean(at: end) - little) < atTheEnds, "seed \(seed)")
      sojourn.add(world.sojourn.mean)
      wait.add(world.waits.mean)
      busy.add(
        world.isShared ? world.link.utilisation(at: end) : world.queue.utilisation(at: end))
    }
    return (sojourn, wait, busy)
  }

  /// Whether `truth` lies within 4 standard errors (seeds are fixed, so this is no lottery).
  private func agrees(_ tally: Tally, _ truth: Double) -> Bool {
    abs(tally.mean - truth) < 4 * tally.standardDeviation / Double(tally.count).squareRoot()
  }

  @Test("M/M/1")
  func singleServer() {
    let result = measure(.servers(1), rate: 0.7, service: Exponential(mean: 1))
    #expect(agrees(result.sojourn, 1 / (1 - 0.7)), "\(result.sojourn)")
    #expect(agrees(result.wait, 0.7 / (1 - 0.7)), "\(result.wait)")
    #expect(agrees(result.busy, 0.7), "\(result.busy)")
  }

  @Test("M/M/c: Erlang's C formula")
  func severalServers() {
    let (servers, load) = (4, 3.0)
    // Erlang C from Erlang B by the recurrence.
    var blocking = 1.0
    for count in 1...servers { blocking = load * blocking / (Double(count) + load * blocking) }
    let waiting = blocking / (1 - load / Double(servers) * (1 - blocking))
    let wait = waiting / (Double(servers) - load)
    let result = measure(.servers(servers), rate: load, service: Exponential(mean: 1))
    #expect(agrees(result.wait, wait), "\(result.wait), \(wait)")
    #expect(agrees(result.sojourn, wait + 1), "\(result.sojourn)")
    #expect(agrees(result.busy, 0.75), "\(result.busy)")
  }

  @Test("M/G/1 with processor sharing: only the mean of the service matters")
  func processorSharing() {
    // Mean 1: exp(mu + sigma² / 2).
    let service = LogNormal(mu: -0.5, sigma: 1)
    let result = measure(.shared, rate: 0.6, service: service)
    #expect(agrees(result.sojourn, 1 / (1 - 0.6)), "\(result.sojourn)")
    #expect(agrees(result.busy, 0.6), "\(result.busy)")
  }

  @Test("M/G/1 in line: Pollaczek and Khinchine")
  func generalService() {
    // Uniform from 0 to 2: mean 1, second moment 4/3.
    let result = measure(.servers(1), rate: 0.6, service: Uniform(from: 0, to: 2))
    #expect(agrees(result.wait, 0.6 * 4 / 3 / (2 * (1 - 0.6))), "\(result.wait)")
  }

  @Test("A queue with a limit refuses, and a changed number of servers takes effect at once")
  func limits() {
    var queue = ServerQueue<Int>(servers: 1, limit: 2)
    let admissions = (0..<4).map { queue.arrive($0, at: .zero) }
    #expect(admissions == [.serve, .wait, .wait, .refuse])
    #expect(queue.busyCount == 1 && queue.waitingCount == 2)
    let started = queue.setServers(2, at: .zero + .seconds(1))
    #expect(started == [1] && queue.busyCount == 2)
    let none = queue.setServers(1, at: .zero + .seconds(2))
    #expect(none.isEmpty && queue.busyCount == 2)
    // The server that was taken away serves nobody after the one it has.
    let first = queue.finish(at: .zero + .seconds(3))
    let second = queue.finish(at: .zero + .seconds(4))
    let third = queue.finish(at: .zero + .seconds(5))
    #expect(first == nil && second == 2 && third == nil)
    #expect(queue.busy.integral(at: .zero + .seconds(5)) == 1 + 2 * 2 + 1 + 1)
    _ = (0..<3).map { queue.arrive($0, at: .zero + .seconds(6)) }
    let removed = queue.removeWaiting(at: .zero + .seconds(6))
    #expect(removed == [1, 2] && queue.waitingCount == 0)
  }
}
