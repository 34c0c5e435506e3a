import Words

/// A registry that a rule may fetch from, and how it wants to be asked.
///
/// The list and its authentication rules are those of the service's documentation (artifact cache
/// overview, edition of 2026-06-11; Red Hat since 2026-05-21, Artifact Registry since 2025-11-25).
public struct Upstream: Hashable, Sendable {
  /// Whether an upstream takes credentials.
  public enum Credentials: String, Hashable, Sendable, CaseIterable {
    /// Pulls need a credential set.
    case required
    /// Pulls work with a credential set and without.
    case optional
    /// The upstream is asked without credentials only.
    case notSupported
    /// Pulls need a user-assigned managed identity, and take no credential set.
    case managedIdentity
  }

  /// The upstream's name.
  public let name: String
  /// The host, or `*.suffix` where each customer has a host of its own below the suffix.
  public let host: String
  /// What the upstream asks for.
  public let credentials: Credentials

  /// Describes an upstream that is not among ``all``.
  public init(name: String, host: String, credentials: Credentials) {
    self.name = name
    self.host = host
    self.credentials = credentials
  }

  /// Whether the upstream can be given a credential set.
  public var takesCredentialSet: Bool { credentials == .required || credentials == .optional }

  /// All supported upstreams.
  public static let all: [Upstream] = [
    Upstream(name: "Docker Hub", host: "docker.io", credentials: .required),
    Upstream(name: "Docker Hardened Images", host: "dhi.io", credentials: .required),
    Upstream(
      name: "Azure Container Registry", host: "*.azurecr.io", credentials: .managedIdentity),
    Upstream(
      name: "Microsoft Artifact Registry", host: "mcr.microsoft.com", credentials: .notSupported),
    Upstream(name: "Amazon ECR Public", host: "public.ecr.aws", credentials: .notSupported),
    Upstream(name: "GitHub Container Registry", host: "ghcr.io", credentials: .optional),
    Upstream(name: "Quay", host: "quay.io", credentials: .optional),
    Upstream(name: "Kubernetes", host: "registry.k8s.io", credentials: .optional),
    Upstream(name: "Google Artifact Registry", host: "*.pkg.dev", credentials: .required),
    Upstream(name: "Google Container Registry", host: "gcr.io", credentials: .optional),
    Upstream(name: "NVIDIA NGC", host: "nvcr.io", credentials: .optional),
    Upstream(name: "Red Hat", host: "registry.redhat.io", credentials: .required),
    Upstream(
      name: "Red Hat public", host: "registry.access.redhat.com", credentials: .notSupported),
  ]

  /// Other names under which Docker Hub is found in the wild; not supported, but understood.
  static let dockerHubAliases = [
    "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com",
  ]

  /// Whether this upstream answers at `host`.
  public func serves(_ host: String) -> Bool {
    guard self.host.hasPrefix("*") else { return host == self.host }
    let suffix = self.host.dropFirst()
    return host.hasSuffix(suffix) && host.utf8.count > suffix.utf8.count
      && !host.dropLast(suffix.count).contains(".")
  }

  /// The supported upstream at a host, nil where there is none.
  public static func at(_ host: String) -> Upstream? { all.first { $0.serves(host) } }

  /// The same, where some upstreams are known besides, or in the place of, the supported ones.
  public static func at(_ host: String, besides others: [Upstream]) -> Upstream? {
    others.first { $0.serves(host) } ?? at(host)
  }

  /// The supported host that somebody who wrote `host` may have meant.
  public static func nearest(to host: String) -> String? {
    if dockerHubAliases.contains(host) { return "docker.io" }
    if let near = NearestWord.to(host, among: all.map(\.host).filter { !$0.hasPrefix("*") }) {
      return near
    }
    let labels = host.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard labels.count == 2 else { return nil }
    return NearestWord.to(String(labels[1]), among: ["azurecr.io", "pkg.dev"])
      .map { "\(labels[0]).\($0)" }
  }
}
