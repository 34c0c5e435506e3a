import CacheRules
public import ContentCache
import ImageCatalogue
import Randomness
import SimulationKernel

/// What a scenario says, compiled into tables of dense numbers.
///
/// Immutable and shared by all actors, all replications and all forks of a run. An actor reads
/// the plan as it would read its own configuration; whatever changes during a run is in actors.
public final class WorldPlan: Sendable {
  /// What the plan was made from.
  public let scenario: Scenario
  /// The registry's regions, the home region first.
  public let regions: [RegionName]
  /// The eviction policy of each region's cache.
  let policy: EvictionPolicy
  /// Zones in each region.
  public let zones: Int
  /// Everything that can be pulled.
  public let content: ContentTable
  /// One entry a workload.
  public let workloads: [WorkloadPlan]
  /// One entry an upstream.
  public let upstreams: [UpstreamPlan]
  /// The rules, in the engine that a registry would run.
  let rules: RuleSet
  /// Indexed by tag: the upstream that the rules map the image's repository to.
  private let routes: [UpstreamID?]
  /// The tags whose content changes in a run.
  let changingTags: [ChangingTag]
  /// What is pushed to the registry itself, in the order of the pushes.
  let pushes: [PushPlan]
  /// With which credentials upstreams are asked.
  let credentials: CredentialPlan
  /// What breaks and what is changed.
  let faults: [FaultPlan]
  /// Between two regions of the registry, one way, row by row.
  let regionDistances: [Span]
  /// The shortest time that a message between two partitions takes.
  let lookahead: Span
  /// Indexed by pool: where its requests come from and whose they are.
  let clientGroups: [ClientGroup]
  /// How many identities the clients have.
  let identityCount: Int
  /// Whether the network rules keep everything fetched from being stored.
  let storesNothing: Bool

  init(
    scenario: Scenario, policy: EvictionPolicy, content: ContentTable, routes: [UpstreamID?],
    changingTags: [ChangingTag], pushes: [PushPlan], workloads: [WorkloadPlan],
    upstreams: [UpstreamPlan], rules: RuleSet, credentials: CredentialPlan,
    faults: [FaultPlan], regionDistances: [Span]
  ) {
    self.faults = faults
    self.scenario = scenario
    self.policy = policy
    self.regions = scenario.registry.regions
    self.zones = scenario.registry.zones
    self.content = content
    self.routes = routes
    self.changingTags = changingTags
    self.pushes = pushes
    self.workloads = workloads
    self.upstreams = upstreams
    self.rules = rules
    self.credentials = credentials
    self.regionDistances = regionDistances
    (clientGroups, identityCount) = Self.clientGroups(of: scenario)
    storesNothing = scenario.registry.networkRules.storesNothing
    self.lookahead = Self.lookahead(
      regionDistances: regionDistances, workloads: workloads, upstreams: upstreams,
      credentials: credentials)
  }

  /// How the content cache of a region is set up.
  var cacheConfiguration: ContentCache.Configuration {
    let cache = scenario.registry.cache
    let freshness: ContentCache.TagFreshness =
      switch scenario.behaviour.tagFreshness {
      case .never: .never
      case .everyPull: .everyPull
      case .interval(let span): .interval(span.nanoseconds)
      }
    let capacities = [cache.capacity(under: scenario.profile), scenario.storageLimit]
    return ContentCache.Configuration(
      capacity: capacities.compactMap { $0?.bytes }.min(), policy: policy,
      evictionUnit: cache.unit == .layer ? .layer : .image, tagFreshness: freshness,
      negativeLifetime: cache.negativeLifetime?.nanoseconds)
  }

  /// The upstream that a pull of an image goes to when the registry lacks it; nil where no rule
  /// matches. The engine decided it when the plan was made, since rules do not change in a run.
  func route(_ tag: TagID) -> UpstreamID? {
    tag.index < routes.count ? routes[tag.index] : nil
  }

  /// One way between two regions of the registry, without jitter.
  func distance(_ from: RegionID, _ to: RegionID) -> Span {
    regionDistances[Int(from.index) * regions.count + Int(to.index)]
  }

  /// The regions other than one, nearest first.
  func peers(of region: RegionID) -> [RegionID] {
    (0..<regions.count).map(RegionID.init).filter { $0 != region }
      .sorted { (distance(region, $0).nanoseconds, $0) < (distance(region, $1).nanoseconds, $1) }
  }

  // MARK: Partitions

  // A region's partition holds its front ends, pull handler, storage and outgoing links, and the
  // pools whose nearest region it is, with the global endpoint as they reach it. Each upstream has
  // its own.

  func partition(of region: RegionID) -> Boundary { Boundary(sender: UInt32(region.index)) }
  func partition(of pool: PoolID) -> Boundary { partition(of: workloads[Int(pool.index)].nearest) }
  func partition(of upstream: UpstreamID) -> Boundary {
    Boundary(sender: UInt32(regions.count) + UInt32(upstream.index))
  }
}

/// Everything that can be pulled, in dense tables.
public struct ContentTable: Sendable {
  /// What one tag (of one platform) names, in one of its versions.
  public struct Image: Sendable {
    /// Repository and tag as a client asks for them.
    public var reference: String
    /// The repository in the registry, which the rules are matched with.
    public var repository: String
    /// The platform of this manifest.
    public var platform: String
    /// The manifest that the tag points to.
    public var manifest: ManifestID
    /// The manifest's number in the catalogue, the same whatever the rules.
    public var number: UInt32
    /// The same version's other platforms.
    public var siblings: [TagID]
    /// Where the image comes from.
    public var kind = ImageKind.upstream
    /// The entry that stands for the tag itself, which is that of its first version: what clients
    /// ask for who name the tag. Nil: this one.
    public var first: TagID?
    /// Which of the tag's versions this is, from 0.
    public var version: UInt16 = 0
    /// Of a first version: the entries of the further ones.
    public var furtherVersions: Range<UInt32> = 0..<0
    /// Of a first version: a tag of the same repository that does not exist, where clients ask for
    /// such.
    public var unknown: TagID?
  }

  /// Indexed by ``TagID``: one entry a tag and platform, then what is pushed, then the further
  /// versions of tags that change, then tags that do not exist. Each has a manifest of its own, with
  /// the same number.
  public var images: [Image]
  /// Manifests, layers and their sizes, as the content cache knows them.
  public var description: ContentDescription
  /// An image that clients ask for and that there is not: no rule maps it. The last one, where

  func image(_ tag: TagID) -> Image { images[tag.index] }
  func manifest(of tag: TagID) -> ManifestID { images[tag.index].manifest }
  func layers(of tag: TagID) -> ArraySlice<LayerID> { description.layers(of: manifest(of: tag)) }
  func layerCount(of tag: TagID) -> Int { layers(of: tag).count }
  func layer(_ position: Int, of tag: TagID) -> LayerID {
    let layers = layers(of: tag)
    return layers[layers.startIndex + position]
  }
  func bytes(_ layer: LayerID) -> Int64 { description.bytes(of: layer) }
  func bytes(_ manifest: ManifestID) -> Int64 { description.bytes(of: manifest) }
}

extension TagID {
  var index: Int { Int(rawValue) }
}

extension ManifestID {
  var index: Int { Int(rawValue) }
}

extension LayerID {
  var index: Int { Int(rawValue) }
}

/// A workload, compiled.
public struct WorkloadPlan: Sendable {
  public let description: WorkloadDescription
  /// The images that its clients pull, most popular first.
  public let images: [TagID]
  /// Which of them, by popularity.
  let popularity: Zipf
  /// One way to each region of the registry, without jitter.
  let distances: [Span]
  /// The registry's regions, the nearest first.
  let byDistance: [RegionID]
  /// The registry's nearest region.
  public var nearest: RegionID { byDistance[0] }
  /// The region whose own endpoint the clients use instead of the global one; nil: they do not.
  let regionalEndpoint: RegionID?
  /// The images of a scale-out or a rolling deployment; empty where each pull chooses its own.
  let deployed: [TagID]
  /// The pulls of a replayed log.
  let recorded: RecordedPulls?
}

/// An upstream, compiled.
public struct UpstreamPlan: Sendable {
  public let description: UpstreamDescription
  /// The requests and the bytes that it grants, by its preset or as stated; nil: no limit.
  let quota: UpstreamDescription.Quota?
  let abuseLimit: UpstreamDescription.Quota?
  let transferQuota: UpstreamDescription.TransferQuota?
  /// One way to each region of the registry, without jitter.
  let distances: [Span]
}
