/// Makes pulls of a log's requests; ``PullLog`` says how.
struct PullLogBuilder {
  /// The most requests that are kept in memory, at some 40 bytes each.
  static let mostRequests = 50_000_000

  /// A GET that may be part of a pull.
  private struct Entry {
    var time: Int64
    /// `.max` where the log names none.
    var client: UInt32
    var repository: UInt32
    /// An image, or a layer.
    var object: UInt32
    var isManifest: Bool
    var isByDigest: Bool
  }

  /// What a request is besides.
  private enum Kind: Int, CaseIterable { case head, push, failed, other, unsampled }

  private let upstream: String
  private let window: PullLog.Window
  private var entries: [Entry] = []
  /// Times of the requests that are counted only, by kind: the window is known at the end.
  private var counted = [[Int64]](repeating: [], count: Kind.allCases.count)
  private var earliest = Int64.max
  private var latest = Int64.min
  private var clients: [String: UInt32] = [:]
  private var repositories: [String: UInt32] = [:]
  private var repositoryNames: [String] = []

  init(upstream: String, window: PullLog.Window) {
    self.upstream = upstream
    self.window = window
  }

  /// Takes a request. Returns why no more can be taken, if so.
  mutating func add(_ request: LoggedRequest, to content: inout LoggedContent) -> String? {
    guard entries.count < Self.mostRequests else {
      return "more than \(Self.mostRequests) requests; expected a part of the log"
    }
    earliest = min(earliest, request.time)
    latest = max(latest, request.time)
    if let kind = kind(of: request) {
      counted[kind.rawValue].append(request.time)
      return nil
    }
    let client = request.client.isEmpty ? UInt32.max : Self.number(request.client, &clients)
    switch request.subject {
    case .manifest(let name, let reference):
      let image = content.image("\(upstream)/\(name)", reference)
      if request.status == 200 { content.note(bytes: request.bytes, ofImage: image) }
      entries.append(
        Entry(
          time: request.time, client: client, repository: repository(name),
          object: UInt32(image), isManifest: true, isByDigest: reference.hasPrefix("sha256:")))
    case .blob(let name, let digest):
      let layer = content.layer(digest)
      if request.status == 200 { content.note(bytes: request.bytes, ofLayer: layer) }
      entries.append(
        Entry(
          time: request.time, client: client, repository: repository(name),
          object: UInt32(layer), isManifest: false, isByDigest: false))
    case .other: break
    }
    return nil
  }

  private mutating func repository(_ name: String) -> UInt32 {
    let number = Self.number(name, &repositories)
    if Int(number) == repositoryNames.count { repositoryNames.append(name) }
    return number
  }

  private func kind(of request: LoggedRequest) -> Kind? {
    switch request.method {
    case .check: return .head
    case .push: return .push
    case .other: return .other
    case .read: break
    }
    if request.subject == .other { return .other }
    if request.status >= 400 { return .failed }
    return isSampled(request.client) ? nil : .unsampled
  }

  /// Whether a client is kept: its address, hashed (FNV-1a), is below the share. A client that is
  /// in a small sample is in every larger one. What no client is named of is kept.
  private func isSampled(_ client: String) -> Bool {
    guard window.sample < 1, !client.isEmpty else { return true }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in client.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // The upper bits of short texts' hashes are too much alike.
    hash = (hash ^ hash >> 32) &* 0x9e37_79b9_7f4a_7c15
    return Double(hash >> 11) * 0x1p-53 < window.sample
  }

  private static func number(_ name: String, _ table: inout [String: UInt32]) -> UInt32 {
    if let known = table[name] { return known }
    let number = UInt32(table.count)
    table[name] = number
    return number
  }

  /// As late as can be, where a sum is later.
  private static func sum(_ time: Int64, _ span: Int64) -> Int64 {
    let (sum, isLater) = time.addingReportingOverflow(max(0, span))
    return isLater ? .max : sum
  }

  // MARK: Pulls

  /// What a client's last request in a repository was part of.
  private struct Open {
    var pull: Int
    var begun: Int64
    /// Whether it was a manifest by tag, so that the platform's may follow.
    var awaitsPlatform: Bool
  }

  consuming func finish(_ content: inout LoggedContent) -> PullLog {
    var log = PullLog()
    guard earliest <= latest else { return log }
    let start = Self.sum(earliest, window.from)
    let end = window.until.map { min(latest, Self.sum(earliest, $0)) } ?? latest
    log.span = start < end ? end - start : 0
    let isInside = { (time: Int64) in time >= start && time <= end }
    func count(_ kind: Kind) -> Int { counted[kind.rawValue].count(where: isInside) }
    log.counts.heads = count(.head)
    log.counts.pushes = count(.push)
    log.counts.failed = count(.failed)
    log.counts.others = count(.other)
    log.counts.unsampled = count(.unsampled)
    log.counts.requests = counted.reduce(0) { $0 + $1.count(where: isInside) }

    let order = entries.indices.filter { isInside(entries[$0].time) }
      .sorted { (entries[$0].time, $0) < (entries[$1].time, $1) }
    log.counts.requests += order.count
    var open: [UInt64: Open] = [:]
    var numbers: [UInt32: UInt32] = [:]
    for index in order {
      let entry = entries[index]
      let key = UInt64(entry.client) << 32 | UInt64(entry.repository)
      let current = entry.client == .max ? nil : open[key]
      let isGoingOn = current.map { entry.time - $0.begun <= PullLog.longestPull } ?? false
      if let current, isGoingOn {
        if entry.isManifest, entry.isByDigest, current.awaitsPlatform {
          log.counts.continued += 1
          open[key]?.awaitsPlatform = false
          continue
        }
        let image = log.pulls[current.pull].image
        if !entry.isManifest, let place = content.place(of: Int(entry.object), in: image) {
          let bit: UInt128 = 1 << UInt128(place)
          let isNew = log.pulls[current.pull].layers & bit == 0
          log.pulls[current.pull].layers |= bit
          if isNew { log.counts.layers += 1 } else { log.counts.repeated += 1 }
          open[key]?.awaitsPlatform = false
          continue
        }
      }
      var pull = PullLog.Pull(time: entry.time - start, client: nil, image: 0, layers: 0)
      if entry.client != .max {
        pull.client = numbers[entry.client] ?? UInt32(numbers.count)
        numbers[entry.client] = pull.client
      }
      if entry.isManifest {
        log.counts.manifests += 1
        pull.image = Int(entry.object)
        open[key] = Open(
          pull: log.pulls.count, begun: entry.time, awaitsPlatform: !entry.isByDigest)
      } else {
        log.counts.single += 1
        pull.image = singleImage(of: entry, in: &content)
        pull.layers = 1
      }
      log.pulls.append(pull)
    }
    log.clients = numbers.count
    return log
  }

  /// The image of one layer that stands for a blob that is pulled alone.
  private func singleImage(of entry: Entry, in content: inout LoggedContent) -> Int {
    let digest = content.layers[Int(entry.object)].digest
    let name = repositoryNames[Int(entry.repository)]
    let image = content.image("\(upstream)/\(name)", "blob:\(digest)")
    _ = content.place(of: Int(entry.object), in: image)
    return image
  }
}
