public import SimulationKernel

/// A running simulation is a value: a copy of it is a fork, and here the fork is given faults of its
/// own.
extension Simulation where W == RegistryWorld {
  /// A fork of the run in which other faults of the scenario occur from now on.
  ///
  /// Once the fork has run on it is, message by message and to the bit, the run that had this
  /// selection from its start. A change that waits for the home region is moved as the fork's own
  /// faults ask for.
  ///
  /// - Parameter selection: The faults that occur in the fork, whatever occurs in this run.
  /// - Returns: Nil where it is too late: a fault has begun, of this run or of the selection.
  /// - Complexity: O(pending) now. What the fork or its original changes first is copied then.
  public func forked(occurring selection: FaultSelection) -> Self? {
    let plan = world.plan
    let faults = FaultSchedule(
      plan, keys: KeyRing(plan, replication: world.replication), occurring: selection)
    func isAhead(_ time: Instant) -> Bool {
      time > now || (time == now && messagesProcessed == 0)
    }
    let firsts = [world.faults, faults].compactMap { $0.firstFault(in: plan) }
    guard firsts.allSatisfy(isAhead) else { return nil }
    var fork = self
    fork.world.faults = faults
    fork.replacePending(
      where: { if case .mark(.fault, _) = $0 { true } else { false } },
      by: faults.marks(for: plan.actorsToldOfFaults).filter { isAhead($0.time) })
    return fork
  }
}

extension WorldPlan {
  /// The last instant at which a replication can be forked into one in which a selection of faults
  /// occurs: just before the first of them begins.
  ///
  /// - Returns: Nil where the first begins with the run, so that nothing comes before it; the end of
  ///   the run where none begins.
  public func lastFork(replication: UInt32, occurring selection: FaultSelection) -> Instant? {
    let faults = FaultSchedule(
      self, keys: KeyRing(self, replication: replication), occurring: selection)
    guard let first = faults.firstFault(in: self) else { return .zero + scenario.run.duration }
    return first > .zero ? first - .nanoseconds(1) : nil
  }
}

extension FaultSchedule {
  /// The messages by which actors are told of all beginnings and ends, in order of sending.
  func marks(for actors: [ActorID]) -> [(message: RegistryMessage, time: Instant)] {
    var marks: [(message: RegistryMessage, time: Instant)] = []
    for (number, occurrence) in occurrences.enumerated() {
      for actor in actors {
        let number = UInt16(number)
        marks.append((.mark(.fault(number, begins: true), actor), occurrence.begin))
        if let end = occurrence.end {
          marks.append((.mark(.fault(number, begins: false), actor), end))
        }
      }
    }
    return marks
  }
}
