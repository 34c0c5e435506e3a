import Randomness

/// Draws the images of a synthetic catalogue one after the other.
struct SyntheticGenerator {
  private let parameters: SyntheticCatalogue.Parameters
  private let furtherLayers: NegativeBinomial?
  private var counts: RandomStream
  private var families: RandomStream
  private var sizes: RandomStream
  private var builder = CatalogueBuilder()
  private var trunks: [[CatalogueLayer]]
  private var layerBytes: [Int64] = []
  private var logical: Int64 = 0
  private var unique: Int64 = 0

  init(_ parameters: SyntheticCatalogue.Parameters, seed: UInt64) {
    self.parameters = parameters
    let r = parameters.dispersion
    furtherLayers = NegativeBinomial(
      successes: r, probability: r / (r + parameters.meanFurtherLayers))
    func stream(_ purpose: String) -> RandomStream {
      StreamKey(seed: seed, replication: 0, name: "image catalogue", purpose: purpose).stream
    }
    // A stream for each purpose, so that another distribution of sizes leaves the counts alone.
    counts = stream("layers per image")
    families = stream("base of an image")
    sizes = stream("bytes of a layer")
    let bases = max(1, Int((Double(parameters.images) / parameters.imagesPerBase).rounded()))
    trunks = Array(repeating: [], count: bases)
  }

  mutating func generate() -> ImageCatalogue {
    for number in 0..<parameters.images {
      let layers = imageLayers()
      let prefixes = parameters.repositories
      let repository = builder.repository(prefixes[number % prefixes.count] + String(number))
      builder.add(
        repository: repository, tags: ["latest"],
        platforms: [
          CatalogueBuilder.Platform(
            platform: "linux/amd64", digest: "synthetic-manifest-\(number)", layers: layers)
        ])
    }
    return builder.finish()
  }

  private mutating func imageLayers() -> [CatalogueLayer] {
    let count = layerCount()
    let family = Int(families.below(UInt64(trunks.count)))
    var layers: [CatalogueLayer] = []
    while layers.count < count - 1,
      Double(logical) < parameters.sharingFactor * Double(unique) || unique == 0
    {
      if layers.count == trunks[family].count { trunks[family].append(newLayer()) }
      let shared = trunks[family][layers.count]
      logical += layerBytes[Int(shared.rawValue)]
      layers.append(shared)
    }
    while layers.count < count {
      let own = newLayer()
      logical += layerBytes[Int(own.rawValue)]
      layers.append(own)
    }
    return layers
  }

  private mutating func newLayer() -> CatalogueLayer {
    let bytes = layerSize()
    unique += bytes
    layerBytes.append(bytes)
    return builder.layer(digest: "synthetic-layer-\(layerBytes.count - 1)", bytes: bytes)
  }

  /// 1 + a negative binomial variate.
  private mutating func layerCount() -> Int {
    // The mean is 0, and so is every variate.
    guard let furtherLayers else { return 1 }
    // Redrawing stops after so many tries: a limit far below the mean would be met hardly ever.
    for _ in 0..<64 {
      let k = furtherLayers.sample(from: &counts)
      if k < parameters.greatestLayerCount { return 1 + k }
    }
    return parameters.greatestLayerCount
  }

  private mutating func layerSize() -> Int64 {
    let isSmall = Bernoulli(parameters.smallShare).sample(from: &sizes)
    let distribution =
      isSmall
      ? LogNormal(mu: parameters.smallLogMean, sigma: parameters.smallLogDeviation)
      : LogNormal(mu: parameters.largeLogMean, sigma: parameters.largeLogDeviation)
    let bytes = distribution.sample(from: &sizes).rounded()
    // Compared as floating point first: e^700 does not fit an integer.
    if bytes >= Double(parameters.greatestLayerBytes) { return parameters.greatestLayerBytes }
    return max(parameters.leastLayerBytes, Int64(bytes))
  }
}
