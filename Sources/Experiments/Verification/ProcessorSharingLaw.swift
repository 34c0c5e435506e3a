import Randomness
import SimulationKernel
import Statistics

/// M/G/1 with processor sharing: flows on a shared link. Only the mean of their sizes matters.
struct ProcessorSharingLaw: TheoryLaw {
  let name = "M/G/1 processor sharing"
  let quantity = "mean stay, s"
  let setting = "load 0.4, sizes even from 0 to 2 s"
  let replications = 20

  /// Arrivals a second.
  let arrivalRate = 0.4
  /// Seconds that a flow takes alone on the link.
  let work = DurationLaw.uniform(from: 0, to: 2)
  /// Flows followed in a replication.
  let flows = 75

  func theory() throws(StatisticsError) -> Double {
    try Theory.mg1ProcessorSharing(arrivalRate: arrivalRate, meanService: work.mean).meanStay
  }

  func replicate(_ streams: ReplicationStreams) -> Double {
    SharedStation.run(
      SharedStation(arrivalRate: arrivalRate, work: work, flows: flows, streams),
      states: streams.stream("states")
    ).world.stays.mean
  }
}

/// One shared link behind Poisson arrivals. As in a ``StationLine`` the first of the flows that are
/// followed finds a steady state; others go on arriving until all of them have ended.
struct SharedStation: World {
  enum Message: SimulationMessage {
    case arrival, completions

    var fingerprint: UInt64 { self == .arrival ? 1 : 2 }
  }

  /// A byte is a nanosecond of work.
  static let capacity: Int64 = 1_000_000_000

  private(set) var link = SharedLink(capacity: capacity)
  private var timer = Timer.none
  private let gap: Exponential
  private let work: DurationLaw
  private var arrivals: RandomStream
  private var works: RandomStream
  private let flows: Int
  private var starts: [Instant] = []

  /// Of those followed: time until they end.
  private(set) var stays = Tally()
  /// Flows on the link, over time.
  private(set) var present = TimeWeightedLevel()

  /// What a flow is called that was found at the start.
  private static let found = UInt64.max

  init(arrivalRate: Double, work: DurationLaw, flows: Int, _ streams: ReplicationStreams) {
    gap = Exponential(mean: 1 / arrivalRate)
    self.work = work
    self.flows = flows
    arrivals = streams.stream("arrivals")
    works = streams.stream("works")
  }

  /// Runs the link until the last of the flows that are followed has ended.
  ///
  /// - Parameter states: The stream for a start in steady state; nil: the link starts empty.
  static func run(_ station: SharedStation, states: RandomStream?) -> Simulation<SharedStation> {
    var simulation = Simulation(station)
    if var states { simulation.world.fill(&states) }
    simulation.schedule(.arrival, at: .zero)
    simulation.run()
    return simulation
  }

  /// Brings the flows that are found by the first arrival: as many as customers in M/M/1, each with
  /// a remainder of its own (Kelly, *Reversibility and Stochastic Networks*, section 3.3).
  private mutating func fill(_ states: inout RandomStream) {
    let load = work.mean / gap.mean
    while states.uniform() < load {
      start(work.remainder(from: &states), tag: Self.found, at: .zero)
    }
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    switch message {
    case .arrival:
      starts.append(context.now)
      start(work.sample(from: &works), tag: UInt64(starts.count - 1), at: context.now)
      context.send(.arrival, after: Span(seconds: gap.sample(from: &arrivals)))
    case .completions:
      while let end = link.popCompleted(at: context.now) {
        present.add(-1, at: context.now)
        if end.tag < flows { stays.add((context.now - starts[Int(end.tag)]).seconds) }
      }
      if stays.count >= flows { context.stop() }
    }
    context.cancel(timer)
    timer = .none
    if let next = link.nextCompletion {
      timer = context.sendCancellable(.completions, after: next - context.now)
    }
  }

  private mutating func start(_ seconds: Double, tag: UInt64, at now: Instant) {
    _ = link.start(bytes: Span(seconds: seconds).nanoseconds, tag: tag, at: now)
    present.add(1, at: now)
  }
}
