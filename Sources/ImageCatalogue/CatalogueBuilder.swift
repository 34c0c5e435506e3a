/// Collects images one by one and makes them a catalogue.
///
/// The builder keeps digests apart and sums them up: a layer or manifest met again is the one that
/// stands already. Whoever feeds it has checked the facts; it refuses nothing.
struct CatalogueBuilder {
  /// One platform of an image to be added.
  struct Platform {
    var platform: String
    var digest: String
    /// All layers as listed, base first; a layer may be listed twice.
    var layers: [CatalogueLayer]
  }

  private var catalogue = ImageCatalogue()
  private var layerIndex: [String: CatalogueLayer] = [:]
  private var manifestIndex: [String: CatalogueManifest] = [:]

  /// The repository with this full reference, new or known.
  mutating func repository(_ reference: String) -> RepositoryID {
    if let known = catalogue.repositoryIndex[reference] { return known }
    let id = RepositoryID(rawValue: UInt32(catalogue.repositories.count))
    let slash = reference.firstIndex(of: "/") ?? reference.endIndex
    catalogue.repositories.append(
      ImageCatalogue.Repository(
        reference: reference, host: String(reference[..<slash]),
        path: String(reference[slash...].dropFirst())))
    catalogue.repositoryIndex[reference] = id
    return id
  }

  /// The layer with this digest, new or known; a known one keeps its size.
  mutating func layer(digest: String, bytes: Int64) -> CatalogueLayer {
    if let known = layerIndex[digest] { return known }
    let id = CatalogueLayer(rawValue: UInt32(catalogue.layerBytes.count))
    catalogue.layerBytes.append(bytes)
    catalogue.layerDigests.append(digest)
    layerIndex[digest] = id
    return id
  }

  /// Adds an image with its names and platforms, at least one of each, and returns its id.
  @discardableResult
  mutating func add(
    repository: RepositoryID, tags: [String], platforms: [Platform], indexDigest: String = "",
    weight: Double = 1
  ) -> ImageID {
    let id = ImageID(rawValue: UInt32(catalogue.images.count))
    catalogue.images.append(
      ImageCatalogue.ImageRecord(
        repository: repository,
        firstManifest: UInt32(catalogue.imageManifests.count),
        manifestCount: UInt32(platforms.count),
        indexBytes: platforms.count > 1 || !indexDigest.isEmpty
          ? SizingRules.indexBytes(platforms: platforms.count) : 0,
        indexDigest: indexDigest,
        firstTag: UInt32(catalogue.tags.count), tagCount: UInt32(tags.count)))
    for platform in platforms { catalogue.imageManifests.append(manifest(platform)) }
    for tag in tags {
      catalogue.tags.append(ImageCatalogue.Tag(name: tag, image: id))
      catalogue.tagIndex[ImageCatalogue.TagKey(repository: repository, name: tag)] = id
    }
    catalogue.weights.append(weight)
    return id
  }

  /// The finished catalogue.
  consuming func finish() -> ImageCatalogue {
    catalogue.sortByPopularity()
    return catalogue
  }

  private mutating func manifest(_ platform: Platform) -> CatalogueManifest {
    if let known = manifestIndex[platform.digest] { return known }
    let id = CatalogueManifest(rawValue: UInt32(catalogue.manifests.count))
    let first = catalogue.manifestLayers.count
    for layer in platform.layers where !catalogue.manifestLayers[first...].contains(layer) {
      catalogue.manifestLayers.append(layer)
    }
    let listed = platform.layers.count
    catalogue.manifests.append(
      ImageCatalogue.ManifestRecord(
        firstLayer: UInt32(first), layerCount: UInt32(catalogue.manifestLayers.count - first),
        bytes: SizingRules.manifestBytes(layers: listed),
        configBytes: SizingRules.configBytes(layers: listed)))
    catalogue.manifestPlatforms.append(platform.platform)
    catalogue.manifestDigests.append(platform.digest)
    manifestIndex[platform.digest] = id
    return id
  }
}

extension ImageCatalogue {
  mutating func sortByPopularity() {
    // Ties are broken by id, so the order is one and the same everywhere.
    imagesByPopularity = allImages.sorted {
      let left = weights[Int($0.rawValue)]
      let right = weights[Int($1.rawValue)]
      return left == right ? $0 < $1 : left > right
    }
  }
}
