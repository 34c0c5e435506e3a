public import SimulationKernel

/// The registry: where it stands and what each region is made of.
public struct RegistryDescription: Hashable, Sendable {
  /// The region that holds the configuration and, by the architecture, fetches from upstream.
  public var home: RegionName
  /// The other regions, each with a full copy in time.
  public var replicas: [RegionName]
  /// Zones in each region, at least 1.
  public var zones: Int
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

  public init(
    home: RegionName, replicas: [RegionName] = [], zones: Int = 3,
    frontEnds: FrontEndDescription = .init(), storage: StorageDescription = .init(),
    cache: CacheDescription = .init(), replication: ReplicationDescription = .init(),
    network: NetworkDescription = .init(), fetching: FetchDescription = .init()
  ) {
    self.home = home
    self.replicas = replicas
    self.zones = zones
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

  public init(
    bandwidth: Bandwidth = .gigabits(60), bandwidthPerDownload: Bandwidth = .megabits(480),
    firstByte: Delay = Delay(median: .milliseconds(15), sigma: 0.4),
    zoneLag: Delay = Delay(median: .minutes(1), sigma: 0.5)
  ) {
    self.bandwidth = bandwidth
    self.bandwidthPerDownload = bandwidthPerDownload
    self.firstByte = firstByte
    self.zoneLag = zoneLag
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

  public init(
    capacity: Capacity = .byProfile, policy: String? = nil, unit: Unit = .layer
  ) {
    self.capacity = capacity
    self.policy = policy
    self.unit = unit
  }
}

/// How content reaches the other regions.
public struct ReplicationDescription: Hashable, Sendable {
  /// From the end of a blob's write to the start of its transfer.
  public var delay: Delay
  /// The most that one transfer gets of the network between two regions.
  public var bandwidthPerTransfer: Bandwidth

  public init(
    delay: Delay = Delay(median: .seconds(5), sigma: 0.5),
    bandwidthPerTransfer: Bandwidth = .megabits(800)
  ) {
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

/// How clients find a region: the global endpoint answers with the nearest one.
public struct RoutingDescription: Hashable, Sendable {
  /// How long a client keeps the answer.
  public var dnsLifetime: Span
  /// One way from a client to its name resolver.
  public var resolverDistance: Span
  /// How long the resolver takes to answer, and the answer to come.
  public var lookupTime: Delay

  public init(
    dnsLifetime: Span = .seconds(30), resolverDistance: Span = .microseconds(500),
    lookupTime: Delay = Delay(median: .milliseconds(12), sigma: 0.6)
  ) {
    self.dnsLifetime = dnsLifetime
    self.resolverDistance = resolverDistance
    self.lookupTime = lookupTime
  }
}
