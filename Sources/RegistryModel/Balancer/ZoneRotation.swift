import Randomness
import SimulationKernel

/// Which zones a load balancer sends requests to: those that its probes find healthy, which is not
/// at once those that are.
struct ZoneRotation: Sendable {
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

  init(_ plan: WorldPlan) {
    let probes = plan.scenario.registry.zoneProbes
    // The first probe is sent when the balancer starts, which is when the run does.
    probe = HealthProbe(
      interval: probes.interval, failures: probes.failures, timeout: probes.timeout,
      phase: .zero)
    outage = RegionOutage(zones: plan.zones)
    verdicts = Array(repeating: HealthVerdict(), count: plan.zones)
    watches = Array(repeating: FaultWatch(), count: plan.zones + 1)
  }

  private var region: Int { verdicts.count }

  /// A request comes to the region. Returns whether anybody is there.
  mutating func isReached(at now: Instant) -> Bool {
    guard !isWhole, outage.isOut || isMissing else {
      if watches[region].isOpen {
        watches[region].stillAsked(at: now)
        watches[region].served(.all, at: now)
      }
      return true
    }
    if outage.isRegionOut {
      watches[region].lost(.silence, at: now)
    } else if outage.isOut {
      for index in verdicts.indices { watches[index].lost(.silence, at: now) }
    }
    return false
  }

  /// The zone of a request, by its own draw.
  mutating func pick(_ stream: inout RandomStream, at now: Instant) -> UInt8 {
    var zone = Int(stream.below(UInt64(verdicts.count)))
    if !isWhole, !verdicts[zone].isHealthy {
      let inRotation = verdicts.indices.filter { verdicts[$0].isHealthy }
      // With no zone in rotation all are asked, as if none were probed.
      if !inRotation.isEmpty { zone = inRotation[Int(stream.below(UInt64(inRotation.count)))] }
    }
    if watches[zone].isOpen {
      if outage.isOut(zone: zone) {
        watches[zone].lost(.silence, at: now)
      } else {
        watches[zone].served(.all, at: now)
      }
    }
    return UInt8(zone)
  }

  /// The probes of a zone have come to a verdict.
  mutating func verdict(on zone: UInt8, isHealthy: Bool, epoch: UInt16, at now: Instant) {
    guard verdicts[Int(zone)].take(isHealthy: isHealthy, epoch: epoch) else { return }
    if !isHealthy { watches[Int(zone)].detected(.silence, at: now) }
    noteWhole()
  }

  /// A zone is lost or comes back; nil: the whole region.
  ///
  /// - Returns: The verdicts that its probes will come to, by zone.
  mutating func outage(
    of zone: UInt8?, _ begins: Bool, at now: Instant
  ) -> [(zone: UInt8, change: HealthVerdict.Change)] {
    let before = verdicts.indices.map { outage.isOut(zone: $0) }
    if let zone { outage.zone(Int(zone), begins) } else { outage.region(begins) }
    var changes: [(zone: UInt8, change: HealthVerdict.Change)] = []
    for index in verdicts.indices where before[index] != outage.isOut(zone: index) {
      let change =
        begins
        ? verdicts[index].outageBegan(at: now, probe)
        : verdicts[index].outageEnded(at: now, probe)
      if let change { changes.append((UInt8(index), change)) }
    }
    noteWhole()
    return changes
  }

  mutating func isMissing(_ begins: Bool) {
    isMissing = begins
    noteWhole()
  }

  /// An occurrence befalls a zone, or the region, and is watched.
  mutating func watch(
    _ occurrence: Int, _ symptoms: FaultSymptoms, of zone: UInt8?, _ begins: Bool
  ) {
    let place = zone.map(Int.init) ?? region
    watches[place].change(occurrence, symptoms, begins)
  }

  private mutating func noteWhole() {
    isWhole = !isMissing && !outage.isAny && verdicts.allSatisfy(\.isHealthy)
  }
}

extension Balancer {
  /// The probes of a zone have come to a verdict.
  mutating func verdict(on zone: UInt8, isHealthy: Bool, epoch: UInt16, at now: Instant) {
    zones.verdict(on: zone, isHealthy: isHealthy, epoch: epoch, at: now)
  }

  /// A zone is lost or comes back; nil: the whole region.
  mutating func outage(
    of zone: UInt8?, _ begins: Bool, in context: inout Context<RegistryMessage>
  ) {
    for (zone, change) in zones.outage(of: zone, begins, at: context.now) {
      context.send(
        .zoneVerdict(region, zone: zone, isHealthy: change.isHealthy, epoch: change.epoch),
        at: change.at)
    }
  }
}
