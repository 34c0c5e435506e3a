public import RegistryModel
import SimulationKernel

/// Makes a scenario that breaks a rule smaller, as long as it goes on doing so.
///
/// Greedy: what is left out stays out if something is still broken, whether or not it is the same.
/// Only for what is reported; a trial that ends the program cannot be tried again and again.
public enum ScenarioShrinker {
  /// The smallest scenario found, in at most so many trials.
  public static func shrunk(
    _ scenario: Scenario, seed: UInt64, trials: Int = 200
  ) -> Scenario {
    var best = scenario
    var left = trials
    var goesOn = true
    while goesOn {
      goesOn = false
      for candidate in candidates(best) where candidate != best && left > 0 {
        left -= 1
        guard ScenarioTrial(seed: seed, of: candidate).isBroken else { continue }
        best = candidate
        goesOn = true
        break
      }
    }
    return best
  }

  /// Scenarios that lack one thing, the largest things first.
  static func candidates(_ scenario: Scenario) -> [Scenario] {
    var found: [Scenario] = []
    func add(_ change: (inout Scenario) -> Void) {
      var changed = scenario
      change(&changed)
      found.append(changed)
    }
    // What refers to regions and rules goes before them.
    add { $0.faults = [] }
    for index in scenario.faults.indices { add { $0.faults.remove(at: index) } }
    add { $0.changes = [] }
    add { $0.pushes = [] }
    for index in scenario.pushes.indices { add { $0.pushes.remove(at: index) } }
    add { $0.catalogue.tagChanges = nil }
    add { $0.catalogue.tagChanges?.rate = nil }
    for index in (scenario.catalogue.tagChanges?.events ?? []).indices {
      add { $0.catalogue.tagChanges?.events.remove(at: index) }
    }
    if scenario.workloads.count > 1 {
      for index in scenario.workloads.indices { add { $0.workloads.remove(at: index) } }
    }
    for index in scenario.registry.replicas.indices {
      add { $0.registry.replicas.remove(at: index) }
    }
    if scenario.rules.count > 1 {
      for index in scenario.rules.indices {
        let host = scenario.rules[index].source.prefix { $0 != "/" }
        add { scenario in
          scenario.rules.remove(at: index)
          scenario.upstreams.removeAll { $0.host == host }
          scenario.removeUnusedCredentialSets()
        }
        add { scenario in
          scenario.rules.remove(at: index)
          scenario.removeUnusedCredentialSets()
        }
      }
    }
    for index in scenario.credentialSets.indices { add { $0.credentialSets.remove(at: index) } }
    add { $0.keyVault = KeyVaultDescription() }
    for index in scenario.upstreams.indices {
      add { $0.upstreams.remove(at: index) }
      // Whether the rules may sign in depends on the rest.
      let upstream = scenario.upstreams[index]
      add {
        $0.upstreams[index] = UpstreamDescription(
          host: upstream.host, preset: upstream.preset, credentials: upstream.credentials)
      }
      add { $0.upstreams[index].account = .byRules }
      add { $0.upstreams[index].tokenLifetime = nil }
      add { $0.upstreams[index].quota = .byPreset }
      add { $0.upstreams[index].transferQuota = .byPreset }
    }
    let standard = RegistryDescription(home: scenario.registry.home)
    add { $0.registry.tier = standard.tier }
    add { $0.registry.dedicatedDataEndpoints = false }
    add { $0.registry.zones = 1 }
    add { $0.registry.frontEnds = standard.frontEnds }
    add { $0.registry.storage = standard.storage }
    add { $0.registry.network = standard.network }
    add { $0.registry.replication = standard.replication }
    add { $0.registry.fetching = standard.fetching }
    add { $0.registry.cache = standard.cache }
    add { $0.registry.networkRules = standard.networkRules }
    add { $0.registry.throttling = standard.throttling }
    add { $0.registry.zoneProbes = standard.zoneProbes }
    add { $0.routing = RoutingDescription() }
    add { $0.behaviour = $0.profile.switches }
    add { $0.run.kind = .terminating }
    add { $0.run.warmUp = .zero }
    add { $0.run.replications = 1 }
    add { $0.run.timelineInterval = $0.run.duration }
    add { $0.prices = PriceDescription() }
    for index in scenario.workloads.indices {
      for arrivals in simpler(scenario.workloads[index].arrivals) {
        add { $0.workloads[index].arrivals = arrivals }
      }
      add {
        $0.workloads[index].clients = ClientDescription(nodes: $0.workloads[index].clients.nodes)
      }
      add { $0.workloads[index].images = ImageSelection() }
      if scenario.workloads[index].clients.nodes > 1 {
        add { $0.workloads[index].clients.nodes /= 2 }
      }
    }
    return found
  }

  /// A description without one of its several images, each in turn.
  private static func withoutOne<Description, Image>(
    _ description: Description, _ images: WritableKeyPath<Description, [Image]>
  ) -> [Description] {
    let all = description[keyPath: images].indices
    guard all.count > 1 else { return [] }
    return all.map { index in
      var fewer = description
      fewer[keyPath: images].remove(at: index)
      return fewer
    }
  }

  /// Arrivals of the same kind that lack one thing.
  private static func simpler(_ arrivals: ArrivalDescription) -> [ArrivalDescription] {
    switch arrivals {
    case .scaleOut(var scaleOut):
      let found = withoutOne(scaleOut, \.images).map(ArrivalDescription.scaleOut)
      (scaleOut.every, scaleOut.nodes, scaleOut.fresh) = (nil, nil, false)
      return found + [.scaleOut(scaleOut)]
    case .rollingDeployment(var rollout):
      let found = withoutOne(rollout, \.images).map(ArrivalDescription.rollingDeployment)
      rollout.waits = false
      return found + [.rollingDeployment(rollout)]
    case .week(let load): return [.steady(rate: load.mean)]
    case .replay(let replay):
      return [.replay(LogReplay(file: replay.file, upstream: replay.upstream))]
    case .steady, .timeOfDay, .bursts, .closedLoop: return []
    }
  }
}

extension Scenario {
  /// What no rule uses any more is refused.
  fileprivate mutating func removeUnusedCredentialSets() {
    let used = rules.compactMap(\.credentialSet)
    credentialSets.removeAll { !used.contains($0.name) }
  }
}
