import ContentCache
public import SimulationKernel

/// The registry and all that surrounds it, as actors that exchange timed messages.
///
/// The world owns the actors and hands each message to the one it is addressed to; it decides
/// nothing itself. It is a value: a copy of a simulation of it is a fork of the run.
public struct RegistryWorld: World, Sendable {
  public typealias Message = RegistryMessage

  /// What the world was made from.
  public let plan: WorldPlan
  /// Which of the independent replications this is, from 0.
  public let replication: UInt32
  var pools: [ClientPool]
  var endpoint: GlobalEndpoint
  /// Zone after zone, region after region.
  var frontEnds: [FrontEnd]
  var handlers: [PullHandler]
  var storages: [Storage]
  /// Row by row: from each region to each, the diagonal unused.
  var links: [InterRegionLink]
  var upstreams: [Upstream]
  var measuredFrom = Instant.zero

  /// Makes the actors of one replication.
  ///
  /// - Parameters:
  ///   - plan: What the scenario says.
  ///   - replication: Which replication this is; it decides every draw together with the seed.
  ///   - recordsPulls: Whether every pull is kept for `pulls.csv`; memory then grows with them.
  public init(_ plan: WorldPlan, replication: UInt32, recordsPulls: Bool = false) {
    self.plan = plan
    self.replication = replication
    let keys = KeyRing(seed: plan.scenario.run.seed, replication: replication)
    let regions = (0..<plan.regions.count).map(RegionID.init)
    pools = plan.workloads.indices.map {
      ClientPool(plan: plan, pool: PoolID($0), keys: keys, recordsPulls: recordsPulls)
    }
    endpoint = GlobalEndpoint(plan: plan, keys: keys)
    frontEnds = regions.flatMap { region in
      (0..<plan.zones).map { FrontEnd(plan: plan, region: region, zone: $0, keys: keys) }
    }
    let configuration = plan.cacheConfiguration
    handlers = regions.map {
      PullHandler(
        plan: plan, region: $0,
        cache: ContentCache(configuration, description: plan.content.description), keys: keys)
    }
    storages = regions.map { Storage(plan: plan, region: $0) }
    links = regions.flatMap { from in
      regions.map { InterRegionLink(plan: plan, from: from, to: $0) }
    }
    upstreams = plan.upstreams.indices.map {
      Upstream(plan: plan, upstream: UpstreamID($0), keys: keys)
    }
  }

  public mutating func receive(
    _ message: RegistryMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .pool(let pool, let inner):
      pools[Int(pool.index)].receive(inner, in: &context)
    case .resolve(let pool, let node, let slot):
      endpoint.receive(.init(pool: pool, node: node, slot: slot), in: &context)
    case .frontEnd(let inner, let region, let zone):
      frontEnds[Int(region.index) * plan.zones + Int(zone)].receive(inner, in: &context)
    case .request(let request, let region, let zone):
      handlers[Int(region.index)].receive(request, zone: zone, in: &context)
    case .handler(let region, let inner):
      handlers[Int(region.index)].receive(inner, in: &context)
    case .storage(let inner, let region):
      storages[Int(region.index)].receive(inner, in: &context)
    case .interRegion(let from, let to, let inner):
      links[Int(from.index) * plan.regions.count + Int(to.index)].receive(inner, in: &context)
    case .upstream(let upstream, let inner):
      upstreams[Int(upstream.index)].receive(inner, in: &context)
    case .begin:
      for index in pools.indices { pools[index].begin(in: &context) }
    case .endWarmUp:
      endWarmUp(at: context.now)
    case .endInterval(let number):
      endInterval(Int(number), at: context.now)
    }
  }

  /// Statistics start anew; what is in progress stays as it is.
  private mutating func endWarmUp(at now: Instant) {
    measuredFrom = now
    for index in pools.indices { pools[index].recorder.endWarmUp(at: now) }
    endpoint.endWarmUp()
    for index in frontEnds.indices { frontEnds[index].endWarmUp(at: now) }
    for index in handlers.indices { handlers[index].endWarmUp(at: now) }
    for index in storages.indices { storages[index].endWarmUp(at: now) }
    for index in links.indices { links[index].endWarmUp(at: now) }
    for index in upstreams.indices { upstreams[index].endWarmUp(at: now) }
  }

  private mutating func endInterval(_ number: Int, at now: Instant) {
    for index in pools.indices { pools[index].recorder.endInterval(number) }
    for index in frontEnds.indices { frontEnds[index].endInterval(number, at: now) }
    for index in handlers.indices { handlers[index].endInterval(number) }
    for index in storages.indices { storages[index].endInterval(number, at: now) }
    for index in links.indices { links[index].endInterval(number, at: now) }
    for index in upstreams.indices { upstreams[index].endInterval(number, at: now) }
  }
}

extension Simulation where W == RegistryWorld {
  /// A run of a scenario, ready to start.
  public init(
    _ plan: WorldPlan, replication: UInt32, recordsPulls: Bool = false,
    shuffledTies: UInt64? = nil
  ) {
    self.init(
      RegistryWorld(plan, replication: replication, recordsPulls: recordsPulls),
      shuffledTies: shuffledTies)
    let run = plan.scenario.run
    schedule(.begin, at: .zero)
    schedule(.endWarmUp, at: .zero + run.warmUp)
    let interval = run.timelineInterval
    var number: Int64 = 0
    while interval * (number + 1) <= run.duration {
      schedule(.endInterval(UInt32(number)), at: .zero + interval * (number + 1))
      number += 1
    }
  }
}
