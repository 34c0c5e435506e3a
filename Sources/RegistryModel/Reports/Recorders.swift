import ContentCache

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

  /// All requests.
  public var total: RequestCount { counts.reduce(RequestCount(), +) }

  /// The requests that the region's cache answered.
  public var hits: RequestCount {
    ContentOrigin.allCases.filter(\.isHit).reduce(RequestCount()) { $0 + self[$1] }
  }
}

/// What a pull handler counts.
public struct HandlerRecorder: Hashable, Sendable {
  /// Clients' requests for manifests and layers, by where the content came from.
  public var manifests = OriginCounts()
  public var layers = OriginCounts()
  /// Layers that arrived in the region, by where they were fetched.
  public var received = OriginCounts()
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
  public var evictedLayers = 0
  public var evictedBytes: Int64 = 0
  /// Cached images that were withdrawn because a layer of theirs was evicted.
  public var withdrawnImages = 0

  mutating func count(_ eviction: Eviction) {
    evictedLayers += eviction.layers.count
    evictedBytes += eviction.bytes
    withdrawnImages += eviction.manifests.count
  }
}

/// One figure of an actor over one interval of the timeline.
public struct TimelineSample: Hashable, Sendable {
  public var interval: Int
  public var metric: TimelineMetric
  public var value: Double
}

/// The figures of the timeline.
public enum TimelineMetric: String, CaseIterable, Sendable {
  case pullsStarted = "pulls_started"
  case pullsServed = "pulls_served"
  case pullsFailed = "pulls_failed"
  case pullsInFlight = "pulls_in_flight"
  case latencyMedian = "latency_p50"
  case latency95 = "latency_p95"
  case latency99 = "latency_p99"
  case layerRequests = "layer_requests"
  case layerHits = "layer_hits"
  case upstreamRequests = "upstream_requests"
  case upstreamBytes = "upstream_bytes"
  case frontEndUtilisation = "front_end_utilisation"
  case frontEndWaiting = "front_end_waiting"
  case storageUtilisation = "storage_utilisation"
  case storageBytes = "storage_bytes_sent"
  case cacheBytes = "cache_bytes_held"
  case linkUtilisation = "link_utilisation"
  case linkBytes = "link_bytes_sent"
  case quotaRefusals = "quota_refusals"

  /// The unit of the value.
  public var unit: String {
    switch self {
    case .pullsStarted, .pullsServed, .pullsFailed, .pullsInFlight: "pulls"
    case .latencyMedian, .latency95, .latency99: "s"
    case .layerRequests, .layerHits, .upstreamRequests, .frontEndWaiting, .quotaRefusals:
      "requests"
    case .upstreamBytes, .storageBytes, .cacheBytes, .linkBytes: "bytes"
    case .frontEndUtilisation, .storageUtilisation, .linkUtilisation: "1"
    }
  }
}
