import SimulationKernel

extension WorldPlan {
  /// Changes as what lasts between them: a replica is not there until it is added; an endpoint is
  /// out of routing from one change to the next.
  static func changes(
    of scenario: Scenario, names: PlanNames, faults: [FaultPlan]
  ) throws(PlanError) -> [FaultPlan] {
    var plans: [FaultPlan] = []
    var outOfRouting: [RegionID: Span] = [:]
    var added: Set<RegionID> = []
    let inOrder = scenario.changes.enumerated().sorted {
      ($0.element.at.nanoseconds, $0.offset) < ($1.element.at.nanoseconds, $1.offset)
    }
    for (index, change) in inOrder {
      let place = "changes.\(index)"
      switch change.kind {
      case .addReplica(let name):
        let region = try names.region(name, place)
        guard region != .home else {
          throw PlanError(place, "'\(name)' is the home region; a replica can be added")
        }
        guard added.insert(region).inserted else {
          throw PlanError(place, "'\(name)' is added twice; expected once")
        }
        plans.append(lasting(.notYetAdded(region), from: .zero, to: change.at))
      case .takeOutOfRouting(let name):
        let region = try names.region(name, place)
        guard outOfRouting[region] == nil else {
          throw PlanError(place, "the endpoint of '\(name)' is out of routing by then")
        }
        outOfRouting[region] = change.at
      case .putIntoRouting(let name):
        let region = try names.region(name, place)
        guard let since = outOfRouting.removeValue(forKey: region) else {
          throw PlanError(
            place, "the endpoint of '\(name)' is in routing by then; take it out before")
        }
        plans.append(lasting(.outOfRouting(region), from: since, to: change.at))
      }
    }
    for region in outOfRouting.keys.sorted() {
      guard let since = outOfRouting[region] else { continue }
      plans.append(lasting(.outOfRouting(region), from: since, to: nil))
    }
    return plans
  }

  /// Whether a region is a replica that is added during the run.
  func isYetToBeAdded(_ region: RegionID) -> Bool {
    faults.contains { $0.effect == .notYetAdded(region) }
  }

  private static func lasting(_ effect: FaultEffect, from: Span, to end: Span?) -> FaultPlan {
    FaultPlan(
      description: nil, effect: effect,
      occurrence: .scheduled(at: from, lasts: end.map { $0 - from }))
  }
}
