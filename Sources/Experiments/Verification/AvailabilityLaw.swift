import Randomness
import SimulationKernel
import Statistics

/// The availability of what is up and down by turns. Only the means of both times matter.
struct AvailabilityLaw: TheoryLaw {
  let name = "Alternating renewal process"
  let quantity = "availability"
  let setting = "up 8 h on average, hyperexponential; down even from 1 to 3 h"
  let replications = 10

  /// Times in hours, which are seconds of the model's clock.
  let up = DurationLaw.hyperexponential(probability: 0.5, 4, 12)
  let down = DurationLaw.uniform(from: 1, to: 3)
  /// Hours of a replication.
  let horizon: Int64 = 1_000

  func theory() throws(StatisticsError) -> Double {
    try Theory.availability(meanUp: up.mean, meanDown: down.mean)
  }

  func replicate(_ streams: ReplicationStreams) -> Double {
    let end = Instant.zero + .seconds(horizon)
    var simulation = Simulation(RepairedPart(up: up, down: down, streams))
    simulation.withContext { part, context in part.begin(&context, streams.stream("states")) }
    simulation.run(until: end)
    return simulation.world.level.mean(at: end)
  }
}

/// A part that fails and is repaired.
struct RepairedPart: World {
  enum Message: SimulationMessage {
    case failure, repair

    var fingerprint: UInt64 { self == .failure ? 1 : 2 }
  }

  private let up: DurationLaw
  private let down: DurationLaw
  private var ups: RandomStream
  private var downs: RandomStream
  /// 1 while it is up, over time.
  private(set) var level = TimeWeightedLevel()

  init(up: DurationLaw, down: DurationLaw, _ streams: ReplicationStreams) {
    (self.up, self.down) = (up, down)
    ups = streams.stream("ups")
    downs = streams.stream("downs")
  }

  /// Starts in steady state: up with the probability that is the availability, for a remainder.
  mutating func begin(_ context: inout Context<Message>, _ states: RandomStream) {
    var states = states
    if states.uniform() * (up.mean + down.mean) < up.mean {
      level = TimeWeightedLevel(1)
      context.send(.failure, after: Span(seconds: up.remainder(from: &states)))
    } else {
      context.send(.repair, after: Span(seconds: down.remainder(from: &states)))
    }
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    switch message {
    case .failure:
      level.set(0, at: context.now)
      context.send(.repair, after: Span(seconds: down.sample(from: &downs)))
    case .repair:
      level.set(1, at: context.now)
      context.send(.failure, after: Span(seconds: up.sample(from: &ups)))
    }
  }
}
