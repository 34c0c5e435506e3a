/// The path of a repository inside a registry, such as `library/nginx`.
///
/// The grammar is that of the OCI distribution specification: lower-case parts separated by `/`,
/// each of letters and digits, with single `.`, `_`, `__` or any number of `-` between them.
public struct RepositoryPath: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The most bytes a path may have, the limit that registries in use share.
  public static let maximumLength = 255

  /// The path as text; always valid, always ASCII.
  public let text: String

  /// Reads a path.
  ///
  /// - Parameters:
  ///   - text: The path, without registry, tag or digest.
  ///   - field: What the path is for; named in the error.
  /// - Throws: ``RuleRefusal/invalidRepository(_:_:_:)`` with the first fault and its place.
  public init(_ text: String, as field: RuleField = .repository) throws(RuleRefusal) {
    if let fault = Self.fault(in: text) { throw .invalidRepository(field, text, fault) }
    self.text = text
  }

  /// Trusts that `text` is valid: for paths made of the parts of valid ones.
  init(trusted text: String) { self.text = text }

  /// The number of parts, at least one.
  public var partCount: Int { text.utf8.count { $0 == UInt8(ascii: "/") } + 1 }

  /// The path itself.
  public var description: String { text }

  /// Whether this path lies below `other`, part by part (`a/b` below `a`, `ab` not).
  public func isBelow(_ other: RepositoryPath) -> Bool {
    let mine = text.utf8
    let its = other.text.utf8
    return mine.count > its.count + 1 && mine.starts(with: its)
      && mine[mine.index(mine.startIndex, offsetBy: its.count)] == UInt8(ascii: "/")
  }

  /// Byte order of the text.
  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// What is wrong with the text of a repository path; places count characters from 1.
public enum PathFault: Hashable, Sendable {
  /// There is no text.
  case empty
  /// The path has so many bytes, more than ``RepositoryPath/maximumLength``.
  case tooLong(Int)
  /// A part between slashes, or before the first or after the last, is empty.
  case emptyPart(at: Int)
  /// A capital letter.
  case upperCase(at: Int)
  /// A separator that opens or closes a part, or a run of separators that is not allowed.
  case separator(at: Int)
  /// A character that no path may have.
  case forbidden(String, at: Int)
}

extension RepositoryPath {
  /// The first fault of a text as a repository path, nil where it is one. Linear in the text.
  public static func fault(in text: String) -> PathFault? {
    if text.isEmpty { return .empty }
    let count = text.utf8.count
    if count > maximumLength { return .tooLong(count) }
    var partIsEmpty = true
    var run: [UInt8] = []
    var place = 0
    for scalar in text.unicodeScalars {
      place += 1
      guard scalar.isASCII else { return .forbidden(String(scalar), at: place) }
      let byte = UInt8(truncatingIfNeeded: scalar.value)
      switch byte {
      case UInt8(ascii: "/"):
        if partIsEmpty { return .emptyPart(at: place) }
        if !run.isEmpty { return .separator(at: place - 1) }
        partIsEmpty = true
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        partIsEmpty = false
        run.removeAll(keepingCapacity: true)
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        if partIsEmpty { return .separator(at: place) }
        run.append(byte)
        let allowed =
          run.count == 1 || run.allSatisfy { $0 == UInt8(ascii: "-") }
          || run == [UInt8(ascii: "_"), UInt8(ascii: "_")]
        if !allowed { return .separator(at: place) }
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): return .upperCase(at: place)
      default: return .forbidden(String(scalar), at: place)
      }
    }
    if partIsEmpty { return .emptyPart(at: place + 1) }
    if !run.isEmpty { return .separator(at: place) }
    return nil
  }
}
