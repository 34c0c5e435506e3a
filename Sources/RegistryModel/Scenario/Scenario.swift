public import ImageCatalogue

/// Everything that decides a run: the registry, its surroundings, its load and the run itself.
///
/// A scenario is plain data. Scenario files are read into it, and a ``RegistryWorld`` is made from
/// it; nothing else feeds a simulation. Initialisers have defaults, so that a program can say only
/// what differs; the description of the scenario format says where each default comes from.
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
  /// The credentials that the rules name; those left out are as their defaults say.
  public var credentialSets: [CredentialSetDescription]
  /// Where their secrets are kept.
  public var keyVault: KeyVaultDescription
  /// The registries that the rules name.
  public var upstreams: [UpstreamDescription]
  /// What there is to pull.
  public var catalogue: CatalogueDescription
  /// What is pushed to the registry itself.
  public var pushes: [PushDescription]
  /// Who pulls, where and when.
  public var workloads: [WorkloadDescription]
  /// What breaks, and when.
  public var faults: [FaultDescription]
  /// What an operator changes, and when.
  public var changes: [ChangeDescription]
  /// How long, how often, from which seed.
  public var run: RunDescription
  /// What the registry costs.
  public var prices: PriceDescription

  public init(
    title: String = "untitled", profile: BehaviourProfile = .architecture,
    registry: RegistryDescription, routing: RoutingDescription = RoutingDescription(),
    rules: [RuleDescription], credentialSets: [CredentialSetDescription] = [],
    keyVault: KeyVaultDescription = KeyVaultDescription(), upstreams: [UpstreamDescription] = [],
    catalogue: CatalogueDescription = CatalogueDescription(), pushes: [PushDescription] = [],
    workloads: [WorkloadDescription],
    faults: [FaultDescription] = [], changes: [ChangeDescription] = [],
    run: RunDescription = RunDescription(), prices: PriceDescription = PriceDescription()
  ) {
    self.title = title
    self.profile = profile
    self.behaviour = profile.switches
    self.registry = registry
    self.routing = routing
    self.rules = rules
    self.credentialSets = credentialSets
    self.keyVault = keyVault
    self.upstreams = upstreams
    self.catalogue = catalogue
    self.pushes = pushes
    self.workloads = workloads
    self.faults = faults
    self.changes = changes
    self.run = run
    self.prices = prices
  }
}

/// A name for a region, as the cloud's resource manager spells it (`westeurope`).
public typealias RegionName = String

/// A cache rule as a scenario states it; the rule engine checks it.
public struct RuleDescription: Hashable, Sendable {
  public var name: String
  /// Upstream host and repository path, static or with a trailing `/*`.
  public var source: String
  /// Repository path in the registry, static or with a trailing `*`.
  public var target: String
  /// The credential set used upstream, if any.
  public var credentialSet: String?
  /// The resource identifier of the user-assigned managed identity used upstream, if any: for other
  /// registries of the same service.
  public var managedIdentity: String?

  public init(
    name: String, source: String, target: String, credentialSet: String? = nil,
    managedIdentity: String? = nil
  ) {
    self.managedIdentity = managedIdentity
    self.name = name
    self.source = source
    self.target = target
    self.credentialSet = credentialSet
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
  /// How tags change what they point to; nil: they do not.
  public var tagChanges: TagChangeDescription?

  public init(
    source: Source = .builtIn, popularityExponent: Double = 1.0,
    tagChanges: TagChangeDescription? = nil
  ) {
    self.source = source
    self.popularityExponent = popularityExponent
    self.tagChanges = tagChanges
  }
}
