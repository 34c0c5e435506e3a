import Randomness
import SimulationKernel

/// Stations in a row, each a queue with servers, behind Poisson arrivals.
///
/// A number of customers is followed. The first arrives at the start and finds the line in steady
/// state, hence so does every other: Poisson arrivals see time averages (Wolff 1982). Nobody comes
/// after the last of them, and the run ends by itself. That biases nothing as long as later
/// customers cannot delay earlier ones: only the last station may have several servers, at which
/// one overtakes another.
struct StationLine: World {
  enum Message: SimulationMessage {
    case arrival
    case completion(station: UInt32, customer: UInt32)

    var fingerprint: UInt64 {
      switch self {
      case .arrival: 1
      case .completion(let station, let customer):
        UInt64(station) << 34 | UInt64(customer) << 2 | 2
      }
    }
  }

  /// One station.
  struct Station {
    /// The law of its service times; several servers or a limit ask for an exponential one.
    var service: DurationLaw
    var queue: ServerQueue<UInt32>
    var services: RandomStream

    init(_ design: StationLaw.Station, services: RandomStream) {
      service = design.service
      queue = ServerQueue(servers: design.servers, limit: design.limit)
      self.services = services
    }
  }

  private(set) var stations: [Station]
  private let gap: Exponential
  private var arrivals: RandomStream
  private let customers: Int
  /// When each customer arrived, first those who were found, then those who are followed.
  private var starts: [Instant] = []
  private var found = 0

  /// Of those followed and not refused: time until a server of the first station is free.
  private(set) var waits = Tally()
  /// Of those followed and not refused: time until they leave the last station.
  private(set) var stays = Tally()
  /// Of those followed: how often one had to wait at a station.
  private(set) var delayed = Counter()
  /// Of those followed: who found no place.
  private(set) var refused = Counter()
  /// Everybody between arrival and departure, over time.
  private(set) var present = TimeWeightedLevel()
  /// Seconds of service that servers have begun.
  private(set) var work = 0.0

  /// The line before its first arrival, with nobody in it.
  init(
    arrivalRate: Double, _ designs: [StationLaw.Station], customers: Int,
    _ streams: ReplicationStreams
  ) {
    stations = designs.enumerated().map { index, design in
      Station(design, services: streams.stream("services \(index)"))
    }
    gap = Exponential(mean: 1 / arrivalRate)
    arrivals = streams.stream("arrivals")
    self.customers = customers
  }

  /// Runs the line until the last customer has left.
  ///
  /// - Parameter states: The stream for a start in steady state; nil: the line starts empty.
  static func run(_ line: StationLine, states: RandomStream?) -> Simulation<StationLine> {
    var simulation = Simulation(line)
    if var states {
      simulation.withContext { line, context in line.fill(&context, &states) }
    }
    simulation.schedule(.arrival, at: .zero)
    simulation.run()
    return simulation
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    switch message {
    case .arrival:
      enter(&context)
      if starts.count - found < customers {
        context.send(.arrival, after: Span(seconds: gap.sample(from: &arrivals)))
      }
    case .completion(let station, let customer):
      if let next = stations[Int(station)].queue.finish(at: context.now) {
        serve(next, at: Int(station), &context)
      }
      let following = Int(station) + 1
      if following < stations.count {
        arrive(customer, at: following, &context)
      } else {
        leave(customer, context.now)
      }
    }
  }

  private mutating func enter(_ context: inout Context<Message>) {
    let customer = UInt32(starts.count)
    starts.append(context.now)
    present.add(1, at: context.now)
    arrive(customer, at: 0, &context)
  }

  private mutating func arrive(
    _ customer: UInt32, at station: Int, _ context: inout Context<Message>
  ) {
    switch stations[station].queue.arrive(customer, at: context.now) {
    case .serve: serve(customer, at: station, &context)
    case .wait: if customer >= found { delayed.add() }
    case .refuse:
      present.add(-1, at: context.now)
      if customer >= found { refused.add() }
    }
  }

  private mutating func serve(
    _ customer: UInt32, at station: Int, _ context: inout Context<Message>
  ) {
    if station == 0, customer >= found {
      waits.add((context.now - starts[Int(customer)]).seconds)
    }
    let service = stations[station].service.sample(from: &stations[station].services)
    begin(customer, at: station, lasting: service, &context)
  }

  private mutating func begin(
    _ customer: UInt32, at station: Int, lasting service: Double,
    _ context: inout Context<Message>
  ) {
    let span = Span(seconds: service)
    work += span.seconds
    context.send(.completion(station: UInt32(station), customer: customer), after: span)
  }

  private mutating func leave(_ customer: UInt32, _ now: Instant) {
    present.add(-1, at: now)
    if customer >= found { stays.add((now - starts[Int(customer)]).seconds) }
  }
}

// MARK: Steady state

extension StationLine {
  /// Brings those who are found by the first arrival. Stations of exponential service are
  /// independent of each other (Jackson 1957).
  private mutating func fill(_ context: inout Context<Message>, _ states: inout RandomStream) {
    for station in stations.indices {
      if case .exponential = stations[station].service {
        let law = WeightedIndex(numbersPresent(at: station))
        for _ in 0..<(law?.sample(from: &states) ?? 0) {
          arrive(addFound(), at: station, &context)
        }
      } else {
        // All that matters to those who come is the work they find. In M/G/1 that is a sum of
        // remainders of services, as many as there are customers in M/M/1 of the same load
        // (Kleinrock, volume 1, section 5.12). One customer brings it all.
        var backlog = 0.0
        let load = stations[station].service.mean / gap.mean
        while states.uniform() < load {
          backlog += stations[station].service.remainder(from: &states)
        }
        guard backlog > 0 else { continue }
        let customer = addFound()
        _ = stations[station].queue.arrive(customer, at: .zero)
        begin(customer, at: station, lasting: backlog, &context)
      }
    }
  }

  private mutating func addFound() -> UInt32 {
    found += 1
    starts.append(.zero)
    present.add(1, at: .zero)
    return UInt32(found - 1)
  }

  /// The probabilities of 0, 1, 2, … customers in M/M/c/K, but for a factor: each is the one before
  /// times the offered load over the number of busy servers (Kleinrock, volume 1, chapter 3).
  private func numbersPresent(at station: Int) -> [Double] {
    let queue = stations[station].queue
    let offered = stations[station].service.mean / gap.mean
    var weights = [1.0]
    var sum = 1.0
    while weights[weights.count - 1] > sum * 0x1p-53 || weights.count <= queue.servers {
      if let limit = queue.limit, weights.count > queue.servers + limit { break }
      let weight =
        weights[weights.count - 1] * offered / Double(min(weights.count, queue.servers))
      weights.append(weight)
      sum += weight
    }
    return weights
  }
}
