extension ImageCatalogue {
  /// An image that is added to a catalogue: one tag, one platform.
  public struct Addition: Hashable, Sendable {
    /// The upstream host and the path: `docker.io/library/nginx`.
    public var repository: String
    public var tag: String
    /// Bytes of the manifest; nil: by its layers.
    public var manifestBytes: Int64?
    /// Numbers of layers, base first; each stands once.
    public var layers: [Int]

    public init(repository: String, tag: String, manifestBytes: Int64?, layers: [Int]) {
      self.repository = repository
      self.tag = tag
      self.manifestBytes = manifestBytes
      self.layers = layers
    }
  }

  /// The same catalogue with further images behind its own, less popular than all of them.
  ///
  /// They share no content with those that stand there already, even where repositories and tags
  /// have equal names. Their manifests are numbered one by one, in order: ``addedManifests``.
  ///
  /// - Parameters:
  ///   - images: What is added.
  ///   - layers: The layers of which they are made: digest and bytes.
  ///   - platform: The platform of all of them.
  public func adding(
    _ images: [Addition], layers: [(digest: String, bytes: Int64)],
    platform: String = "linux/amd64"
  ) -> ImageCatalogue {
    var result = self
    let firstLayer = layerBytes.count
    result.layerBytes += layers.map(\.bytes)
    result.layerDigests += layers.map(\.digest)
    let weight = weights.min() ?? 1
    let first = UInt32(manifests.count)
    for image in images {
      let id = ImageID(rawValue: UInt32(result.images.count))
      let manifest = CatalogueManifest(rawValue: UInt32(result.manifests.count))
      let place = UInt32(result.manifestLayers.count)
      for layer in image.layers {
        result.manifestLayers.append(CatalogueLayer(rawValue: UInt32(firstLayer + layer)))
      }
      let count = image.layers.count
      result.manifests.append(
        ManifestRecord(
          firstLayer: place, layerCount: UInt32(count),
          bytes: image.manifestBytes ?? SizingRules.manifestBytes(layers: count),
          configBytes: SizingRules.configBytes(layers: count)))
      result.manifestPlatforms.append(platform)
      result.manifestDigests.append("")
      let repository = result.addedRepository(image.repository)
      result.images.append(
        ImageRecord(
          repository: repository, firstManifest: UInt32(result.imageManifests.count),
          manifestCount: 1, indexBytes: 0, indexDigest: "", firstTag: UInt32(result.tags.count),
          tagCount: 1))
      result.imageManifests.append(manifest)
      result.tags.append(Tag(name: image.tag, image: id))
      let key = TagKey(repository: repository, name: image.tag)
      if result.tagIndex[key] == nil { result.tagIndex[key] = id }
      result.weights.append(weight)
      result.imagesByPopularity.append(id)
    }
    let end = UInt32(result.manifests.count)
    result.addedManifests = (addedManifests.isEmpty ? first : addedManifests.lowerBound)..<end
    return result
  }

  private mutating func addedRepository(_ reference: String) -> RepositoryID {
    if let known = repositoryIndex[reference] { return known }
    let id = RepositoryID(rawValue: UInt32(repositories.count))
    let slash = reference.firstIndex(of: "/") ?? reference.endIndex
    repositories.append(
      Repository(
        reference: reference, host: String(reference[..<slash]),
        path: String(reference[slash...].dropFirst())))
    repositoryIndex[reference] = id
    return id
  }
}
