public import SimulationKernel

/// An upstream registry.
public struct UpstreamDescription: Hashable, Sendable {
  /// What the upstream counts against its quota.
  public enum Counting: String, CaseIterable, Sendable {
    /// GET requests of manifests, as Docker Hub counts a pull.
    case manifestGets = "manifest-gets"
    /// Every request.
    case allRequests = "all-requests"
  }

  /// So many counted requests in so long, a fixed window that starts with its first request.
  public struct Quota: Hashable, Sendable {
    public var requests: Int
    public var window: Span
    public var counting: Counting

    public init(requests: Int, window: Span, counting: Counting = .manifestGets) {
      self.requests = requests
      self.window = window
      self.counting = counting
    }
  }

  /// The host as rules name it (`docker.io`).
  public var host: String
  /// The region nearest to where the upstream answers; it stands in for an unpublished distance.
  public var near: RegionName
  /// One way between that region and the upstream.
  public var distance: Span
  /// How long the upstream takes to answer, without the network.
  public var responseTime: Delay
  /// What all downloads from this upstream share.
  public var bandwidth: Bandwidth
  /// The most that one download gets.
  public var bandwidthPerDownload: Bandwidth
  /// The quota of the credential set or address that the registry uses; nil: none.
  public var quota: Quota?
  /// The share of requests that fail with 5xx, from 0 to 1.
  public var failureRate: Double

  public init(
    host: String, near: RegionName = "eastus", distance: Span = .milliseconds(1),
    responseTime: Delay = Delay(median: .milliseconds(60), sigma: 0.5),
    bandwidth: Bandwidth = .gigabits(20), bandwidthPerDownload: Bandwidth = .megabits(400),
    quota: Quota? = nil, failureRate: Double = 0
  ) {
    self.host = host
    self.near = near
    self.distance = distance
    self.responseTime = responseTime
    self.bandwidth = bandwidth
    self.bandwidthPerDownload = bandwidthPerDownload
    self.quota = quota
    self.failureRate = failureRate
  }
}
