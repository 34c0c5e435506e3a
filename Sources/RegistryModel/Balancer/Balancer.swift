import Randomness
public import SimulationKernel

/// The load balancer of a region: every request of a client passes it on its way to a front end.
///
/// It spreads requests evenly over the zones that its probes find healthy. Which one a request meets
/// belongs to the request, so that the same request meets the same zone in every alternative that is
/// compared, unless that zone is out of rotation.
public struct Balancer: RegistryActor {
  let network: Network
  let region: RegionID
  private let probe: HealthProbe
  private var outage: RegionOutage
  /// Indexed by zone.
  private var verdicts: [HealthVerdict]
  /// Whether the region is a replica that is yet to be added.
  private var isMissing = false
  /// Whether every zone is in rotation and up.
  private var isWhole = true
  /// Zone by zone, then of the region.
  private(set) var watches: [FaultWatch]

  init(network: Network, region: RegionID) {
    self.network = network
    self.region = region
    let zones = network.plan.zones
    let probes = network.plan.scenario.registry.zoneProbes
    // The instant of the first probe is nobody's secret: it is the balancer's own start.
    probe = HealthProbe(
      interval: probes.interval, failures: probes.failures, timeout: probes.timeout,
      phase: .zero)
    outage = RegionOutage(zones: zones)
    verdicts = Array(repeating: HealthVerdict(), count: zones)
    watches = Array(repeating: FaultWatch(), count: zones + 1)
  }

  private var plan: WorldPlan { network.plan }

  public mutating func receive(
    _ request: ContentRequest, in context: inout Context<RegistryMessage>
  ) {
    var stream = network.keys.stream(request, .zone)
    var zone = Int(stream.below(UInt64(plan.zones)))
    if !isWhole {
      guard !outage.isOut, !isMissing else {
        watches[plan.zones].lost(at: context.now)
        for index in verdicts.indices { watches[index].lost(at: context.now) }
        network.lose(request, from: region, in: &context)
        return
      }
      if !verdicts[zone].isHealthy {
        let inRotation = verdicts.indices.filter { verdicts[$0].isHealthy }
        // With no zone in rotation all are asked, as if none were probed.
        if !inRotation.isEmpty { zone = inRotation[Int(stream.below(UInt64(inRotation.count)))] }
      }
      if outage.isOut(zone: zone) { watches[zone].lost(at: context.now) }
    }
    if watches[zone].isOpen, !outage.isOut(zone: zone) { watches[zone].served(at: context.now) }
    if watches[plan.zones].isOpen {
      watches[plan.zones].stillAsked(at: context.now)
      watches[plan.zones].served(at: context.now)
    }
    context.send(.frontEnd(.arrive(request), region, zone: UInt8(zone)), after: .zero)
  }

  /// The probes of a zone have come to a verdict.
  mutating func verdict(
    on zone: UInt8, isHealthy: Bool, epoch: UInt16, in context: inout Context<RegistryMessage>
  ) {
    guard verdicts[Int(zone)].take(isHealthy: isHealthy, epoch: epoch) else { return }
    if !isHealthy { watches[Int(zone)].detected(at: context.now) }
    noteWhole()
  }

  // MARK: Faults

  /// A zone is lost or comes back; nil: the whole region.
  mutating func outage(
    of zone: UInt8?, _ begins: Bool, in context: inout Context<RegistryMessage>
  ) {
    let before = verdicts.indices.map { outage.isOut(zone: $0) }
    if let zone { outage.zone(Int(zone), begins) } else { outage.region(begins) }
    for index in verdicts.indices where before[index] != outage.isOut(zone: index) {
      let change =
        begins
        ? verdicts[index].outageBegan(at: context.now, probe)
        : verdicts[index].outageEnded(at: context.now, probe)
      if let change {
        context.send(
          .zoneVerdict(
            region, zone: UInt8(index), isHealthy: change.isHealthy, epoch: change.epoch),
          at: change.at)
      }
    }
    noteWhole()
  }

  mutating func isMissing(_ begins: Bool) {
    isMissing = begins
    noteWhole()
  }

  /// An occurrence befalls a zone, or the region, and is watched.
  mutating func watch(_ occurrence: Int, of zone: UInt8?, _ begins: Bool, at now: Instant) {
    let place = zone.map(Int.init) ?? plan.zones
    if begins {
      watches[place].begin(occurrence, at: now)
    } else {
      watches[place].end(occurrence, at: now)
    }
  }

  private mutating func noteWhole() {
    isWhole = !isMissing && !outage.isAny && verdicts.allSatisfy(\.isHealthy)
  }
}
