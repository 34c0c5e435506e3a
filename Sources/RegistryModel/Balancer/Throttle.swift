import SimulationKernel

/// The request limits of one region at work: a bucket of tokens for the region and one for each
/// identity, of every kind of request. A pure value.
///
/// Buckets fill continuously and begin full. A request passes if every bucket that it counts in has
/// a token, and takes one of each; otherwise it takes none and is refused. A refusal says
/// when to come again: the rest of the throttling period, which begins with the first refusal of a
/// bucket and lasts a fixed time, so that it counts down over successive refusals (documented, as
/// all of this but for the buckets' size). Tokens arrive during a period as at any time, and a
/// request that meets one passes.
struct Throttle: Sendable {
  /// Which limit a request met.
  enum Scope: Hashable, Sendable { case region, identity }

  enum Verdict: Hashable, Sendable {
    case passed
    case refused(by: Scope, retryAfter: Span)
  }

  /// One bucket, with its throttling period.
  private struct Limit: Sendable {
    var bucket: TokenBucket
    /// When the period ends that its last first refusal began.
    var periodEnd = Instant.zero

    /// The rest of the period, which begins now where none is under way.
    mutating func refuse(at now: Instant, period: Span) -> Span {
      if periodEnd <= now { periodEnd = now + period }
      return periodEnd - now
    }
  }

  /// What a region can take of reads before it has grown to its load.
  private struct Growth: Sendable {
    var low: Limit
    let time: Span
    /// From when on the region has its full limit; nil at a low load.
    var grownAt: Instant?
    /// When the share was last too small.
    var lastShort = Instant.zero
  }

  /// Kind after kind: the region's limit, then those of the identities; nil: none.
  private var limits: [Limit?]
  private let identities: Int
  private let period: Span
  private var growth: Growth?

  /// - Parameters:
  ///   - limits: Requests a minute.
  ///   - identities: How many identities there are.
  init(_ limits: RequestLimits, _ throttling: ThrottlingDescription, identities: Int) {
    self.identities = identities
    period = throttling.period
    var all: [Limit?] = []
    for kind in RequestKind.allCases {
      all.append(
        limits.perRegion[kind.rawValue].map { Self.limit($0, throttling.bucket) })
      let each = limits.perIdentity[kind.rawValue].map { Self.limit($0, throttling.bucket) }
      all += Array(repeating: each, count: identities)
    }
    self.limits = all
    if let scaleOut = throttling.scaleOut, let reads = limits.perRegion[RequestKind.read.rawValue] {
      let share = max(1, Int(Double(reads) * scaleOut.share))
      growth = Growth(low: Self.limit(share, throttling.bucket), time: scaleOut.time)
    }
  }

  /// So many requests a minute, and as many at once as come in the time that fills the bucket.
  private static func limit(_ perMinute: Int, _ bucket: Span) -> Limit {
    let minute = Span.minutes(1)
    let burst = Int128(perMinute) * Int128(bucket.nanoseconds) / Int128(minute.nanoseconds)
    return Limit(
      bucket: TokenBucket(
        tokensPerPeriod: Int64(perMinute), period: minute,
        capacity: max(1, Int64(clamping: burst))))
  }

  private func place(_ kind: RequestKind, _ identity: Int?) -> Int {
    kind.rawValue * (1 + identities) + (identity.map { $0 + 1 } ?? 0)
  }

  /// Lets a request of an identity pass, or refuses it.
  ///
  /// - Precondition: `now` is not before the last call's.
  /// - Complexity: O(1).
  mutating func admit(_ kind: RequestKind, of identity: Int, at now: Instant) -> Verdict {
    var refusal = Refusal()
    var next: RequestKind? = kind
    while let counted = next {
      look(.region, place(counted, nil), &refusal, at: now)
      look(.identity, place(counted, identity), &refusal, at: now)
      if counted == .read, let rest = growing(at: now) { refusal.add(.region, rest) }
      next = counted.alsoCountsAs
    }
    if let scope = refusal.scope { return .refused(by: scope, retryAfter: refusal.wait) }
    next = kind
    while let counted = next {
      _ = limits[place(counted, nil)]?.bucket.take(at: now)
      _ = limits[place(counted, identity)]?.bucket.take(at: now)
      if counted == .read { _ = growth?.low.bucket.take(at: now) }
      next = counted.alsoCountsAs
    }
    return .passed
  }

  /// The most reads that the region can have let pass by an instant; nil where nothing limits them.
  func mostReads(by now: Instant) -> Int128? {
    guard let bucket = limits[place(.read, nil)]?.bucket else { return nil }
    let arrived = Int128(now.nanoseconds) * Int128(bucket.tokensPerPeriod)
    return Int128(bucket.capacity) + arrived / Int128(bucket.period.nanoseconds)
  }

  /// What speaks against a request so far.
  private struct Refusal {
    var scope: Scope?
    var wait = Span.zero

    /// The wider limit is the one that is named, the longest wait the one that helps.
    mutating func add(_ scope: Scope, _ rest: Span) {
      if self.scope != .region { self.scope = scope }
      wait = max(wait, rest)
    }
  }

  private mutating func look(
    _ scope: Scope, _ place: Int, _ refusal: inout Refusal, at now: Instant
  ) {
    guard let limit = limits[place], limit.bucket.available(at: now) < 1 else { return }
    refusal.add(scope, limits[place]?.refuse(at: now, period: period) ?? .zero)
  }

  /// How long to wait where a read finds the region still growing; nil where it may pass.
  private mutating func growing(at now: Instant) -> Span? {
    guard var growth else { return nil }
    defer { self.growth = growth }
    let isShort = growth.low.bucket.available(at: now) < 1
    if isShort { growth.lastShort = now }
    if let grownAt = growth.grownAt, grownAt <= now {
      // Small again once the share has been enough for as long as growing takes.
      if growth.lastShort + growth.time < now { growth.grownAt = nil }
      return nil
    }
    guard isShort else { return nil }
    if growth.grownAt == nil { growth.grownAt = now + growth.time }
    return growth.low.refuse(at: now, period: period)
  }
}
