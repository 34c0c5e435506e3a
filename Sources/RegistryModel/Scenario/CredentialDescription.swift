import CacheRules
public import SimulationKernel

/// A credential set: the identifiers of two secrets in the key vault, and how long what comes of
/// them is kept. The secrets themselves appear nowhere in a scenario or in a run.
public struct CredentialSetDescription: Hashable, Sendable {
  /// What happens to a secret that an upstream refuses while it is kept.
  public enum RefusedSecret: String, CaseIterable, Sendable {
    /// It is used until its time is over: pulls that need it fail until then.
    case keep
    /// It is read again at once.
    case readAgain = "read-again"
  }

  /// The name by which rules refer to it.
  public var name: String
  /// The secret identifiers of user name and password, with or without a version; nil: named after
  /// the set, without one.
  public var userName: String?
  public var password: String?
  /// How long a region keeps secrets that it has read.
  public var secretLifetime: Span
  public var refusedSecret: RefusedSecret
  /// How often the home region reads the secrets and signs in to see whether they are good; nil:
  /// only when a pull needs them.
  public var healthCheckInterval: Span?

  public init(
    name: String, userName: String? = nil, password: String? = nil,
    secretLifetime: Span = .hours(1), refusedSecret: RefusedSecret = .keep,
    healthCheckInterval: Span? = .hours(1)
  ) {
    self.name = name
    self.userName = userName
    self.password = password
    self.secretLifetime = secretLifetime
    self.refusedSecret = refusedSecret
    self.healthCheckInterval = healthCheckInterval
  }

  /// The identifier of a secret: the stated one, or one named after the set.
  public func identifier(of secret: SecretKind) -> String {
    (secret == .password ? password : userName)
      ?? "https://key-vault.vault.azure.net/secrets/\(name)-\(secret.label)"
  }

  /// Whether the password's identifier names a version, so that a new one is not seen until the set
  /// is changed.
  public var fixesVersion: Bool {
    (try? SecretIdentifier(identifier(of: .password)))?.version != nil
  }
}

/// Which of a credential set's two secrets.
public enum SecretKind: UInt8, CaseIterable, Hashable, Codable, Sendable, BitwiseCopyable {
  case userName
  case password

  /// The secret in results and identifiers.
  public var label: String { self == .userName ? "user-name" : "password" }
}

/// The key vault that holds the secrets of all credential sets.
public struct KeyVaultDescription: Hashable, Sendable {
  /// Where it stands; nil: in the registry's home region.
  public var region: RegionName?
  /// Whether it is out when the region that it stands in is lost, which then is one of the registry's.
  /// Else it goes on. Azure documents copies of vaults in most paired regions and a failover to them
  /// that is at Microsoft's discretion (Key Vault, "Reliability"); it is not simulated.
  public var sharesFateWithRegion: Bool
  /// One way between that region and the vault.
  public var distance: Span
  /// How long it takes to answer, without the network.
  public var responseTime: Delay
  /// The share of requests that fail with 5xx, from 0 to 1.
  public var failureRate: Double
  /// How long a region waits for an answer.
  public var timeout: Span
  /// How long a credential set's identity takes to get a token for the vault.
  public var identityTime: Delay
  /// How long that token serves.
  public var identityLifetime: Span
  /// The most requests that the vault serves in ten seconds; it refuses others with 429. Nil: there
  /// is no limit.
  public var requestsPer10Seconds: Int?

  public init(
    region: RegionName? = nil, sharesFateWithRegion: Bool = false,
    distance: Span = .milliseconds(1),
    responseTime: Delay = Delay(median: .milliseconds(20), sigma: 0.5), failureRate: Double = 0,
    timeout: Span = .seconds(5),
    identityTime: Delay = Delay(median: .milliseconds(50), sigma: 0.5),
    identityLifetime: Span = .hours(24), requestsPer10Seconds: Int? = 4_000
  ) {
    self.region = region
    self.sharesFateWithRegion = sharesFateWithRegion
    self.distance = distance
    self.responseTime = responseTime
    self.failureRate = failureRate
    self.timeout = timeout
    self.identityTime = identityTime
    self.identityLifetime = identityLifetime
    self.requestsPer10Seconds = requestsPer10Seconds
  }
}
