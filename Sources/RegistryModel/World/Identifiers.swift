public import ContentCache
public import SimulationKernel

/// A region of the registry; 0 is the home region.
@frozen
public struct RegionID: Hashable, Comparable, Codable, Sendable, BitwiseCopyable {
  public var index: UInt8
  @inlinable public init(_ index: Int) { self.index = UInt8(truncatingIfNeeded: index) }
  @inlinable public static func < (left: Self, right: Self) -> Bool { left.index < right.index }

  /// The home region.
  public static let home = RegionID(0)
}

/// A pool of like clients: one workload.
@frozen
public struct PoolID: Hashable, Sendable, BitwiseCopyable {
  public var index: UInt16
  @inlinable public init(_ index: Int) { self.index = UInt16(truncatingIfNeeded: index) }
}

/// An upstream registry.
@frozen
public struct UpstreamID: Hashable, Sendable, BitwiseCopyable {
  public var index: UInt8
  @inlinable public init(_ index: Int) { self.index = UInt8(truncatingIfNeeded: index) }
}

/// Who asked for content: a pull of a client pool, or another region on behalf of its own clients.
@frozen
public struct Requester: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline let code: UInt16

  @inlinable public static func pool(_ pool: PoolID) -> Requester { Requester(code: pool.index) }
  @inlinable public static func region(_ region: RegionID) -> Requester {
    Requester(code: 0x8000 | UInt16(region.index))
  }

  @inlinable init(code: UInt16) { self.code = code }

  /// The region that asked; nil where a client did.
  @inlinable public var region: RegionID? {
    code & 0x8000 == 0 ? nil : RegionID(Int(code & 0xFF))
  }

  /// The pool that asked. Meaningful only where ``region`` is nil.
  @inlinable public var pool: PoolID { PoolID(Int(code & 0x7FFF)) }
}

/// A request for content on its way through the registry.
@frozen
public struct ContentRequest: Hashable, Sendable, BitwiseCopyable {
  /// The slot, and in the four highest bits the attempt: who draws and who waits in one word.
  @usableFromInline var place: UInt32
  /// The pull's number in its pool, or how many-th fetch of this content by its region it is; with
  /// the attempt and the part, what the request's own delays are drawn from.
  public var number: UInt32
  /// The image asked for.
  public var tag: TagID
  /// Who waits.
  public var requester: Requester
  /// What of the image.
  public var part: ContentPart
  /// Of a client's request for a layer: what the download may use of the machine's bandwidth.
  public var share: BandwidthShare

  /// Slots are below this: more pulls or calls at once than there is memory for.
  @usableFromInline static let slotLimit: UInt32 = 1 << 28

  /// - Precondition: `slot` is below 2²⁸.
  @inlinable
  public init(
    slot: UInt32, number: UInt32, tag: TagID, requester: Requester, part: ContentPart,
    attempt: UInt8, share: BandwidthShare = .whole
  ) {
    precondition(slot < Self.slotLimit, "more pulls or calls at once than a request can name")
    self.place = UInt32(attempt) << 28 | slot
    self.number = number
    self.tag = tag
    self.requester = requester
    self.part = part
    self.share = share
  }

  /// The pull (in its pool) or the call (in its region) that waits for the answer.
  @inlinable public var slot: UInt32 { place & (Self.slotLimit - 1) }

  /// The attempt of the pull or the call, from 1; beyond 15 it begins anew from 0, so that the delays
  /// of attempts at one pull repeat themselves after 16.
  @inlinable public var attempt: UInt8 { UInt8(truncatingIfNeeded: place >> 28) }
}

/// A machine's bandwidth, divided by so many downloads: what one of them may use.
///
/// One byte, as a floating-point number with six significant bits: exact up to 64, beyond it rounded
/// up by less than 1/32, at most ``mostParts``.
@frozen
public struct BandwidthShare: Hashable, Sendable, BitwiseCopyable {
  @usableFromInline let code: UInt8

  @inlinable init(code: UInt8) { self.code = code }

  /// All of it.
  public static let whole = BandwidthShare(code: 1)

  /// The most parts that are told apart; more downloads each get this share.
  public static let mostParts = 63 << 6

  /// One part of so many.
  ///
  /// - Parameter parts: Downloads at once, at least 1.
  @inlinable
  public static func one(of parts: Int) -> BandwidthShare {
    let parts = min(max(1, parts), mostParts)
    guard parts >= 64 else { return BandwidthShare(code: UInt8(truncatingIfNeeded: parts)) }
    let exponent = Int.bitWidth - 6 - parts.leadingZeroBitCount
    let significand = (parts + (1 << exponent) - 1) >> exponent
    // A significand that rounding made 64 is 32 with the next exponent, which is the same code.
    return BandwidthShare(code: UInt8(truncatingIfNeeded: exponent << 5 + significand))
  }

  /// How many parts there are.
  @inlinable public var parts: Int {
    guard code >= 64 else { return Int(code) }
    return (32 + Int(code & 31)) << (Int(code >> 5) - 1)
  }
}

/// A request of a region to an upstream.
@frozen
public struct UpstreamRequest: Hashable, Sendable, BitwiseCopyable {
  /// The call (in its region) that waits for the answer.
  public var slot: UInt32
  /// How many-th fetch of this content by its region it is.
  public var number: UInt32
  /// The image asked for.
  public var tag: TagID
  /// What of the image.
  public var part: ContentPart
  /// Who waits.
  public var region: RegionID
  /// The attempt of the call, from 1.
  public var attempt: UInt8
  /// With whose token; ``CredentialSetID/anonymous``: without one.
  public var credentials: CredentialSetID

  @inlinable
  public init(
    slot: UInt32, number: UInt32, tag: TagID, part: ContentPart, region: RegionID, attempt: UInt8,
    credentials: CredentialSetID = CredentialSetID(255)
  ) {
    self.credentials = credentials
    self.slot = slot
    self.number = number
    self.tag = tag
    self.part = part
    self.region = region
    self.attempt = attempt
  }
}

/// How a request was answered.
@frozen
public enum AnswerStatus: UInt8, CaseIterable, Codable, Sendable, BitwiseCopyable {
  case ok
  /// 404: no rule maps the repository, or upstream has no such image.
  case notFound
  /// 429: the upstream's quota is used up.
  case tooManyRequests
  /// 502: the upstream failed at every attempt.
  case upstreamFailed
  /// 503: the front end's queue is full.
  case overloaded
  /// 429: the registry's own request limit is reached.
  case throttled
  /// 401: the upstream was not given credentials that it accepts.
  case unauthorized
  /// 403: the registry's network rules do not allow the source.
  case forbidden
  /// The connection was cut or not accepted: nobody answers.
  case unavailable

  /// How a pull ended that was answered so, as results say it.
  public var outcome: String { self == .ok ? "served" : label }

  /// The word used for an answer.
  public var label: String {
    switch self {
    case .ok: "ok"
    case .notFound: "not-found"
    case .tooManyRequests: "too-many-requests"
    case .upstreamFailed: "upstream-failed"
    case .overloaded: "overloaded"
    case .throttled: "throttled"
    case .unauthorized: "unauthorized"
    case .forbidden: "forbidden"
    case .unavailable: "unavailable"
    }
  }
}

/// An answer on its way: how a request was answered, and what its headers say besides.
@frozen
public struct Answer: Hashable, Sendable, BitwiseCopyable {
  public var status: AnswerStatus
  /// Of a refusal: the seconds of its Retry-After header. Of a manifest that a tag names: which of
  /// the tag's versions it is, from 0.
  @usableFromInline var detail: UInt16

  @inlinable
  public init(_ status: AnswerStatus) { (self.status, detail) = (status, 0) }

  /// A refusal that says when to come again, in whole seconds, rounded up.
  public static func refused(_ status: AnswerStatus, retryAfter: Span) -> Answer {
    var answer = Answer(status)
    let seconds = (max(.zero, retryAfter).nanoseconds - 1) / 1_000_000_000 + 1
    answer.detail = UInt16(clamping: seconds)
    return answer
  }

  public static let ok = Answer(.ok)

  /// A manifest that a tag names: which of the tag's versions it is, at most 65,535.
  public static func version(_ version: UInt16) -> Answer {
    var answer = Answer.ok
    answer.detail = version
    return answer
  }

  /// Of a manifest that a tag names: which of the tag's versions it is.
  public var version: UInt16 { isOK ? detail : 0 }

  @inlinable public var isOK: Bool { status == .ok }

  /// What the Retry-After header says; nil where there is none.
  public var retryAfter: Span? { isOK || detail == 0 ? nil : .seconds(Int64(detail)) }
}

/// Where the content of an answer came from.
@frozen
public enum ContentOrigin: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// The cache, in the zone of the front end that was asked.
  case zone
  /// The cache, in another zone of the region.
  case region
  /// The cache, brought by replication before anyone asked.
  case replicated
  /// A fetch that another pull or replication had begun.
  case joined
  /// The home region: a fetch of the pull's own.
  case home
  /// Another region than the home region: a fetch of the pull's own.
  case peer
  /// The upstream: a fetch of the pull's own.
  case upstream
  /// Nowhere: the request was refused, or the fetch failed.
  case failed

  /// The word used in results.
  public var label: String {
    switch self {
    case .zone: "zone-hit"
    case .region: "region-hit"
    case .replicated: "replicated-hit"
    case .joined: "joined-miss"
    case .home: "from-home"
    case .peer: "from-peer"
    case .upstream: "from-upstream"
    case .failed: "failed"
    }
  }

  /// Whether the region that was asked held the content.
  public var isHit: Bool { self == .zone || self == .region || self == .replicated }
}
