public import LocalFiles
public import RegistryModel
import RequestLog
import SimulationKernel
import Words

/// A request log that a drawn scenario replays.
///
/// Its name says all that is in it, the seed and the form, so that a scenario alone is enough to
/// have its logs as well.
public struct DrawnLog: Hashable, Sendable {
  /// From the first request to the last one.
  static let length = Span.minutes(10)

  let seed: UInt64
  let format: RequestLogFormat

  init(seed: UInt64, format: RequestLogFormat) {
    self.seed = seed
    self.format = format
  }

  /// The log that a file's name says; nil where it is none of a drawn log.
  init?(name: String) {
    for format in RequestLogFormat.allCases {
      let digits = name.dropFirst(Self.prefix.count).dropLast(format.ending.count)
      guard let seed = UInt64(digits, radix: 16) else { continue }
      self.init(seed: seed, format: format)
      if self.name == name { return }
    }
    return nil
  }

  /// The file's name.
  public var name: String { Self.prefix + hexadecimal(seed, digits: 16) + format.ending }

  private static let prefix = "swarm-"

  /// The drawn logs that a scenario replays, each once.
  public static func logs(of scenario: Scenario) -> [DrawnLog] {
    var logs: [DrawnLog] = []
    for workload in scenario.workloads {
      guard case .replay(let replay) = workload.arrivals, let log = DrawnLog(name: replay.file),
        !logs.contains(log)
      else { continue }
      logs.append(log)
    }
    return logs
  }

  /// Writes the log into a folder.
  public func write(into folder: String) throws(OutputRefusal) {
    try OutputFile(LocalPath.join(folder, name)).write(text)
  }

  // MARK: What is in it

  /// One request.
  private struct Request {
    var second = 0
    var client = ""
    var method = "GET"
    var repository = "nginx"
    var kind = "manifests"
    var object = "latest"
    var status = 200
    var bytes: Int64 = 1_000
  }

  /// The file's text: pulls of a few images by a few clients, and requests that are part of none.
  var text: String {
    var dice = Dice(seed: seed, "log")
    let repositories = ["nginx", "image-0", "team/web", "team/deep/er/name"]
    let layers = (0..<dice.pick([1, 3, 8])).map { _ in
      "sha256:" + (0..<4).map { _ in hexadecimal(dice.bits(), digits: 16) }.joined()
    }
    let clients = dice.pick([1, 2, 5])
    let length = Int(Self.length.seconds)
    // Both ends of the log are pulls.
    var requests = [
      Request(client: Self.client(0)), Request(second: length, client: Self.client(0)),
    ]
    for _ in 0..<dice.whole(1...10) {
      var request = Request()
      request.second = dice.pick([0, 60, dice.whole(0...length)])
      request.client = dice.chance(0.1) ? "-" : Self.client(dice.whole(0...clients - 1))
      request.repository = dice.pick(repositories)
      request.object = dice.pick(["latest", "1.0", layers[0]])
      request.status = dice.pick([200, 200, 200, 404])
      request.method = dice.pick(["GET", "GET", "GET", "HEAD", "PUT", "DELETE"])
      requests.append(request)
      request.kind = "blobs"
      request.method = "GET"
      for _ in 0..<dice.pick([0, 1, 3, 6]) {
        request.second = min(length, request.second + dice.pick([0, 0, 1, 30]))
        request.object = dice.pick(layers)
        // A redirect does not say how large the layer is.
        request.status = dice.pick([200, 200, 307, 500])
        request.bytes = request.status == 200 ? dice.magnitude(1, 1 << 30) : 0
        requests.append(request)
      }
    }
    return written(requests.sorted { $0.second < $1.second })
  }

  private static func client(_ number: Int) -> String { "10.1.0.\(number + 1)" }

  private func written(_ requests: [Request]) -> String {
    var lines: [String] = []
    if format == .table { lines = ["time_s,method,kind,object,bytes,client,repository"] }
    lines += requests.map { request in
      let path = "/v2/\(request.repository)/\(request.kind)/\(request.object)"
      let time = Self.clock(request.second)
      return switch format {
      case .table:
        [
          "\(request.second)", request.method, request.kind, request.object, "\(request.bytes)",
          request.client == "-" ? "" : request.client, request.repository,
        ].joined(separator: ",")
      case .json:
        """
        {"timestamp": "2026-03-04T\(time).000Z", "http.request.remoteaddr": "\(request.client)", \
        "http.request.method": "\(request.method)", "http.request.uri": "\(path)", \
        "http.response.status": \(request.status), "http.response.written": \(request.bytes)}
        """
      case .accessLog:
        "\(request.client) - - [04/Mar/2026:\(time) +0000] \"\(request.method) \(path) HTTP/1.1\" "
          + "\(request.status) \(request.bytes)"
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// A second of the log as a time of the day.
  private static func clock(_ second: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "08:\(two(second / 60)):\(two(second % 60))"
  }
}

extension RequestLogFormat {
  /// What a file of the form is called at its end.
  fileprivate var ending: String {
    switch self {
    case .table: ".csv"
    case .json: ".json"
    case .accessLog: ".log"
    }
  }
}
