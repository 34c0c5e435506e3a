import ContentCache
import SimulationKernel

/// The life of one pull, from its start on a node until it is served or has failed for good.
///
/// A pure state machine: what happens to the pull goes in, what is to be done next comes out. The
/// ``ClientPool`` performs it.
struct Pull: Sendable {
  /// What the pool is to do.
  enum Action: Hashable, Sendable {
    /// Ask for the layer at a position.
    case request(position: Int)
    /// Every layer is there.
    case finish
    /// Wait so long at least, then start again.
    case retry(after: Span)
    /// Give up.
    case fail(AnswerStatus)
  }

  /// The pull's number in its pool; all its draws are keyed with it.
  let number: UInt32
  let tag: TagID
  /// The version of the tag that this attempt was answered with.
  private(set) var image: TagID
  let node: UInt32
  let startedAt: Instant
  /// Whether the image is named by its digest instead of its tag.
  var isByDigest = false
  /// Attempts begun.
  private(set) var attempt = 1
  /// How long its attempts waited for their turns at the node, before the present wait.
  private(set) var nodeWait = Span.zero
  /// Since when it has waited for its turn.
  private var queuedAt = Instant.zero
  /// The region that this attempt asks.
  var region = RegionID.home
  /// One bit a layer: those still to be asked for in this attempt.
  private var wanted: UInt128 = 0
  /// One bit a layer: those that earlier attempts or earlier pulls of the node left there.
  private(set) var present: UInt128 = 0
  /// Layers asked for, or about to be, that have not been answered.
  private(set) var outstanding = 0
  private var failure: Answer?

  /// The most layers an image can have here; container runtimes stop at 127.
  static let maximumLayers = 128

  init(number: UInt32, tag: TagID, node: UInt32, startedAt: Instant) {
    self.number = number
    self.tag = tag
    self.image = tag
    self.node = node
    self.startedAt = startedAt
  }

  /// The node has no turn for the next attempt yet.
  mutating func queues(at now: Instant) { queuedAt = now }

  /// The node has.
  mutating func takesTurn(at now: Instant) { nodeWait = nodeWait + (now - queuedAt) }

  /// What the node keeps is known: the layers in `mask` need not be asked for.
  mutating func keeps(_ mask: UInt128) { present |= mask }

  /// The manifest that came is of this version of the tag. What earlier attempts left of another
  /// one counts as kept by the node, not by the pull.
  mutating func names(_ version: TagID) {
    guard image != version else { return }
    image = version
    present = 0
  }

  /// The manifest came: so many layers make up the image. Returns how many are downloaded first, at
  /// once, each of which ``takeFirst()`` then gives; 0: every layer is there.
  mutating func manifestArrived(layerCount: Int, parallel: Int) -> Int {
    wanted = .ones(layerCount) & ~present
    outstanding = min(parallel, wanted.nonzeroBitCount)
    return outstanding
  }

  /// The position of the next of the layers that are downloaded first.
  mutating func takeFirst() -> Int {
    let position = wanted.trailingZeroBitCount
    wanted &= wanted - 1
    return position
  }

  /// A request of this attempt was answered.
  mutating func layerAnswered(
    _ position: Int, _ answer: Answer, terms: PullTerms
  ) -> Action? {
    outstanding -= 1
    if answer.isOK {
      present |= 1 << UInt128(position)
    } else if failure == nil {
      failure = answer
    }
    if let failure {
      // What is already on its way is waited for, so that no answer comes to a pull that is over.
      return outstanding == 0 ? failed(failure, terms: terms) : nil
    }
    if let next = takeNext() { return next }
    return outstanding == 0 ? .finish : nil
  }

  /// The attempt failed: again after a while, not before Retry-After allows it, or never again.
  mutating func failed(_ answer: Answer, terms: PullTerms) -> Action {
    failure = nil
    wanted = 0
    if let most = terms.attempts, attempt >= most { return .fail(answer.status) }
    let doublings = min(attempt - 1, 40)
    attempt += 1
    let wait = terms.backoff.seconds * Double(1 << doublings)
    let backoff = min(Span(seconds: wait), terms.backoffLimit)
    return .retry(after: max(backoff, answer.retryAfter ?? .zero))
  }

  private mutating func takeNext() -> Action? {
    guard wanted != 0 else { return nil }
    outstanding += 1
    return .request(position: takeFirst())
  }
}

extension UInt128 {
  /// So many ones, from the lowest bit up.
  static func ones(_ count: Int) -> UInt128 {
    count >= 128 ? .max : (1 << UInt128(count)) - 1
  }
}
