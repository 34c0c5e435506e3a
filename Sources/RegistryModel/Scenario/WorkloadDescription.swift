public import SimulationKernel

/// A group of like clients: where they are, what they pull, when.
public struct WorkloadDescription: Hashable, Sendable {
  /// The name under which results are listed.
  public var name: String
  /// The region that the clients are in; they may be where the registry is not.
  public var region: RegionName
  /// The machines.
  public var clients: ClientDescription
  /// Which of the catalogue's images they pull.
  public var images: ImageSelection
  /// When they pull.
  public var arrivals: ArrivalDescription

  public init(
    name: String, region: RegionName, clients: ClientDescription = .init(),
    images: ImageSelection = .init(), arrivals: ArrivalDescription
  ) {
    self.name = name
    self.region = region
    self.clients = clients
    self.images = images
    self.arrivals = arrivals
  }
}

/// The name under which clients reach the registry.
public enum ClientEndpoint: Hashable, Sendable {
  /// The registry's own, which leads to a healthy region near the client.
  case global
  /// That of one region, which leads there whatever happens to the region.
  case regional(RegionName)
}

/// The machines of a workload.
public struct ClientDescription: Hashable, Sendable {
  /// What sort of machines they are: where the other values come from that nobody stated.
  public var kind: ClientKind
  /// How many machines there are. A pull falls on one of them.
  public var nodes: Int
  /// What each keeps of the layers it pulled; nil: nothing, every pull starts cold.
  public var layerStore: ByteCount?
  /// Whether a machine pulls one image at a time.
  public var imagePulls: ImagePulls
  /// The most images that a machine pulls at once where it pulls them in parallel; nil: no limit.
  public var maxParallelImagePulls: Int?
  /// Requests that a pull makes for manifests, one after the other, before its first layer, at most
  /// ``ContentPart/mostManifestRequests``; nil: as many as its kind makes, of a replayed log one.
  public var manifestRequests: Int?
  /// Layers of one pull that are downloaded at once.
  public var parallelLayers: Int
  /// What one machine can receive: divided, for each download, by the layers that the machine
  /// downloads when it begins. The share is not adjusted until the download's end.
  public var bandwidth: Bandwidth
  /// The operating system and processor whose manifest is taken from a multi-platform image.
  public var platform: String
  /// The name that they use.
  public var endpoint: ClientEndpoint
  /// Attempts at a pull, the first included; nil: it is tried until it is served.
  public var attempts: Int?
  /// The wait before the second attempt; it doubles with each further one.
  public var backoff: Span
  /// The longest wait, without its jitter.
  public var backoffLimit: Span
  /// The most that is added to a wait, as a share of it, from 0 to 1: so machines that were refused
  /// together do not come back together. It is added to what Retry-After asks for, too.
  public var backoffJitter: Double
  /// Whose requests theirs are, as the registry's limits count them.
  public var identity: ClientIdentity
  /// Where their requests come from, as the registry's network rules see it.
  public var source: ClientSource
  /// Whether they are in the cloud, as its bill sees it.
  public var location: ClientLocation

  public init(
    nodes: Int = 100, layerStore: ByteCount? = .gibibytes(20), parallelLayers: Int = 3,
    bandwidth: Bandwidth = .gigabits(2), platform: String = "linux/amd64",
    endpoint: ClientEndpoint = .global, attempts: Int? = 6,
    backoff: Span = .seconds(10), backoffLimit: Span = .seconds(300), backoffJitter: Double = 0.5,
    identity: ClientIdentity = .own, source: ClientSource = .internet,
    kind: ClientKind = .generic, imagePulls: ImagePulls = .parallel,
    maxParallelImagePulls: Int? = nil, location: ClientLocation = .cloud,
    manifestRequests: Int? = nil
  ) {
    self.kind = kind
    self.imagePulls = imagePulls
    self.maxParallelImagePulls = maxParallelImagePulls
    self.manifestRequests = manifestRequests
    self.nodes = nodes
    self.layerStore = layerStore
    self.parallelLayers = parallelLayers
    self.bandwidth = bandwidth
    self.platform = platform
    self.endpoint = endpoint
    self.attempts = attempts
    self.backoff = backoff
    self.backoffLimit = backoffLimit
    self.backoffJitter = backoffJitter
    self.identity = identity
    self.source = source
    self.location = location
  }
}

/// Which images a workload pulls.
public struct ImageSelection: Hashable, Sendable {
  /// Repositories in the registry, each a path or a prefix that ends in `/*`; empty: all that a
  /// rule maps.
  public var repositories: [String]
  /// The exponent of the Zipf law over the selected images; nil: the catalogue's.
  public var popularityExponent: Double?
  /// The share of pulls that ask for a tag that does not exist, from 0 to 1: each selected image
  /// has one such neighbour in its repository, asked for as often as the image is popular.
  public var unknownShare: Double
  /// The share of pulls that name the image by the digest of its tag's first version, from 0 to 1,
  /// as deployments do that are to be repeatable.
  public var digestShare: Double

  public init(
    repositories: [String] = [], popularityExponent: Double? = nil, unknownShare: Double = 0,
    digestShare: Double = 0
  ) {
    self.repositories = repositories
    self.popularityExponent = popularityExponent
    self.unknownShare = unknownShare
    self.digestShare = digestShare
  }
}

/// When the clients of a workload pull.
public enum ArrivalDescription: Hashable, Sendable {
  /// Independent pulls: a Poisson process at a steady rate.
  case steady(rate: Rate)
  /// Independent pulls whose rate follows the day: a sine round `mean` that peaks at `peak`
  /// (since midnight UTC) with so much above and below the mean (0 to 1).
  case timeOfDay(mean: Rate, swing: Double, peak: Span)
  /// Independent pulls whose rate follows the hours of the day and the days of the week.
  case week(WeeklyLoad)
  /// Batches, as pipelines start them: batches arrive at a rate, each of a geometrically
  /// distributed number of pulls within some seconds.
  case bursts(rate: Rate, meanPulls: Double, within: Span)
  /// Nodes want some images, all within a short time; once, or again and again.
  case scaleOut(ScaleOut)
  /// The nodes pull some images one batch after the other.
  case rollingDeployment(RollingDeployment)
  /// A closed loop: each node pulls, pauses for an exponentially distributed time, pulls again.
  case closedLoop(meanPause: Span)
  /// The pulls of a registry's request log, which brings its own images.
  case replay(LogReplay)
}
