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
  /// Whether only some of the actors live here, the others in other parts of the run.
  let isPart: Bool
  var pools: [ClientPool]
  /// When each fault of the replication begins and ends.
  var faults: FaultSchedule
  /// One a pool: the global endpoint as its clients reach it.
  var endpoints: [GlobalEndpoint]
  var balancers: [Balancer]
  /// Zone after zone, region after region.
  var frontEnds: [FrontEnd]
  var handlers: [PullHandler]
  var storages: [Storage]
  /// Row by row: from each region to each, the diagonal unused.
  var links: [InterRegionLink]
  var upstreams: [Upstream]
  var keyVault: KeyVault

  /// Makes the actors of one replication.
  ///
  /// - Parameters:
  ///   - plan: What the scenario says.
  ///   - replication: Which replication this is; it decides every draw together with the seed.
  ///   - recordsPulls: Whether every pull is kept for `pulls.csv`; memory then grows with them.
  ///   - recordsAudit: Whether every access to the key vault is kept for `audit.csv`.
  ///   - isPart: Whether only some of its actors live here, the others in other parts of the run.
  ///   - selection: Which of the scenario's faults occur.
  public init(
    _ plan: WorldPlan, replication: UInt32, recordsPulls: Bool = false, recordsAudit: Bool = false,
    isPart: Bool = false, occurring selection: FaultSelection = .all
  ) {
    self.plan = plan
    self.isPart = isPart
    self.replication = replication
    let network = Network(plan: plan, keys: KeyRing(plan, replication: replication))
    let regions = (0..<plan.regions.count).map(RegionID.init)
    pools = plan.workloads.indices.map {
      ClientPool(network: network, pool: PoolID($0), recordsPulls: recordsPulls)
    }
    faults = FaultSchedule(plan, keys: network.keys, occurring: selection)
    endpoints = plan.workloads.indices.map {
      GlobalEndpoint(plan: plan, pool: PoolID($0), keys: network.keys)
    }
    balancers = regions.map { Balancer(network: network, region: $0) }
    frontEnds = regions.flatMap { region in
      (0..<plan.zones).map { FrontEnd(network: network, region: region, zone: $0) }
    }
    let configuration = plan.cacheConfiguration
    let changes = TagChanges(plan, replication: replication)
    handlers = regions.map {
      PullHandler(
        network: network, region: $0,
        cache: ContentCache(configuration, description: plan.content.description),
        changes: changes)
    }
    storages = regions.map { Storage(network: network, region: $0) }
    links = regions.flatMap { from in
      regions.map { InterRegionLink(plan: plan, from: from, to: $0) }
    }
    upstreams = plan.upstreams.indices.map {
      Upstream(plan: plan, upstream: UpstreamID($0), keys: network.keys, changes: changes)
    }
    keyVault = KeyVault(network: network, recordsAccess: recordsAudit)
  }

  public mutating func receive(
    _ message: RegistryMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .pool(let pool, let inner):
      pools[Int(pool.index)].receive(inner, in: &context)
    case .resolve(let pool, let slot, let number, let attempt):
      endpoints[Int(pool.index)].receive(
        .init(slot: slot, number: number, attempt: attempt), in: &context)
    case .routing(let pool, let region, let isHealthy, let epoch):
      endpoints[Int(pool.index)].verdict(
        on: region, isHealthy: isHealthy, epoch: epoch, in: &context)
    case .zoneVerdict(let region, let zone, let isHealthy, let epoch):
      balancers[Int(region.index)].verdict(
        on: zone, isHealthy: isHealthy, epoch: epoch, at: context.now)
    case .balancer(let request, let region):
      balancers[Int(region.index)].receive(request, in: &context)
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
    case .upstream(let inner, let upstream):
      upstreams[Int(upstream.index)].receive(inner, in: &context)
    case .keyVault(let inner): keyVault.receive(inner, in: &context)
    case .mark(.begin, let actor):
      if case .pool(let pool) = actor { pools[Int(pool.index)].begin(in: &context) }
      if case .handler(let region) = actor {
        handlers[Int(region.index)].beginHealthChecks(in: &context)
      }
    case .mark(.endWarmUp, let actor):
      endWarmUp(of: actor, at: context.now)
    case .mark(.endInterval(let number), let actor):
      endInterval(Int(number), of: actor, at: context.now)
    case .mark(.fault(let number, let begins), let actor):
      fault(Int(number), begins: begins, of: actor, in: &context)
    }
  }

  /// Statistics start anew; what is in progress stays as it is.
  private mutating func endWarmUp(of actor: ActorID, at now: Instant) {
    switch actor {
    case .pool(let pool): pools[Int(pool.index)].recorder.endWarmUp(at: now)
    case .endpoint, .keyVault: break
    case .balancer(let region): balancers[Int(region.index)].endWarmUp()
    case .frontEnd(let region, let zone): frontEnds[place(region, zone)].endWarmUp(at: now)
    case .handler(let region): handlers[Int(region.index)].endWarmUp(at: now)
    case .storage(let region): storages[Int(region.index)].endWarmUp(at: now)
    case .link(let from, let to): links[place(from, to)].endWarmUp(at: now)
    case .upstream(let upstream): upstreams[Int(upstream.index)].endWarmUp(at: now)
    }
  }

  private mutating func endInterval(_ number: Int, of actor: ActorID, at now: Instant) {
    switch actor {
    case .pool(let pool): pools[Int(pool.index)].recorder.endInterval(number)
    case .endpoint, .keyVault: break
    case .balancer(let region): balancers[Int(region.index)].endInterval(number)
    case .frontEnd(let region, let zone):
      frontEnds[place(region, zone)].endInterval(number, at: now)
    case .handler(let region): handlers[Int(region.index)].endInterval(number)
    case .storage(let region): storages[Int(region.index)].endInterval(number, at: now)
    case .link(let from, let to): links[place(from, to)].endInterval(number, at: now)
    case .upstream(let upstream): upstreams[Int(upstream.index)].endInterval(number, at: now)
    }
  }

  func place(_ region: RegionID, _ zone: UInt8) -> Int {
    Int(region.index) * plan.zones + Int(zone)
  }

  func place(_ from: RegionID, _ to: RegionID) -> Int {
    Int(from.index) * plan.regions.count + Int(to.index)
  }
}

extension WorldPlan {
  /// All actors that keep statistics, in the order in which they are told of marks.
  public var actors: [ActorID] {
    let regions = (0..<regions.count).map(RegionID.init)
    var actors: [ActorID] = workloads.indices.map { .pool(PoolID($0)) }
    actors += regions.map { .balancer($0) }
    for region in regions {
      actors += (0..<zones).map { .frontEnd(region, zone: UInt8($0)) }
    }
    actors += regions.map { .handler($0) }
    actors += regions.map { .storage($0) }
    for from in regions {
      actors += regions.filter { $0 != from }.map { .link(from: from, to: $0) }
    }
    return actors + upstreams.indices.map { .upstream(UpstreamID($0)) }
  }

  /// Endpoints and the key vault keep no statistics, but they are told of faults.
  var actorsToldOfFaults: [ActorID] {
    let all = actors + workloads.indices.map { .endpoint(PoolID($0)) }
    return credentials.sets.isEmpty ? all : all + [.keyVault]
  }
}

extension Simulation where W == RegistryWorld {
  /// A run of a scenario, ready to start.
  public init(
    _ plan: WorldPlan, replication: UInt32, recordsPulls: Bool = false,
    recordsAudit: Bool = false, shuffledTies: UInt64? = nil,
    occurring selection: FaultSelection = .all
  ) {
    self.init(
      RegistryWorld(
        plan, replication: replication, recordsPulls: recordsPulls, recordsAudit: recordsAudit,
        occurring: selection),
      shuffledTies: shuffledTies)
    scheduleMarks(of: plan, world.faults)
  }
}

extension Simulation where W.Message == RegistryMessage {
  /// Sends the marks of a run to some of its actors.
  mutating func scheduleMarks(
    of plan: WorldPlan, _ faults: FaultSchedule, partition: Int? = nil
  ) {
    let run = plan.scenario.run
    func own(_ actors: [ActorID]) -> [ActorID] {
      partition.map { partition in actors.filter { plan.partition(of: $0) == partition } } ?? actors
    }
    let actors = own(plan.actors)
    // What begins at the very start does so before all else.
    for mark in faults.marks(for: own(plan.actorsToldOfFaults)) {
      schedule(mark.message, at: mark.time)
    }
    for actor in actors {
      if case .pool = actor { schedule(.mark(.begin, actor), at: .zero) }
      if actor == .handler(.home), plan.checksCredentials {
        schedule(.mark(.begin, actor), at: .zero)
      }
    }
    schedulePushes(of: plan, to: actors)
    for actor in actors { schedule(.mark(.endWarmUp, actor), at: .zero + run.warmUp) }
    let interval = run.timelineInterval
    var number: Int64 = 0
    while interval * (number + 1) <= run.duration {
      for actor in actors {
        schedule(
          .mark(.endInterval(UInt32(number)), actor), at: .zero + interval * (number + 1))
      }
      number += 1
    }
  }
}
