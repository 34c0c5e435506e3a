public import SimulationKernel

/// What a request is, as limits count it.
public enum RequestKind: Int, CaseIterable, Sendable {
  /// GET, HEAD and OPTIONS: a manifest, a layer, a digest.
  case read
  /// PUT, PATCH and POST.
  case write
  case delete
  /// GET of the list of referrers; it counts as a read as well.
  case referrers
  /// A token for a client.
  ///
  /// No client here asks for one: a pull exchanges one token and makes at least one read, and as
  /// many of the one as of the other are allowed, so reads are what a region runs out of.
  case tokenExchange

  /// The kind that the request also counts as.
  var alsoCountsAs: RequestKind? { self == .referrers ? .read : nil }
}

/// How many requests a minute a tier grants.
public struct RequestLimits: Hashable, Sendable {
  /// Requests a minute, indexed by ``RequestKind``; nil: no limit.
  public typealias Table = [Int?]

  /// In each region of the registry: a replica has limits of its own (documented).
  public var perRegion: Table
  /// Of each identity in each region.
  public var perIdentity: Table

  /// The limits of a tier.
  ///
  /// - Returns: Nil where the switch says that there are none.
  public init?(of tier: ServiceTier, under table: BehaviourSwitches.RequestLimits) {
    switch table {
    case .none: return nil
    case .table2025:
      // `container-registry-skus.md`, editions until 2025: ReadOps and WriteOps a minute.
      perIdentity = RequestKind.allCases.map { _ in nil }
      switch tier {
      case .basic: perRegion = [1_000, 100, nil, nil, nil]
      case .standard: perRegion = [3_000, 500, nil, nil, nil]
      case .premium: perRegion = [10_000, 2_000, nil, nil, nil]
      }
    case .table2026:
      // The same page as of 2026-06-16.
      switch tier {
      case .basic, .standard:
        perRegion = [10_000, 2_000, 1_000, 500, 10_000]
        perIdentity = [5_000, 1_000, 500, 250, nil]
      case .premium:
        perRegion = [20_000, 4_000, 4_000, 2_000, 20_000]
        perIdentity = [10_000, 2_000, 2_000, 1_000, nil]
      }
    }
  }
}

/// How a region keeps clients within the limits of the tier.
public struct ThrottlingDescription: Hashable, Sendable {
  /// How a region answers a steep rise of its load from a low level.
  public struct ScaleOut: Hashable, Sendable {
    /// The share of the limit on reads that it has at a low load, above 0 and at most 1.
    public var share: Double
    /// How long it takes, from the first request that this share is too small for, to have it all.
    public var time: Span

    public init(share: Double = 0.5, time: Span = .minutes(2)) {
      self.share = share
      self.time = time
    }
  }

  /// Reads a minute in each region; nil: those of the tier. The service raises it on request.
  public var reads: Int?
  /// How long the limit's rate fills an empty bucket: the size of a burst.
  public var bucket: Span
  /// How long a throttling period lasts, whose rest Retry-After says.
  public var period: Span
  /// Nil: the full limit is there at once.
  public var scaleOut: ScaleOut?

  public init(
    reads: Int? = nil, bucket: Span = .minutes(1), period: Span = .minutes(1),
    scaleOut: ScaleOut? = nil
  ) {
    self.reads = reads
    self.bucket = bucket
    self.period = period
    self.scaleOut = scaleOut
  }
}

extension Scenario {
  /// The limits of every region; nil: none.
  public var requestLimits: RequestLimits? {
    guard var limits = RequestLimits(of: registry.tier, under: behaviour.requestLimits) else {
      return nil
    }
    if let reads = registry.throttling.reads { limits.perRegion[RequestKind.read.rawValue] = reads }
    return limits
  }
}
