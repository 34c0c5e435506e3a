import ContentCache
import TestSupport
import Testing

/// Two images that share a base layer, and an index of both.
private struct TwoImages {
  var description = ContentDescription()
  let base: LayerID
  let first: LayerID
  let second: LayerID
  let one: ManifestID
  let two: ManifestID
  let index: ManifestID

  init() {
    base = description.addLayer(bytes: 100)
    first = description.addLayer(bytes: 10)
    second = description.addLayer(bytes: 20)
    one = description.addManifest(bytes: 1, layers: [base, first, base])
    two = description.addManifest(bytes: 1, layers: [base, second])
    index = description.addIndex(bytes: 2, platforms: [one, two])
  }

  func cache(_ configuration: ContentCache.Configuration) -> ContentCache {
    ContentCache(configuration, description: description)
  }
}

private let tag = TagID(rawValue: 3)

@Suite struct ContentCacheTests {
  @Test func `shared layers are held and counted once`() {
    let images = TwoImages()
    var cache = images.cache(.init())
    let ofFirstImage = cache.store(images.one, at: 0)
    #expect(ofFirstImage.missingLayers == [images.base, images.first])
    #expect(!cache.holds(images.one))
    _ = cache.store(images.first, at: 0)
    _ = cache.store(images.base, at: 0)
    #expect(cache.holds(images.one))
    let ofSecondImage = cache.store(images.two, at: 0)
    #expect(ofSecondImage.missingLayers == [images.second])
    let ofSharedLayer = cache.store(images.base, at: 0)
    #expect(ofSharedLayer.outcome == .alreadyHeld)
    _ = cache.store(images.second, at: 0)
    _ = cache.store(images.index, at: 0)
    #expect(cache.holds(images.index))
    #expect(cache.bytesHeld == 134)
    #expect(cache.layerCount == 3)
    #expect(cache.manifestCount == 3)
    #expect(cache.description.imageBytes(of: images.one) == 111)
    #expect(cache.brokenInvariant() == nil)
  }

  @Test func `by layer, a victim takes the manifests that name it, and their tags`() {
    let images = TwoImages()
    var cache = images.cache(.init(capacity: 122, policy: .fifo))
    _ = cache.store(images.base, at: 0)
    _ = cache.store(images.first, at: 0)
    _ = cache.store(images.one, at: 0)
    cache.point(tag, to: images.one, at: 0)
    let report = cache.store(images.second, at: 1)
    #expect(report.layers == [images.base])
    #expect(report.manifests == [images.one])
    #expect(report.tags == [tag])
    #expect(report.bytes == 101)
    let tagOfVictim = cache.resolve(tag, at: 1)
    #expect(tagOfVictim == .absent)
    // What the withdrawn manifest leaves behind stays until the policy picks it.
    #expect(cache.holds(images.first))
    #expect(cache.brokenInvariant() == nil)
  }

  @Test func `by image, layers go when nobody names them any more`() {
    let images = TwoImages()
    var cache = images.cache(.init(capacity: 132, evictionUnit: .image))
    for layer in [images.base, images.first, images.second] { _ = cache.store(layer, at: 0) }
    _ = cache.store(images.one, at: 0)
    _ = cache.store(images.two, at: 0)
    let firstImageIsHeld = cache.access(images.one, at: 1)
    #expect(firstImageIsHeld)
    let report = cache.store(images.index, at: 2)
    #expect(report.manifests == [images.two])
    #expect(report.layers == [images.second])
    #expect(cache.holds(images.one))
    #expect(cache.brokenInvariant() == nil)
  }

  @Test func `by image, unclaimed layers go first only after their grace`() {
    let images = TwoImages()
    for (now, expected) in [(10, [images.second]), (11, [images.first])] as [(Int64, [LayerID])] {
      var cache = images.cache(.init(capacity: 100, evictionUnit: .image, unclaimedGrace: 10))
      var description = images.description
      let large = description.addLayer(bytes: 75)
      let image = description.addManifest(bytes: 1, layers: [images.second])
      cache.extend(to: description)
      _ = cache.store(images.first, at: 0)
      _ = cache.store(images.second, at: 0)
      _ = cache.store(image, at: 0)
      let swept = cache.store(large, at: now)
      #expect(swept.layers == expected)
      #expect(cache.brokenInvariant() == nil)
    }
  }

  @Test func `without eviction the capacity is a quota`() {
    let images = TwoImages()
    var cache = images.cache(.init(capacity: 105, quotaAlarm: 99, policy: .none))
    #expect(!cache.exceedsQuotaAlarm)
    let withinQuota = cache.store(images.base, at: 0)
    #expect(withinQuota.outcome == .admitted)
    #expect(cache.exceedsQuotaAlarm)
    let report = cache.store(images.first, at: 0)
    #expect(report.outcome == .notAdmitted)
    #expect(report.isEmpty)
    #expect(cache.counters.refusals == 1)
    #expect(cache.holds(images.base))
  }

  @Test func `what is larger than the capacity is not admitted and evicts nothing`() {
    let images = TwoImages()
    for unit in [ContentCache.EvictionUnit.layer, .image] {
      var cache = images.cache(.init(capacity: 50, evictionUnit: unit))
      _ = cache.store(images.first, at: 0)
      let report = cache.store(images.base, at: 0)
      #expect(report.outcome == .notAdmitted)
      #expect(report.isEmpty)
      #expect(cache.holds(images.first))
    }
  }

  @Test func `expired content is a miss, and its going is reported`() {
    let images = TwoImages()
    var cache = images.cache(.init(policy: .lruWithLifetime(5)))
    _ = cache.store(images.base, at: 0)
    _ = cache.store(images.one, at: 3)
    let isFreshAtItsLimit = cache.access(images.base, at: 5)
    #expect(isFreshAtItsLimit)
    let isFreshAfterItsLimit = cache.access(images.base, at: 6)
    #expect(!isFreshAfterItsLimit)
    #expect(!cache.holdsDocument(of: images.one))
    let report = cache.store(images.base, at: 6)
    #expect(report.layers == [images.base])
    #expect(report.manifests == [images.one])
    let sinceLastReport = cache.takeReport()
    #expect(sinceLastReport.isEmpty)
    #expect(cache.counters.hits == 1)
    #expect(cache.counters.bytesMissed == 100)
    #expect(cache.brokenInvariant() == nil)
  }

  @Test func `invariants hold under random operations`() {
    for seed in 0..<UInt64(45) {
      var random = SplitMix64(seed: seed)
      var description = ContentDescription()
      let layers = (0..<12).map { _ in description.addLayer(bytes: Int64(random.below(40))) }
      let images = (0..<8).map { _ in
        description.addManifest(
          bytes: Int64(random.below(3)),
          layers: (0..<random.below(5)).map { _ in layers[random.below(12)] })
      }
      let index = description.addIndex(bytes: 2, platforms: images.prefix(3))
      let policy = allPolicies[Int(seed) % allPolicies.count]
      var cache = ContentCache(
        .init(
          capacity: Int64(random.below(200)), policy: policy,
          evictionUnit: seed % 2 == 0 ? .layer : .image, negativeLifetime: 9, unclaimedGrace: 20),
        description: description)
      var now: Int64 = 0
      for step in 0..<250 {
        now += Int64(random.below(5))
        let layer = layers[random.below(12)]
        let manifest = random.below(9) == 0 ? index : images[random.below(8)]
        let name = TagID(rawValue: UInt32(random.below(6)))
        switch random.below(8) {
        case 0, 1:
          let report = cache.store(layer, at: now)
          #expect(report.isHeld == cache.holds(layer), "seed \(seed), step \(step)")
          #expect(!report.layers.contains(layer) || report.outcome != .alreadyHeld)
        case 2, 3:
          let missing = cache.store(manifest, at: now).missingLayers
          if cache.holdsDocument(of: manifest) {
            #expect(missing == description.layers(of: manifest).filter { !cache.holds($0) })
          }
        case 4:
          let held = cache.access(manifest, at: now)
          #expect(held == cache.holdsDocument(of: manifest))
        case 5:
          let held = cache.access(layer, at: now)
          #expect(held == cache.holds(layer))
        case 6: cache.point(name, to: manifest, at: now)
        default: cache.recordAbsence(of: name, at: now)
        }
        let broken = cache.brokenInvariant()
        #expect(broken == nil, "seed \(seed), step \(step), \(policy)")
        if broken != nil { return }
      }
      let counters = cache.counters
      #expect(counters.bytesStored == cache.bytesHeld + counters.bytesEvicted)
    }
  }
}

@Suite struct TagTests {
  @Test func `freshness is as configured`() {
    let images = TwoImages()
    for (freshness, atLimit, after) in [
      (.never, .fresh(images.one), .fresh(images.one)),
      (.everyPull, .stale(images.one), .stale(images.one)),
      (.interval(10), .fresh(images.one), .stale(images.one)),
    ] as [(ContentCache.TagFreshness, TagResolution, TagResolution)] {
      var cache = images.cache(.init(tagFreshness: freshness))
      let beforeAnyPull = cache.resolve(tag, at: 0)
      #expect(beforeAnyPull == .absent)
      cache.point(tag, to: images.one, at: 5)
      let resolvedAtLimit = cache.resolve(tag, at: 15)
      #expect(resolvedAtLimit == atLimit)
      let resolvedAfter = cache.resolve(tag, at: 16)
      #expect(resolvedAfter == after)
      cache.confirm(tag, at: 16)
      let resolvedAfterConfirming = cache.resolve(tag, at: 26)
      #expect(resolvedAfterConfirming == atLimit)
    }
  }

  @Test func `absence is believed for its lifetime`() {
    let images = TwoImages()
    var cache = images.cache(.init(negativeLifetime: 30))
    cache.point(tag, to: images.one, at: 0)
    cache.recordAbsence(of: tag, at: 10)
    let withinLifetime = cache.resolve(tag, at: 39)
    #expect(withinLifetime == .knownAbsent(until: 40))
    let pastLifetime = cache.resolve(tag, at: 40)
    #expect(pastLifetime == .absent)
    cache.recordAbsence(of: tag, at: .max - 1)
    let nearTheEndOfTime = cache.resolve(tag, at: .max - 1)
    #expect(nearTheEndOfTime == .knownAbsent(until: .max))
    var trusting = images.cache(.init())
    trusting.recordAbsence(of: tag, at: 10)
    let withoutLifetime = trusting.resolve(tag, at: 10)
    #expect(withoutLifetime == .absent)
  }

  @Test func `a tag moves, and is forgotten`() {
    let images = TwoImages()
    var cache = images.cache(.init())
    cache.point(tag, to: images.one, at: 0)
    cache.point(TagID(rawValue: 0), to: images.one, at: 0)
    cache.point(tag, to: images.two, at: 1)
    let movedTag = cache.resolve(tag, at: 1)
    #expect(movedTag == .fresh(images.two))
    let otherTag = cache.resolve(TagID(rawValue: 0), at: 1)
    #expect(otherTag == .fresh(images.one))
    cache.forget(tag)
    cache.confirm(tag, at: 2)
    let forgottenTag = cache.resolve(tag, at: 2)
    #expect(forgottenTag == .absent)
    #expect(cache.brokenInvariant() == nil)
  }

  @Test func `digests get dense numbers in the order of first sight`() {
    var table = DigestTable()
    let numbers = ["b", "a", "b", "c"].map { table.intern($0) }
    #expect(numbers == [0, 1, 0, 2])
    #expect(table.number(of: "c") == 2)
    #expect(table.number(of: "d") == nil)
    #expect(table.digest(1) == "a")
    #expect(table.count == 3)
  }
}
