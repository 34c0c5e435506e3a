extension LoggedRequest {
  /// A record of IBM's registry.
  ///
  /// Keys that it does not need are passed over. A record without status was answered with 200, one
  /// without bytes had none.
  init(
    _ members: [(key: String, value: JSONScanner.Value)], at line: Int, in file: String
  ) throws(RequestLogError) {
    func refusal(_ reason: String) -> RequestLogError {
      RequestLogError(file: file, line: line, reason: reason)
    }
    func value(_ key: String) -> JSONScanner.Value? { members.last { $0.key == key }?.value }
    func text(_ key: String) throws(RequestLogError) -> String {
      guard let value = value(key) else { throw refusal("the record has no key '\(key)'") }
      guard case .text(let text) = value else {
        throw refusal("the record's '\(key)' is no text; expected one in quotes")
      }
      return text
    }
    func number(_ key: String) throws(RequestLogError) -> Int64? {
      let written: String
      switch value(key) {
      case nil, .word("null"): return nil
      case .number(let text), .text(let text): written = text
      default: throw refusal("the record's '\(key)' is no number")
      }
      if let whole = LogTime.digits(written, most: 18) { return whole }
      // Some tools write whole numbers as 200.0.
      guard let real = Double(written), real >= 0, real < 1e18, real.rounded() == real else {
        throw refusal("the record's '\(key)' is \(shown(written)); expected a whole number")
      }
      return Int64(real)
    }
    let timestamp = try text("timestamp")
    guard let time = LogTime.nanoseconds(ofTimestamp: timestamp) else {
      throw refusal(
        "the record's time is \(shown(timestamp)); expected one such as '2017-06-20T01:28:15.962Z'")
    }
    self.init(
      time: time, client: try text("http.request.remoteaddr"),
      method: Method(try text("http.request.method")),
      subject: Subject(path: try text("http.request.uri")),
      status: Int(try number("http.response.status") ?? 200),
      bytes: try number("http.response.written") ?? 0)
  }
}
