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
  /// Layers of one pull that are downloaded at once.
  public var parallelLayers: Int
  /// What one machine can receive.
  public var bandwidth: Bandwidth
  /// The operating system and processor whose manifest is taken from a multi-platform image.
  public var platform: String
  /// Attempts at a pull, the first included; nil: it is tried until it is served.
  public var attempts: Int?
  /// The wait before the second attempt; it doubles with each further one.
  public var backoff: Span
  /// The longest wait.
  public var backoffLimit: Span

  public init(
    nodes: Int = 100, layerStore: ByteCount? = .gibibytes(20), parallelLayers: Int = 3,
    bandwidth: Bandwidth = .gigabits(2), platform: String = "linux/amd64", attempts: Int? = 6,
    backoff: Span = .seconds(10), backoffLimit: Span = .seconds(300),
    kind: ClientKind = .generic, imagePulls: ImagePulls = .parallel,
    maxParallelImagePulls: Int? = nil
  ) {
    self.kind = kind
    self.imagePulls = imagePulls
    self.maxParallelImagePulls = maxParallelImagePulls
    self.nodes = nodes
    self.layerStore = layerStore
    self.parallelLayers = parallelLayers
    self.bandwidth = bandwidth
    self.platform = platform
    self.attempts = attempts
    self.backoff = backoff
    self.backoffLimit = backoffLimit
  }
}

/// Which images a workload pulls.
public struct ImageSelection: Hashable, Sendable {
  /// Repositories in the registry, each a path or a prefix that ends in `/*`; empty: all that a
  /// rule maps.
  public var repositories: [String]
  /// The exponent of the Zipf law over the selected images; nil: the catalogue's.
  public var popularityExponent: Double?
  /// The share of pulls of an image that there is not, such as a mistyped name: no rule maps it.
  public var unknownShare: Double

  public init(
    repositories: [String] = [], popularityExponent: Double? = nil, unknownShare: Double = 0
  ) {
    self.repositories = repositories
    self.popularityExponent = popularityExponent
    self.unknownShare = unknownShare
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
