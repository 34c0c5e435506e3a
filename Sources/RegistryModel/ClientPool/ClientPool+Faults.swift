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
