import Words

/// The address of a secret in a key vault; never the secret.
///
/// Without a version the vault's newest is meant, so that rotation needs no change here.
public struct SecretIdentifier: Hashable, Sendable, CustomStringConvertible {
  /// The vault's name: 3 to 24 letters, digits and hyphens.
  public let vault: String
  /// The secret's name: 1 to 127 letters, digits and hyphens.
  public let name: String
  /// The version, 32 hexadecimal digits, where one is fixed.
  public let version: String?

  /// Reads `https://VAULT.vault.azure.net/secrets/NAME[/VERSION]`.
  public init(_ text: String) throws(RuleRefusal) {
    let scheme = "https://"
    guard text.hasPrefix(scheme) else { throw .invalidSecret(text, "it must open with https://") }
    let parts = text.dropFirst(scheme.count)
      .split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let suffix = ".vault.azure.net"
    guard parts[0].lowercased().hasSuffix(suffix) else {
      throw .invalidSecret(text, "the host must be VAULT\(suffix)")
    }
    guard (3...4).contains(parts.count), parts[1] == "secrets" else {
      throw .invalidSecret(text, "after the host comes /secrets/NAME and perhaps a version")
    }
    let vault = parts[0].lowercased().dropLast(suffix.count)
    func plain(_ text: some StringProtocol) -> Bool {
      text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
    guard (3...24).contains(vault.utf8.count), plain(vault) else {
      throw .invalidSecret(text, "a vault's name has 3 to 24 letters, digits and hyphens")
    }
    guard (1...127).contains(parts[2].utf8.count), plain(parts[2]) else {
      throw .invalidSecret(text, "a secret's name has 1 to 127 letters, digits and hyphens")
    }
    if parts.count == 4 {
      let hex = parts[3].utf8.allSatisfy {
        isAlphanumeric($0) && ($0 | 0x20 <= UInt8(ascii: "f"))
      }
      guard parts[3].utf8.count == 32, hex else {
        throw .invalidSecret(text, "a version has 32 hexadecimal digits")
      }
    }
    self.vault = String(vault)
    self.name = parts[2]
    self.version = parts.count == 4 ? parts[3] : nil
  }

  /// The identifier as a URL.
  public var description: String {
    "https://\(vault).vault.azure.net/secrets/\(name)" + (version.map { "/" + $0 } ?? "")
  }
}

/// Whether a credential set works, as found when its secrets were last read.
public struct CredentialHealth: Hashable, Codable, Sendable {
  /// The verdict.
  public enum Status: String, Hashable, Codable, Sendable, CaseIterable {
    /// Not yet looked at; a new set is unable to read its secrets until someone grants the role.
    case unverified
    case healthy, unhealthy
  }
  /// The verdict.
  public let status: Status
  /// A code where unhealthy.
  public let code: String?
  /// A sentence where unhealthy.
  public let message: String?

  /// Puts a verdict together.
  public init(_ status: Status, code: String? = nil, message: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
  }
}

extension CredentialHealth: CustomStringConvertible {
  /// The verdict and its reason in one line.
  public var description: String {
    let reason = [code, message].compactMap { $0 }.joined(separator: ": ")
    return status.rawValue + (reason.isEmpty ? "" : " (\(reason))")
  }
}

/// Credentials for one upstream, by reference: where user name and password are kept, and the
/// identity that may read them. No secret is ever held.
public struct CredentialSet: Hashable, Sendable {
  /// The set's name.
  public let name: ResourceName
  /// The upstream's host; fixed for life.
  public let loginServer: String
  /// Where the user name is kept; nil until named.
  public var userName: SecretIdentifier?
  /// Where the password is kept; nil until named.
  public var password: SecretIdentifier?
  /// The principal of the set's own system-assigned identity.
  public let principalID: String
  /// Whether the secrets could be read.
  public var health: CredentialHealth

  /// Describes a set.
  ///
  /// - Throws: ``RuleRefusal/invalidHost(_:)`` or ``RuleRefusal/unsupportedUpstream(_:nearest:)``
  ///   for the login server, ``RuleRefusal/credentialsNotSupported(_:)`` where it takes none.
  public init(
    name: ResourceName, loginServer: String, userName: SecretIdentifier? = nil,
    password: SecretIdentifier? = nil, principalID: String,
    health: CredentialHealth = CredentialHealth(.unverified), besides upstreams: [Upstream] = []
  ) throws(RuleRefusal) {
    let host = loginServer.lowercased()
    guard RuleSource.isHost(host, port: true) else { throw .invalidHost(loginServer) }
    guard let upstream = Upstream.at(host, besides: upstreams) else {
      throw .unsupportedUpstream(host, nearest: Upstream.nearest(to: host))
    }
    guard upstream.takesCredentialSet else {
      throw .credentialsNotSupported(upstream)
    }
    self.name = name
    self.loginServer = host
    self.userName = userName
    self.password = password
    self.principalID = principalID
    self.health = health
  }

  /// A principal identifier in the form of a UUID (version 8), the same for the same set of the
  /// same registry: two FNV-1a hashes of the names, of different offsets.
  public static func principalID(of name: ResourceName, in registry: String) -> String {
    func hash(_ offset: UInt64) -> UInt64 {
      var hash = offset
      for byte in "\(registry.lowercased())/\(name.key)".utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      }
      return hash ^ (hash >> 29)
    }
    let high = hash(0xCBF2_9CE4_8422_2325) & 0xFFFF_FFFF_FFFF_0FFF | 0x8000
    let low = hash(0x8422_2325_CBF2_9CE4) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let text = Array(hexadecimal(high, digits: 16) + hexadecimal(low, digits: 16))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(text[$0]) }
      .joined(separator: "-")
  }
}
