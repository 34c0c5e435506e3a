import CacheRules
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

  /// Whose requests a quota adds up.
  public enum QuotaScope: String, CaseIterable, Sendable {
    /// Those that sign in with one credential set, wherever they come from; all that do not sign in
    /// are one account too.
    case account
    /// Those of one region: each region has an egress address of its own.
    case address
  }

  /// How a quota comes back.
  public enum Refill: String, CaseIterable, Sendable {
    /// A fixed window that starts with its first request; all at once when it is over.
    case atOnce = "at-once"
    /// A token bucket: so many in a window's time, evenly.
    case continuous
  }

  /// Whether a refusal says in a Retry-After header when the quota is back.
  public enum RetryAfterHeader: String, CaseIterable, Sendable {
    case absent, stated
  }

  /// What a fetch asks for before the manifest of a platform.
  public enum Index: String, CaseIterable, Sendable {
    /// Nothing: tags name manifests.
    case absent
    /// An index, whose GET no quota of GETs of manifests counts: one pull for each platform.
    case uncounted
    /// An index, whose GET is counted as that of a manifest.
    case counted
  }

  /// So many counted requests in so long.
  public struct Quota: Hashable, Sendable {
    public var requests: Int
    public var window: Span
    public var counting: Counting
    public var per: QuotaScope
    public var refill: Refill
    /// The most that a full bucket grants at once; nil: ``requests``.
    public var burst: Int?
    public var retryAfter: RetryAfterHeader

    public init(
      requests: Int, window: Span, counting: Counting = .manifestGets, per: QuotaScope = .account,
      refill: Refill = .atOnce, burst: Int? = nil, retryAfter: RetryAfterHeader = .absent
    ) {
      self.requests = requests
      self.window = window
      self.counting = counting
      self.per = per
      self.refill = refill
      self.burst = burst
      self.retryAfter = retryAfter
    }
  }

  /// So many bytes of layers in so long, a fixed window that starts with its first layer. A layer
  /// counts when it is asked for; the one that goes beyond the limit is the last that is granted.
  public struct TransferQuota: Hashable, Sendable {
    public var bytes: ByteCount
    public var window: Span
    public var per: QuotaScope

    public init(bytes: ByteCount, window: Span, per: QuotaScope = .account) {
      (self.bytes, self.window, self.per) = (bytes, window, per)
    }
  }

  /// A limit, or where to look for it.
  public enum Limit<Value: Hashable & Sendable>: Hashable, Sendable {
    /// As published for the upstream and the account.
    case byPreset
    case unlimited
    case stated(Value)
  }

  /// Whether the upstream takes credentials.
  public enum CredentialMode: String, CaseIterable, Sendable {
    case required, optional
    case notSupported = "not-supported"
    /// A managed identity is required; there is no credential set.
    case managedIdentity = "managed-identity"

    /// The same in the rule engine's words.
    var mode: CacheRules.Upstream.Credentials {
      switch self {
      case .required: .required
      case .optional: .optional
      case .notSupported: .notSupported
      case .managedIdentity: .managedIdentity
      }
    }
  }

  /// The host as rules name it (`docker.io`).
  public var host: String
  /// What is published of it; nil: by its host.
  public var preset: UpstreamPreset?
  /// Whether it takes credentials; nil: as published.
  public var credentials: CredentialMode?
  /// Whose quota it is.
  public var account: UpstreamAccount
  /// The region nearest to where the upstream answers; it stands in for an unpublished distance.
  /// Nil: as far as anything is known of its place.
  public var near: RegionName?
  /// One way between that region and the upstream.
  public var distance: Span
  /// How long the upstream takes to answer, without the network.
  public var responseTime: Delay
  /// What all downloads from this upstream share.
  public var bandwidth: Bandwidth
  /// The most that one download gets.
  public var bandwidthPerDownload: Bandwidth
  /// The requests that the upstream grants.
  public var quota: Limit<Quota>
  /// The requests that it grants besides, whoever asks: what guards it against abuse.
  public var abuseLimit: Limit<Quota>
  /// The bytes of layers that the upstream grants.
  public var transferQuota: Limit<TransferQuota>
  /// How long a token serves that was given for credentials; nil: as published.
  public var tokenLifetime: Span?
  /// The share of requests that fail with 5xx, from 0 to 1.
  public var failureRate: Double
  /// Whether tags name indexes, and whether their GETs count.
  public var index: Index
  /// For how long a region takes the upstream to be offline after a call that failed at every
  /// attempt; zero: each call finds out for itself.
  public var assumedOfflineFor: Span

  public init(
    host: String, preset: UpstreamPreset? = nil, credentials: CredentialMode? = nil,
    account: UpstreamAccount = .byRules, near: RegionName? = nil,
    distance: Span = .milliseconds(1),
    responseTime: Delay = Delay(median: .milliseconds(60), sigma: 0.5),
    bandwidth: Bandwidth = .gigabits(20), bandwidthPerDownload: Bandwidth = .megabits(400),
    quota: Limit<Quota> = .byPreset, transferQuota: Limit<TransferQuota> = .byPreset,
    tokenLifetime: Span? = nil, failureRate: Double = 0, index: Index = .uncounted,
    assumedOfflineFor: Span = .zero, abuseLimit: Limit<Quota> = .byPreset
  ) {
    self.host = host
    self.preset = preset
    self.credentials = credentials
    self.account = account
    self.near = near
    self.distance = distance
    self.responseTime = responseTime
    self.bandwidth = bandwidth
    self.bandwidthPerDownload = bandwidthPerDownload
    self.quota = quota
    self.abuseLimit = abuseLimit
    self.transferQuota = transferQuota
    self.tokenLifetime = tokenLifetime
    self.failureRate = failureRate
    self.index = index
    self.assumedOfflineFor = assumedOfflineFor
  }
}

extension UpstreamDescription.Limit<UpstreamDescription.Quota> {
  /// A quota of a fixed window.
  public init(
    requests: Int, window: Span, counting: UpstreamDescription.Counting = .manifestGets,
    per: UpstreamDescription.QuotaScope = .account
  ) {
    self = .stated(
      UpstreamDescription.Quota(
        requests: requests, window: window, counting: counting, per: per))
  }
}
