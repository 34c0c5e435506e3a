extension ContentCache {
  /// What is chosen when a cache is full.
  public enum EvictionUnit: Hashable, Sendable {
    /// Blobs: the policy orders layers and manifests alike, each by its own requests. A layer's
    /// going withdraws every manifest that names it. No layer is preferred for being unreferenced;
    /// the layers that a withdrawn manifest leaves behind stay until the policy picks them.
    case layer
    /// Images: the policy orders manifests, each as large as its document and layers together. A
    /// victim's layers go when no other held manifest names them.
    case image
  }

  /// How long a tag that has been checked upstream is trusted.
  public enum TagFreshness: Hashable, Sendable {
    /// For ever: a tag is never checked again.
    case never
    /// Not at all: it is checked at every pull.
    case everyPull
    /// For so many ticks since the last check, and at exactly that age still.
    case interval(Int64)
  }

  /// How a cache is set up. Times are in ticks, nanoseconds by convention.
  public struct Configuration: Hashable, Sendable {
    /// The most bytes held; `nil` for no limit.
    public var capacity: Int64?
    /// The level above which ``ContentCache/exceedsQuotaAlarm`` is raised; nothing else follows.
    public var quotaAlarm: Int64?
    /// Who goes when the cache is full.
    public var policy: EvictionPolicy
    /// What goes when the cache is full.
    public var evictionUnit: EvictionUnit
    /// How long a checked tag is trusted.
    public var tagFreshness: TagFreshness
    /// How long the upstream's word that a tag does not exist is trusted; `nil`: not at all.
    public var negativeLifetime: Int64?
    /// With ``EvictionUnit/image``: how long a layer that no held manifest names is safe from
    /// being swept, because its manifest may still be on the way.
    public var unclaimedGrace: Int64

    /// A set-up; by default unbounded, with tags trusted for ever.
    public init(
      capacity: Int64? = nil, quotaAlarm: Int64? = nil, policy: EvictionPolicy = .lru,
      evictionUnit: EvictionUnit = .layer, tagFreshness: TagFreshness = .never,
      negativeLifetime: Int64? = nil, unclaimedGrace: Int64 = 3_600_000_000_000
    ) {
      self.capacity = capacity
      self.quotaAlarm = quotaAlarm
      self.policy = policy
      self.evictionUnit = evictionUnit
      self.tagFreshness = tagFreshness
      self.negativeLifetime = negativeLifetime
      self.unclaimedGrace = unclaimedGrace
    }
  }

  /// What has happened since the cache was made.
  ///
  /// Requests count objects: a request for a manifest or for a layer is one each. At any time
  /// `bytesStored == bytesHeld + bytesEvicted`.
  public struct Counters: Hashable, Sendable {
    public internal(set) var hits: Int64 = 0
    public internal(set) var misses: Int64 = 0
    public internal(set) var bytesHit: Int64 = 0
    public internal(set) var bytesMissed: Int64 = 0
    public internal(set) var objectsStored: Int64 = 0
    public internal(set) var bytesStored: Int64 = 0
    /// Objects that left for any reason: victims, withdrawn manifests, expired objects.
    public internal(set) var objectsEvicted: Int64 = 0
    public internal(set) var bytesEvicted: Int64 = 0
    /// Attempts to store that were refused.
    public internal(set) var refusals: Int64 = 0
  }
}
