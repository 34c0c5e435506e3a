/// The figures of a catalogue that a person wants to see before a run.
public struct CatalogueSummary: Sendable, Hashable {
  /// The images that come from one upstream host.
  public struct Host: Sendable, Hashable {
    /// The host: `docker.io`.
    public var name: String
    /// How many repositories it has here.
    public var repositories: Int
    /// How many images it has here.
    public var images: Int
  }

  /// Images by upstream host, sorted by name.
  public var hosts: [Host]
  /// How many repositories there are.
  public var repositories: Int
  /// How many tags there are.
  public var tags: Int
  /// How many images there are.
  public var images: Int
  /// How many images have an index of several platforms.
  public var imagesWithIndex: Int
  /// How many manifests there are, each for one platform.
  public var manifests: Int
  /// How many distinct layers there are.
  public var layers: Int
  /// How many of the distinct layers are listed by at least two manifests.
  public var sharedLayers: Int
  /// Bytes of all distinct layers.
  public var uniqueBytes: Int64
  /// Bytes of the layers of all manifests, counted anew for each.
  public var logicalBytes: Int64
  /// Logical over unique bytes.
  public var sharingFactor: Double
  /// Mean number of distinct layers of a manifest; 0 in an empty catalogue.
  public var meanLayers: Double
  /// Layers of a manifest at 10, 50, 90 and 100 %.
  public var layersPerManifest: [Int64]
  /// Bytes of a distinct layer at 25, 50, 75, 90 and 99 %.
  public var layerBytes: [Int64]
  /// Bytes of a manifest's layers together at 10, 50, 90 and 99 %.
  public var manifestLayerBytes: [Int64]
  /// The most popular images, at most five, by reference with their share of all weight.
  public var mostPopular: [Share]

  /// An image's share of all pulls.
  public struct Share: Sendable, Hashable {
    /// The image's reference.
    public var reference: String
    /// Its share, 0 to 1.
    public var share: Double
  }

  /// Works out the figures of a catalogue.
  ///
  /// Quantiles are observed values: the one at place ⌊p·n⌋ of *n* in order.
  ///
  /// - Complexity: O(*n* log *n*) in the number of manifests and layers.
  public init(_ catalogue: ImageCatalogue) {
    var repositoriesOfHost: [String: Int] = [:]
    var imagesOfHost: [String: Int] = [:]
    for repository in catalogue.repositories {
      repositoriesOfHost[repository.host, default: 0] += 1
    }
    for image in catalogue.allImages {
      let repository = catalogue.repository(of: image)
      imagesOfHost[catalogue.repositories[Int(repository.rawValue)].host, default: 0] += 1
    }
    hosts = catalogue.hosts.map {
      Host(
        name: $0, repositories: repositoriesOfHost[$0, default: 0],
        images: imagesOfHost[$0, default: 0])
    }
    repositories = catalogue.repositories.count
    tags = catalogue.tags.count
    images = catalogue.imageCount
    imagesWithIndex = catalogue.allImages.count { catalogue.hasIndex($0) }
    manifests = catalogue.manifestCount
    layers = catalogue.layerCount
    sharedLayers = catalogue.layerUses.count { $0 > 1 }
    uniqueBytes = catalogue.uniqueLayerBytes
    logicalBytes = catalogue.logicalLayerBytes
    sharingFactor = catalogue.sharingFactor
    let all = (0..<UInt32(catalogue.manifestCount)).map(CatalogueManifest.init(rawValue:))
    let counts = all.map { Int64(catalogue.layerRange(of: $0).count) }
    meanLayers = counts.isEmpty ? 0 : Double(counts.reduce(0, +)) / Double(counts.count)
    layersPerManifest = Self.quantiles(counts, percent: [10, 50, 90, 100])
    layerBytes = Self.quantiles(catalogue.layerBytes, percent: [25, 50, 75, 90, 99])
    manifestLayerBytes = Self.quantiles(
      all.map { catalogue.layerBytes(of: $0) }, percent: [10, 50, 90, 99])
    let total = catalogue.weights.reduce(0, +)
    mostPopular = catalogue.imagesByPopularity.prefix(5).map {
      Share(
        reference: catalogue.reference(of: $0),
        share: total > 0 ? catalogue.weights[Int($0.rawValue)] / total : 0)
    }
  }

  /// The values at these percentages of the ordered values; zeros where there are none.
  static func quantiles(_ values: [Int64], percent: [Int]) -> [Int64] {
    guard !values.isEmpty else { return percent.map { _ in 0 } }
    let sorted = values.sorted()
    return percent.map { sorted[min(sorted.count - 1, sorted.count * $0 / 100)] }
  }
}
