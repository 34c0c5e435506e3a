import SimulationKernel

/// One figure of an actor over one interval of the timeline.
public struct TimelineSample: Hashable, Sendable {
  public var interval: Int
  public var metric: TimelineMetric
  public var value: Double

  public init(interval: Int, metric: TimelineMetric, value: Double) {
    self.interval = interval
    self.metric = metric
    self.value = value
  }
}

/// The timeline of one actor: levels as they are at the end of an interval, and running totals as
/// what each interval added to them.
///
/// A total starts anew at the end of the warm-up, perhaps inside an interval; what the interval
/// had gathered until then is carried over, so that the timeline knows no warm-up.
struct TimelineRecorder: Sendable {
  private struct Difference {
    var last = 0.0
    var carried = 0.0
  }

  private(set) var samples: [TimelineSample] = []
  /// Looked up, never iterated.
  private var differences: [TimelineMetric: Difference] = [:]

  /// The total behind a metric, which has come so far, starts anew from 0.
  mutating func restart(_ metric: TimelineMetric, from total: Double) {
    let difference = differences[metric] ?? Difference()
    differences[metric] = Difference(carried: difference.carried + total - difference.last)
  }

  /// An interval ends: what it added to a total, divided by `unit`.
  mutating func add(
    _ metric: TimelineMetric, in interval: Int, total: Double, per unit: Double = 1
  ) {
    let difference = differences[metric] ?? Difference()
    differences[metric] = Difference(last: total)
    add(metric, in: interval, level: (difference.carried + total - difference.last) / unit)
  }

  /// An interval ends: a level at its end.
  mutating func add(_ metric: TimelineMetric, in interval: Int, level: Double) {
    samples.append(TimelineSample(interval: interval, metric: metric, value: level))
  }
}

/// The figures of the timeline.
public enum TimelineMetric: String, CaseIterable, Codable, Sendable {
  case pullsStarted = "pulls_started"
  case pullsServed = "pulls_served"
  case pullsFailed = "pulls_failed"
  case pullsNotFound = "pulls_failed_not_found"
  case pullsTooManyRequests = "pulls_failed_too_many_requests"
  case pullsUpstreamFailed = "pulls_failed_upstream_failed"
  case pullsOverloaded = "pulls_failed_overloaded"
  case pullsThrottled = "pulls_failed_throttled"
  case pullsUnauthorized = "pulls_failed_unauthorized"
  case pullsForbidden = "pulls_failed_forbidden"
  case pullsUnavailable = "pulls_failed_unavailable"
  case pullsInFlight = "pulls_in_flight"
  case latencyMedian = "latency_p50"
  case latency95 = "latency_p95"
  case latency99 = "latency_p99"
  case layerRequests = "layer_requests"
  case layerHits = "layer_hits"
  case upstreamRequests = "upstream_requests"
  case upstreamBytes = "upstream_bytes_sent"
  case frontEndUtilisation = "front_end_utilisation"
  case frontEndWaiting = "front_end_waiting"
  case storageUtilisation = "storage_utilisation"
  case storageBytes = "storage_bytes_sent"
  case cacheBytes = "cache_bytes_held"
  case linkUtilisation = "link_utilisation"
  case linkBytes = "link_bytes_sent"
  case quotaRefusals = "quota_refusals"
  case throttledRequests = "throttled_requests"
  case staleManifests = "stale_manifests"
  case pullsTooEarly = "pulls_too_early"
  case replicatedBytes = "replicated_bytes"
  case replicationBacklog = "replication_backlog"
  case secretReads = "secret_reads"
  case tokenRequests = "token_requests"
  case unhealthySets = "unhealthy_credential_sets"

  /// Pulls that failed for one reason; nil of what is no failure.
  public static func failed(_ status: AnswerStatus) -> TimelineMetric? {
    switch status {
    case .ok: nil
    case .notFound: .pullsNotFound
    case .tooManyRequests: .pullsTooManyRequests
    case .upstreamFailed: .pullsUpstreamFailed
    case .overloaded: .pullsOverloaded
    case .throttled: .pullsThrottled
    case .unauthorized: .pullsUnauthorized
    case .forbidden: .pullsForbidden
    case .unavailable: .pullsUnavailable
    }
  }

  /// Whether the metric counts failures for one reason: listed only where there are any.
  public var isFailureReason: Bool { AnswerStatus.allCases.contains { Self.failed($0) == self } }

  /// Whether the metric is listed only of elements in which it was anything but zero.
  public var isListedWhereUsed: Bool {
    switch self {
    case .staleManifests, .pullsTooEarly, .replicatedBytes, .replicationBacklog,
      .throttledRequests:
      true
    default: isFailureReason
    }
  }

  /// The unit of the value.
  public var unit: String {
    switch self {
    case .pullsStarted, .pullsServed, .pullsFailed, .pullsNotFound, .pullsTooManyRequests,
      .pullsUpstreamFailed, .pullsOverloaded, .pullsThrottled, .pullsUnauthorized,
      .pullsForbidden, .pullsUnavailable, .pullsInFlight:
      "pulls"
    case .latencyMedian, .latency95, .latency99: "s"
    case .layerRequests, .layerHits, .upstreamRequests, .frontEndWaiting, .quotaRefusals,
      .throttledRequests, .staleManifests, .pullsTooEarly, .secretReads, .tokenRequests:
      "requests"
    case .replicationBacklog: "images"
    case .unhealthySets: "sets"
    case .replicatedBytes, .upstreamBytes, .storageBytes, .cacheBytes, .linkBytes: "bytes"
    case .frontEndUtilisation, .storageUtilisation, .linkUtilisation: "1"
    }
  }
}
