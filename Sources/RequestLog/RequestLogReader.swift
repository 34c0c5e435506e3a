import LocalFiles

/// Reads the requests of a registry's log one by one, in memory that does not grow with the file.
///
/// One line (or record) that is none ends the reading with an error that names it.
public struct RequestLogReader {
  /// The form that the log has.
  public let format: RequestLogFormat
  /// The file as messages name it.
  public var name: String { lines.name }
  private var lines: ByteSource
  private var records: JSONScanner?
  private var columns: LogTable?

  /// Opens a log.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - name: The file as messages are to name it; nil: as `path` does.
  ///   - format: The log's form; nil: told by its first bytes.
  public init(
    path: String, name: String? = nil, format: RequestLogFormat? = nil
  ) throws(RequestLogError) {
    try self.init(try ByteSource(path: path, name: name ?? path), format)
  }

  /// Reads bytes as if they stood in a file.
  public init(
    bytes: [UInt8], name: String, format: RequestLogFormat? = nil
  ) throws(RequestLogError) {
    try self.init(ByteSource(bytes: bytes, name: name), format)
  }

  private init(_ source: ByteSource, _ format: RequestLogFormat?) throws(RequestLogError) {
    if let form = CompressedForm(of: source.start) {
      throw RequestLogError(
        file: source.name, line: nil,
        reason: "compressed by \(form.rawValue); expected the log as it is, so unpack it: "
          + "\(form.rawValue) -dk \(source.name)")
    }
    self.format = format ?? RequestLogFormat(ofBytes: source.start)
    lines = source
    switch self.format {
    case .json: records = JSONScanner(source)
    case .table: columns = try LogTable(headerFrom: &lines)
    case .accessLog: break
    }
  }

  /// The next request; nil after the last.
  public mutating func next() throws(RequestLogError) -> LoggedRequest? {
    if let record = try records?.next() {
      return try LoggedRequest(record.members, at: record.line, in: lines.name)
    }
    guard records == nil else { return nil }
    while true {
      let number = lines.line
      guard let line = try lines.nextLine() else { return nil }
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      let text = String(decoding: line, as: UTF8.self)
      do throws(LineRefusal) {
        if let columns { return try columns.request(text) }
        return try LoggedRequest(accessLogLine: text)
      } catch {
        throw lines.failure(error.reason, at: number)
      }
    }
  }
}

/// Why a line is no request.
struct LineRefusal: Error {
  var reason: String
}
