import SimulationKernel

/// What a fault or a change does, in the numbers of a plan.
enum FaultEffect: Hashable, Sendable {
  case zoneOut(RegionID, zone: UInt8)
  case regionOut(RegionID)
  case frontEndsSlow(RegionID, factor: Double)
  case linkImpaired(RegionID, RegionID, share: Double)
  case upstreamOut(UpstreamID)
  case upstreamSlow(UpstreamID, factor: Double)
  case upstreamRefusing(UpstreamID)
  case upstreamFailing(UpstreamID, share: Double)
  case keyVault(KeyVaultCondition)
  case replicationStalled(RegionID?)
  case outOfRouting(RegionID)
  case healthMonitorOut
  /// The region is a replica that is yet to be added.
  case notYetAdded(RegionID)
}

/// A fault or a change, compiled.
struct FaultPlan: Sendable {
  /// What the scenario says; nil of a change, which results do not list among faults.
  var description: FaultDescription?
  var effect: FaultEffect
  var occurrence: FaultDescription.Occurrence
}

extension FaultDescription.Kind {
  /// The kind as results and scenario files spell it.
  public var word: String {
    switch self {
    case .zoneOut: "zoneOut"
    case .regionOut: "regionOut"
    case .frontEndsSlow: "frontEndsSlow"
    case .linkImpaired: "linkImpaired"
    case .upstreamOut: "upstreamOut"
    case .upstreamSlow: "upstreamSlow"
    case .upstreamRefusing: "upstreamRefusing"
    case .upstreamFailing: "upstreamFailing"
    case .keyVaultOut: "keyVaultOut"
    case .keyVaultSlow: "keyVaultSlow"
    case .secretMissing: "secretMissing"
    case .secretExpired: "secretExpired"
    case .secretRotated: "secretRotated"
    case .roleRevoked: "roleRevoked"
    case .replicationStalled: "replicationStalled"
    case .outOfRouting: "outOfRouting"
    case .healthMonitorOut: "healthMonitorOut"
    }
  }

  /// What it befalls, as results name it.
  public var element: String {
    switch self {
    case .zoneOut(let region, let zone): "\(region), zone \(zone)"
    case .regionOut(let region), .frontEndsSlow(let region, _), .outOfRouting(let region): region
    case .linkImpaired(let from, let to, _): "\(from)>\(to)"
    case .upstreamOut(let host), .upstreamSlow(let host, _), .upstreamRefusing(let host),
      .upstreamFailing(let host, _):
      host
    case .keyVaultOut, .keyVaultSlow: "key vault"
    case .secretMissing(let set), .secretExpired(let set), .secretRotated(let set),
      .roleRevoked(let set):
      "credential set \(set)"
    case .replicationStalled(let region): region ?? "all regions"
    case .healthMonitorOut: "health monitor"
    }
  }
}

extension WorldPlan {
  /// Compiles the faults and the changes of a scenario.
  static func faults(
    of scenario: Scenario, upstreams: [UpstreamPlan], credentials: CredentialPlan
  ) throws(PlanError) -> [FaultPlan] {
    if let refusal = scenario.faultRefusal { throw refusal }
    let names = PlanNames(
      scenario: scenario, upstreams: upstreams, credentials: credentials)
    var plans: [FaultPlan] = []
    for fault in scenario.faults {
      let place = "faults.\(fault.name)"
      let effect: FaultEffect =
        switch fault.kind {
        case .zoneOut(let region, let zone):
          .zoneOut(
            try names.region(region, place), zone: try names.zone(zone, "\(place).what.zone"))
        case .regionOut(let region): .regionOut(try names.region(region, place))
        case .frontEndsSlow(let region, let factor):
          .frontEndsSlow(try names.region(region, place), factor: factor)
        case .linkImpaired(let from, let to, let share):
          .linkImpaired(
            try names.region(from, place), try names.other(to, than: from, place), share: share)
        case .upstreamOut(let host): .upstreamOut(try names.upstream(host, place))
        case .upstreamSlow(let host, let factor):
          .upstreamSlow(try names.upstream(host, place), factor: factor)
        case .upstreamRefusing(let host): .upstreamRefusing(try names.upstream(host, place))
        case .upstreamFailing(let host, let share):
          .upstreamFailing(try names.upstream(host, place), share: share)
        case .keyVaultOut: .keyVault(.out)
        case .keyVaultSlow(let factor): .keyVault(.slow(factor: Float(factor)))
        case .secretMissing(let set): .keyVault(.secretMissing(try names.set(set, place)))
        case .secretExpired(let set): .keyVault(.secretExpired(try names.set(set, place)))
        case .secretRotated(let set): .keyVault(.secretRotated(try names.set(set, place)))
        case .roleRevoked(let set): .keyVault(.roleRevoked(try names.set(set, place)))
        case .replicationStalled(let region):
          if let region {
            .replicationStalled(try names.region(region, place))
          } else {
            .replicationStalled(nil)
          }
        case .outOfRouting(let region): .outOfRouting(try names.region(region, place))
        case .healthMonitorOut: .healthMonitorOut
        }
      plans.append(
        FaultPlan(description: fault, effect: effect, occurrence: fault.occurrence))
    }
    return plans + (try changes(of: scenario, names: names, faults: plans))
  }
}

extension Scenario {
  /// The most occurrences of faults and changes that a run may be expected to have. Occurrences are
  /// numbered by 16 bits; what is drawn beyond the expected number still has room.
  static let mostOccurrences = 32_000.0

  /// Why so many faults cannot be run; nil where they can.
  public var faultRefusal: PlanError? {
    var expected = Double(changes.count)
    for fault in faults {
      switch fault.occurrence {
      case .scheduled: expected += 1
      case .random(let between, let repair):
        expected += run.duration.seconds / max(1e-9, between.seconds + repair.seconds)
      }
    }
    guard expected > Self.mostOccurrences else { return nil }
    return PlanError(
      "faults",
      "some \(Int(min(expected, 1e18))) occurrences in a run are too many; expected at most "
        + "\(Int(Self.mostOccurrences)): fewer faults, longer times between them, or a shorter run")
  }
}

/// The names that faults and changes may use.
struct PlanNames {
  let scenario: Scenario
  let upstreams: [UpstreamPlan]
  let credentials: CredentialPlan

  func set(_ name: String, _ place: String) throws(PlanError) -> CredentialSetID {
    guard let set = credentials.set(named: name) else {
      throw PlanError(
        place,
        "no rule uses a credential set '\(name)'; there are "
          + credentials.sets.map(\.description.name).joined(separator: ", "))
    }
    return set
  }

  func region(_ name: RegionName, _ place: String) throws(PlanError) -> RegionID {
    guard let index = scenario.registry.regions.firstIndex(of: name) else {
      throw PlanError(
        place,
        "'\(name)' is no region of the registry; there are "
          + scenario.registry.regions.joined(separator: ", "))
    }
    return RegionID(index)
  }

  func other(
    _ name: RegionName, than first: RegionName, _ place: String
  ) throws(PlanError) -> RegionID {
    guard name != first else {
      throw PlanError(place, "a link leads to another region than '\(first)'")
    }
    return try region(name, place)
  }

  func zone(_ zone: Int, _ place: String) throws(PlanError) -> UInt8 {
    guard (1...scenario.registry.zones).contains(zone) else {
      throw PlanError(
        place,
        "there is no zone \(zone); a region has \(scenario.registry.zones), counted from 1")
    }
    return UInt8(zone - 1)
  }

  func upstream(_ host: String, _ place: String) throws(PlanError) -> UpstreamID {
    guard let index = upstreams.firstIndex(where: { $0.description.host == host }) else {
      throw PlanError(
        place,
        "'\(host)' is no upstream of the scenario; there are "
          + upstreams.map(\.description.host).joined(separator: ", "))
    }
    return UpstreamID(index)
  }
}
