import ContentCache
import SimulationKernel

/// Where a region fetches what it lacks.
enum FetchSource: Hashable, Sendable {
  case upstream(UpstreamID)
  case region(RegionID)

  /// How content that comes from here is listed in results.
  var origin: ContentOrigin {
    switch self {
    case .upstream: .upstream
    case .region(let region): region == .home ? .home : .peer
    }
  }
}

/// The caching of one image in one region, from the first miss (or another region's offer) until
/// the manifest and all layers are stored. A pure record of decisions: the ``PullHandler``
/// performs what they say.
struct FetchJob: Sendable {
  enum Phase: Hashable, Sendable {
    /// Asking the home region who is to fetch.
    case claiming
    /// Asking another region, the numbered one by distance, whether it has the image.
    case querying(peer: Int)
    /// Waiting for the manifests.
    case manifests
    /// Waiting for the layers.
    case layers
  }

  /// One layer to bring, named by the first image of the job that has it.
  struct Piece: Hashable, Sendable {
    var tag: TagID
    var position: Int
  }

  /// The image that was asked for, then those of its other platforms that are cached with it: by
  /// tag, and once a manifest is there, the version that it is of.
  private(set) var tags: [TagID]
  /// The request that set the job off; nil for replication.
  let owner: ContentRequest?
  /// The zone whose front end took that request, and in which content is written first.
  let zone: UInt8
  var source: FetchSource
  var phase: Phase
  /// Requests for the manifest that wait for it, and the zones that they came through.
  var waiting: [(request: ContentRequest, zone: UInt8)] = []
  /// Layers not yet asked for, last one first.
  var missing: [Piece] = []
  /// Calls that have not been answered.
  var outstanding = 0
  /// What went wrong first; nil while nothing has.
  var failure: Answer?
  /// Of an image that another region offered: when that region had it.
  var offeredSince: Instant?
  /// Whether the region was lost meanwhile: the job is over when the answer that it waits for comes.
  var isAborted = false
  /// The version that a check has found upstream, where one set the job off.
  var found: TagID?
  /// Whether the index has come, so that it is known which versions the job brings.
  var hasIndex = false
  /// Whether a claim is to be given back.
  var holdsClaim = false

  init(tags: [TagID], owner: ContentRequest?, zone: UInt8, source: FetchSource, phase: Phase) {
    self.tags = tags
    self.owner = owner
    self.zone = zone
    self.source = source
    self.phase = phase
  }

  /// A manifest came: the tag is at this version.
  mutating func name(_ tag: TagID, _ version: TagID) {
    guard tag != version, let place = tags.firstIndex(of: tag) else { return }
    tags[place] = version
  }

  /// The version of a tag that the job brings; the tag itself where it brings none.
  func entry(of tag: TagID, in content: ContentTable) -> TagID {
    tags.first { content.tag(of: $0) == tag } ?? tag
  }

  /// Whether the manifest is there, so that clients can ask for layers.
  var hasManifest: Bool { phase == .layers }

  /// Whether it is settled which version of each tag the job brings.
  var knowsVersions: Bool { hasIndex || hasManifest }

  /// How the image was asked for.
  var part: ContentPart { (owner?.part ?? .manifest).ofManifest }

  /// Whether the image was asked for by its digest, which tells nothing of any tag.
  var isByDigest: Bool { part.isByDigest }
}

/// One question to an upstream or to another region, with its retries.
struct Call: Sendable {
  enum Purpose: Hashable, Sendable {
    /// The index or a manifest of a job.
    case manifest(job: UInt32)
    /// A layer that whoever waits in the table of misses gets.
    case layer
    /// Whether a cached tag is up to date.
    case check
    /// A manifest or a layer for one request alone; a layer is kept if `stores`.
    case direct(ContentRequest, zone: UInt8, stores: Bool)
  }

  let purpose: Purpose
  let source: FetchSource
  let tag: TagID
  let part: ContentPart
  /// The zone that a layer is written in.
  let zone: UInt8
  /// Whether another region's offer caused it.
  let isReplication: Bool
  /// How many-th fetch of this content by the region it is; its draws are keyed with it.
  var number: UInt32 = 0
  /// Attempts begun.
  var attempt: UInt8 = 0
  /// When the present attempt began.
  var askedAt = Instant.zero
  var timeout: Timer?
  var phase = Phase.asking
  /// Of a call to an upstream: whether it may ask.
  var admission = UpstreamReachability.Admission.asks
  /// Requests sent that have not been answered, those included that are no longer waited for, and
  /// wake-ups of the call's own that came after its end.
  var unanswered = 0

  enum Phase: Hashable, Sendable {
    /// Waiting for a token of the upstream.
    case authorizing
    /// Waiting for the answer to the present attempt.
    case asking
    /// The attempt failed; the next one begins after a pause.
    case pausing
    /// The bytes have come and are being written.
    case writing
    /// It is over, but an answer is still to come. Until then its slot is nobody else's, since the
    /// answer would be taken for that one's.
    case over
  }
}

/// How often a region has fetched each content, and offered each image to the other regions.
struct FetchNumbers: Sendable {
  private var layers: [UInt32]
  // Indexed by tag.
  private var manifests, indexes, checks, offers: [UInt32]

  init(_ content: ContentTable) {
    layers = Array(repeating: 0, count: content.description.layerCount)
    manifests = Array(repeating: 0, count: content.images.count)
    (indexes, checks, offers) = (manifests, manifests, manifests)
  }

  /// The number of the fetch that begins.
  mutating func next(of tag: TagID, _ part: ContentPart, in content: ContentTable) -> UInt32 {
    if let position = part.layerPosition {
      return Self.take(&layers[content.layer(position, of: tag).index])
    }
    if part == .tagCheck { return Self.take(&checks[tag.index]) }
    return part.isIndex ? Self.take(&indexes[tag.index]) : Self.take(&manifests[tag.index])
  }

  /// The number of the offer that begins.
  mutating func nextOffer(of tag: TagID) -> UInt32 { Self.take(&offers[tag.index]) }

  private static func take(_ count: inout UInt32) -> UInt32 {
    defer { count &+= 1 }
    return count
  }
}

/// Whoever waits for a layer that is being fetched.
enum LayerWaiter: Hashable, Sendable {
  case request(ContentRequest, zone: UInt8, ContentOrigin)
  case job(UInt32)
  /// Nobody, but the layer is not there yet: its bytes have come and are being written, or whoever
  /// waited for them was cut off.
  case nobody
}

/// How a layer came into the region and from when on each zone has it.
struct Placement: Sendable {
  var replicated = false
  var zone: UInt8 = 0
  var everywhereFrom = Instant.zero
}
