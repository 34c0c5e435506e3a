import ContentCache
import TestSupport
import Testing

/// Capacity that is left to content beside the cache.
@Suite struct ReserveTests {
  @Test(arguments: allPolicies, [ContentCache.EvictionUnit.layer, .image])
  func `what is reserved and what is held never exceed the capacity`(
    policy: EvictionPolicy, unit: ContentCache.EvictionUnit
  ) {
    for seed in 0..<UInt64(20) {
      var random = SplitMix64(seed: seed)
      var description = ContentDescription()
      let layers = (0..<30).map { _ in description.addLayer(bytes: Int64(random.below(40) + 1)) }
      let manifests = (0..<15).map {
        description.addManifest(bytes: 2, layers: [layers[2 * $0], layers[2 * $0 + 1]])
      }
      var cache = ContentCache(
        .init(capacity: 300, policy: policy, evictionUnit: unit), description: description)
      for step in 0..<300 {
        let now = Int64(step)
        switch random.below(6) {
        case 0:
          let (before, held) = (cache.reserved, cache.bytesHeld)
          let wanted = Int64(random.below(330))
          let report = cache.reserve(wanted, at: now)
          #expect(cache.reserved == (report.isHeld ? wanted : before))
          if policy == .none { #expect(cache.bytesHeld == held && report.isEmpty) }
          #expect(report.isHeld == (policy == .none ? wanted <= 300 - held : wanted <= 300))
          if wanted <= before { #expect(report.isHeld) }
        case 1, 2: _ = cache.store(manifests[random.below(15)], at: now)
        default: _ = cache.store(layers[random.below(30)], at: now)
        }
        #expect(cache.freeBytes == 300 - cache.reserved - cache.bytesHeld)
        #expect(cache.freeBytes >= 0)
        let broken = cache.brokenInvariant()
        #expect(broken == nil)
        if broken != nil { return }
      }
    }
  }

  @Test func `the policy's victims go, and no more than have to`() {
    var description = ContentDescription()
    let layers = (0..<4).map { _ in description.addLayer(bytes: 10) }
    var cache = ContentCache(.init(capacity: 40, policy: .fifo), description: description)
    for (now, layer) in layers.enumerated() { _ = cache.store(layer, at: Int64(now)) }
    let report = cache.reserve(15, at: 4)
    #expect(report.layers == [layers[0], layers[1]])
    #expect(cache.bytesHeld == 20 && cache.reserved == 15)
    // What does not fit into what is left is not admitted, whatever is given up for it.
    let back = cache.reserve(35, at: 5)
    #expect(back.layers == [layers[2], layers[3]])
    let refused = cache.store(layers[0], at: 6)
    #expect(!refused.isHeld)
    _ = cache.reserve(0, at: 7)
    let admitted = cache.store(layers[0], at: 8)
    #expect(admitted.isHeld)
  }
}
