import SimulationKernel

/// Faults: each actor is told of every occurrence by a message of its own, and what it is to it is
/// decided here.
extension RegistryWorld {
  mutating func fault(
    _ number: Int, begins: Bool, of actor: ActorID,
    in context: inout Context<RegistryMessage>
  ) {
    let effect = plan.faults[faults.occurrences[number].fault].effect
    let isListed = plan.faults[faults.occurrences[number].fault].description != nil
    switch actor {
    case .pool(let pool):
      if isListed { pools[Int(pool.index)].fault(number, effect, begins, at: context.now) }
    case .endpoint(let pool):
      change(&endpoints[Int(pool.index)], effect, number, begins, in: &context)
    case .balancer(let region):
      change(&balancers[Int(region.index)], effect, number, begins, in: &context)
    case .frontEnd(let region, let zone):
      change(&frontEnds[place(region, zone)], effect, number, begins, in: &context)
    case .handler(let region):
      change(&handlers[Int(region.index)], effect, number, begins, in: &context)
    case .storage(let region):
      change(&storages[Int(region.index)], effect, number, begins, in: &context)
    case .link(let from, let to):
      change(&links[place(from, to)], effect, number, begins, in: &context)
    case .keyVault:
      switch effect {
      case .keyVault(let condition):
        keyVault.receive(.condition(condition, begins: begins), in: &context)
      case .regionOut(let region):
        keyVault.outage(of: region, zone: nil, begins, in: &context)
      case .zoneOut(let region, let zone):
        keyVault.outage(of: region, zone: zone, begins, in: &context)
      default: break
      }
    case .upstream(let upstream):
      if effect.upstream == upstream {
        upstreams[Int(upstream.index)].change(effect, number, begins, in: &context)
      }
    }
  }

  private func change(
    _ endpoint: inout GlobalEndpoint, _ effect: FaultEffect, _ number: Int, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    switch effect {
    case .regionOut(let region):
      endpoint.watch(number, of: region, begins)
      endpoint.outage(of: region, zone: nil, begins, in: &context)
    case .zoneOut(let region, let zone):
      endpoint.outage(of: region, zone: zone, begins, in: &context)
    case .outOfRouting(let region): endpoint.withdraw(region, begins)
    case .notYetAdded(let region): endpoint.isMissing(region, begins)
    case .healthMonitorOut: endpoint.monitorOutage(begins)
    default: break
    }
  }

  private func change(
    _ balancer: inout Balancer, _ effect: FaultEffect, _ number: Int, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    switch effect {
    case .regionOut(balancer.region):
      balancer.zones.watch(number, effect.symptoms, of: nil, begins)
      balancer.outage(of: nil, begins, in: &context)
    case .zoneOut(balancer.region, let zone):
      balancer.zones.watch(number, effect.symptoms, of: zone, begins)
      balancer.outage(of: zone, begins, in: &context)
    case .outOfRouting(balancer.region):
      balancer.zones.watch(number, effect.symptoms, of: nil, begins)
    case .regionOut, .outOfRouting: balancer.burden(number, begins)
    case .notYetAdded(balancer.region): balancer.zones.isMissing(begins)
    default: break
    }
  }

  private func change(
    _ frontEnd: inout FrontEnd, _ effect: FaultEffect, _ number: Int, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    switch effect {
    case .regionOut(frontEnd.region): frontEnd.outage(number, begins, in: &context)
    case .zoneOut(frontEnd.region, frontEnd.zone): frontEnd.outage(number, begins, in: &context)
    // The others are the survivors.
    case .regionOut, .zoneOut(frontEnd.region, _):
      frontEnd.measure(number, begins, at: context.now)
    case .frontEndsSlow(frontEnd.region, let factor):
      frontEnd.slow(factor, number, begins)
    default: break
    }
  }

  private func change(
    _ storage: inout Storage, _ effect: FaultEffect, _ number: Int, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    switch effect {
    case .regionOut(storage.region): storage.outage(of: nil, number, begins, in: &context)
    case .regionOut: storage.measure(number, begins, at: context.now)
    case .zoneOut(storage.region, let zone):
      storage.outage(of: zone, number, begins, in: &context)
      storage.measure(number, begins, at: context.now)
    default: break
    }
  }

  private func change(
    _ handler: inout PullHandler, _ effect: FaultEffect, _ number: Int, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    switch effect {
    case .regionOut(handler.region):
      handler.outage(of: nil, begins, occurrence: number, in: &context)
    case .zoneOut(handler.region, let zone):
      handler.outage(of: zone, begins, occurrence: number, in: &context)
    case .linkImpaired(let one, let other, share: 0):
      if handler.region == one { handler.reach(other, isCut: begins, in: &context) }
      if handler.region == other { handler.reach(one, isCut: begins, in: &context) }
    case .replicationStalled(let region):
      handler.condition.stalls.change(number, of: region, begins, at: context.now)
      if region == nil || region == handler.region { handler.stall(begins, in: &context) }
    case .keyVault(let condition):
      handler.watchCredentials(number, effect.symptoms, condition.set, begins)
    case .notYetAdded(let region): handler.isMissing(region, begins, in: &context)
    default: break
    }
  }

  private func change(
    _ link: inout InterRegionLink, _ effect: FaultEffect, _ number: Int, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    switch effect {
    case .regionOut(let region) where region == link.from || region == link.to:
      link.outage(begins, in: &context)
    case .linkImpaired(let one, let other, let share)
    where (one, other) == (link.from, link.to) || (other, one) == (link.from, link.to):
      link.watch(number, effect.symptoms, begins)
      if share > 0 {
        link.impair(share, begins, in: &context)
      } else {
        link.outage(begins, in: &context)
      }
    default: break
    }
  }
}

extension FaultEffect {
  /// The upstream that suffers; nil where none does.
  var upstream: UpstreamID? {
    switch self {
    case .upstreamOut(let upstream), .upstreamSlow(let upstream, _),
      .upstreamRefusing(let upstream), .upstreamFailing(let upstream, _):
      upstream
    default: nil
    }
  }
}
