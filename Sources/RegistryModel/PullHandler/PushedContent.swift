import ContentCache
import SimulationKernel

/// What is pushed to the registry and lies in one region: ordinary content, which takes room and is
/// never evicted, since nobody could bring it again. It can be lost with the only zone that has it.
struct PushedContent: Sendable {
  /// Indexed by layer; empty where nothing is ever pushed.
  private var layers: [Bool] = []
  /// Indexed by entry: whether the manifest, and so the whole image, is here.
  private var manifests: [Bool] = []
  /// Indexed by tag: the entry that it points to.
  private var tags: [TagID?] = []
  /// Images for which there was no room; looked up, never iterated.
  private var refused: Set<TagID> = []
  /// Whether something that was pushed was not taken, or is lost.
  var hasGaps = false
  /// The bytes of all layers and manifests here.
  private(set) var bytesHeld: Int64 = 0

  init(_ plan: WorldPlan) {
    guard !plan.pushes.isEmpty else { return }
    layers = Array(repeating: false, count: plan.content.description.layerCount)
    manifests = Array(repeating: false, count: plan.content.images.count)
    tags = Array(repeating: nil, count: plan.content.images.count)
  }

  func holds(_ layer: LayerID) -> Bool { !layers.isEmpty && layers[layer.index] }
  func holds(_ entry: TagID) -> Bool { !manifests.isEmpty && manifests[entry.index] }
  func current(_ tag: TagID) -> TagID? { tags.isEmpty ? nil : tags[tag.index] }

  mutating func store(_ layer: LayerID, bytes: Int64) {
    guard !layers[layer.index] else { return }
    layers[layer.index] = true
    bytesHeld += bytes
  }

  mutating func store(_ entry: TagID, bytes: Int64) {
    guard !manifests[entry.index] else { return }
    manifests[entry.index] = true
    bytesHeld += bytes
  }

  /// There is no room for an image. Returns whether that was so before.
  mutating func refuse(_ entry: TagID) -> Bool {
    hasGaps = true
    return !refused.insert(entry).inserted
  }

  /// The bytes of a layer are lost, and the images that it belongs to are of no use: their manifests
  /// go, and tags that point to them point to nothing. Their other layers stay.
  ///
  /// - Returns: The images that are gone, and the tags that pointed to one.
  mutating func remove(
    _ layer: LayerID, _ content: ContentTable
  ) -> (images: [TagID], tags: [TagID]) {
    guard holds(layer) else { return ([], []) }
    hasGaps = true
    layers[layer.index] = false
    bytesHeld -= content.bytes(layer)
    var lost: (images: [TagID], tags: [TagID]) = ([], [])
    for index in manifests.indices where manifests[index] {
      let entry = TagID(rawValue: UInt32(index))
      guard content.layers(of: entry).contains(layer) else { continue }
      manifests[index] = false
      bytesHeld -= content.bytes(content.manifest(of: entry))
      lost.images.append(entry)
      let tag = content.tag(of: entry)
      if tags[tag.index] == entry {
        tags[tag.index] = nil
        lost.tags.append(tag)
      }
    }
    return lost
  }

  mutating func point(_ tag: TagID, to entry: TagID) { tags[tag.index] = entry }

  /// What is wrong with the books, if anything: the bytes, or an image without one of its layers.
  func brokenInvariant(_ content: ContentTable) -> String? {
    var bytes: Int64 = 0
    for index in layers.indices where layers[index] {
      bytes += content.bytes(LayerID(rawValue: UInt32(index)))
    }
    for index in manifests.indices where manifests[index] {
      let entry = TagID(rawValue: UInt32(index))
      bytes += content.bytes(content.manifest(of: entry))
      if !content.layers(of: entry).allSatisfy(holds) {
        return "a layer of \(content.image(entry).reference) is missing"
      }
    }
    return bytes == bytesHeld ? nil : "the bytes held"
  }
}

/// How often and after which pauses a push is tried that nobody takes: as Docker does, five times in
/// all, with 5 s more to wait after each failure (moby, `distribution/xfer/upload.go`).
enum PushRetries {
  static let attempts = 5
  static let step = Span.seconds(5)

  /// The pause before the next attempt; nil where there is none.
  static func pause(afterFailures failures: Int) -> Span? {
    failures < attempts ? step * Int64(failures) : nil
  }
}
