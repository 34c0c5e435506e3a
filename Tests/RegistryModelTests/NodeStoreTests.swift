import ContentCache
import TestSupport
import Testing

@testable import RegistryModel

/// The store of a machine against a plain list of the layers used last.
@Suite struct NodeStoreTests {
  @Test func keepsTheLayersUsedLast() {
    var dice = SplitMix64(seed: 27)
    var content = ContentDescription()
    // More than 64 layers, so that some share a bit of the filter.
    let layers = (0..<200).map { _ in content.addLayer(bytes: Int64(dice.below(1000))) }
    let images: [ManifestID] = (0..<40).map { _ in
      let count = dice.below(20)
      return content.addManifest(
        bytes: 10, layers: (0..<count).map { _ in layers[dice.below(layers.count)] })
    }
    for capacity in [0, 1000, 20_000, 1_000_000] as [Int64] {
      var store = NodeStore(capacity: ByteCount(capacity))
      var expected: [LayerID] = []
      for step in 0..<300 {
        let image = content.layers(of: images[dice.below(images.count)])
        let mask = image.enumerated().reduce(UInt128(0)) { mask, entry in
          expected.contains(entry.element) ? mask | 1 << UInt128(entry.offset) : mask
        }
        #expect(store.mask(of: image) == mask, "capacity \(capacity), step \(step)")
        store.keep(image, of: content)
        expected.removeAll { image.contains($0) }
        expected += image
        while expected.reduce(0, { $0 + content.bytes(of: $1) }) > capacity {
          expected.removeFirst()
        }
      }
    }
  }

  @Test func withoutACapacityNothingIsKept() {
    var content = ContentDescription()
    let layer = content.addLayer(bytes: 1)
    let image = content.addManifest(bytes: 1, layers: [layer])
    var store = NodeStore(capacity: nil)
    store.keep(content.layers(of: image), of: content)
    #expect(store.mask(of: content.layers(of: image)) == 0)
  }

  @Test func aNewMachineKeepsNothing() {
    var content = ContentDescription()
    let layer = content.addLayer(bytes: 1)
    let image = content.addManifest(bytes: 1, layers: [layer])
    var store = NodeStore(capacity: ByteCount(10))
    store.keep(content.layers(of: image), of: content)
    #expect(store.mask(of: content.layers(of: image)) == 1)
    store.clear()
    #expect(store.mask(of: content.layers(of: image)) == 0)
  }
}
