/// The content of a pull-through registry cache: tags point to manifests, manifests name layers,
/// and layers are shared.
///
/// Every object is held and counted once, whoever names it. Time is handed in, in ticks that never
/// run backwards. The cache is a value: an assignment copies it. Nothing here fetches, waits or
/// fails; the caller does that, and reports what came of it.
///
/// **A held manifest with all its layers is an image** (``holds(_:)-(ManifestID)``). Manifest and
/// layers may be stored in either order; a manifest may be held while layers are on the way. When a
/// layer that held manifests name is evicted, they are withdrawn with it, and so are the tags
/// that point to them: a cached image is never silently broken. An index is held for itself: it
/// stays when a platform's manifest goes, and that platform is a miss from then on.
///
/// Every operation is O(1) in the number of objects held, but for the policy's order
/// (O(log n) at most), the layers of the manifest concerned, and what is evicted.
public struct ContentCache: Sendable {
  /// The set-up the cache was made with.
  public let configuration: Configuration
  /// What the names stand for.
  public private(set) var description: ContentDescription
  /// What has happened since the cache was made.
  public internal(set) var counters = Counters()
  /// The bytes of all layers and documents held.
  public internal(set) var bytesHeld: Int64 = 0
  /// The number of layers held.
  public internal(set) var layerCount = 0
  /// The number of manifests and indexes held.
  public internal(set) var manifestCount = 0

  let capacity: Int64
  /// How much of the capacity is left to what is not this cache's.
  public internal(set) var reserved: Int64 = 0
  var order: PolicyOrder
  var layers: [LayerState] = []
  var manifests: [ManifestState] = []
  var tags: [TagState] = []
  /// Links a layer's references by held manifests, indexed like the description's references.
  var references: [ReferenceLink] = []
  /// With images as the unit: held layers that no held manifest names, by age.
  var unclaimed = SlotRings()
  /// What expired since the last report.
  var unreported = Eviction()

  /// Marks the end of a list.
  static var nobody: UInt32 { .max }

  struct LayerState: BitwiseCopyable, Sendable {
    var firstReference: UInt32 = nobody
    /// The number of held manifests that name the layer.
    var referenceCount: UInt32 = 0
    var isHeld = false
    var unclaimedSince: Int64 = 0
  }

  struct ManifestState: BitwiseCopyable, Sendable {
    var firstTag: UInt32 = nobody
    /// The number of its layers that are not held; kept up while the manifest is held.
    var missing: UInt32 = 0
    var isHeld = false
  }

  struct ReferenceLink: BitwiseCopyable, Sendable {
    var previous: UInt32 = nobody
    var next: UInt32 = nobody
  }

  struct TagState: BitwiseCopyable, Sendable {
    var knowledge = Knowledge.nothing
    var manifest: UInt32 = nobody
    /// When it was last checked, or until when it is known to be absent.
    var time: Int64 = 0
    var previous: UInt32 = nobody
    var next: UInt32 = nobody

    enum Knowledge: UInt8, BitwiseCopyable, Sendable {
      case nothing, points, absent
    }
  }

  /// Makes an empty cache for the content described.
  public init(_ configuration: Configuration, description: ContentDescription) {
    precondition((configuration.capacity ?? 0) >= 0, "a capacity is not negative")
    self.configuration = configuration
    self.description = ContentDescription()
    capacity = configuration.capacity ?? .max
    order = PolicyOrder(configuration.policy, capacity: capacity)
    extend(to: description)
  }

  /// Replaces the description by one that has grown from it.
  public mutating func extend(to description: ContentDescription) {
    precondition(
      description.layerCount >= self.description.layerCount
        && description.manifestCount >= self.description.manifestCount,
      "a description only grows")
    self.description = description
    layers.append(
      contentsOf: repeatElement(LayerState(), count: description.layerCount - layers.count))
    manifests.append(
      contentsOf: repeatElement(
        ManifestState(), count: description.manifestCount - manifests.count))
    references.append(
      contentsOf: repeatElement(
        ReferenceLink(), count: description.referencedLayer.count - references.count))
    switch configuration.evictionUnit {
    case .layer:
      order.grow(to: 2 * max(description.layerCount, description.manifestCount))
    case .image:
      order.grow(to: description.manifestCount)
      unclaimed.grow(to: description.layerCount)
    }
  }

  /// Whether more bytes are held than the quota alarm's level.
  public var exceedsQuotaAlarm: Bool {
    configuration.quotaAlarm.map { bytesHeld > $0 } ?? false
  }

  /// The most bytes that may be held: the capacity without what is reserved.
  var room: Int64 { capacity - reserved }

  /// Bytes that fit without anything being evicted.
  public var freeBytes: Int64 { room - bytesHeld }

  /// Where the policy's order keeps a manifest. With blobs as the unit layers have the even slots
  /// and manifests the odd ones, so that either may become more.
  func slot(of manifest: ManifestID) -> Slot {
    configuration.evictionUnit == .layer ? 2 * manifest.rawValue + 1 : manifest.rawValue
  }

  /// Where the policy's order keeps a layer, if it orders layers.
  func slot(of layer: LayerID) -> Slot { 2 * layer.rawValue }
}
