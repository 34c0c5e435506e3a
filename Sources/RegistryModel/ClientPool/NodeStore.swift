import ContentCache

/// The layers that one machine keeps: up to a number of bytes, the least recently used go first.
struct NodeStore: Sendable {
  /// Nil: nothing is kept.
  private let capacity: Int64?
  private var held: Int64 = 0
  /// Kept layers, the one used last at the end, each with its bytes.
  private var layers: [(layer: LayerID, bytes: Int64)] = []

  init(capacity: ByteCount?) { self.capacity = capacity?.bytes }

  /// The machine is replaced by a new one.
  mutating func clear() {
    layers = []
    held = 0
  }

  /// Which of an image's layers are here, one bit a position.
  func mask(of image: ArraySlice<LayerID>) -> UInt128 {
    guard !layers.isEmpty else { return 0 }
    var mask: UInt128 = 0
    for (position, layer) in image.enumerated() where layers.contains(where: { $0.layer == layer })
    {
      mask |= 1 << UInt128(position)
    }
    return mask
  }

  /// An image was pulled: its layers are the ones used last.
  mutating func keep(_ image: ArraySlice<LayerID>, bytes: (LayerID) -> Int64) {
    guard let capacity else { return }
    layers.removeAll { entry in
      guard image.contains(entry.layer) else { return false }
      held -= entry.bytes
      return true
    }
    for layer in image {
      layers.append((layer, bytes(layer)))
      held += bytes(layer)
    }
    var leaving = 0
    while held > capacity, leaving < layers.count {
      held -= layers[leaving].bytes
      leaving += 1
    }
    layers.removeFirst(leaving)
  }
}
