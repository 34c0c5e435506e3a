import ContentCache

/// The layers that one machine keeps: up to a number of bytes, the least recently used go first.
///
/// A machine keeps some dozens of layers, and every pull looks for an image's among them and makes
/// them the ones used last. One pass over 4-byte names does either; a filter of 64 bits tells most
/// layers of other images apart without looking for them in the image.
struct NodeStore: Sendable {
  /// Nil: nothing is kept.
  private let capacity: Int64?
  private var held: Int64 = 0
  /// Kept layers, the one used last at the end.
  private var layers: [LayerID] = []

  init(capacity: ByteCount?) { self.capacity = capacity?.bytes }

  /// The machine is replaced by a new one.
  mutating func clear() {
    layers = []
    held = 0
  }

  /// Which of an image's layers are here, one bit a position.
  func mask(of image: ArraySlice<LayerID>) -> UInt128 {
    let filter = Filter(image)
    var mask: UInt128 = 0
    for layer in layers where filter.mayHold(layer) {
      guard let index = image.firstIndex(of: layer) else { continue }
      mask |= 1 << UInt128(index - image.startIndex)
    }
    return mask
  }

  /// An image was pulled: its layers are the ones used last.
  mutating func keep(_ image: ArraySlice<LayerID>, of content: ContentDescription) {
    guard let capacity else { return }
    let filter = Filter(image)
    var kept = 0
    for place in layers.indices {
      let layer = layers[place]
      if filter.mayHold(layer), image.contains(layer) {
        held -= content.bytes(of: layer)
      } else {
        layers[kept] = layer
        kept += 1
      }
    }
    layers.removeLast(layers.count - kept)
    layers.append(contentsOf: image)
    for layer in image { held += content.bytes(of: layer) }
    var leaving = 0
    while held > capacity, leaving < layers.count {
      held -= content.bytes(of: layers[leaving])
      leaving += 1
    }
    if leaving > 0 { layers.removeFirst(leaving) }
  }

  /// One bit for every 64th layer: set where the image has one of these.
  private struct Filter {
    private var bits: UInt64 = 0

    init(_ image: ArraySlice<LayerID>) {
      for layer in image { bits |= 1 << UInt64(layer.rawValue & 63) }
    }

    func mayHold(_ layer: LayerID) -> Bool { bits >> UInt64(layer.rawValue & 63) & 1 == 1 }
  }
}
