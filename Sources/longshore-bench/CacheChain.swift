import Glibc
import SimulationKernel

/// W3: pulls through a geo-replicated pull-through cache of three regions with three zones each.
struct CacheChain<Stream: WorkloadStream>: World {
  enum Message: SimulationMessage {
    case arrival(zone: UInt32)
    case frontEndArrive(UInt32), serviceDone(UInt32), regionLookup(UInt32)
    case primaryLookup(UInt32), upstreamServe(UInt32), primaryFill(UInt32)
    case regionFill(UInt32), complete(UInt32)

    var fingerprint: UInt64 {
      switch self {
      case .arrival(let zone): UInt64(zone) << 4
      case .frontEndArrive(let pull): UInt64(pull) << 4 | 1
      case .serviceDone(let pull): UInt64(pull) << 4 | 2
      case .regionLookup(let pull): UInt64(pull) << 4 | 3
      case .primaryLookup(let pull): UInt64(pull) << 4 | 4
      case .upstreamServe(let pull): UInt64(pull) << 4 | 5
      case .primaryFill(let pull): UInt64(pull) << 4 | 6
      case .regionFill(let pull): UInt64(pull) << 4 | 7
      case .complete(let pull): UInt64(pull) << 4 | 8
      }
    }
  }

  struct Pull: BitwiseCopyable {
    var stream: Stream
    var start: Instant
    var zone: UInt32
    var object: UInt32
  }

  struct Zone {
    var stream: Stream
    var made: UInt64 = 0
    let quota: UInt64
    var frontEnd = ServerQueue<UInt32>(servers: 4)
  }

  // The figures of the specification: medians in seconds, bandwidths in bytes per second.
  let clientFrontEnd = Delay(0.001, 0.5)
  let service = Delay(0.002, 0.5)
  let frontEndRegion = Delay(0.0005, 0.3)
  let regionClient = Delay(0.0015, 0.5)
  let regionPrimary = Delay(0.040, 0.25)
  let primaryUpstream = Delay(0.080, 0.35)
  let clientBandwidth = 1e9
  let regionBandwidth = 5e8
  let upstreamBandwidth = 2e8
  let meanGap = 1 / 1_324.0

  let sizes: [UInt64]
  let popularity: PopularityTable
  var zones: [Zone]
  var regions: [DenseLRU]
  var primary: DenseLRU
  var pulls: [Pull] = []
  var free: [UInt32] = []
  var latencies: [Double] = []
  var latencySum = 0.0

  init(pulls count: UInt64) {
    // Sizes are the specification's whatever the sampling, so that all runs have one catalogue.
    var stream = ReferenceStream(seed: 1, id: 1 << 62)
    sizes = (0..<100_000).map { _ in
      UInt64(max(1, stream.logNormal(median: 20e6, sigma: 1.5)))
    }
    popularity = PopularityTable(count: sizes.count, exponent: 0.9)
    zones = (0..<9).map { zone in
      Zone(
        stream: Stream(seed: 1, id: 1 << 61 + zone), quota: count / 9 + (zone < count % 9 ? 1 : 0))
    }
    regions = Array(
      repeating: DenseLRU(sizes: sizes, capacity: 600_000_000_000), count: 3)
    primary = DenseLRU(sizes: sizes, capacity: 1_800_000_000_000)
    latencies.reserveCapacity(Int(count))
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    switch message {
    case .arrival(let zone):
      arrive(zone: Int(zone), &context)
    case .frontEndArrive(let pull):
      let zone = Int(pulls[Int(pull)].zone)
      if zones[zone].frontEnd.arrive(pull, at: context.now) == .serve { serve(pull, &context) }
    case .serviceDone(let pull):
      let zone = Int(pulls[Int(pull)].zone)
      if let next = zones[zone].frontEnd.finish(at: context.now) { serve(next, &context) }
      send(.regionLookup(pull), pull, frontEndRegion, &context)
    case .regionLookup(let pull):
      let object = pulls[Int(pull)].object
      if regions[Int(pulls[Int(pull)].zone) / 3].lookUp(object) {
        send(.complete(pull), pull, regionClient, carriedAt: clientBandwidth, &context)
      } else {
        send(.primaryLookup(pull), pull, regionPrimary, &context)
      }
    case .primaryLookup(let pull):
      if primary.lookUp(pulls[Int(pull)].object) {
        send(.regionFill(pull), pull, regionPrimary, carriedAt: regionBandwidth, &context)
      } else {
        send(.upstreamServe(pull), pull, primaryUpstream, &context)
      }
    case .upstreamServe(let pull):
      send(.primaryFill(pull), pull, primaryUpstream, carriedAt: upstreamBandwidth, &context)
    case .primaryFill(let pull):
      primary.insert(pulls[Int(pull)].object)
      send(.regionFill(pull), pull, regionPrimary, carriedAt: regionBandwidth, &context)
    case .regionFill(let pull):
      regions[Int(pulls[Int(pull)].zone) / 3].insert(pulls[Int(pull)].object)
      send(.complete(pull), pull, regionClient, carriedAt: clientBandwidth, &context)
    case .complete(let pull):
      let latency = (context.now - pulls[Int(pull)].start).seconds
      latencies.append(latency)
      latencySum += latency
      free.append(pull)
    }
  }

  private mutating func arrive(zone: Int, _ context: inout Context<Message>) {
    let object = UInt32(popularity.object(zones[zone].stream.unit()))
    let stream = Stream(seed: 1, id: UInt64(zone) + 9 * zones[zone].made)
    let pull = Pull(stream: stream, start: context.now, zone: UInt32(zone), object: object)
    let index: UInt32
    if let reused = free.popLast() {
      index = reused
      pulls[Int(index)] = pull
    } else {
      index = UInt32(pulls.count)
      pulls.append(pull)
    }
    zones[zone].made += 1
    send(.frontEndArrive(index), index, clientFrontEnd, &context)
    if zones[zone].made < zones[zone].quota {
      let gap = zones[zone].stream.exponential(meanGap)
      context.send(.arrival(zone: UInt32(zone)), after: Span(seconds: gap))
    }
  }

  @inline(__always)
  private mutating func serve(_ pull: UInt32, _ context: inout Context<Message>) {
    send(.serviceDone(pull), pull, service, &context)
  }

  @inline(__always)
  private mutating func send(
    _ message: Message, _ pull: UInt32, _ delay: Delay, _ context: inout Context<Message>
  ) {
    context.send(message, after: Span(seconds: pulls[Int(pull)].stream.logNormal(delay)))
  }

  @inline(__always)
  private mutating func send(
    _ message: Message, _ pull: UInt32, _ delay: Delay, carriedAt bandwidth: Double,
    _ context: inout Context<Message>
  ) {
    let transfer = Double(sizes[Int(pulls[Int(pull)].object)]) / bandwidth
    let time = pulls[Int(pull)].stream.logNormal(delay) + transfer
    context.send(message, after: Span(seconds: time))
  }

  static func run() {
    let start = processorSeconds()
    let pulls: UInt64 = 2_000_000
    var simulation = Simulation(CacheChain(pulls: pulls))
    for zone in simulation.world.zones.indices {
      let gap = simulation.world.zones[zone].stream.exponential(simulation.world.meanGap)
      simulation.schedule(.arrival(zone: UInt32(zone)), at: .zero + Span(seconds: gap))
    }
    simulation.run()
    let world = simulation.world
    var latencies = world.latencies
    let count = latencies.count
    let median = element(at: (count + 1) / 2 - 1, of: &latencies)
    let tail = element(at: (count * 99 + 99) / 100 - 1, of: &latencies)
    let lookups = world.regions.reduce(0) { $0 + $1.lookups }
    let hits = world.regions.reduce(0) { $0 + $1.hits }
    report(
      "cachechain", Stream.system, work: pulls,
      [
        ("events", String(simulation.messagesProcessed)),
        ("mean", decimal(world.latencySum / Double(count), 9)),
        ("p50", decimal(median, 9)),
        ("p99", decimal(tail, 9)),
        ("region_hit", decimal(Double(hits) / Double(lookups), 6)),
        ("primary_hit", decimal(Double(world.primary.hits) / Double(world.primary.lookups), 6)),
        ("end", decimal(simulation.now.seconds, 6)),
      ], since: start, fingerprint: simulation.fingerprint)
  }
}

/// The specification's Zipf mapping, whose weights are the C library's powers.
struct PopularityTable {
  private var cumulative: [Double] = []
  private var guide: [UInt32] = []

  init(count: Int, exponent: Double) {
    var sum = 0.0
    for rank in 1...count {
      sum += Glibc.pow(Double(rank), -exponent)
      cumulative.append(sum)
    }
    for index in 0..<count { cumulative[index] /= sum }
    cumulative[count - 1] = 1
    var index = 0
    for part in 0...count {
      while index < count - 1, cumulative[index] <= Double(part) / Double(count) { index += 1 }
      guide.append(UInt32(index))
    }
  }

  /// The first object whose cumulative probability exceeds `u`.
  func object(_ u: Double) -> Int {
    var index = Int(guide[Int(u * Double(cumulative.count))])
    while cumulative[index] <= u { index += 1 }
    return index
  }
}
