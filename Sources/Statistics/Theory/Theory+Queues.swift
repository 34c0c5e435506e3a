import Glibc

/// Source of all: Kleinrock, *Queueing Systems*, volume 1 (1975), chapters 3 and 5, unless a
/// function names another.
extension Theory {
  /// M/M/1: Poisson arrivals, exponential service, one server, first come first served.
  /// W = 1 ∕ (μ − λ).
  public static func mm1(
    arrivalRate: Double, meanService: Double
  ) throws(StatisticsError) -> Queue {
    try checkLoad("M/M/1", arrivalRate: arrivalRate, meanService: meanService)
    let load = arrivalRate * meanService
    return Queue(
      arrivalRate: arrivalRate, meanService: meanService, servers: 1,
      meanWait: load * meanService / (1 - load))
  }

  /// A quantile of the stay in M/M/1, which is exponential: −ln(1 − p) ∕ (μ − λ).
  public static func mm1StayQuantile(
    _ probability: Double, arrivalRate: Double, meanService: Double
  ) throws(StatisticsError) -> Double {
    let stay = try mm1(arrivalRate: arrivalRate, meanService: meanService).meanStay
    guard probability >= 0, probability < 1 else {
      throw Arguments(of: "M/M/1").refuse("probability", probability, "0 or more, and below 1")
    }
    return -log1p(-probability) * stay
  }

  /// M/M/c: W_q = C(c, a) · E[S] ∕ (c − a), with Erlang's C and the offered load a = λ·E[S].
  public static func mmc(
    arrivalRate: Double, meanService: Double, servers: Int
  ) throws(StatisticsError) -> Queue {
    try checkLoad("M/M/c", arrivalRate: arrivalRate, meanService: meanService, servers: servers)
    let offered = arrivalRate * meanService
    let waiting = try erlangC(offeredLoad: offered, servers: servers)
    return Queue(
      arrivalRate: arrivalRate, meanService: meanService, servers: servers,
      meanWait: waiting * meanService / (Double(servers) - offered))
  }

  /// M/G/1, first come first served, by Pollaczek and Khinchine:
  /// W_q = λ·E[S²] ∕ 2(1 − ρ), with E[S²] = (1 + c²)·E[S]².
  ///
  /// - Parameters:
  ///   - arrivalRate: λ, the rate of the Poisson arrivals.
  ///   - meanService: E[S].
  ///   - squaredVariation: c², the variance of the service time over its squared mean: 0 for
  ///     constant, 1 for exponential service.
  /// - Returns: the means in steady state.
  /// - Throws: ``StatisticsError`` for a load of one or more or a negative variation.
  public static func mg1(
    arrivalRate: Double, meanService: Double, squaredVariation: Double
  ) throws(StatisticsError) -> Queue {
    try checkLoad("M/G/1", arrivalRate: arrivalRate, meanService: meanService)
    try Arguments(of: "M/G/1").nonNegative(squaredVariation, "squaredVariation")
    let load = arrivalRate * meanService
    return Queue(
      arrivalRate: arrivalRate, meanService: meanService, servers: 1,
      meanWait: load * meanService * (1 + squaredVariation) / (2 * (1 - load)))
  }

  /// M/G/1 with processor sharing: the mean stay of a job of size x is x ∕ (1 − ρ), whatever the
  /// distribution of sizes. Nobody waits, so ``Queue/meanWait`` is the delay through sharing.
  ///
  /// Source: Kleinrock, volume 2 (1976), section 4.4.
  public static func mg1ProcessorSharing(
    arrivalRate: Double, meanService: Double
  ) throws(StatisticsError) -> Queue {
    try checkLoad("M/G/1-PS", arrivalRate: arrivalRate, meanService: meanService)
    let load = arrivalRate * meanService
    return Queue(
      arrivalRate: arrivalRate, meanService: meanService, servers: 1,
      meanWait: meanService * load / (1 - load))
  }

  /// The mean stay of a job of a given size in M/G/1 with processor sharing.
  public static func mg1ProcessorSharingStay(
    size: Double, arrivalRate: Double, meanService: Double
  ) throws(StatisticsError) -> Double {
    try checkLoad("M/G/1-PS", arrivalRate: arrivalRate, meanService: meanService)
    try Arguments(of: "M/G/1-PS").nonNegative(size, "size")
    return size / (1 - arrivalRate * meanService)
  }

  /// One station of a tandem network.
  public struct Station: Sendable, Hashable {
    /// The mean of the exponential service time.
    public let meanService: Double
    /// The number of servers.
    public let servers: Int
    /// Creates a station.
    public init(meanService: Double, servers: Int = 1) {
      self.meanService = meanService
      self.servers = servers
    }
  }

  /// Exponential stations in a row behind Poisson arrivals. By Burke's theorem departures are
  /// Poisson, so each station is an M/M/c of its own; stays add up.
  ///
  /// Source: Burke 1956; Jackson 1957.
  public static func tandem(
    arrivalRate: Double, stations: [Station]
  ) throws(StatisticsError) -> [Queue] {
    try Arguments(of: "tandem network").count(stations.count, "number of stations")
    var queues: [Queue] = []
    for station in stations {
      queues.append(
        try mmc(
          arrivalRate: arrivalRate, meanService: station.meanService, servers: station.servers))
    }
    return queues
  }

  /// Erlang's B: the share of arrivals lost by c servers without a queue (M/G/c/c; insensitive to
  /// the distribution of service). By the stable recursion B(k) = a·B(k−1) ∕ (k + a·B(k−1)).
  ///
  /// - Parameters:
  ///   - offeredLoad: a = λ·E[S], in erlangs.
  ///   - servers: c; with none, everything is lost.
  /// - Returns: the probability of loss.
  /// - Throws: ``StatisticsError`` for a negative or infinite load or negative servers.
  /// - Complexity: linear in `servers`.
  public static func erlangB(
    offeredLoad: Double, servers: Int
  ) throws(StatisticsError) -> Double {
    let check = Arguments(of: "Erlang B")
    try check.nonNegative(offeredLoad, "offeredLoad")
    try check.count(servers, "servers", least: 0)
    guard servers > 0 else { return 1 }
    var blocking = 1.0
    for server in 1...servers {
      let carried = offeredLoad * blocking
      blocking = carried / (Double(server) + carried)
    }
    guard blocking.isFinite else {
      throw check.refuse("offeredLoad", offeredLoad, "a load that a Double can carry")
    }
    return blocking
  }

  /// Erlang's C: the share of arrivals that wait for one of c servers (M/M/c), from Erlang's B.
  public static func erlangC(
    offeredLoad: Double, servers: Int
  ) throws(StatisticsError) -> Double {
    let check = Arguments(of: "Erlang C")
    try check.nonNegative(offeredLoad, "offeredLoad")
    try check.count(servers, "servers")
    guard offeredLoad < Double(servers) else {
      throw check.refuse("offeredLoad", offeredLoad, "below the number of servers, \(servers)")
    }
    let blocking = try erlangB(offeredLoad: offeredLoad, servers: servers)
    let load = offeredLoad / Double(servers)
    return blocking / (1 - load * (1 - blocking))
  }
}
