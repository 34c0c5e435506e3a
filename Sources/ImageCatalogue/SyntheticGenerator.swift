import Randomness

/// Draws the images of a synthetic catalogue one after the other.
struct SyntheticGenerator {
  private let parameters: SyntheticCatalogue.Parameters
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
      let repository = builder.repository(parameters.repositoryPrefix + String(number))
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

  /// 1 + a negative binomial variate, by inversion: p(0) = (r/(r + m))^r, and
  /// p(k)/p(k − 1) = (k − 1 + r)/k · m/(r + m).
  private mutating func layerCount() -> Int {
    let r = parameters.dispersion
    let failure = parameters.meanFurtherLayers / (r + parameters.meanFurtherLayers)
    let none = PortableMath.exp(r * PortableMath.log(1 - failure))
    // Redrawing stops after so many tries: a limit far below the mean would be met hardly ever.
    for _ in 0..<64 {
      var probability = none
      var remaining = counts.uniform() - probability
      var k = 0
      while remaining > 0, k < parameters.greatestLayerCount {
        k += 1
        probability *= (Double(k - 1) + r) / Double(k) * failure
        remaining -= probability
      }
      if k < parameters.greatestLayerCount { return 1 + k }
    }
    return parameters.greatestLayerCount
  }

  private mutating func layerSize() -> Int64 {
    let small = sizes.uniform() < parameters.smallShare
    let mean = small ? parameters.smallLogMean : parameters.largeLogMean
    let deviation = small ? parameters.smallLogDeviation : parameters.largeLogDeviation
    let bytes = PortableMath.exp(mean + deviation * standardNormal()).rounded()
    // Compared as floating point first: e^700 does not fit an integer.
    if bytes >= Double(parameters.greatestLayerBytes) { return parameters.greatestLayerBytes }
    return max(parameters.leastLayerBytes, Int64(bytes))
  }

  /// A standard normal variate by Marsaglia's polar method, which needs a logarithm and a root.
  private mutating func standardNormal() -> Double {
    while true {
      let x = 2 * sizes.uniform() - 1
      let y = 2 * sizes.uniform() - 1
      let square = x * x + y * y
      if square < 1 && square > 0 {
        return x * (-2 * PortableMath.log(square) / square).squareRoot()
      }
    }
  }
}
