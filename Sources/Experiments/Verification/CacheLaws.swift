import ContentCache
import Randomness
import SimulationKernel
import Statistics

/// An LRU cache under independent references, by Che's approximation.
///
/// What the approximation is off the exact value is much less than the half-width of the intervals
/// (``Theory/exactLRUHitRatio(popularity:capacity:)`` tells it; the tests hold it to a tenth).
struct LRULaw: TheoryLaw {
  let name = "LRU under independent references"
  let quantity = "hit ratio"
  let setting = "20 of 100 objects, Zipf 0.8, Che's approximation"
  let replications = 10

  /// Objects in the catalogue.
  let objects = 100
  /// The exponent of their popularity.
  let exponent = 0.8
  /// Objects that the cache holds.
  let capacity = 20
  /// Requests in a replication.
  let requests = 160

  /// The objects' shares of the requests, but for a factor.
  var popularity: [Double] {
    (1...objects).map { ElementaryFunctions.pow(Double($0), -exponent) }
  }

  func theory() throws(StatisticsError) -> Double {
    try Theory.lru(popularity: popularity, capacity: Double(capacity)).hitRatio
  }

  func replicate(_ streams: ReplicationStreams) -> Double {
    var cache = ObjectCache(
      capacity: Int64(capacity), order: LRUOrder(), expectedObjects: objects)
    // When each object was asked for last is exponential with its rate, and the cache is what the
    // last requests of all have made it.
    var states = streams.stream("states")
    let rates = popularity
    let ages = rates.map { Exponential(mean: 1 / $0).sample(from: &states) }
    for object in ages.indices.sorted(by: { (ages[$0], $1) > (ages[$1], $0) }) {
      _ = cache.request(UInt64(object), bytes: 1)
    }
    let world = RequestedCache(cache, rates: rates, requests: requests, streams)
    return RequestedCache.run(world).world.hitRatio
  }
}

/// A cache of objects with a lifetime from the fetch, which a hit does not extend: exact.
struct LifetimeLaw: TheoryLaw {
  let name = "Cache with lifetimes (TTL)"
  let quantity = "hit ratio"
  let setting = "4 objects asked for 2, 1, 0.5, 0.25 times in a lifetime"
  let replications = 10

  /// Requests a second for each object.
  let rates = [0.2, 0.1, 0.05, 0.025]
  /// The lifetime in seconds.
  let lifetime: Int64 = 10
  /// Requests in a replication.
  let requests = 160

  func theory() throws(StatisticsError) -> Double {
    var hits = 0.0
    for rate in rates {
      hits +=
        try rate
        * Theory.timeToLiveHitRatio(
          requestRate: rate, lifetime: Double(lifetime), rule: .fromFetch)
    }
    return hits / rates.reduce(0, +)
  }

  func replicate(_ streams: ReplicationStreams) -> Double {
    let lifetime = Span.seconds(lifetime)
    var cache = ObjectCache(
      capacity: Int64(rates.count), order: LRUWithLifetimeOrder(lifetime: lifetime.nanoseconds),
      expectedObjects: rates.count)
    // An object is alive for a lifetime and then absent until its next request; if it is alive,
    // its age lies anywhere in the lifetime.
    var states = streams.stream("states")
    var fetches: [(time: Int64, object: Int)] = []
    for (object, rate) in rates.enumerated() {
      let expected = rate * lifetime.seconds
      let (isAlive, age) = (states.uniform() * (1 + expected) < expected, states.uniform())
      guard isAlive else { continue }
      fetches.append((-Span(seconds: age * lifetime.seconds).nanoseconds, object))
    }
    for fetch in fetches.sorted(by: { $0 < $1 }) {
      _ = cache.request(UInt64(fetch.object), bytes: 1, at: fetch.time)
    }
    let world = RequestedCache(cache, rates: rates, requests: requests, streams)
    return RequestedCache.run(world).world.hitRatio
  }
}

/// A cache behind Poisson requests, the first of them at the start.
struct RequestedCache<Order: EvictionOrder>: World {
  enum Message: SimulationMessage {
    case request

    var fingerprint: UInt64 { 1 }
  }

  private var cache: ObjectCache<Order>
  private let gap: Exponential
  private let choice: WeightedIndex?
  private let requests: Int
  private var arrivals: RandomStream
  private var choices: RandomStream
  private var asked = 0
  private var hits = 0

  /// The share of requests that hit.
  var hitRatio: Double { Double(hits) / Double(asked) }

  init(
    _ cache: ObjectCache<Order>, rates: [Double], requests: Int, _ streams: ReplicationStreams
  ) {
    self.cache = cache
    gap = Exponential(mean: 1 / rates.reduce(0, +))
    choice = WeightedIndex(rates)
    self.requests = requests
    arrivals = streams.stream("arrivals")
    choices = streams.stream("choices")
  }

  /// Runs until all requests are made.
  static func run(_ world: RequestedCache) -> Simulation<RequestedCache> {
    var simulation = Simulation(world)
    simulation.schedule(.request, at: .zero)
    simulation.run()
    return simulation
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    let object = choice?.sample(from: &choices) ?? 0
    asked += 1
    if cache.request(UInt64(object), bytes: 1, at: context.now.nanoseconds) { hits += 1 }
    guard asked < requests else { return }
    context.send(.request, after: Span(seconds: gap.sample(from: &arrivals)))
  }
}
