import ContentCache

/// What is pushed to the registry and lies in one region: ordinary content, which takes room and is
/// never evicted, since nobody could bring it again.
struct PushedContent: Sendable {
  /// Indexed by layer; empty where nothing is ever pushed.
  private var layers: [Bool] = []
  /// Indexed by entry: whether the manifest, and so the whole image, is here.
  private var manifests: [Bool] = []
  /// Indexed by tag: the entry that it points to.
  private var tags: [TagID?] = []
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
