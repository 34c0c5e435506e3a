extension LoggedRequest {
  /// A line of an access log: `ADDRESS IDENT USER [TIME] "METHOD PATH PROTOCOL" STATUS BYTES`, and
  /// anything behind it.
  ///
  /// A request line that is none (scanners send such, servers answer them with 400 and log them) is
  /// a request for nothing that a registry has.
  init(accessLogLine line: String) throws(LineRefusal) {
    let expected =
      "expected 'ADDRESS - - [20/Jun/2017:01:28:15 +0000] \"GET PATH HTTP/1.1\" "
      + "STATUS BYTES'"
    func refusal(_ what: String) -> LineRefusal {
      LineRefusal(reason: "\(what) in \(shown(line)); \(expected)")
    }
    guard let open = line.firstIndex(of: "["), let close = line[open...].firstIndex(of: "]") else {
      throw refusal("there is no time in brackets")
    }
    let date = line[line.index(after: open)..<close]
    guard let time = LogTime.nanoseconds(ofLogDate: date) else {
      throw refusal("the time is \(shown(date))")
    }
    let client = line[..<open].split(separator: " ").first ?? ""
    guard let quote = line[close...].firstIndex(of: "\"") else {
      throw refusal("there is no request in quotes")
    }
    var end = line.index(after: quote)
    var isEscaped = false
    while end < line.endIndex, line[end] != "\"" || isEscaped {
      isEscaped = line[end] == "\\" && !isEscaped
      end = line.index(after: end)
    }
    guard end < line.endIndex else { throw refusal("the request has no end") }
    let request = line[line.index(after: quote)..<end].split(separator: " ")
    let rest = line[line.index(after: end)...].split(separator: " ", maxSplits: 2)
    guard let status = rest.first.flatMap({ LogTime.digits($0, most: 3) }) else {
      throw refusal("there is no status after the request")
    }
    let size = rest.count > 1 ? rest[1] : "-"
    guard let bytes = size == "-" ? 0 : LogTime.digits(size, most: 18) else {
      throw refusal("the size is \(shown(size))")
    }
    self.init(
      time: time, client: client == "-" ? "" : String(client),
      method: request.count >= 2 ? Method(request[0]) : .other,
      subject: request.count >= 2 ? Subject(path: request[1]) : .other, status: Int(status),
      bytes: bytes)
  }
}
