import SimulationKernel

/// A credential set of the scenario.
@frozen
public struct CredentialSetID: Hashable, Codable, Sendable, BitwiseCopyable {
  public var index: UInt8
  @inlinable public init(_ index: Int) { self.index = UInt8(truncatingIfNeeded: index) }

  /// What stands for no credential set.
  public static let anonymous = CredentialSetID(Int(UInt8.max))
}

/// What the key vault is told.
public enum KeyVaultMessage: Hashable, Sendable, BitwiseCopyable {
  /// A region reads a secret.
  case read(SecretRequest)
  /// Something befalls the vault or a secret, or is over.
  case condition(KeyVaultCondition, begins: Bool)
}

/// A region's request for one of a credential set's secrets, as the set's identity.
public struct SecretRequest: Hashable, Sendable, BitwiseCopyable {
  public var set: CredentialSetID
  public var region: RegionID
  /// The question that the answer is to name.
  public var number: UInt16
  /// The version asked for; 0: the newest.
  public var version: UInt16
  public var secret: SecretKind

  public init(
    set: CredentialSetID, region: RegionID, number: UInt16, version: UInt16, secret: SecretKind
  ) {
    self.set = set
    self.region = region
    self.number = number
    self.version = version
    self.secret = secret
  }
}

/// A region's request for an upstream's token, with secrets of a version.
public struct TokenRequest: Hashable, Sendable, BitwiseCopyable {
  public var set: CredentialSetID
  public var region: RegionID
  /// The question that the answer is to name.
  public var number: UInt16
  /// The version of the secrets; what they are, nobody in the model knows.
  public var version: UInt16

  public init(set: CredentialSetID, region: RegionID, number: UInt16, version: UInt16) {
    self.set = set
    self.region = region
    self.number = number
    self.version = version
  }
}

/// How the vault answers.
public enum VaultOutcome: UInt8, CaseIterable, Hashable, Codable, Sendable, BitwiseCopyable {
  case ok
  /// 403: the identity lacks the role.
  case forbidden
  /// 404.
  case notFound
  /// 5xx.
  case failed
  /// 429: the vault's own limit is reached.
  case throttled
  /// It is out: nobody answers.
  case noAnswer

  /// The word used in results.
  public var label: String {
    switch self {
    case .ok: "ok"
    case .forbidden: "forbidden"
    case .notFound: "not-found"
    case .failed: "failed"
    case .throttled: "throttled"
    case .noAnswer: "no-answer"
    }
  }
}

/// What can befall the key vault and its secrets. Conditions may overlap: one that begins twice is
/// over when it has ended twice.
public enum KeyVaultCondition: Hashable, Sendable, BitwiseCopyable {
  /// Nobody answers.
  case out
  /// Answers take so many times as long; of several factors the product counts.
  case slow(factor: Float)
  /// The vault does not have the set's password: 404.
  case secretMissing(CredentialSetID)
  /// The upstream does not accept the set's secrets any more: 401 to requests for a token. Over
  /// when a new version is in the vault, which the set names from then on where it names one.
  case secretExpired(CredentialSetID)
  /// A new version is in the vault and the upstream accepts no older one. Over when a set that
  /// names a version is changed to the new one; without a version nobody need do anything.
  case secretRotated(CredentialSetID)
  /// The set's identity lacks its role: 403.
  case roleRevoked(CredentialSetID)
}

/// What a region's pull handler is told about a credential set.
public enum CredentialMessage: Hashable, Sendable, BitwiseCopyable {
  /// The set's identity has its token for the vault.
  case identified(number: UInt16)
  /// The vault's answer, with the version of the secret.
  case secretRead(number: UInt16, VaultOutcome, version: UInt16)
  /// The upstream's answer to a request for a token.
  case tokenAnswered(number: UInt16, AnswerStatus)
  /// A question was not answered in time.
  case timedOut(number: UInt16)
  /// A question is asked again.
  case retry(number: UInt16)
  /// It is time to see whether the set is good.
  case check
  /// The set was changed to name another version of its secrets.
  case changed(toVersion: UInt16)
}

extension KeyVaultCondition {
  /// The credential set that it befalls; nil: all of them.
  var set: CredentialSetID? {
    switch self {
    case .out, .slow: nil
    case .secretMissing(let set), .secretExpired(let set), .secretRotated(let set),
      .roleRevoked(let set):
      set
    }
  }
}
