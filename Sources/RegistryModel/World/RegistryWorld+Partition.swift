public import SimulationKernel

/// A run of a scenario in parts: each region and each upstream in a simulation of its own.
///
/// A region's part holds its front ends, pull handler, storage and outgoing links, and the pools
/// whose nearest region it is. What passes between parts takes at least the ``lookahead``, so each
/// part may run that far without hearing of the others, and in any order; the report is that of a
/// run in one simulation, to the last bit, except for the fingerprint, which is one of an order
/// among parts that no longer exists.
///
/// Each part holds a world of which only its own actors live. The conductor here runs the parts
/// one after the other; since they share nothing during a window, they can as well run side by
/// side.
public struct PartitionedRun: Sendable {
  /// Indexed by partition: the regions, then the upstreams, then the key vault where it stands in
  /// none of the regions.
  public private(set) var parts: [Simulation<RegistryWorld>]
  /// The shortest time that a message between two parts takes.
  public let lookahead: Span
  /// The clock: up to here, inclusive, all parts have run.
  public var now: Instant { max(.zero, reached) }
  /// Before the first window, the instant before all others.
  private var reached = Instant(nanoseconds: -1)
  private let plan: WorldPlan

  /// Cuts a scenario's run into parts, ready to start.
  public init(
    _ plan: WorldPlan, replication: UInt32, recordsPulls: Bool = false, recordsAudit: Bool = false
  ) {
    self.plan = plan
    lookahead = plan.lookahead
    parts = (0..<plan.partitionCount).map { partition in
      var part = Simulation(
        RegistryWorld(
          plan, replication: replication, recordsPulls: recordsPulls, recordsAudit: recordsAudit,
          isPart: true))
      part.isPartition = true
      part.scheduleMarks(of: plan, part.world.faults, partition: partition)
      return part
    }
  }

  /// Runs all parts to `horizon`, inclusive, window by window.
  ///
  /// - Parameter order: The order in which the parts take their turns in a window, given its
  ///   number; of no consequence to any result.
  public mutating func run(
    until horizon: Instant, order: (Int) -> [Int]? = { _ in nil }
  ) {
    var window = 0
    while reached < horizon {
      // What is sent after the end of a window is received after the end of the next.
      let end = min(horizon, reached + lookahead)
      var crossings: [Crossing<RegistryMessage>] = []
      for part in order(window) ?? Array(parts.indices) {
        parts[part].run(until: end)
        crossings += parts[part].takeCrossings()
      }
      for crossing in crossings {
        parts[plan.partition(of: crossing.message.receiver)].insert(crossing)
      }
      reached = end
      window += 1
    }
  }

  /// The figures of the run as it stands now, each taken from the part that it belongs to.
  public var report: RunReport {
    var report = parts[0].report
    report.fingerprint = 0
    report.messages = parts.reduce(0) { $0 + $1.messagesProcessed }
    report.tagConflicts = TagConflicts(
      plan.regions.indices.map { parts[$0].world.handlers[$0].tagMoves },
      since: .zero + plan.scenario.run.warmUp)
    report.violations = parts.flatMap(\.report.violations)
    report.violations += RegistryWorld.lostRequests(
      from: plan.regions.indices.map { parts[$0].world.handlers[$0] },
      to: plan.upstreams.indices.map {
        parts[plan.partition(of: .upstream(UpstreamID($0)))].world.upstreams[$0]
      })
    let reports = parts.map(\.report)
    for index in report.workloads.indices {
      report.workloads[index] = reports[plan.partition(of: .pool(PoolID(index)))].workloads[index]
    }
    for index in report.regions.indices {
      report.regions[index] = reports[index].regions[index]
    }
    let places = plan.actors.compactMap { actor -> Int? in
      guard case .link = actor else { return nil }
      return plan.partition(of: actor)
    }
    for (index, place) in places.enumerated() { report.links[index] = reports[place].links[index] }
    for index in report.upstreams.indices {
      let place = plan.partition(of: .upstream(UpstreamID(index)))
      report.upstreams[index] = reports[place].upstreams[index]
    }
    report.faults = FaultReport.merged(reports.map(\.faults))
    if !plan.credentials.sets.isEmpty {
      report.vaultAccesses = reports[plan.partition(of: .keyVault)].vaultAccesses
    }
    return report
  }
}

extension WorldPlan {
  /// The regions' and the upstreams' partitions, and the key vault's where it has one.
  var partitionCount: Int {
    regions.count + upstreams.count + (credentials.hasVaultOfItsOwn ? 1 : 0)
  }

  /// The number of the partition that an actor belongs to.
  func partition(of actor: ActorID) -> Int {
    switch actor {
    case .pool(let pool), .endpoint(let pool): Int(partition(of: pool).sender)
    case .balancer(let region), .frontEnd(let region, _), .handler(let region),
      .storage(let region):
      Int(partition(of: region).sender)
    case .link(let from, _): Int(partition(of: from).sender)
    case .upstream(let upstream): Int(partition(of: upstream).sender)
    case .keyVault: Int(partitionOfKeyVault.sender)
    }
  }

  /// The shortest time that a message between two partitions takes: the shortest way between two
  /// regions, between a region and an upstream or the key vault, or between a pool and a region that
  /// is not its nearest. Jitter shortens none below it.
  static func lookahead(
    regionDistances: [Span], workloads: [WorkloadPlan], upstreams: [UpstreamPlan],
    credentials: CredentialPlan
  ) -> Span {
    let regions = Int(Double(regionDistances.count).squareRoot())
    let betweenRegions = regionDistances.indices.filter { $0 % (regions + 1) != 0 }
      .map { regionDistances[$0] }
    let toPools = workloads.flatMap { workload in
      workload.distances.indices.filter { RegionID($0) != workload.nearest }
        .map { max(workload.distances[$0], .nanoseconds(1)) }
    }
    let toVault = credentials.crossings
    return (betweenRegions + upstreams.flatMap(\.distances) + toPools + toVault).min() ?? .maximum
  }
}
