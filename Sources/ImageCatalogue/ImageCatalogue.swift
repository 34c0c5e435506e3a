/// The images that clients pull: repositories, tags, manifests and layers with their sizes.
///
/// A catalogue is an immutable value of dense arrays. Repositories, images, manifests and layers
/// are numbered from 0 in the order in which they entered; a layer that several manifests list
/// stands once, so that sharing is true to the data. What a simulation asks for on its way
/// (layers of a manifest, bytes of a layer) are look-ups in arrays that allocate nothing.
///
/// An image is what one tag names. Images of several platforms have an index; those of one
/// platform are their manifest. Every image has a popularity weight.
public struct ImageCatalogue: Sendable {
  /// What is known of one repository.
  public struct Repository: Sendable, Hashable {
    /// The upstream host and the path: `docker.io/library/nginx`.
    public var reference: String
    /// The upstream host: `docker.io`.
    public var host: String
    /// The path at the host: `library/nginx`.
    public var path: String
  }

  /// A name of an image within its repository.
  public struct Tag: Sendable, Hashable {
    /// The tag's text: `latest`.
    public var name: String
    /// The image it names.
    public var image: ImageID
  }

  @usableFromInline
  struct ImageRecord: Sendable {
    var repository: RepositoryID
    @usableFromInline var firstManifest: UInt32
    @usableFromInline var manifestCount: UInt32
    @usableFromInline var indexBytes: Int64
    var indexDigest: String
    var firstTag: UInt32
    var tagCount: UInt32
  }

  @usableFromInline
  @frozen
  struct ManifestRecord: Sendable, BitwiseCopyable {
    @usableFromInline var firstLayer: UInt32
    @usableFromInline var layerCount: UInt32
    @usableFromInline var bytes: Int64
    @usableFromInline var configBytes: Int64

    init(firstLayer: UInt32, layerCount: UInt32, bytes: Int64, configBytes: Int64) {
      self.firstLayer = firstLayer
      self.layerCount = layerCount
      self.bytes = bytes
      self.configBytes = configBytes
    }
  }

  /// All repositories, in order of their ids.
  public internal(set) var repositories: [Repository] = []
  /// All tags, those of one image side by side, in order of the images.
  public internal(set) var tags: [Tag] = []
  /// The compressed bytes of each layer, in order of the layers' ids.
  public internal(set) var layerBytes: [Int64] = []
  /// The popularity of each image, in order of their ids; positive, of any sum.
  public internal(set) var weights: [Double] = []
  /// The images from the most to the least popular; equal weights in order of their ids.
  public internal(set) var imagesByPopularity: [ImageID] = []
  /// The manifests of images that were added behind the catalogue's own.
  public internal(set) var addedManifests: Range<UInt32> = 0..<0

  @usableFromInline var images: [ImageRecord] = []
  @usableFromInline var imageManifests: [CatalogueManifest] = []
  @usableFromInline var manifests: [ManifestRecord] = []
  @usableFromInline var manifestLayers: [CatalogueLayer] = []
  var manifestPlatforms: [String] = []
  var manifestDigests: [String] = []
  var layerDigests: [String] = []
  var repositoryIndex: [String: RepositoryID] = [:]
  var tagIndex: [TagKey: ImageID] = [:]

  struct TagKey: Hashable, Sendable {
    var repository: RepositoryID
    var name: String
  }

  init() {}
}

extension ImageCatalogue {
  /// How many images there are.
  @inlinable public var imageCount: Int { images.count }
  /// How many manifests there are, each for one platform.
  @inlinable public var manifestCount: Int { manifests.count }
  /// How many distinct layers there are.
  @inlinable public var layerCount: Int { layerBytes.count }

  /// The ids of all images.
  public var allImages: some RandomAccessCollection<ImageID> & Sendable {
    (0..<UInt32(images.count)).lazyMap(ImageID.init(rawValue:))
  }

  /// The manifests of an image, one a platform, in the order of its index.
  @inlinable
  public func manifests(of image: ImageID) -> ArraySlice<CatalogueManifest> {
    let record = images[Int(image.rawValue)]
    let first = Int(record.firstManifest)
    return imageManifests[first..<first + Int(record.manifestCount)]
  }

  /// How many platforms an image has.
  @inlinable
  public func platformCount(of image: ImageID) -> Int {
    Int(images[Int(image.rawValue)].manifestCount)
  }

  /// Whether an image is reached through an index (multi-platform list).
  @inlinable
  public func hasIndex(_ image: ImageID) -> Bool { indexBytes(of: image) > 0 }

  /// The bytes of an image's index; 0 where its tag names a manifest.
  @inlinable
  public func indexBytes(of image: ImageID) -> Int64 { images[Int(image.rawValue)].indexBytes }

  /// The places of a manifest's layers, base first, for use with ``layer(at:)``.
  ///
  /// A layer that the manifest lists twice stands once, as a client fetches it once.
  @inlinable
  public func layerRange(of manifest: CatalogueManifest) -> Range<Int> {
    let record = manifests[Int(manifest.rawValue)]
    let first = Int(record.firstLayer)
    return first..<first + Int(record.layerCount)
  }

  /// The layer at a place of a ``layerRange(of:)``.
  @inlinable
  public func layer(at place: Int) -> CatalogueLayer { manifestLayers[place] }

  /// A manifest's distinct layers, base first. Allocates nothing.
  @inlinable
  public func layers(of manifest: CatalogueManifest) -> ArraySlice<CatalogueLayer> {
    manifestLayers[layerRange(of: manifest)]
  }

  /// The compressed bytes of a layer.
  @inlinable
  public func bytes(of layer: CatalogueLayer) -> Int64 { layerBytes[Int(layer.rawValue)] }

  /// The bytes of the manifest document itself.
  @inlinable
  public func manifestBytes(of manifest: CatalogueManifest) -> Int64 {
    manifests[Int(manifest.rawValue)].bytes
  }

  /// The bytes of the configuration blob that the manifest names.
  @inlinable
  public func configBytes(of manifest: CatalogueManifest) -> Int64 {
    manifests[Int(manifest.rawValue)].configBytes
  }

  /// The bytes of all layers of a manifest together.
  ///
  /// - Complexity: O(*n*) in the number of its layers.
  public func layerBytes(of manifest: CatalogueManifest) -> Int64 {
    layers(of: manifest).reduce(0) { $0 + bytes(of: $1) }
  }
}
