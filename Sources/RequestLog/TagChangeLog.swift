/// When tags of upstreams came to point to something new, as a file tells it.
///
/// The file is CSV without quotes, with the header `time,repository,tag` and one line for each
/// change, in any order. The repository is the upstream's, its host first, as in a catalogue file.
/// Times are either all seconds, counted from the start of the run, or all timestamps of ISO 8601,
/// counted from the earliest of them.
public struct TagChangeLog: Hashable, Sendable {
  /// A tag names something new from now on.
  public struct Change: Hashable, Sendable {
    /// Nanoseconds from the start of the run.
    public var time: Int64
    /// The upstream's host.
    public var host: String
    /// The repository there.
    public var path: String
    public var tag: String
    /// Where the file says so, from 1.
    public var line: Int
  }

  static let header = "time,repository,tag"
  /// The most changes that are read.
  public static let mostChanges = 1_000_000

  /// The file as messages name it.
  public let name: String
  /// In the order of the file.
  public private(set) var changes: [Change] = []

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - name: The file as messages are to name it.
  /// - Throws: ``RequestLogError`` with the first line that is no change, and which column of it is
  ///   to blame.
  public init(path: String, name: String) throws(RequestLogError) {
    try self.init(ByteSource(path: path, name: name, expected: "a file of tag changes"))
  }

  /// Reads bytes as if they stood in a file.
  public init(bytes: [UInt8], name: String) throws(RequestLogError) {
    try self.init(ByteSource(bytes: bytes, name: name))
  }

  init(_ source: ByteSource, most: Int = mostChanges) throws(RequestLogError) {
    var lines = source
    name = source.name
    guard let first = try lines.nextLine() else {
      throw lines.failure("the file is empty; expected the header \(Self.header)", at: 1)
    }
    let header = String(decoding: first, as: UTF8.self)
    guard header == Self.header else {
      throw lines.failure("the header is \(shown(header)); expected \(Self.header)", at: 1)
    }
    var clock: Clock?
    while true {
      let number = lines.line
      guard let line = try lines.nextLine() else { break }
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      guard changes.count < most else {
        throw lines.failure("there are more than \(most) changes", at: number)
      }
      do throws(LineRefusal) {
        changes.append(try Change(String(decoding: line, as: UTF8.self), number, &clock))
      } catch {
        throw lines.failure(error.reason, at: number)
      }
    }
    guard clock == .timestamps, let earliest = changes.map(\.time).min() else { return }
    for index in changes.indices { changes[index].time -= earliest }
  }

  /// How a file writes its times.
  fileprivate enum Clock {
    case seconds, timestamps

    func nanoseconds(_ text: Substring) -> Int64? {
      switch self {
      case .seconds: LogTime.nanoseconds(ofSeconds: text)
      case .timestamps: LogTime.nanoseconds(ofTimestamp: text)
      }
    }

    var expected: String {
      switch self {
      case .seconds: "seconds such as 12.5"
      case .timestamps: "a timestamp such as 2026-08-01T12:00:00Z"
      }
    }
  }
}

extension TagChangeLog.Change {
  /// - Parameter clock: How the lines before wrote their times; nil before the first.
  fileprivate init(
    _ text: String, _ line: Int, _ clock: inout TagChangeLog.Clock?
  ) throws(LineRefusal) {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 3 else {
      throw LineRefusal(reason: "\(fields.count) fields; expected 3: \(TagChangeLog.header)")
    }
    let present = clock ?? (fields[0].contains("T") ? .timestamps : .seconds)
    guard let time = present.nanoseconds(fields[0]) else {
      throw LineRefusal(
        reason: "column time is \(shown(fields[0])); expected \(present.expected)"
          + (clock == nil ? "" : ", as in the lines before"))
    }
    clock = present
    let parts = fields[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].contains(".") || parts[0].contains(":"),
      parts[0].utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      LoggedRequest.Subject.isRepository(String(parts[1]))
    else {
      throw LineRefusal(
        reason: "column repository is \(shown(fields[1])); expected a host and a path such as "
          + "docker.io/library/nginx")
    }
    guard !fields[2].isEmpty, fields[2].utf8.count <= 128,
      fields[2].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw LineRefusal(reason: "column tag is \(shown(fields[2])); expected a tag such as latest")
    }
    self.init(
      time: time, host: String(parts[0]), path: String(parts[1]), tag: String(fields[2]),
      line: line)
  }
}
