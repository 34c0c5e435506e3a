public import SimulationKernel

/// One account's or address's part of an upstream's quota.
///
/// Docker Hub states its limit as a number and a window in seconds (`ratelimit-limit: 100;w=21600`).
/// Whether the window slides or is fixed is not documented; it is fixed here, from its first
/// request. Rates per second are token buckets.
struct Quota: Sendable {
  let description: UpstreamDescription.Quota
  /// Whether the GET of an index is one of a manifest.
  private let countsIndexes: Bool
  private(set) var used = 0
  /// The most that any window has used since the last reset; of a bucket, the most that was ever
  /// missing of its burst.
  private(set) var mostUsed = 0
  private var windowEnd: Instant?
  private var bucket: TokenBucket?

  init(_ description: UpstreamDescription.Quota, countsIndexes: Bool) {
    self.description = description
    self.countsIndexes = countsIndexes
    if description.refill == .continuous {
      bucket = TokenBucket(
        tokensPerPeriod: Int64(description.requests), period: description.window,
        capacity: Int64(description.burst ?? description.requests))
    }
  }

  /// Whether a request may pass.
  enum Verdict: Hashable, Sendable {
    case granted
    /// It may not, for so long at least.
    case refused(Span)
  }

  /// Whether a request of this kind is counted.
  func counts(_ part: ContentPart) -> Bool {
    switch description.counting {
    case .allRequests: true
    case .manifestGets:
      part.layerPosition == nil && part != .tagCheck && (countsIndexes || !part.isIndex)
    }
  }

  /// Whether a request would be granted; counts nothing.
  func verdict(on part: ContentPart, at now: Instant) -> Verdict {
    guard counts(part) else { return .granted }
    if var bucket {
      return switch bucket.take(at: now) {
      case .granted: .granted
      case .wait(let span): .refused(span)
      case .never: .refused(description.window)
      }
    }
    if let end = windowEnd, now < end {
      return used < description.requests ? .granted : .refused(end - now)
    }
    return description.requests > 0 ? .granted : .refused(description.window)
  }

  /// Counts a request that is granted, if its kind is counted.
  mutating func count(_ part: ContentPart, at now: Instant) {
    guard counts(part) else { return }
    if bucket != nil {
      _ = bucket?.take(at: now)
      used = limit - Int(bucket?.available(at: now) ?? 0)
    } else {
      if windowEnd.map({ now >= $0 }) ?? true {
        windowEnd = now + description.window
        used = 0
      }
      used += 1
    }
    mostUsed = max(mostUsed, used)
  }

  /// The most that is granted at once.
  var limit: Int {
    description.refill == .continuous
      ? description.burst ?? description.requests : description.requests
  }

  /// The worst window is that from now on; what the present one has used counts.
  mutating func resetStatistics() { mostUsed = used }
}

/// An upstream's quota of requests: one count for each account, or for each region's address.
struct RequestQuota: Sendable {
  let description: UpstreamDescription.Quota
  /// Indexed by credential set, those that do not sign in last; or by region.
  private var parts: [Quota]

  init(
    _ description: UpstreamDescription.Quota, countsIndexes: Bool, accounts: Int, addresses: Int
  ) {
    self.description = description
    let count = description.per == .account ? accounts : addresses
    parts = Array(
      repeating: Quota(description, countsIndexes: countsIndexes), count: count)
  }

  /// Whether a request of this kind is counted.
  func counts(_ part: ContentPart) -> Bool { parts[0].counts(part) }

  /// Whether a request would be granted; counts nothing.
  func verdict(on request: UpstreamRequest, at now: Instant) -> Quota.Verdict {
    parts[description.per.place(of: request, of: parts.count)].verdict(on: request.part, at: now)
  }

  /// The 429 that a request gets; nil where it would be granted.
  ///
  /// Docker Hub documents headers that say how much is left, and none of when; a client could tell
  /// the end of the window by its length at best.
  func refusal(of request: UpstreamRequest, at now: Instant) -> Answer? {
    guard case .refused(let wait) = verdict(on: request, at: now) else { return nil }
    return description.retryAfter == .stated
      ? .refused(.tooManyRequests, retryAfter: wait) : Answer(.tooManyRequests)
  }

  /// Counts a request that is granted.
  mutating func count(_ request: UpstreamRequest, at now: Instant) {
    parts[description.per.place(of: request, of: parts.count)].count(request.part, at: now)
  }

  mutating func resetStatistics() {
    for index in parts.indices { parts[index].resetStatistics() }
  }

  /// What the account or address that used the most has used since the last reset.
  var use: QuotaUse {
    QuotaUse(
      limit: parts[0].limit, window: description.window,
      mostUsed: parts.map(\.mostUsed).max() ?? 0)
  }
}

/// An upstream's quota of bytes.
struct ByteQuota: Sendable {
  private struct Part: Sendable {
    var used: Int64 = 0
    var windowEnd: Instant?
  }

  let description: UpstreamDescription.TransferQuota
  private var parts: [Part]

  init(_ description: UpstreamDescription.TransferQuota, accounts: Int, addresses: Int) {
    self.description = description
    let count = description.per == .account ? accounts : addresses
    parts = Array(repeating: Part(), count: count)
  }

  /// Whether a layer would be granted; counts nothing.
  func verdict(on request: UpstreamRequest, at now: Instant) -> Quota.Verdict {
    let part = parts[description.per.place(of: request, of: parts.count)]
    guard let end = part.windowEnd, now < end else { return .granted }
    return part.used < description.bytes.bytes ? .granted : .refused(end - now)
  }

  /// Counts a layer that is granted.
  mutating func count(_ bytes: Int64, of request: UpstreamRequest, at now: Instant) {
    let index = description.per.place(of: request, of: parts.count)
    if parts[index].windowEnd.map({ now >= $0 }) ?? true {
      parts[index] = Part(used: 0, windowEnd: now + description.window)
    }
    parts[index].used += bytes
  }
}

extension UpstreamDescription.QuotaScope {
  /// Which of so many accounts or addresses a request is counted for. Those that do not sign in are
  /// the last account.
  fileprivate func place(of request: UpstreamRequest, of count: Int) -> Int {
    switch self {
    case .account: min(Int(request.credentials.index), count - 1)
    case .address: Int(request.region.index)
    }
  }
}

/// How near an upstream's quota was.
public struct QuotaUse: Hashable, Codable, Sendable {
  /// Counted requests that a window allows, or that a full bucket grants at once.
  public var limit: Int
  /// The length of a window.
  public var window: Span
  /// The most counted requests that one window had, or that were missing of a full bucket, of the
  /// account or address that had the most.
  public var mostUsed: Int

  public init(limit: Int, window: Span, mostUsed: Int) {
    (self.limit, self.window, self.mostUsed) = (limit, window, mostUsed)
  }
}
