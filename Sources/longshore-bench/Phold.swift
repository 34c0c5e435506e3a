import Prefetch
import SimulationKernel
import Words

/// W2: many logical processes that send each other events at random.
struct Phold<Stream: WorkloadStream>: World {
  struct Message: SimulationMessage {
    var process: UInt32
    var fingerprint: UInt64 { UInt64(process) }
  }

  /// One process: its stream is its state.
  struct Process: SimulationActor, BitwiseCopyable {
    var stream: Stream
    let peers: UInt64

    mutating func receive(_ message: Message, in context: inout Context<Message>) {
      let destination = UInt32(truncatingIfNeeded: stream.below(peers))
      context.send(
        Message(process: destination), after: Span(seconds: 0.1 + stream.exponential(1)))
    }
  }

  var processes: [Process]
  var check: UInt64 = 0

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    check &+= context.now.seconds.bitPattern &* UInt64(2 * message.process + 1)
    processes[Int(message.process)].receive(message, in: &context)
  }

  mutating func prepare(for message: Message) { processes.span.prefetch(Int(message.process)) }

  static func prepared(_ count: Int) -> Simulation<Self> {
    let processes = (0..<count).map {
      Process(stream: Stream(seed: 1, id: UInt64($0)), peers: UInt64(count))
    }
    var simulation = Simulation(Self(processes: processes))
    for process in 0..<count {
      for _ in 0..<16 {
        let delay = 0.1 + simulation.world.processes[process].stream.exponential(1)
        simulation.schedule(
          Message(process: UInt32(process)), at: .zero + Span(seconds: delay))
      }
    }
    return simulation
  }

  static func run(processes count: Int) {
    let start = processorSeconds()
    var simulation = prepared(count)
    simulation.run(maximumMessages: 10_000_000)
    report(
      "phold\(count)", Stream.system, work: simulation.messagesProcessed,
      [
        ("end", decimal(simulation.now.seconds, 9)),
        ("check", hexadecimal(simulation.world.check, digits: 16)),
      ], since: start, fingerprint: simulation.fingerprint)
  }

  /// Milliseconds for a fork and the one message that makes it a copy, 16,384 being pending.
  static func measureFork() {
    var simulation = prepared(1_024)
    simulation.run(maximumMessages: 100_000)
    var times: [Double] = []
    var reached: UInt64 = 0
    let clock = ContinuousClock()
    for _ in 0..<101 {
      var fork = simulation
      let time = clock.measure {
        fork = simulation
        fork.step()
      }
      reached &+= fork.messagesProcessed
      times.append(Double(time.components.attoseconds) * 1e-15)
    }
    times.sort()
    var other = simulation
    simulation.run(maximumMessages: 100_000)
    other.run(maximumMessages: 100_000)
    print(
      "workload=fork system=longshore pending=\(simulation.pendingCount)"
        + " median_ms=\(decimal(times[50], 4)) worst_ms=\(decimal(times[100], 4))"
        + " equal=\(simulation.fingerprint == other.fingerprint && reached > 0)")
  }
}
