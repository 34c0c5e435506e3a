/// Which repositories one side of a rule speaks of: one, all below a prefix, or all.
public enum RepositoryPattern: Hashable, Sendable, CustomStringConvertible {
  /// One repository and none below it.
  case exact(RepositoryPath)
  /// `prefix/*`: every repository below the prefix, not the prefix itself.
  case below(RepositoryPath)
  /// `*`: every repository.
  case everything

  /// Reads `path`, `prefix/*` or `*`, the documented forms.
  ///
  /// - Throws: ``RuleRefusal`` naming a tag or digest, a `*` elsewhere, or a fault of the path.
  public init(_ text: String, as field: RuleField = .target) throws(RuleRefusal) {
    if text.utf8.contains(UInt8(ascii: ":")) || text.utf8.contains(UInt8(ascii: "@")) {
      throw .tagInRule(field, text)
    }
    if text == "*" {
      self = .everything
    } else if text.hasSuffix("/*") {
      let prefix = String(text.dropLast(2))
      if prefix.utf8.contains(UInt8(ascii: "*")) { throw .invalidWildcard(field, text) }
      self = .below(try RepositoryPath(prefix, as: field))
    } else if text.utf8.contains(UInt8(ascii: "*")) {
      throw .invalidWildcard(field, text)
    } else {
      self = .exact(try RepositoryPath(text, as: field))
    }
  }

  /// Whether the pattern ends in `*`.
  public var isWildcard: Bool { if case .exact = self { false } else { true } }

  /// The path before the `*`, or the path itself; nil for `*` alone.
  public var prefix: RepositoryPath? {
    switch self {
    case .exact(let path), .below(let path): path
    case .everything: nil
    }
  }

  /// Whether `path` is one of the pattern's repositories.
  public func matches(_ path: RepositoryPath) -> Bool {
    switch self {
    case .exact(let own): own == path
    case .below(let prefix): path.isBelow(prefix)
    case .everything: true
    }
  }

  /// Whether every repository of `other` is one of this pattern's.
  public func includes(_ other: RepositoryPattern) -> Bool {
    switch (self, other) {
    case (.everything, _): true
    case (_, .everything): false
    case (_, .exact(let path)): matches(path)
    case (.below(let mine), .below(let its)): mine == its || its.isBelow(mine)
    case (.exact, .below): false
    }
  }

  /// The pattern as it is written.
  public var description: String {
    switch self {
    case .exact(let path): path.text
    case .below(let prefix): prefix.text + "/*"
    case .everything: "*"
    }
  }
}
