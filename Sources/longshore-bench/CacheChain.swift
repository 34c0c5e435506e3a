import Prefetch
import SimulationKernel

/// W3: pulls through a geo-replicated pull-through cache of three regions with three zones each.
struct CacheChain<Stream: WorkloadStream>: World {
  enum Step: UInt8 {
    case arrival, frontEndArrive, serviceDone, regionLookup, primaryLookup, upstreamServe
    case primaryFill, regionFill, complete
  }

  /// A step of a pull, or the next arrival at a zone.
  struct Message: SimulationMessage {
    let step: Step
    let index: UInt32
    var fingerprint: UInt64 { UInt64(index) << 4 | UInt64(step.rawValue) }
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

  let sizes: [Int64]
  let popularity: PopularityTable
  var zones: InlineArray<9, Zone>
  /// What each zone's next arrival chooses its object with: drawn ahead, so that it can be looked
  /// for.
  var choices = InlineArray<9, Double>(repeating: 0)
  var regions: InlineArray<3, DenseLRU>
  var primary: DenseLRU
  var pulls: [Pull] = []
  var free: [UInt32] = []
  var latencies: [Double] = []
  var latencySum = 0.0

  init(pulls count: UInt64) {
    // Sizes are the specification's whatever the sampling, so that all runs have one catalogue.
    var stream = ReferenceStream(seed: 1, id: 1 << 62)
    sizes = (0..<100_000).map { _ in
      Int64(max(1, stream.logNormal(median: 20e6, sigma: 1.5)))
    }
    popularity = PopularityTable(count: sizes.count, exponent: 0.9)
    zones = InlineArray { zone in
      Zone(
        stream: Stream(seed: 1, id: 1 << 61 + UInt64(zone)),
        quota: count / 9 + (zone < count % 9 ? 1 : 0))
    }
    regions = InlineArray(repeating: DenseLRU(sizes: sizes, capacity: 600_000_000_000))
    primary = DenseLRU(sizes: sizes, capacity: 1_800_000_000_000)
    latencies.reserveCapacity(Int(count))
  }

  mutating func receive(_ message: Message, in context: inout Context<Message>) {
    if message.step == .arrival { return arrive(zone: Int(message.index), &context) }
    let index = message.index
    let pull = pulls[Int(index)]
    let (zone, object) = (Int(pull.zone), pull.object)
    switch message.step {
    case .arrival: break
    case .frontEndArrive:
      if zones[zone].frontEnd.arrive(index, at: context.now) == .serve { serve(index, &context) }
    case .serviceDone:
      if let next = zones[zone].frontEnd.finish(at: context.now) { serve(next, &context) }
      regions[zone / 3].prefetch(object)
      send(.regionLookup, index, frontEndRegion, &context)
    case .regionLookup:
      if regions[zone / 3].lookUp(object) {
        send(.complete, index, regionClient, carriedAt: clientBandwidth, &context)
      } else {
        primary.prefetch(object)
        send(.primaryLookup, index, regionPrimary, &context)
      }
    case .primaryLookup:
      if primary.lookUp(object) {
        send(.regionFill, index, regionPrimary, carriedAt: regionBandwidth, &context)
      } else {
        send(.upstreamServe, index, primaryUpstream, &context)
      }
    case .upstreamServe:
      send(.primaryFill, index, primaryUpstream, carriedAt: upstreamBandwidth, &context)
    case .primaryFill:
      // The cache's lines come while the delay is drawn.
      primary.prefetch(object)
      send(.regionFill, index, regionPrimary, carriedAt: regionBandwidth, &context)
      primary.insert(object)
    case .regionFill:
      regions[zone / 3].prefetch(object)
      send(.complete, index, regionClient, carriedAt: clientBandwidth, &context)
      regions[zone / 3].insert(object)
    case .complete:
      let latency = (context.now - pull.start).seconds
      latencies.append(latency)
      latencySum += latency
      free.append(index)
    }
  }

  @inline(__always)
  mutating func prepare(for message: Message) {
    if message.step == .arrival {
      popularity.prefetch(choices[Int(message.index)])
    } else {
      pulls.span.prefetch(Int(message.index))
    }
  }

  private mutating func arrive(zone: Int, _ context: inout Context<Message>) {
    let object = UInt32(popularity.object(choices[zone]))
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
    send(.frontEndArrive, index, clientFrontEnd, &context)
    if zones[zone].made < zones[zone].quota {
      context.send(
        Message(step: .arrival, index: UInt32(zone)), after: drawArrival(zone: zone))
    }
  }

  /// The time to a zone's next arrival.
  private mutating func drawArrival(zone: Int) -> Span {
    let gap = zones[zone].stream.exponential(meanGap)
    choices[zone] = zones[zone].stream.unit()
    popularity.prefetchGuide(choices[zone])
    return Span(seconds: gap)
  }

  @inline(__always)
  private mutating func serve(_ pull: UInt32, _ context: inout Context<Message>) {
    send(.serviceDone, pull, service, &context)
  }

  @inline(__always)
  private mutating func send(
    _ step: Step, _ pull: UInt32, _ delay: Delay, _ context: inout Context<Message>
  ) {
    let seconds = pulls[Int(pull)].stream.logNormal(delay)
    context.send(Message(step: step, index: pull), after: Span(seconds: seconds))
  }

  @inline(__always)
  private mutating func send(
    _ step: Step, _ pull: UInt32, _ delay: Delay, carriedAt bandwidth: Double,
    _ context: inout Context<Message>
  ) {
    let transfer = Double(sizes[Int(pulls[Int(pull)].object)]) / bandwidth
    let seconds = pulls[Int(pull)].stream.logNormal(delay) + transfer
    context.send(Message(step: step, index: pull), after: Span(seconds: seconds))
  }

  static func run() -> WorkloadResult {
    let start = processorSeconds()
    let pulls: UInt64 = 2_000_000
    var simulation = Simulation(CacheChain(pulls: pulls))
    for zone in simulation.world.zones.indices {
      let gap = simulation.world.drawArrival(zone: zone)
      simulation.schedule(
        .init(step: .arrival, index: UInt32(zone)), at: .zero + gap)
    }
    simulation.run()
    // Taken out, since selecting a rank would copy what the world still has.
    var latencies: [Double] = []
    swap(&latencies, &simulation.world.latencies)
    let world = simulation.world
    let count = latencies.count
    let median = element(at: (count + 1) / 2 - 1, of: &latencies)
    let tail = element(at: (count * 99 + 99) / 100 - 1, of: &latencies)
    let lookups = world.regions.indices.reduce(0) { $0 + world.regions[$1].lookups }
    let hits = world.regions.indices.reduce(0) { $0 + world.regions[$1].hits }
    return WorkloadResult(
      workload: "cachechain", system: Stream.system, work: pulls,
      figures: [
        Figure("events", Double(simulation.messagesProcessed), digits: 0),
        Figure("mean", world.latencySum / Double(count), digits: 9),
        Figure("p50", median, digits: 9),
        Figure("p99", tail, digits: 9),
        Figure("region_hit", Double(hits) / Double(lookups), digits: 6),
        Figure(
          "primary_hit", Double(world.primary.hits) / Double(world.primary.lookups), digits: 6),
        Figure("end", simulation.now.seconds, digits: 6),
      ], fingerprint: simulation.fingerprint, processorSeconds: processorSeconds() - start)
  }
}
