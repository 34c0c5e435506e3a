import ContentCache
public import Statistics

/// Requests and the bytes that they asked for.
public struct RequestCount: Hashable, Sendable {
  public var requests = 0
  public var bytes: Int64 = 0

  public init(requests: Int = 0, bytes: Int64 = 0) {
    self.requests = requests
    self.bytes = bytes
  }

  mutating func add(_ bytes: Int64) {
    requests += 1
    self.bytes += bytes
  }

  public static func + (left: RequestCount, right: RequestCount) -> RequestCount {
    RequestCount(requests: left.requests + right.requests, bytes: left.bytes + right.bytes)
  }
}

/// Requests and bytes by where the content came from.
public struct OriginCounts: Hashable, Sendable {
  private var counts = [RequestCount](
    repeating: RequestCount(), count: ContentOrigin.allCases.count)

  public init() {}

  public subscript(origin: ContentOrigin) -> RequestCount {
    get { counts[Int(origin.rawValue)] }
    set { counts[Int(origin.rawValue)] = newValue }
  }

  /// The requests that were answered with content. Those that failed have none.
  public var answered: RequestCount {
    ContentOrigin.allCases.filter { $0 != .failed }.reduce(RequestCount()) { $0 + self[$1] }
  }

  /// The requests that the region's cache answered.
  public var hits: RequestCount {
    ContentOrigin.allCases.filter(\.isHit).reduce(RequestCount()) { $0 + self[$1] }
  }
}

/// What a pull handler counts.
public struct HandlerRecorder: Equatable, Sendable {
  /// Clients' requests for manifests and layers, by where the content came from, counted when the
  /// region has it or has given up.
  public var manifests = OriginCounts()
  public var layers = OriginCounts()
  /// Requests for repositories that no rule maps.
  public var unmatched = 0
  /// Comparisons of a cached tag with its upstream.
  public var checks = 0
  /// Requests answered from the cache although the comparison failed.
  public var servedStale = 0
  /// Requests sent to upstreams, retries included.
  public var upstreamRequests = 0
  /// Requests that were not answered in time.
  public var timeouts = 0
  /// Fetches of an image that failed.
  public var failedJobs = 0
  /// Fetches after which a layer was missing again, evicted meanwhile.
  public var incompleteImages = 0
  public var imagesCached = 0
  /// Images that another region offered and that were brought here.
  public var replications = 0
  /// For each of them that was completed: from the moment at which the other region had the image
  /// until this one had it.
  public var replicationTime = LatencyHistogram()
  public var evictedLayers = 0
  public var evictedBytes: Int64 = 0
  /// Cached images that were withdrawn because a layer of theirs was evicted.
  public var withdrawnImages = 0
  public var credentials = CredentialRecorder()

  mutating func count(_ eviction: Eviction) {
    evictedLayers += eviction.layers.count
    evictedBytes += eviction.bytes
    withdrawnImages += eviction.manifests.count
  }
}
