import SimulationKernel

/// W1: one server, Poisson arrivals, exponential service.
struct SingleServer<Stream: WorkloadStream>: World {
  enum Message: UInt8, SimulationMessage {
    case arrival, departure
    var fingerprint: UInt64 { UInt64(rawValue) }
  }

  let customers: Int
  var arrivals = Stream(seed: 1, id: 1)
  var services = Stream(seed: 1, id: 2)
  var queue = ServerQueue<Instant>(servers: 1)
  var arrived = 0
  var waited = 0.0

  init(customers: Int) { self.customers = customers }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    switch message {
    case .arrival:
      arrived += 1
      if queue.arrive(context.now, at: context.now) == .serve { serve(&context) }
      if arrived < customers {
        context.send(.arrival, after: Span(seconds: arrivals.exponential(1 / 0.9)))
      }
    case .departure:
      guard let since = queue.finish(at: context.now) else { return }
      waited += (context.now - since).seconds
      serve(&context)
    }
  }

  mutating func serve(_ context: inout Context<Message>) {
    context.send(.departure, after: Span(seconds: services.exponential(1)))
  }

  static func run() -> WorkloadResult {
    let start = processorSeconds()
    var simulation = Simulation(SingleServer(customers: 5_000_000))
    let first = simulation.world.arrivals.exponential(1 / 0.9)
    simulation.schedule(.arrival, at: .zero + Span(seconds: first))
    simulation.run()
    return WorkloadResult(
      workload: "mm1", system: Stream.system, work: simulation.messagesProcessed,
      figures: [
        Figure("mean_wait", simulation.world.waited / 5_000_000, digits: 9),
        Figure("end", simulation.now.seconds, digits: 9),
      ], fingerprint: simulation.fingerprint, processorSeconds: processorSeconds() - start)
  }
}
