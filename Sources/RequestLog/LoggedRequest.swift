/// One request of a registry's log.
public struct LoggedRequest: Hashable, Sendable {
  /// What a method does to a registry.
  public enum Method: Hashable, Sendable {
    /// GET.
    case read
    /// HEAD: asks whether there is something, and gets no content.
    case check
    /// PUT, POST, PATCH: part of a push.
    case push
    /// Any other.
    case other

    init(_ word: some StringProtocol) {
      switch word {
      case "GET": self = .read
      case "HEAD": self = .check
      case "PUT", "POST", "PATCH": self = .push
      default: self = .other
      }
    }
  }

  /// What a request asks for.
  public enum Subject: Hashable, Sendable {
    case manifest(repository: String, reference: String)
    case blob(repository: String, digest: String)
    /// Anything that is no part of a pull: the version check, tokens, lists of tags, uploads.
    case other
  }

  /// Nanoseconds since the log's own origin.
  public var time: Int64
  /// The client's address; empty where the log names none.
  public var client: String
  public var method: Method
  public var subject: Subject
  /// The HTTP status; 200 where the log holds none.
  public var status: Int
  /// Bytes of the answer's body.
  public var bytes: Int64

  public init(
    time: Int64, client: String, method: Method, subject: Subject, status: Int, bytes: Int64
  ) {
    self.time = time
    self.client = client
    self.method = method
    self.subject = subject
    self.status = status
    self.bytes = bytes
  }
}

extension LoggedRequest.Subject {
  /// Reads the path of a request: `/v2/NAME/manifests/REFERENCE` or `/v2/NAME/blobs/DIGEST`, after
  /// a scheme and a host if they stand there, without what follows a question mark. The log of
  /// IBM's registry leaves the first slash out.
  init(path: some StringProtocol) {
    var text = Substring(path).prefix { $0 != "?" && $0 != "#" }
    if let scheme = text.firstRange(of: "://"), text[..<scheme.lowerBound].allSatisfy(\.isLetter) {
      text = text[scheme.upperBound...].drop { $0 != "/" }
    }
    let parts = text.drop { $0 == "/" }.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0] == "v2", !parts[parts.count - 1].isEmpty else {
      self = .other
      return
    }
    let repository = parts[1..<parts.count - 2].joined(separator: "/")
    let last = String(parts[parts.count - 1])
    // Whatever a client asked for that is no name, a registry answered with 4xx.
    guard Self.isRepository(repository), last.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      self = .other
      return
    }
    switch parts[parts.count - 2] {
    case "manifests": self = .manifest(repository: repository, reference: last)
    case "blobs": self = .blob(repository: repository, digest: last)
    default: self = .other
    }
  }

  /// Whether a text is a repository's name: parts of small letters and digits, with single `.`, `_`
  /// or `-` (or more of `-`, or two of `_`) inside (OCI Distribution Specification).
  static func isRepository(_ text: String) -> Bool {
    guard text.utf8.count <= 255 else { return false }
    return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      let ends = [part.utf8.first, part.utf8.last]
      return !part.isEmpty
        && part.utf8.allSatisfy {
          (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x5F
            || $0 == 0x2D
        }
        && ends.allSatisfy { $0 != 0x2E && $0 != 0x5F && $0 != 0x2D }
        && !part.contains("..") && !part.contains("___") && !part.contains("._")
        && !part.contains("_.") && !part.contains(".-") && !part.contains("-.")
        && !part.contains("_-") && !part.contains("-_")
    }
  }
}
