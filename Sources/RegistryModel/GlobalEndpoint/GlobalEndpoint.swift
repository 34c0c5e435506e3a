import Randomness
public import SimulationKernel

/// The registry's one name in the domain name system, as the clients of a pool reach it: it answers
/// with the region that is nearest by latency among those that count as healthy. Clients keep the
/// answer for the DNS lifetime.
///
/// It answers from wherever the asking clients are, as name servers do, and probes the regions from
/// there: a question stays in the partition of the pool that asks. Probing follows Azure Traffic
/// Manager: several places probe, each counts its own failures in a row; when every endpoint is
/// degraded all are handed out, and when health is not judged at all, all count as healthy (fail
/// open).
public struct GlobalEndpoint: RegistryActor {
  let plan: WorldPlan
  let pool: PoolID
  private let keys: KeyRing
  private let probe: HealthProbe
  private var places: [Place]
  private var monitorOutages = 0
  /// Whether every region is in routing and healthy.
  private var isWhole = true
  /// Indexed by region.
  private(set) var watches: [FaultWatch]

  /// What the endpoint knows of a region.
  private struct Place: Sendable {
    var outage: RegionOutage
    var verdict = HealthVerdict()
    /// How many faults or changes keep it out of routing.
    var withdrawals = 0
    /// Whether it is a replica that is yet to be added.
    var isMissing = false
  }

  init(plan: WorldPlan, pool: PoolID, keys: KeyRing) {
    self.plan = plan
    self.pool = pool
    self.keys = keys
    let probes = plan.scenario.routing.probes
    let name = plan.workloads[Int(pool.index)].description.name
    var stream = keys.key("endpoint/\(name)", "probes").stream
    probe = HealthProbe(
      interval: probes.interval, failures: probes.failures, timeout: probes.timeout,
      phase: Span(nanoseconds: Int64(stream.below(UInt64(probes.interval.nanoseconds)))))
    places = Array(
      repeating: Place(outage: RegionOutage(zones: plan.zones)), count: plan.regions.count)
    watches = Array(repeating: FaultWatch(), count: plan.regions.count)
  }

  /// A question of a node, asked for an attempt at one of its pulls.
  public struct Question: Hashable, Sendable {
    var slot: UInt32
    var number: UInt32
    var attempt: UInt8
  }

  public mutating func receive(
    _ question: Question, in context: inout Context<RegistryMessage>
  ) {
    var stream = keys.stream(
      ofPull: question.number, in: pool, attempt: question.attempt, .lookup)
    context.send(
      .pool(pool, .resolved(answer, slot: question.slot)),
      after: stream.delay(plan.scenario.routing.lookupTime))
  }

  /// The region that is handed out now.
  var answer: RegionID {
    let workload = plan.workloads[Int(pool.index)]
    if let own = workload.regionalEndpoint { return own }
    guard !isWhole else { return workload.nearest }
    let inRouting = workload.byDistance.filter {
      let place = places[Int($0.index)]
      return place.withdrawals == 0 && !place.isMissing
    }
    let healthy = inRouting.filter {
      monitorOutages > 0 || places[Int($0.index)].verdict.isHealthy
    }
    // Where no endpoint is left in routing, the home region's own answers.
    return healthy.first ?? inRouting.first ?? .home
  }

  /// The probes of a region have come to a verdict.
  mutating func verdict(
    on region: RegionID, isHealthy: Bool, epoch: UInt16,
    in context: inout Context<RegistryMessage>
  ) {
    guard places[Int(region.index)].verdict.take(isHealthy: isHealthy, epoch: epoch) else {
      return
    }
    if !isHealthy, monitorOutages == 0 {
      watches[Int(region.index)].detected(.silence, at: context.now)
    }
    noteWhole()
  }

  // MARK: Faults

  /// A region, or a zone of it, is lost or comes back.
  mutating func outage(
    of region: RegionID, zone: UInt8?, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    let index = Int(region.index)
    let wasOut = places[index].outage.isOut
    if let zone {
      places[index].outage.zone(Int(zone), begins)
    } else {
      places[index].outage.region(begins)
    }
    guard wasOut != places[index].outage.isOut else { return }
    let change =
      begins
      ? places[index].verdict.outageBegan(at: context.now, probe)
      : places[index].verdict.outageEnded(at: context.now, probe)
    if let change {
      context.send(
        .routing(pool, region, isHealthy: change.isHealthy, epoch: change.epoch), at: change.at)
    }
  }

  mutating func withdraw(_ region: RegionID, _ begins: Bool) {
    places[Int(region.index)].withdrawals += begins ? 1 : -1
    noteWhole()
  }

  mutating func isMissing(_ region: RegionID, _ begins: Bool) {
    places[Int(region.index)].isMissing = begins
    noteWhole()
  }

  mutating func monitorOutage(_ begins: Bool) {
    monitorOutages += begins ? 1 : -1
  }

  /// An outage is watched for as long as it lasts: that requests are answered again, others see.
  mutating func watch(_ occurrence: Int, of region: RegionID, _ begins: Bool) {
    let index = Int(region.index)
    if begins {
      watches[index].begin(occurrence, .silence)
    } else {
      watches[index].close(occurrence)
    }
  }

  private mutating func noteWhole() {
    isWhole = places.allSatisfy {
      $0.verdict.isHealthy && $0.withdrawals == 0 && !$0.isMissing
    }
  }
}
