import SimulationKernel

extension ClientPool {
  /// A fault begins or ends somewhere: what pulls meet meanwhile is its doing.
  mutating func fault(
    _ occurrence: Int, _ effect: FaultEffect, _ begins: Bool, at now: Instant
  ) {
    if case .linkImpaired(let one, let other, share: 0) = effect {
      let here = workload.nearest
      if here == one { cuts.change(other, begins) }
      if here == other { cuts.change(one, begins) }
    }
    if begins {
      recorder.watch.begin(occurrence)
    } else {
      recorder.watch.end(occurrence, at: now, oldest: startsOfPullsUnderWay.min())
    }
  }

  /// A request to a region that cannot be reached meets nobody: its machine finds out when its
  /// patience ends, as with a region that is out.
  mutating func lose(_ request: ContentRequest, in context: inout Context<RegistryMessage>) {
    context.send(
      .pool(pool, .answer(slot: request.slot, request.part, Answer(.unavailable))),
      after: network.plan.scenario.routing.connectTimeout)
  }
}

/// The regions that the clients of a pool cannot reach, since the link is cut between their nearest
/// region and those: they stand on this side of it.
struct CutRegions: Sendable {
  /// Indexed by region: how many faults cut it off.
  private var faults: [UInt16]
  /// Whether any is: all that a request asks as long as none is.
  private(set) var isEmpty = true

  init(regions: Int) { faults = Array(repeating: 0, count: regions) }

  func contains(_ region: RegionID) -> Bool { faults[Int(region.index)] > 0 }

  mutating func change(_ region: RegionID, _ begins: Bool) {
    if begins {
      faults[Int(region.index)] += 1
    } else {
      faults[Int(region.index)] -= 1
    }
    isEmpty = faults.allSatisfy { $0 == 0 }
  }
}
