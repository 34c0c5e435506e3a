public import SimulationKernel

/// The registry: where it stands and what each region is made of.
public struct RegistryDescription: Hashable, Sendable {
  /// What it was bought as.
  public var tier: ServiceTier
  /// The region that holds the configuration and, by the architecture, fetches from upstream.
  public var home: RegionName
  /// The other regions, each with a full copy in time.
  public var replicas: [RegionName]
  /// Zones in each region, at least 1.
  public var zones: Int
  /// How a region's load balancer finds out which zones are healthy.
  public var zoneProbes: ProbeDescription
  /// The servers that take requests, in each zone.
  public var frontEnds: FrontEndDescription
  /// Where content lies, in each region.
  public var storage: StorageDescription
  /// The content cache of each region.
  public var cache: CacheDescription
  /// How content gets from the region that fetched it to the others.
  public var replication: ReplicationDescription
  /// The network inside a region and between regions.
  public var network: NetworkDescription
  /// How the registry asks upstreams.
  public var fetching: FetchDescription
  /// How regions keep clients within the limits of the tier.
  public var throttling: ThrottlingDescription
  /// Who may reach the registry.
  public var networkRules: NetworkRules
  /// Whether each region's layers come from a host of the registry's own, which clients' firewalls
  /// can name; it changes no delay.
  public var dedicatedDataEndpoints: Bool

  public init(
    home: RegionName, replicas: [RegionName] = [], zones: Int = 3,
    zoneProbes: ProbeDescription = ProbeDescription(
      interval: .seconds(5), failures: 2, timeout: .seconds(2)),
    frontEnds: FrontEndDescription = .init(), storage: StorageDescription = .init(),
    cache: CacheDescription = .init(), replication: ReplicationDescription = .init(),
    network: NetworkDescription = .init(), fetching: FetchDescription = .init(),
    tier: ServiceTier = .premium, throttling: ThrottlingDescription = .init(),
    networkRules: NetworkRules = .init(), dedicatedDataEndpoints: Bool = false
  ) {
    self.tier = tier
    self.throttling = throttling
    self.networkRules = networkRules
    self.dedicatedDataEndpoints = dedicatedDataEndpoints
    self.home = home
    self.replicas = replicas
    self.zones = zones
    self.zoneProbes = zoneProbes
    self.frontEnds = frontEnds
    self.storage = storage
    self.cache = cache
    self.replication = replication
    self.network = network
    self.fetching = fetching
  }

  /// The home region, then the replicas.
  public var regions: [RegionName] { [home] + replicas }
}

/// The front ends of one zone: a queue with servers.
public struct FrontEndDescription: Hashable, Sendable {
  /// Requests served at once in each zone.
  public var servers: Int
  /// How long a request occupies a server.
  public var serviceTime: Delay
  /// Requests that may wait in each zone; one more is refused with 503.
  public var queueLimit: Int

  public init(
    servers: Int = 32, serviceTime: Delay = Delay(median: .milliseconds(4), sigma: 0.5),
    queueLimit: Int = 10_000
  ) {
    self.servers = servers
    self.serviceTime = serviceTime
    self.queueLimit = queueLimit
  }
}

/// The storage of one region.
public struct StorageDescription: Hashable, Sendable {
  /// What all downloads of a region share.
  public var bandwidth: Bandwidth
  /// The most that one download gets.
  public var bandwidthPerDownload: Bandwidth
  /// From the request of a blob to its first byte.
  public var firstByte: Delay
  /// How long a zone lags behind the zone that was written, where zones replicate asynchronously.
  public var zoneLag: Delay
  /// What the registry may hold; beyond it nothing more is stored, and pulls are streamed from
  /// upstream (inferred). Each region's copy is held against it, since copies count once.
  public var limit: StorageLimit

  public init(
    bandwidth: Bandwidth = .gigabits(60), bandwidthPerDownload: Bandwidth = .megabits(480),
    firstByte: Delay = Delay(median: .milliseconds(15), sigma: 0.4),
    zoneLag: Delay = Delay(median: .minutes(1), sigma: 0.5), limit: StorageLimit = .byTier
  ) {
    self.bandwidth = bandwidth
    self.bandwidthPerDownload = bandwidthPerDownload
    self.firstByte = firstByte
    self.zoneLag = zoneLag
    self.limit = limit
  }
}

/// The content cache of one region.
public struct CacheDescription: Hashable, Sendable {
  /// How much a region may hold.
  public enum Capacity: Hashable, Sendable {
    /// What the profile says: a capacity, or no eviction.
    case byProfile
    /// So much; more is evicted.
    case limited(ByteCount)
    /// Nothing is evicted.
    case unlimited
  }

  /// What is evicted as one.
  public enum Unit: String, CaseIterable, Sendable {
    /// One layer, with the images that would be left without it.
    case layer
    /// One image, with the layers that no other image shares.
    case image
  }

  public var capacity: Capacity
  /// The name of the eviction policy, as the content cache spells it (`lru`, `s3-fifo`, …); nil:
  /// `lru` where there is a capacity, `none` where there is not.
  public var policy: String?
  public var unit: Unit
  /// How long the upstream's word that there is no such image is believed; nil: not at all.
  public var negativeLifetime: Span?

  public init(
    capacity: Capacity = .byProfile, policy: String? = nil, unit: Unit = .layer,
    negativeLifetime: Span? = nil
  ) {
    self.capacity = capacity
    self.policy = policy
    self.unit = unit
    self.negativeLifetime = negativeLifetime
  }
}

/// How content reaches the other regions.
public struct ReplicationDescription: Hashable, Sendable {
  /// From the end of a blob's write to the start of its transfer.
  public var delay: Delay
  /// The most that one transfer gets of the network between two regions.
  public var bandwidthPerTransfer: Bandwidth
  /// Images that a region brings at once because others offered them.
  public var parallelImages: Int
  /// The wait after a transfer whose source could not be reached.
  public var retryAfter: Span

  public init(
    delay: Delay = Delay(median: .seconds(5), sigma: 0.5),
    bandwidthPerTransfer: Bandwidth = .megabits(800), parallelImages: Int = 64,
    retryAfter: Span = .seconds(60)
  ) {
    self.parallelImages = parallelImages
    self.retryAfter = retryAfter
    self.delay = delay
    self.bandwidthPerTransfer = bandwidthPerTransfer
  }
}

/// The network inside and between the regions.
public struct NetworkDescription: Hashable, Sendable {
  /// One way between two zones of a region.
  public var zoneToZone: Span
  /// One way inside a zone.
  public var insideZone: Span
  /// One way between a client and the region that it is in.
  public var clientToRegion: Span
  /// What the registry can send from each region to each other one.
  public var betweenRegions: Bandwidth
  /// The variation of a one-way delay between a client and a region (standard deviation of its
  /// natural logarithm).
  public var jitter: Double

  public init(
    zoneToZone: Span = .microseconds(777), insideZone: Span = .microseconds(454),
    clientToRegion: Span = .milliseconds(1), betweenRegions: Bandwidth = .gigabits(10),
    jitter: Double = 0.035
  ) {
    self.zoneToZone = zoneToZone
    self.insideZone = insideZone
    self.clientToRegion = clientToRegion
    self.betweenRegions = betweenRegions
    self.jitter = jitter
  }
}

/// How the registry asks upstreams.
public struct FetchDescription: Hashable, Sendable {
  /// Layers of one image that are fetched at once.
  public var parallelLayers: Int
  /// Attempts at one request, the first included.
  public var attempts: Int
  /// The wait before the second attempt; it doubles with each further one.
  public var backoff: Span
  /// How long an unanswered request is waited for before it counts as failed.
  public var timeout: Span
  /// The spread of the waits: 0.5 makes them half to one and a half times as long.
  public var backoffJitter: Double
  /// A 429 that says to come again within this time is waited for; others are passed on at once.
  public var retryAfterLimit: Span
  /// A layer counts as failed when it takes ``timeout`` longer than at this speed.
  public var lowestSpeed: Bandwidth

  public init(
    parallelLayers: Int = 3, attempts: Int = 3, backoff: Span = .seconds(1),
    timeout: Span = .seconds(30), backoffJitter: Double = 0.5, retryAfterLimit: Span = .zero,
    lowestSpeed: Bandwidth = .megabits(1)
  ) {
    self.backoffJitter = backoffJitter
    self.retryAfterLimit = retryAfterLimit
    self.lowestSpeed = lowestSpeed
    self.parallelLayers = parallelLayers
    self.attempts = attempts
    self.backoff = backoff
    self.timeout = timeout
  }
}

/// Probes that find out whether something is healthy.
public struct ProbeDescription: Hashable, Sendable {
  /// The time from one probe to the next.
  public var interval: Span
  /// Failures in a row after which it counts as out, at least 1; one good probe takes it back.
  public var failures: Int
  /// How long a probe waits for its answer, at most the interval.
  public var timeout: Span

  public init(interval: Span, failures: Int, timeout: Span) {
    self.interval = interval
    self.failures = failures
    self.timeout = timeout
  }
}

/// How clients find a region: the global endpoint answers with the nearest healthy one.
public struct RoutingDescription: Hashable, Sendable {
  /// How long a client keeps the answer.
  public var dnsLifetime: Span
  /// One way from a client to its name resolver.
  public var resolverDistance: Span
  /// How long the resolver takes to answer, and the answer to come.
  public var lookupTime: Delay
  /// How the endpoint finds out which regions are healthy.
  public var probes: ProbeDescription
  /// How long a client waits for a connection that nobody accepts.
  public var connectTimeout: Span

  public init(
    dnsLifetime: Span = .seconds(30), resolverDistance: Span = .microseconds(500),
    lookupTime: Delay = Delay(median: .milliseconds(12), sigma: 0.6),
    probes: ProbeDescription = ProbeDescription(
      interval: .seconds(30), failures: 4, timeout: .seconds(10)),
    connectTimeout: Span = .seconds(30)
  ) {
    self.probes = probes
    self.connectTimeout = connectTimeout
    self.dnsLifetime = dnsLifetime
    self.resolverDistance = resolverDistance
    self.lookupTime = lookupTime
  }
}
