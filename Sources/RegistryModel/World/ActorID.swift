/// One of the actors of the registry's world.
public enum ActorID: Hashable, Sendable, BitwiseCopyable {
  case pool(PoolID)
  /// The global endpoint, as the clients of a pool reach it.
  case endpoint(PoolID)
  /// The load balancer of a region.
  case balancer(RegionID)
  /// The front ends of a zone.
  case frontEnd(RegionID, zone: UInt8)
  case handler(RegionID)
  case storage(RegionID)
  /// The network from one region to another.
  case link(from: RegionID, to: RegionID)
  case upstream(UpstreamID)
  case keyVault

  /// A number below 2²⁰ that no other actor has, for the fingerprint of a run.
  var code: UInt64 {
    switch self {
    case .pool(let pool): 0 << 16 | UInt64(pool.index)
    case .endpoint(let pool): 1 << 16 | UInt64(pool.index)
    case .frontEnd(let region, let zone): 2 << 16 | UInt64(region.index) << 8 | UInt64(zone)
    case .handler(let region): 3 << 16 | UInt64(region.index)
    case .storage(let region): 4 << 16 | UInt64(region.index)
    case .link(let from, let to): 5 << 16 | UInt64(from.index) << 8 | UInt64(to.index)
    case .upstream(let upstream): 6 << 16 | UInt64(upstream.index)
    case .balancer(let region): 7 << 16 | UInt64(region.index)
    case .keyVault: 8 << 16
    }
  }
}

extension RegistryMessage {
  /// Marks measure the run and are no part of what is measured.
  public var keepsItsPlace: Bool { if case .mark = self { true } else { false } }

  /// The actor that the message is addressed to.
  public var receiver: ActorID {
    switch self {
    case .pool(let pool, _): .pool(pool)
    case .resolve(let pool, _, _, _): .endpoint(pool)
    case .routing(let pool, _, _, _): .endpoint(pool)
    case .balancer(_, let region), .zoneVerdict(let region, _, _, _): .balancer(region)
    case .frontEnd(_, let region, let zone): .frontEnd(region, zone: zone)
    case .request(_, let region, _): .handler(region)
    case .handler(let region, _): .handler(region)
    case .storage(_, let region): .storage(region)
    case .interRegion(let from, let to, _): .link(from: from, to: to)
    case .upstream(_, let upstream): .upstream(upstream)
    case .keyVault: .keyVault
    case .mark(_, let actor): actor
    }
  }
}
