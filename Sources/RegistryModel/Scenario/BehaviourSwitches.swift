public import CacheRules
public import SimulationKernel

/// The points in which the documented service and its architecture differ, as named values.
///
/// A ``BehaviourProfile`` sets them all; a scenario overrides any of them.
public struct BehaviourSwitches: Hashable, Sendable {
  /// Which region goes upstream for content that the registry lacks.
  public enum MissFetcher: String, CaseIterable, Sendable {
    /// The home region fetches; a replica asks it and keeps what it receives.
    case home
    /// The region that was asked fetches for itself.
    case servingRegion = "serving-region"
    /// The region that was asked looks for a region that holds the content, nearest first, and
    /// goes upstream only when none does.
    case peerFirst = "peer-first"
  }

  /// How the client that met a miss gets the bytes.
  public enum MissDelivery: String, CaseIterable, Sendable {
    /// A layer is stored first and served from storage afterwards.
    case storeThenServe = "store-then-serve"
    /// The bytes pass through to the client at once, and a copy job of its own fills the cache;
    /// until it ends, further requests are streamed from upstream again.
    case streamAndCopy = "stream-and-copy"
  }

  /// What happens to a request for content that is already being fetched.
  public enum ConcurrentMisses: String, CaseIterable, Sendable {
    /// Each fetches for itself. Where one region fetches for another, only a layer that is being
    /// stored for that region is waited for by all its clients.
    case separate
    /// Requests that one region's cache cannot serve wait for one fetch: those of its clients and,
    /// where it fetches for other regions, theirs.
    case joinedPerRegion = "joined-per-region"
    /// Also, regions that fetch for themselves agree on one that does.
    case joinedPerRegistry = "joined-per-registry"
  }

  /// When a cached tag is compared with the upstream's.
  public enum TagFreshness: Hashable, Sendable {
    /// Never: a tag, once cached, stays as it is.
    case never
    /// At every pull by tag.
    case everyPull
    /// At the first pull after so long since the last comparison.
    case interval(Span)
  }

  /// How a cached tag is compared with the upstream's.
  public enum TagCheck: String, CaseIterable, Sendable {
    /// By its digest alone (HEAD), which Docker Hub does not count.
    case head
    /// By asking for what the tag names (GET): the manifest, which Docker Hub counts as a pull, or the
    /// index, which counts as ``UpstreamDescription/index`` says. What it brings need not be asked for
    /// again.
    case get
  }

  /// What a pull gets when the upstream cannot be asked about a cached tag.
  public enum UpstreamFailure: String, CaseIterable, Sendable {
    /// The cached image, possibly out of date.
    case serveStale = "serve-stale"
    /// An error.
    case fail
  }

  /// When content written in one zone is in the others.
  public enum ZoneReplication: String, CaseIterable, Sendable {
    /// Before the write is confirmed.
    case synchronous
    /// Some time after it; a zone that is asked earlier reads from the zone that has it.
    case asynchronous
  }

  /// What of a multi-platform image is cached.
  public enum MultiPlatform: String, CaseIterable, Sendable {
    /// All platforms.
    case whole
    /// Only the platform that was pulled.
    case pulledPlatform = "pulled-platform"
  }

  /// How many requests a minute are granted.
  public enum RequestLimits: String, CaseIterable, Sendable {
    /// The table of the tiers' page until 2025: reads and writes of a region.
    case table2025 = "table-2025"
    /// That of 2026: of a region and of each identity in it.
    case table2026 = "table-2026"
    /// As many as come.
    case none
  }

  /// Which registries stand in several zones of a region.
  public enum ZoneRedundancy: String, CaseIterable, Sendable {
    /// Those of the tier Premium.
    case premium
    /// All.
    case everyTier = "every-tier"
  }

  public var missFetcher: MissFetcher
  public var missDelivery: MissDelivery
  public var concurrentMisses: ConcurrentMisses
  public var tagFreshness: TagFreshness
  public var tagCheck = TagCheck.head
  public var upstreamFailure: UpstreamFailure
  public var zoneReplication: ZoneReplication
  public var overlappingWildcards: OverlapPolicy
  public var multiPlatform: MultiPlatform
  public var requestLimits: RequestLimits
  public var zoneRedundancy: ZoneRedundancy
}

/// A named set of values for all ``BehaviourSwitches`` and for the cache's capacity.
public enum BehaviourProfile: String, CaseIterable, Sendable {
  /// The architecture as drawn: the home region fetches, stores, serves and replicates.
  case architecture
  /// The managed service as its documentation of 2026 and its maintainers describe it: active in
  /// all regions, streaming on a miss, comparing tags every five minutes, evicting nothing.
  case acr2026 = "acr-2026"

  /// The switches' values under this profile.
  public var switches: BehaviourSwitches {
    switch self {
    case .architecture:
      BehaviourSwitches(
        missFetcher: .home, missDelivery: .storeThenServe, concurrentMisses: .joinedPerRegion,
        tagFreshness: .never, upstreamFailure: .serveStale, zoneReplication: .synchronous,
        overlappingWildcards: .ordered, multiPlatform: .whole, requestLimits: .table2025,
        zoneRedundancy: .premium)
    case .acr2026:
      BehaviourSwitches(
        missFetcher: .servingRegion, missDelivery: .streamAndCopy, concurrentMisses: .separate,
        tagFreshness: .interval(.seconds(300)), upstreamFailure: .serveStale,
        zoneReplication: .asynchronous, overlappingWildcards: .refused,
        multiPlatform: .pulledPlatform, requestLimits: .table2026, zoneRedundancy: .everyTier)
    }
  }

  /// The capacity of a region's content cache under this profile; nil where nothing is evicted.
  public var cacheCapacity: ByteCount? {
    switch self {
    case .architecture: .gibibytes(500)
    case .acr2026: nil
    }
  }
}
