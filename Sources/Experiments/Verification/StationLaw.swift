import SimulationKernel
import Statistics

/// The laws of queues with servers: M/M/1, M/M/c, M/G/1, Erlang's loss system, queues in a row.
struct StationLaw: TheoryLaw {
  /// Which formula applies.
  enum Formula: Hashable, Sendable { case mm1, mmc, mg1, erlangLoss, tandem }

  /// One station as designed.
  struct Station: Hashable, Sendable {
    var servers = 1
    /// Places to wait; nil: any number.
    var limit: Int?
    var service: DurationLaw
  }

  let formula: Formula
  let name: String
  let setting: String
  /// Arrivals a second.
  let arrivalRate: Double
  let stations: [Station]
  /// Customers followed in a replication. Stays are skewed, so that intervals of few of them
  /// contain the mean somewhat less often than they state; of so many, about 94 in 100 do.
  let customers: Int
  let replications = 20

  /// The five laws.
  static let all: [StationLaw] = [
    StationLaw(
      formula: .mm1, name: "M/M/1", setting: "load 0.4, mean service 1 s", arrivalRate: 0.4,
      stations: [Station(service: .exponential(mean: 1))], customers: 150),
    StationLaw(
      formula: .mmc, name: "M/M/c", setting: "2 servers, 1.2 erlangs, mean service 1 s",
      arrivalRate: 1.2, stations: [Station(servers: 2, service: .exponential(mean: 1))],
      customers: 150),
    StationLaw(
      formula: .mg1, name: "M/G/1", setting: "load 0.4, service even from 0 to 2 s",
      arrivalRate: 0.4, stations: [Station(service: .uniform(from: 0, to: 2))], customers: 110),
    StationLaw(
      formula: .erlangLoss, name: "M/M/c/c (Erlang loss)",
      setting: "4 servers, 4 erlangs, no place to wait", arrivalRate: 4,
      stations: [Station(servers: 4, limit: 0, service: .exponential(mean: 1))],
      customers: 120),
    StationLaw(
      formula: .tandem, name: "Tandem network",
      setting: "load 0.4 at one server, then load 0.4 at 2 servers", arrivalRate: 0.8,
      stations: [
        Station(service: .exponential(mean: 0.5)),
        Station(servers: 2, service: .exponential(mean: 1)),
      ], customers: 90),
  ]

  var quantity: String {
    switch formula {
    case .mm1, .mg1, .tandem: "mean stay, s"
    case .mmc: "share that waits"
    case .erlangLoss: "share lost"
    }
  }

  func theory() throws(StatisticsError) -> Double {
    let first = stations[0]
    let mean = first.service.mean
    switch formula {
    case .mm1:
      return try Theory.mm1(arrivalRate: arrivalRate, meanService: mean).meanStay
    case .mmc:
      return try Theory.erlangC(offeredLoad: arrivalRate * mean, servers: first.servers)
    case .mg1:
      return try Theory.mg1(
        arrivalRate: arrivalRate, meanService: mean,
        squaredVariation: first.service.squaredVariation
      ).meanStay
    case .erlangLoss:
      return try Theory.erlangB(offeredLoad: arrivalRate * mean, servers: first.servers)
    case .tandem:
      return try Theory.tandem(
        arrivalRate: arrivalRate,
        stations: stations.map { .init(meanService: $0.service.mean, servers: $0.servers) }
      ).reduce(0) { $0 + $1.meanStay }
    }
  }

  func replicate(_ streams: ReplicationStreams) -> Double {
    let line = StationLine(
      arrivalRate: arrivalRate, stations, customers: customers, streams)
    let world = StationLine.run(line, states: streams.stream("states")).world
    return switch formula {
    case .mm1, .mg1, .tandem: world.stays.mean
    case .mmc: Double(world.delayed.count) / Double(customers)
    case .erlangLoss: Double(world.refused.count) / Double(customers)
    }
  }
}
