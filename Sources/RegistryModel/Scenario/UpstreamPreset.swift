public import CacheRules
public import SimulationKernel

/// What is published of an upstream: whether it takes credentials, how much it grants and to whom.
///
/// The thirteen upstreams are those that the service documents (artifact cache overview, edition of
/// 2026-06-11). Latencies and bandwidths are published for none of them, so no preset sets any; of
/// places little is known.
public enum UpstreamPreset: String, CaseIterable, Hashable, Sendable {
  case dockerHub = "docker-hub"
  case dockerHardenedImages = "docker-hardened-images"
  case azureContainerRegistry = "azure-container-registry"
  case microsoft = "microsoft"
  case ecrPublic = "ecr-public"
  case gitHub = "github"
  case quay = "quay"
  case kubernetes = "kubernetes"
  case googleArtifactRegistry = "google-artifact-registry"
  case googleContainerRegistry = "google-container-registry"
  case nvidia = "nvidia"
  case redHat = "red-hat"
  case redHatPublic = "red-hat-public"
  /// Any other registry: no limits, credentials as rules like.
  case custom = "custom"

  /// The preset of whatever answers at a host, that of a customer's own host included
  /// (`europe-docker.pkg.dev`); ``custom`` where the service supports none there.
  public init(host: String) {
    let pattern = CacheRules.Upstream.at(host)?.host
    self = Self.allCases.first { $0 != .custom && $0.host == pattern } ?? .custom
  }

  /// The host as the rule engine lists it, perhaps a pattern; nil: none in particular.
  public var host: String? {
    switch self {
    case .dockerHub: "docker.io"
    case .dockerHardenedImages: "dhi.io"
    case .azureContainerRegistry: "*.azurecr.io"
    case .microsoft: "mcr.microsoft.com"
    case .ecrPublic: "public.ecr.aws"
    case .gitHub: "ghcr.io"
    case .quay: "quay.io"
    case .kubernetes: "registry.k8s.io"
    case .googleArtifactRegistry: "*.pkg.dev"
    case .googleContainerRegistry: "gcr.io"
    case .nvidia: "nvcr.io"
    case .redHat: "registry.redhat.io"
    case .redHatPublic: "registry.access.redhat.com"
    case .custom: nil
    }
  }

  /// Whether the upstream takes credentials, as the rule engine knows it.
  public var credentials: CacheRules.Upstream.Credentials {
    CacheRules.Upstream.all.first { $0.host == host }?.credentials ?? .optional
  }

  /// A figure with where it comes from.
  public struct Sourced<Value: Hashable & Sendable>: Hashable, Sendable {
    public var value: Value
    /// What kind of knowledge it is and whose: `documented: …`, `observed: …`, `assumption: …`.
    public var source: String
  }

  /// The requests that the upstream grants an account; nil: no limit.
  public func quota(for account: UpstreamAccount) -> Sourced<UpstreamDescription.Quota?> {
    switch (self, account) {
    case (.dockerHub, .anonymous), (.dockerHub, .byRules):
      Sourced(
        value: .init(requests: 100, window: .hours(6), per: .address),
        source: "documented: Docker, usage and limits, pulls; per IPv4 address or IPv6 /64")
    case (.dockerHub, .personal):
      Sourced(
        value: .init(requests: 200, window: .hours(6)),
        source: "documented: Docker, usage and limits, pulls; per user")
    case (.dockerHub, .pro), (.dockerHub, .team), (.dockerHub, .business):
      Sourced(value: nil, source: "documented: Docker, usage and limits; fair use, no pull limit")
    case (.ecrPublic, .anonymous), (.ecrPublic, .byRules):
      Sourced(
        value: .init(
          requests: 1, window: .seconds(1), per: .address, refill: .continuous),
        source: "documented: AWS, ECR Public service quotas; the burst is not published")
    case (.ecrPublic, _):
      Sourced(
        value: .init(requests: 10, window: .seconds(1), refill: .continuous),
        source: "documented: AWS, ECR Public service quotas; the burst is not published")
    case (.quay, _):
      Sourced(
        value: .init(
          requests: 10, window: .seconds(1), counting: .allRequests, per: .address,
          refill: .continuous, burst: 100),
        source: "observed: Red Hat knowledge base 6218921, some requests a second and bursts; "
          + "these figures are assumptions")
    case (.googleArtifactRegistry, _):
      Sourced(
        value: .init(
          requests: 60_000, window: .minutes(1), counting: .allRequests, refill: .continuous),
        source: "documented: Google, Artifact Registry quotas; per project and region")
    default: Sourced(value: nil, source: "unknown: no limit is published")
    }
  }

  /// The requests that the upstream grants an address besides its quota, whatever the account; nil:
  /// no limit.
  public var abuseLimit: Sourced<UpstreamDescription.Quota?> {
    switch self {
    case .dockerHub:
      Sourced(
        value: .init(
          requests: 5_000, window: .minutes(1), counting: .allRequests, per: .address,
          refill: .continuous),
        source: "documented: Docker, usage and limits: per address, in the order of thousands of "
          + "requests a minute, paid accounts too; 5,000 is an assumption")
    default: Sourced(value: nil, source: "unknown: no limit is published")
    }
  }

  /// The bytes that the upstream grants an account; nil: no limit.
  public func transferQuota(
    for account: UpstreamAccount
  ) -> Sourced<UpstreamDescription.TransferQuota?> {
    switch (self, account) {
    case (.ecrPublic, .anonymous), (.ecrPublic, .byRules):
      Sourced(
        value: .init(bytes: ByteCount(500_000_000_000), window: .hours(720), per: .address),
        source: "documented: AWS, ECR Public pricing; 500 GB a month, taken as 30 days")
    default: Sourced(value: nil, source: "unknown: no limit is published")
    }
  }

  /// How long a token of the upstream serves.
  public var tokenLifetime: Sourced<Span> {
    switch self {
    case .dockerHub, .dockerHardenedImages:
      Sourced(
        value: .seconds(300), source: "observed: expires_in of its tokens, 300 s")
    case .azureContainerRegistry:
      Sourced(value: .hours(1), source: "assumption: an hour; no figure is published")
    case .googleArtifactRegistry, .googleContainerRegistry:
      Sourced(
        value: .hours(1), source: "documented: Google; tokens from the command line, 1 hour")
    default: Sourced(value: .seconds(300), source: "assumption: as at Docker Hub")
    }
  }
}

extension UpstreamPreset {
  /// The region nearest to where the upstream answers at one of its hosts.
  ///
  /// Content delivery networks and redirectors (registry.k8s.io, mcr.microsoft.com) answer nearer to
  /// some regions than that; whoever knows better states it.
  public func near(at host: String) -> Sourced<RegionName> {
    switch self {
    case .ecrPublic:
      return Sourced(
        value: "eastus", source: "documented: AWS, the service's first endpoint, us-east-1")
    case .googleArtifactRegistry:
      // Below *.pkg.dev a host begins with the location of its repositories; a part of a continent
      // stands before the whole.
      let places = [
        ("us-west", "westus2"), ("us-central", "centralus"), ("us", "eastus"),
        ("northamerica-northeast", "canadacentral"), ("southamerica", "brazilsouth"),
        ("europe", "westeurope"), ("me-", "uaenorth"), ("africa", "southafricanorth"),
        ("asia-northeast", "japaneast"), ("asia-east", "eastasia"),
        ("asia-southeast", "southeastasia"), ("asia-south", "centralindia"),
        ("asia", "southeastasia"), ("australia", "australiaeast"),
      ]
      let place = places.first { host.lowercased().hasPrefix($0.0) }
      return Sourced(
        value: place?.1 ?? "eastus",
        source: "documented: Google, the host begins with the repositories' location; "
          + "assumption: the region nearest to that")
    case .googleContainerRegistry:
      return Sourced(
        value: "eastus", source: "documented: Google, gcr.io stores images in the United States")
    default:
      return Sourced(
        value: "eastus",
        source: "assumption: no place is published; most clouds' largest site is in Virginia")
    }
  }
}

/// Whose quota it is: how the upstream distinguishes those who ask.
public enum UpstreamAccount: String, CaseIterable, Hashable, Sendable {
  /// Personal where a rule signs in with credentials, else anonymous.
  case byRules = "by-rules"
  /// Nobody's: without credentials.
  case anonymous = "anonymous"
  /// A free account.
  case personal = "personal"
  /// Docker Hub's paid plans. Elsewhere an account is an account.
  case pro = "pro"
  case team = "team"
  case business = "business"
}

extension UpstreamDescription {
  /// What is published of the upstream.
  public var resolvedPreset: UpstreamPreset { preset ?? UpstreamPreset(host: host) }

  /// Whether the upstream takes credentials.
  public var resolvedCredentials: CacheRules.Upstream.Credentials {
    credentials?.mode ?? resolvedPreset.credentials
  }

  /// The account, given whether a rule signs in.
  public func resolvedAccount(signsIn: Bool) -> UpstreamAccount {
    account == .byRules ? (signsIn ? .personal : .anonymous) : account
  }

  /// The requests that are granted; nil: no limit.
  public func resolvedQuota(signsIn: Bool) -> Quota? {
    switch quota {
    case .byPreset: resolvedPreset.quota(for: resolvedAccount(signsIn: signsIn)).value
    case .unlimited: nil
    case .stated(let quota): quota
    }
  }

  /// The requests that are granted whoever asks; nil: no limit.
  public var resolvedAbuseLimit: Quota? {
    switch abuseLimit {
    case .byPreset: resolvedPreset.abuseLimit.value
    case .unlimited: nil
    case .stated(let limit): limit
    }
  }

  /// The bytes that are granted; nil: no limit.
  public func resolvedTransferQuota(signsIn: Bool) -> TransferQuota? {
    switch transferQuota {
    case .byPreset: resolvedPreset.transferQuota(for: resolvedAccount(signsIn: signsIn)).value
    case .unlimited: nil
    case .stated(let quota): quota
    }
  }

  /// The region nearest to where it answers.
  public var resolvedNear: RegionName { near ?? resolvedPreset.near(at: host).value }

  /// How long a token serves.
  public var resolvedTokenLifetime: Span { tokenLifetime ?? resolvedPreset.tokenLifetime.value }

  /// The upstream as the rule engine is to know it besides those that it knows itself; nil: as it
  /// knows it.
  var engineUpstream: CacheRules.Upstream? {
    guard preset != nil || credentials != nil else { return nil }
    return CacheRules.Upstream(
      name: host, host: host.lowercased(), credentials: resolvedCredentials)
  }
}
