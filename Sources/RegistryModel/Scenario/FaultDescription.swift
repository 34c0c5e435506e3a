public import SimulationKernel

/// Something that breaks, or is broken on purpose, and when.
public struct FaultDescription: Hashable, Sendable {
  /// What breaks.
  public enum Kind: Hashable, Sendable {
    /// A zone of a region, counted from 1, is lost with its front ends and its storage.
    case zoneOut(region: RegionName, zone: Int)
    /// A whole region is lost.
    case regionOut(region: RegionName)
    /// The front ends of a region take so many times as long.
    case frontEndsSlow(region: RegionName, factor: Double)
    /// The network between two regions has so much of its bandwidth left, both ways; with nothing
    /// left the two do not reach each other.
    case linkImpaired(from: RegionName, to: RegionName, share: Double)
    /// An upstream does not answer.
    case upstreamOut(host: String)
    /// An upstream takes so many times as long to answer and to send.
    case upstreamSlow(host: String, factor: Double)
    /// An upstream answers everything with 429.
    case upstreamRefusing(host: String)
    /// An upstream answers so large a share of requests with 5xx.
    case upstreamFailing(host: String, share: Double)
    /// The key vault does not answer.
    case keyVaultOut
    /// The key vault takes so many times as long.
    case keyVaultSlow(factor: Double)
    /// The key vault does not have a credential set's password.
    case secretMissing(set: String)
    /// The upstream does not accept a credential set's secrets any more, until the fault ends with new
    /// ones.
    case secretExpired(set: String)
    /// A new version of a credential set's secrets is there, and the upstream accepts no older one.
    case secretRotated(set: String)
    /// A credential set's identity lacks its role for the key vault.
    case roleRevoked(set: String)
    /// What a region caches is not offered to the others until the fault ends; nil: of no region.
    case replicationStalled(from: RegionName?)
    /// An operator takes a region's endpoint out of routing; the region itself goes on.
    case outOfRouting(region: RegionName)
    /// Nobody judges the health of regions: all of them count as healthy.
    case healthMonitorOut
  }

  /// When it breaks and for how long.
  public enum Occurrence: Hashable, Sendable {
    /// Once, so long after the start; without a length, for the rest of the run.
    case scheduled(at: Span, lasts: Span?)
    /// Again and again: up and down times are exponentially distributed with these means, an
    /// alternating renewal process that starts in working order.
    case random(meanTimeBetween: Span, meanTimeToRepair: Span)
  }

  /// The name under which results list it.
  public var name: String
  public var kind: Kind
  public var occurrence: Occurrence

  public init(name: String, kind: Kind, occurrence: Occurrence) {
    self.name = name
    self.kind = kind
    self.occurrence = occurrence
  }
}

/// What an operator does to the registry during a run. A change is made when the home region is up:
/// without it the registry takes none.
public struct ChangeDescription: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// One of the replicas is added only now, empty; until then the registry does without it.
    case addReplica(RegionName)
    /// A region's endpoint is taken out of routing.
    case takeOutOfRouting(RegionName)
    /// A region's endpoint is put back.
    case putIntoRouting(RegionName)
  }

  /// From the start of the run.
  public var at: Span
  public var kind: Kind

  public init(at: Span, kind: Kind) {
    self.at = at
    self.kind = kind
  }
}
