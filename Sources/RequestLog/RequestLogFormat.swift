/// The forms of request logs that are understood.
public enum RequestLogFormat: String, Hashable, Sendable, CaseIterable {
  /// A table whose first line names its columns: `time_s`, `method`, `kind`, `object` and `bytes`,
  /// perhaps `client` and `repository`; others are passed over. Logs of replayed traces have it.
  case table = "table"
  /// Records in JSON as the registry of IBM's cloud logged them (the traces of 2017): one array of
  /// objects, or one object after the other.
  case json = "json"
  /// The common log format of web servers (NCSA), and what is appended to it.
  case accessLog = "access-log"

  /// The form of a log that begins with these bytes.
  ///
  /// A JSON record begins with a brace or a bracket and a table with the name of its first column;
  /// a line of an access log begins with an address.
  public init(ofBytes start: some Sequence<UInt8>) {
    let text = start.drop { $0 == 0x20 || (0x09...0x0D).contains($0) || $0 >= 0x80 }
    switch text.first(where: { _ in true }) {
    case UInt8(ascii: "{"), UInt8(ascii: "["): self = .json
    default:
      let line = text.prefix { $0 != UInt8(ascii: "\n") }
      let names = String(decoding: Array(line), as: UTF8.self).split(separator: ",")
      self = names.contains("time_s") ? .table : .accessLog
    }
  }
}

/// Why a log cannot be read: the file, the line if there is one, and a sentence.
public struct RequestLogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was named.
  public var file: String
  /// The line, from 1; nil where it is the file as a whole.
  public var line: Int?
  /// What was found and what was expected.
  public var reason: String

  public init(file: String, line: Int?, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  public var description: String {
    line.map { "\(file):\($0): \(reason)" } ?? "\(file): \(reason)"
  }
}
