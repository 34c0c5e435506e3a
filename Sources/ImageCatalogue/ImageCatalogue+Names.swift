// Names are for the edges: scenario files, reports, look-ups before a run. Nothing here is on the
// way of a simulated pull.
extension ImageCatalogue {
  /// The repository of an image.
  public func repository(of image: ImageID) -> RepositoryID {
    images[Int(image.rawValue)].repository
  }

  /// The names of an image within its repository; there is at least one.
  public func tags(of image: ImageID) -> ArraySlice<Tag> {
    let record = images[Int(image.rawValue)]
    let first = Int(record.firstTag)
    return tags[first..<first + Int(record.tagCount)]
  }

  /// The full reference of an image by its first tag: `docker.io/library/nginx:latest`.
  public func reference(of image: ImageID) -> String {
    let repository = repositories[Int(repository(of: image).rawValue)].reference
    return tags(of: image).first.map { "\(repository):\($0.name)" } ?? repository
  }

  /// The platform of a manifest as `system/architecture`: `linux/amd64`.
  public func platform(of manifest: CatalogueManifest) -> String {
    manifestPlatforms[Int(manifest.rawValue)]
  }

  /// The digest of a manifest as its source states it: whole (`sha256:…`) or its first 12 digits.
  public func digest(of manifest: CatalogueManifest) -> String {
    manifestDigests[Int(manifest.rawValue)]
  }

  /// The digest of a layer as its source states it: whole (`sha256:…`) or its first 12 digits.
  public func digest(of layer: CatalogueLayer) -> String { layerDigests[Int(layer.rawValue)] }

  /// The digest of an image's index; empty where there is none or its source does not state it.
  public func indexDigest(of image: ImageID) -> String { images[Int(image.rawValue)].indexDigest }

  /// The manifest of an image for a platform, if it has one.
  ///
  /// - Complexity: O(*n*) in the number of its platforms.
  public func manifest(of image: ImageID, platform: String) -> CatalogueManifest? {
    manifests(of: image).first { self.platform(of: $0) == platform }
  }

  /// The repository with a full reference such as `docker.io/library/nginx`, if there is one.
  public func repository(named reference: String) -> RepositoryID? { repositoryIndex[reference] }

  /// The image that a reference such as `docker.io/library/nginx:1.13` names, if there is one.
  ///
  /// Without a tag it is `latest` that is meant. Host and path are not completed: `nginx` alone
  /// names nothing.
  public func image(named reference: String) -> ImageID? {
    let (name, tag) = Self.split(reference: reference)
    guard let repository = repositoryIndex[name] else { return nil }
    return tagIndex[TagKey(repository: repository, name: tag)]
  }

  /// The images of a repository, in order of their ids.
  ///
  /// - Complexity: O(*n*) in the number of images of the catalogue.
  public func images(of repository: RepositoryID) -> [ImageID] {
    allImages.filter { self.repository(of: $0) == repository }
  }

  /// The distinct upstream hosts, sorted.
  public var hosts: [String] { Set(repositories.map(\.host)).sorted() }

  /// Divides `host:port/path:tag` into the part before the tag and the tag, `latest` if none.
  static func split(reference: String) -> (name: String, tag: String) {
    // A colon before the last slash belongs to the port of the host.
    guard let colon = reference.lastIndex(of: ":"),
      !reference[colon...].contains("/")
    else { return (reference, "latest") }
    return (String(reference[..<colon]), String(reference[reference.index(after: colon)...]))
  }
}

extension Range where Bound == UInt32 {
  /// The range's numbers as typed ids, without storage.
  func lazyMap<Element>(_ transform: @escaping @Sendable (UInt32) -> Element)
    -> MappedRange<Element>
  {
    MappedRange(range: self, transform: transform)
  }
}

/// A range of numbers seen as ids; a lazy map would not be `Sendable`.
struct MappedRange<Element>: RandomAccessCollection, Sendable {
  let range: Range<UInt32>
  let transform: @Sendable (UInt32) -> Element

  var startIndex: Int { 0 }
  var endIndex: Int { range.count }

  subscript(position: Int) -> Element { transform(range.lowerBound + UInt32(position)) }
}
