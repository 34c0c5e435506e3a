public import SimulationKernel

/// An upstream's quota: so many counted requests in a window that starts with its first request.
///
/// Docker Hub states its limit this way (`ratelimit-limit: 100;w=21600`): a number and a window in
/// seconds. Whether the window slides or is fixed is not documented; it is fixed here.
struct Quota: Sendable {
  let description: UpstreamDescription.Quota
  private(set) var used = 0
  /// The most that any window has used since the last reset.
  private var mostUsed = 0
  private var windowEnd: Instant?

  init(_ description: UpstreamDescription.Quota) { self.description = description }

  /// Whether a request of this kind is counted.
  func counts(_ part: ContentPart) -> Bool {
    switch description.counting {
    case .allRequests: true
    case .manifestGets: part == .manifest || part == .digest
    }
  }

  /// Counts a request if its kind is counted.
  ///
  /// - Returns: Whether it is allowed. A refused request is not counted.
  mutating func admit(_ part: ContentPart, at now: Instant) -> Bool {
    guard counts(part) else { return true }
    if let end = windowEnd, now < end {
      guard used < description.requests else { return false }
    } else {
      windowEnd = now + description.window
      used = 0
      guard description.requests > 0 else { return false }
    }
    used += 1
    mostUsed = max(mostUsed, used)
    return true
  }

  /// The worst window is that from now on; what the present one has used counts.
  mutating func resetStatistics() { mostUsed = used }

  /// What was used since the last reset.
  var use: QuotaUse {
    QuotaUse(limit: description.requests, window: description.window, mostUsed: mostUsed)
  }
}

/// How near an upstream's quota was.
public struct QuotaUse: Hashable, Sendable {
  /// Counted requests that a window allows.
  public var limit: Int
  /// The length of a window.
  public var window: Span
  /// The most counted requests that one window had.
  public var mostUsed: Int

  public init(limit: Int, window: Span, mostUsed: Int) {
    (self.limit, self.window, self.mostUsed) = (limit, window, mostUsed)
  }
}
