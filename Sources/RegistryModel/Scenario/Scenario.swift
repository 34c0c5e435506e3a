public import ImageCatalogue
public import SimulationKernel

/// Everything that decides a run: the registry, its surroundings, its load and the run itself.
///
/// A scenario is plain data. Scenario files are read into it, and a ``RegistryWorld`` is made from
/// it; nothing else feeds a simulation. Each part has the defaults that the documentation of its
/// members states, so that a program can say only what differs.
public struct Scenario: Hashable, Sendable {
  /// One line that names the scenario in results.
  public var title: String
  /// The profile that ``behaviour`` started from.
  public var profile: BehaviourProfile
  /// How the registry behaves where the architecture and the service differ.
  public var behaviour: BehaviourSwitches
  /// Regions, zones, front ends, storage, caches.
  public var registry: RegistryDescription
  /// How clients find a region.
  public var routing: RoutingDescription
  /// Which pulls go to which upstream.
  public var rules: [RuleDescription]
  /// The registries that the rules name.
  public var upstreams: [UpstreamDescription]
  /// What there is to pull.
  public var catalogue: CatalogueDescription
  /// Who pulls, where and when.
  public var workloads: [WorkloadDescription]
  /// How long, how often, from which seed.
  public var run: RunDescription

  public init(
    title: String = "untitled", profile: BehaviourProfile = .architecture,
    registry: RegistryDescription, routing: RoutingDescription = RoutingDescription(),
    rules: [RuleDescription], upstreams: [UpstreamDescription] = [],
    catalogue: CatalogueDescription = CatalogueDescription(), workloads: [WorkloadDescription],
    run: RunDescription = RunDescription()
  ) {
    self.title = title
    self.profile = profile
    self.behaviour = profile.switches
    self.registry = registry
    self.routing = routing
    self.rules = rules
    self.upstreams = upstreams
    self.catalogue = catalogue
    self.workloads = workloads
    self.run = run
  }
}

/// A name for a region, as the cloud's resource manager spells it (`westeurope`).
public typealias RegionName = String

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

  public init(
    parallelLayers: Int = 3, attempts: Int = 3, backoff: Span = .seconds(1),
    timeout: Span = .seconds(30)
  ) {
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

/// A cache rule as a scenario states it; the rule engine checks it.
public struct RuleDescription: Hashable, Sendable {
  public var name: String
  /// Upstream host and repository path, static or with a trailing `/*`.
  public var source: String
  /// Repository path in the registry, static or with a trailing `*`.
  public var target: String
  /// The credential set used upstream, if any.
  public var credentialSet: String?

  public init(name: String, source: String, target: String, credentialSet: String? = nil) {
    self.name = name
    self.source = source
    self.target = target
    self.credentialSet = credentialSet
  }
}

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

/// What there is to pull.
public struct CatalogueDescription: Hashable, Sendable {
  /// Where the images come from.
  public enum Source: Hashable, Sendable {
    /// The table of real images that comes with the program.
    case builtIn
    /// A file, one row a layer.
    case file(path: String)
    /// Drawn from the distributions stated; ``popularityExponent`` takes the place of theirs, and
    /// the repositories are below a supported upstream.
    case synthetic(SyntheticCatalogue.Parameters)
  }

  public var source: Source
  /// The exponent of the Zipf law over images ordered by popularity.
  public var popularityExponent: Double

  public init(source: Source = .builtIn, popularityExponent: Double = 1.0) {
    self.source = source
    self.popularityExponent = popularityExponent
  }
}

/// How long, how often, from which seed.
public struct RunDescription: Hashable, Sendable {
  /// Simulated time from the start to the end.
  public var duration: Span
  /// What of it is left out of the statistics, from the start.
  public var warmUp: Span
  /// The instant of the day at the start, since midnight UTC.
  public var startOfDay: Span
  /// Together with a replication's number it decides every draw.
  public var seed: UInt64
  /// Independent repetitions, at least 1.
  public var replications: Int
  /// The length of an interval in `timeline.csv`.
  public var timelineInterval: Span

  public init(
    duration: Span = .hours(10), warmUp: Span = .hours(1), startOfDay: Span = .hours(7),
    seed: UInt64 = 1, replications: Int = 5, timelineInterval: Span = .minutes(5)
  ) {
    self.duration = duration
    self.warmUp = warmUp
    self.startOfDay = startOfDay
    self.seed = seed
    self.replications = replications
    self.timelineInterval = timelineInterval
  }
}
