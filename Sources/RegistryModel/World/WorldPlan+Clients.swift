import SimulationKernel

extension WorldPlan {
  /// Where each pool's requests come from and whose they are, and how many identities there are:
  /// one for each workload that has its own, one for all that are anonymous, one for each name.
  static func clientGroups(of scenario: Scenario) -> (groups: [ClientGroup], identities: Int) {
    // Looked up, never iterated.
    var numbers: [ClientIdentity: Int] = [:]
    var count = 0
    func number(of identity: ClientIdentity) -> Int {
      if identity != .own, let known = numbers[identity] { return known }
      numbers[identity] = count
      count += 1
      return count - 1
    }
    let groups = scenario.workloads.map { workload in
      ClientGroup(
        access: scenario.registry.networkRules.access(from: workload.clients.source),
        identity: UInt16(truncatingIfNeeded: number(of: workload.clients.identity)))
    }
    return (groups, count)
  }
}

extension NetworkRules {
  /// What the endpoint that a source reaches adds to each way.
  func delay(from source: ClientSource) -> Span {
    access(from: source) == .privateEndpoint ? privateEndpointDelay : .zero
  }
}
