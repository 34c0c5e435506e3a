/// What a client pulls: `[registry/]repository[:tag][@digest]`.
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
  /// The registry written in front, where there is one: a `*.azurecr.io` host or a host and port.
  public let registry: String?
  /// The repository.
  public let repository: RepositoryPath
  /// The tag; `latest` where neither tag nor digest is written.
  public let tag: String?
  /// The digest, which decides where both are written.
  public let digest: String?

  /// Reads a reference. A first part is taken for a registry only if it ends in `.azurecr.io` or
  /// has a port, since repository parts may contain dots too.
  ///
  /// - Throws: ``RuleRefusal/invalidReference(_:_:)`` or the fault of the repository.
  public init(_ text: String) throws(RuleRefusal) {
    guard text.utf8.count <= 1024 else { throw .invalidReference(text, "it is over 1,024 bytes") }
    var rest = text[...]
    var digest: String?
    if let at = rest.firstIndex(of: "@") {
      let written = String(rest[rest.index(after: at)...])
      if let fault = Self.digestFault(written) { throw .invalidReference(text, fault) }
      digest = written
      rest = rest[..<at]
    }
    var registry: String?
    if let slash = rest.firstIndex(of: "/") {
      let first = rest[..<slash]
      if first.lowercased().hasSuffix(".azurecr.io") || first.contains(":") {
        let host = first.lowercased()
        guard RuleSource.isHost(host, port: true) else {
          throw .invalidReference(text, "\(quoted(String(first))) is not a registry's host")
        }
        registry = host
        rest = rest[rest.index(after: slash)...]
      }
    }
    var tag: String?
    if let colon = rest.firstIndex(of: ":") {
      let written = String(rest[rest.index(after: colon)...])
      guard Self.isTag(written) else {
        throw .invalidReference(
          text,
          "the tag \(quoted(written)) must be 1 to 128 letters, digits, '_', '.' or '-', "
            + "and open with a letter, a digit or '_'")
      }
      tag = written
      rest = rest[..<colon]
    }
    self.registry = registry
    self.repository = try RepositoryPath(String(rest), as: .reference)
    self.tag = tag ?? (digest == nil ? "latest" : nil)
    self.digest = digest
  }

  /// `:tag`, `@digest` or both, as they follow a repository.
  public var suffix: String {
    (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "")
  }

  /// The reference in full, defaults written out.
  public var description: String { (registry.map { $0 + "/" } ?? "") + repository.text + suffix }

  static func isTag(_ text: String) -> Bool {
    guard (1...128).contains(text.utf8.count), let first = text.utf8.first else { return false }
    let dot = UInt8(ascii: "."), dash = UInt8(ascii: "-")
    return first != dot && first != dash
      && text.utf8.allSatisfy {
        isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == dot || $0 == dash
      }
  }

  /// What is wrong with a digest; lengths are those of the OCI image specification's algorithms.
  static func digestFault(_ text: String) -> String? {
    guard let colon = text.firstIndex(of: ":") else {
      return "the digest \(quoted(text)) must read ALGORITHM:HEX, as in sha256:…"
    }
    let algorithm = text[..<colon]
    let hex = text[text.index(after: colon)...].utf8
    let length = algorithm == "sha256" ? 64 : algorithm == "sha512" ? 128 : 0
    if length == 0 {
      return "the digest algorithm \(quoted(String(algorithm))) is neither sha256 nor sha512"
    }
    let isHex = hex.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
    return hex.count == length && isHex
      ? nil : "a \(algorithm) digest has \(length) lower-case hexadecimal digits"
  }
}
