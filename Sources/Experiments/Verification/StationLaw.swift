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
  let quantity: String
  let setting: String
  /// Arrivals a second.
  let arrivalRate: Double
  let stations: [Station]
  /// Customers followed in a replication.
  let customers: Int
  let replications = 20

  /// The five laws.
  static let all: [StationLaw] = [
    StationLaw(
      formula: .mm1, name: "M/M/1", quantity: "mean stay, s",
      setting: "load 0.5, mean service 1 s", arrivalRate: 0.5,
      stations: [Station(service: .exponential(mean: 1))], customers: 200),
    StationLaw(
      formula: .mmc, name: "M/M/c", quantity: "mean wait, s",
      setting: "3 servers, 2 erlangs, mean service 1 s", arrivalRate: 2,
      stations: [Station(servers: 3, service: .exponential(mean: 1))], customers: 300),
    StationLaw(
      formula: .mg1, name: "M/G/1", quantity: "mean wait, s",
      setting: "load 0.5, service even from 0 to 2 s", arrivalRate: 0.5,
      stations: [Station(service: .uniform(from: 0, to: 2))], customers: 200),
    StationLaw(
      formula: .erlangLoss, name: "Erlang loss, M/M/c/c", quantity: "share lost",
      setting: "5 servers, 4 erlangs, no place to wait", arrivalRate: 4,
      stations: [Station(servers: 5, limit: 0, service: .exponential(mean: 1))],
      customers: 200),
    StationLaw(
      formula: .tandem, name: "Tandem network", quantity: "mean stay, s",
      setting: "load 0.5 at 2 servers, then load 0.4 at one", arrivalRate: 1,
      stations: [
        Station(servers: 2, service: .exponential(mean: 1)),
        Station(service: .exponential(mean: 0.4)),
      ], customers: 150),
  ]

  func theory() throws(StatisticsError) -> Double {
    let first = stations[0]
    let mean = first.service.mean
    switch formula {
    case .mm1:
      return try Theory.mm1(arrivalRate: arrivalRate, meanService: mean).meanStay
    case .mmc:
      return try Theory.mmc(
        arrivalRate: arrivalRate, meanService: mean, servers: first.servers
      ).meanWait
    case .mg1:
      return try Theory.mg1(
        arrivalRate: arrivalRate, meanService: mean,
        squaredVariation: first.service.squaredVariation
      ).meanWait
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
    case .mm1, .tandem: world.stays.mean
    case .mmc, .mg1: world.waits.mean
    case .erlangLoss: Double(world.refused.count) / Double(customers)
    }
  }
}
