import Words

/// The columns of a log that is a table (CSV without quotes).
struct LogTable {
  /// The columns that are read; the last two may be missing.
  private static let names = [
    "time_s", "method", "kind", "object", "bytes", "client", "repository",
  ]

  /// Where the columns stand, in the order of ``names``.
  private let places: [Int?]
  private let count: Int

  /// Takes the first line.
  init(headerFrom lines: inout ByteSource) throws(RequestLogError) {
    guard let line = try lines.nextLine() else {
      throw RequestLogError(file: lines.name, line: nil, reason: "the log is empty")
    }
    let words = String(decoding: line, as: UTF8.self).split(
      separator: ",", omittingEmptySubsequences: false
    ).map { $0.filter { !$0.isWhitespace && $0 != "\u{FEFF}" } }
    places = Self.names.map { name in words.firstIndex { $0 == name } }
    count = words.count
    for (name, place) in zip(Self.names.prefix(5), places) where place == nil {
      let near = NearestWord.suggestion(name, among: words.map { String($0) })
      throw lines.failure(
        "the table has no column '\(name)'; expected time_s, method, kind, object and bytes, and "
          + "perhaps client and repository\(near)", at: 1)
    }
  }

  /// The request of a line.
  func request(_ line: String) throws(LineRefusal) -> LoggedRequest {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == count else {
      throw LineRefusal(reason: "\(fields.count) fields; expected \(count), as in the first line")
    }
    func field(_ index: Int) -> Substring { places[index].map { fields[$0] } ?? "" }
    guard let time = LogTime.nanoseconds(ofSeconds: field(0)) else {
      throw LineRefusal(reason: "the time is \(shown(field(0))); expected seconds such as 12.5")
    }
    guard let bytes = LogTime.digits(field(4), most: 18) else {
      throw LineRefusal(reason: "the bytes are \(shown(field(4))); expected a whole number")
    }
    let repository = field(6).isEmpty ? "log" : String(field(6))
    guard LoggedRequest.Subject.isRepository(repository) else {
      throw LineRefusal(
        reason: "the repository is \(shown(repository)); expected a name such as 'team/app'")
    }
    let object = String(field(3))
    guard !object.isEmpty, object.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw LineRefusal(reason: "the object is \(shown(object)); expected a name or a digest")
    }
    let subject: LoggedRequest.Subject
    switch field(2) {
    case "manifest", "manifests": subject = .manifest(repository: repository, reference: object)
    case "blob", "blobs", "layer": subject = .blob(repository: repository, digest: object)
    default:
      throw LineRefusal(reason: "the kind is \(shown(field(2))); expected 'manifest' or 'blob'")
    }
    return LoggedRequest(
      time: time, client: String(field(5)), method: .init(field(1)), subject: subject, status: 200,
      bytes: bytes)
  }
}
