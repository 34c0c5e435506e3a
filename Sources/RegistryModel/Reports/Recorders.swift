import ContentCache
public import SimulationKernel
public import Statistics

/// Requests and the bytes that they asked for.
public struct RequestCount: Hashable, Codable, Sendable {
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
public struct OriginCounts: Hashable, Codable, Sendable {
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
public struct HandlerRecorder: Equatable, Codable, Sendable {
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
  /// Comparisons that found a version that the region lacked.
  public var changesFound = 0
  /// Requests refused because the upstream had said that there is no such image.
  public var knownAbsent = 0
  /// Clients' requests for a pushed image that replication had not brought yet.
  public var pullsTooEarly = 0
  /// Of the manifests that clients were answered with: all, where tags change; those of a version
  /// that had been replaced by then; and for how long it had been.
  public var tagAnswers = 0
  public var staleAnswers = 0
  public var staleAge = LatencyHistogram()
  /// Bytes of layers that replication brought.
  public var replicatedBytes: Int64 = 0
  /// Requests sent to upstreams, retries included.
  public var upstreamRequests = 0
  /// Calls that failed unasked, since the upstream was assumed to be offline.
  public var assumedFailures = 0
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
  /// Of a replica that was added during the run: how long it took until all that the home region held
  /// then was here; nil where none was added or it is not done.
  public var syncTime: Span?
  /// Cached layers that were lost with the only zone that had them.
  public var lostLayers = 0
  /// Layers of pushed images that were lost so, and the images that have one of them.
  public var lostPushedLayers = 0
  public var lostPushedImages = 0
  public var evictedLayers = 0
  public var evictedBytes: Int64 = 0
  /// Fetches of an image of which nothing, or not all, was kept because the storage was full.
  public var storageRefusals = 0
  /// Pushed images, one a platform, that this region did not take or that replication did not bring,
  /// because the storage was full.
  public var pushesRefused = 0
  /// Pushed images, one a platform, that nobody took although they were pushed again and again.
  public var pushesFailed = 0
  /// Cached images that were withdrawn because a layer of theirs was evicted.
  public var withdrawnImages = 0
  public var credentials = CredentialRecorder()
  /// Layers and manifests that the cache reported as evicted, and their bytes, over the whole run.
  private(set) var reportedOfRun = RequestCount()

  /// Counts anew; what is compared with the cache's own counts over the whole run stays.
  mutating func restart() {
    let reported = reportedOfRun
    self = HandlerRecorder()
    reportedOfRun = reported
  }

  mutating func count(_ eviction: Eviction) {
    evictedLayers += eviction.layers.count
    evictedBytes += eviction.bytes
    left(eviction)
  }

  /// Layers are lost, and images that lack them withdrawn.
  mutating func count(lost eviction: Eviction) {
    lostLayers += eviction.layers.count
    left(eviction)
  }

  private mutating func left(_ eviction: Eviction) {
    withdrawnImages += eviction.manifests.count
    reportedOfRun.requests += eviction.layers.count + eviction.manifests.count
    reportedOfRun.bytes += eviction.bytes
  }
}
