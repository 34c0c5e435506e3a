import ContentCache
import SimulationKernel

/// The faults that a region's pull handler suffers from now, and what waits for their end.
struct HandlerCondition: Sendable {
  var outage: RegionOutage
  /// Indexed by region: how many faults keep it from being reached.
  private var unreachable: [Int]
  /// Indexed by region: whether it is a replica that is yet to be added.
  var missing: [Bool]
  /// Faults during which nothing is offered to other regions.
  var stallsHere = 0
  /// Those of any region, as this one feels them.
  var stalls = StallWatch()
  /// Offers to other regions that could not be sent.
  var heldOffers: [(to: RegionID, PullHandler.Offer)] = []
  /// Offers that are not taken yet.
  var waitingOffers: [PullHandler.Offer] = []
  /// Jobs under way that offers set off.
  var replications = 0
  /// Of a replica that was just added: since when, and how many images are still to come.
  var sync: (since: Instant, images: Int)?
  /// Layers that were not in all zones when they were written, in the order of writing.
  var lagging: [LayerID] = []
  /// How many were left when those that every zone has were last removed.
  var laggingAfterSweep = 0
  var watch = FaultWatch()

  init(zones: Int, regions: Int) {
    outage = RegionOutage(zones: zones)
    unreachable = Array(repeating: 0, count: regions)
    missing = Array(repeating: false, count: regions)
  }

  func reaches(_ region: RegionID) -> Bool { unreachable[Int(region.index)] == 0 }

  mutating func reach(_ region: RegionID, isCut: Bool) {
    unreachable[Int(region.index)] += isCut ? 1 : -1
  }

  /// The zone that is written instead of one that is out.
  func zone(insteadOf zone: UInt8) -> UInt8 {
    outage.isOut(zone: Int(zone)) ? UInt8(outage.firstZoneUp ?? Int(zone)) : zone
  }
}

/// Faults: what a region does when it, a zone of it or the way to another region is lost.
extension PullHandler {
  /// A zone is lost or comes back; nil: the whole region.
  mutating func outage(
    of zone: UInt8?, _ begins: Bool, occurrence: Int,
    in context: inout Context<RegistryMessage>
  ) {
    let wasOut = condition.outage.isOut
    if begins { condition.watch.begin(occurrence, .silence) }
    if let zone {
      condition.outage.zone(Int(zone), begins)
      if begins {
        loseWrites(in: zone, occurrence, at: context.now)
        condition.watch.cut(cutRequests(through: zone, in: &context), by: occurrence)
      }
    } else {
      condition.outage.region(begins)
    }
    if condition.outage.isOut, !wasOut {
      condition.watch.cut(abortAll(in: &context), by: occurrence)
    } else if wasOut, !condition.outage.isOut {
      takeWaitingOffers(in: &context)
    }
    if !begins { condition.watch.close(occurrence) }
  }

  /// The way to another region is cut, or is there again.
  mutating func reach(
    _ other: RegionID, isCut: Bool, in context: inout Context<RegistryMessage>
  ) {
    condition.reach(other, isCut: isCut)
    if !isCut { sendHeldOffers(in: &context) }
  }

  mutating func stall(_ begins: Bool, in context: inout Context<RegistryMessage>) {
    condition.stallsHere += begins ? 1 : -1
    if !begins { sendHeldOffers(in: &context) }
  }

  /// A replica is not there yet, or is added.
  mutating func isMissing(
    _ other: RegionID, _ begins: Bool, in context: inout Context<RegistryMessage>
  ) {
    condition.missing[Int(other.index)] = begins
    if !begins { replicaAdded(other, in: &context) }
  }

  // MARK: Writes

  /// A layer was written that the other zones do not have yet.
  mutating func notice(lagging layer: LayerID, at now: Instant) {
    if condition.lagging.count >= 2 * max(64, condition.laggingAfterSweep) {
      condition.lagging.removeAll { placement[$0.index].everywhereFrom <= now }
      condition.laggingAfterSweep = condition.lagging.count
    }
    condition.lagging.append(layer)
  }

  /// What only the lost zone had is gone.
  private mutating func loseWrites(in zone: UInt8, _ occurrence: Int, at now: Instant) {
    var lost = 0
    for layer in condition.lagging {
      let placed = placement[layer.index]
      guard placed.zone == zone, placed.everywhereFrom > now else { continue }
      if cache.holds(layer) {
        let report = cache.remove(layer)
        lost += report.layers.count
        recorder.count(lost: report)
      } else if pushed.holds(layer) {
        losePushed(layer, at: now)
        lost += 1
      }
    }
    condition.lagging = condition.lagging.filter { holds($0) }
    if lost > 0 { condition.watch.wrote(off: lost, occurrence: occurrence) }
  }

  // MARK: The loss of the region

  /// Everything under way is over: all connections are cut, and nothing is remembered but what is on
  /// storage. A call whose answer is still to come keeps its slot until then.
  ///
  /// - Returns: How many requests are cut.
  private mutating func abortAll(in context: inout Context<RegistryMessage>) -> Int {
    var cut: [ContentRequest] = []
    for slot in calls.slots {
      let call = calls[slot]
      guard call.phase != .over else { continue }
      switch call.purpose {
      case .direct(let request, _, _): cut.append(request)
      case .layer:
        guard let position = call.part.layerPosition else { break }
        misses.complete(plan.content.layer(position, of: call.tag)) {
          if case .request(let request, _, _) = $0 { cut.append(request) }
        }
      case .manifest, .check: break
      }
      abandon(slot, in: &context)
    }
    for index in reachability.indices { reachability[index].forget() }
    for index in credentials.indices { _ = credentials[index].flow.takeWaiting() }
    for slot in jobs.slots {
      let job = jobs[slot]
      guard !job.isAborted else { continue }
      cut += job.waiting.map(\.request)
      for tag in job.tags {
        if job.isByDigest { digestJobs[tag] = nil } else { forgetJob(slot, brings: tag) }
      }
      if job.owner == nil {
        condition.replications -= 1
        if let since = job.offeredSince, case .region(let source) = job.source {
          condition.waitingOffers.append(
            Offer(tag: job.tags[0], since: since, source: source))
        }
      }
      switch job.phase {
      case .claiming, .querying:
        jobs[slot].waiting = []
        jobs[slot].isAborted = true
      case .manifests, .layers:
        if job.holdsClaim { release(job.tags[0], from: region, in: &context) }
        jobs.remove(slot)
      }
    }
    for index in checks.indices {
      cut += (checks[index] ?? []).map(\.request)
      checks[index] = nil
    }
    for index in claims.indices { claims[index] = nil }
    for request in cut { refuse(request, Answer(.unavailable), in: &context) }
    return cut.count
  }
}
