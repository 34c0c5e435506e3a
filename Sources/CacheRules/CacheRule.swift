/// A name of a rule or a credential set: 5 to 50 letters, digits and hyphens.
///
/// Names are equal when they differ in case only, as resource names of the service are.
public struct ResourceName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as it was written.
  public let text: String
  let key: String

  /// Reads a name; throws ``RuleRefusal/invalidName(_:_:)``.
  public init(_ text: String, of kind: ResourceKind = .cacheRule) throws(RuleRefusal) {
    guard Self.isName(text) else { throw .invalidName(kind, text) }
    self.init(sought: text)
  }

  /// A name to look for, whatever it holds: what no rule or set may be named is found nowhere.
  public init(sought text: String) {
    self.text = text
    self.key = text.lowercased()
  }

  private static func isName(_ text: String) -> Bool {
    (5...50).contains(text.utf8.count)
      && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
  }

  /// The name as it was written; in quotation marks and escaped where none may read like that.
  public var description: String { Self.isName(text) ? text : quoted(text) }
  /// Equal but for case.
  public static func == (left: Self, right: Self) -> Bool { left.key == right.key }
  /// Alphabetical, whatever the case.
  public static func < (left: Self, right: Self) -> Bool { left.key < right.key }
  /// Hashes the name whatever its case.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

/// What a name names.
public enum ResourceKind: String, Sendable { case cacheRule, credentialSet }

/// Where a rule fetches from: an upstream's host and a path or wildcard there.
public struct RuleSource: Hashable, Sendable, CustomStringConvertible {
  /// The upstream's host in lower case.
  public let host: String
  /// What is fetched there.
  public let pattern: RepositoryPattern

  /// Reads `HOST/PATH`, `HOST/PREFIX/*` or `HOST/*`. At Docker Hub a path without a namespace gets
  /// `library/` put in front, as the documentation has it.
  ///
  /// Whether the upstream is supported is judged when a rule is added, not here.
  public init(_ text: String) throws(RuleRefusal) {
    guard let slash = text.firstIndex(of: "/") else { throw .sourceWithoutHost(text) }
    let host = text[..<slash].lowercased()
    guard host.contains(".") || host.contains(":") || host == "localhost" else {
      throw .sourceWithoutHost(text)
    }
    guard Self.isHost(host, port: true) else { throw .invalidHost(text) }
    let pattern = try RepositoryPattern(
      String(text[text.index(after: slash)...]), as: .source)
    self.host = host
    if host == "docker.io", case .exact(let path) = pattern, path.partCount == 1 {
      self.pattern = .exact(try RepositoryPath("library/" + path.text, as: .source))
    } else {
      self.pattern = pattern
    }
  }

  /// The source as it is written.
  public var description: String { "\(host)/\(pattern)" }

  /// Whether `text` is a DNS name in lower case, with a port where that is allowed.
  static func isHost(_ text: String, port: Bool = false) -> Bool {
    let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = halves.first, (1...253).contains(name.utf8.count) else { return false }
    if halves.count == 2 {
      let digits = halves[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard port, digits, UInt16(halves[1]) != nil else { return false }
    }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.utf8.first != 0x2D && label.utf8.last != 0x2D
        && label.utf8.allSatisfy {
          (isAlphanumeric($0) && !(0x41...0x5A).contains($0)) || $0 == 0x2D
        }
    }
  }
}

/// How a rule identifies itself to its upstream.
public enum RuleAuthentication: Hashable, Sendable {
  /// It does not.
  case anonymous
  /// With user name and password that a credential set points to.
  case credentialSet(ResourceName)
  /// With a user-assigned managed identity, by its resource identifier (other registries of the
  /// same service only).
  case managedIdentity(String)
}

/// A repository at an upstream.
public struct UpstreamRepository: Hashable, Sendable, CustomStringConvertible {
  /// The upstream's host.
  public let host: String
  /// The path there. A long remainder behind a long prefix may exceed what the upstream accepts.
  public let path: String

  /// Names the repository at a path of a host, both in lower case and in full (`library/nginx`).
  public init(host: String, path: String) {
    self.host = host
    self.path = path
  }

  /// `host/path`.
  public var description: String { "\(host)/\(path)" }
}

/// A cache rule: pulls of the target are answered from the source.
///
/// Source and target are fixed for life; only the authentication may change.
public struct CacheRule: Hashable, Sendable {
  /// The rule's name, unique in its registry.
  public let name: ResourceName
  /// Where content comes from.
  public let source: RuleSource
  /// The repositories in this registry that the rule answers for.
  public let target: RepositoryPattern
  /// How the upstream is asked.
  public var authentication: RuleAuthentication

  /// Puts a rule together from checked parts.
  ///
  /// - Throws: ``RuleRefusal/wildcardOnOneSide(target:source:)``; and
  ///   ``RuleRefusal/invalidIdentity(_:)`` for an identity that is no resource identifier.
  public init(
    name: ResourceName, source: RuleSource, target: RepositoryPattern,
    authentication: RuleAuthentication = .anonymous
  ) throws(RuleRefusal) {
    guard source.pattern.isWildcard == target.isWildcard else {
      throw .wildcardOnOneSide(target: target, source: source)
    }
    if case .managedIdentity(let id) = authentication {
      guard id.hasPrefix("/subscriptions/"), id.utf8.count <= 1024,
        id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
      else { throw .invalidIdentity(id) }
    }
    self.name = name
    self.source = source
    self.target = target
    self.authentication = authentication
  }

  /// Reads a rule from its texts.
  public init(
    name: String, source: String, target: String, authentication: RuleAuthentication = .anonymous
  ) throws(RuleRefusal) {
    let name = try ResourceName(name)
    let target = try RepositoryPattern(target, as: .target)
    try self.init(
      name: name, source: try RuleSource(source), target: target, authentication: authentication)
  }

  /// Whether the rule answers for many repositories.
  public var isWildcard: Bool { target.isWildcard }

  /// The upstream repository behind a repository of the target; nil if the rule does not match it.
  ///
  /// What the `*` of the target stands for is put after the source's prefix. At Docker Hub a
  /// result of one part gets `library/` in front.
  public func upstream(of repository: RepositoryPath) -> UpstreamRepository? {
    guard target.matches(repository) else { return nil }
    if case .exact(let path) = source.pattern {
      return UpstreamRepository(host: source.host, path: path.text)
    }
    var path = repository.text
    if let prefix = target.prefix { path = String(path.dropFirst(prefix.text.utf8.count + 1)) }
    if let prefix = source.pattern.prefix {
      path = prefix.text + "/" + path
    } else if source.host == "docker.io", !path.utf8.contains(UInt8(ascii: "/")) {
      path = "library/" + path
    }
    return UpstreamRepository(host: source.host, path: path)
  }

  /// The repository of the target behind which an upstream repository stands; nil where the source
  /// does not cover it. The inverse of ``upstream(of:)``, except that a `library/` which that one
  /// put in is not taken out again: both spellings lead to the same upstream repository.
  public func repository(serving upstream: UpstreamRepository) -> RepositoryPath? {
    guard upstream.host == source.host, let path = try? RepositoryPath(upstream.path),
      source.pattern.matches(path)
    else { return nil }
    if case .exact(let own) = target { return own }
    let prefix = source.pattern.prefix.map { $0.text.utf8.count + 1 } ?? 0
    let rest = path.text.dropFirst(prefix)
    return try? RepositoryPath((target.prefix.map { $0.text + "/" } ?? "") + rest)
  }
}
