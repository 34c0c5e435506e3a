/// What content consists of: the sizes of layers and manifests, and which manifest names which
/// layers.
///
/// Content is addressed by digest, so what a name stands for never changes: a description only
/// grows. It says nothing about what is held. Several caches share one by plain assignment.
///
/// What is read at every request is inlinable: called across modules, each read would retain and
/// release all the arrays.
public struct ContentDescription: Equatable, Sendable {
  @usableFromInline private(set) var layerBytes: [Int64] = []
  @usableFromInline private(set) var manifests: [Manifest] = []
  /// The layers of all manifests, one manifest after another: a *reference* is an index here.
  @usableFromInline private(set) var referencedLayer: [LayerID] = []
  /// The manifest that makes a reference.
  private(set) var referencingManifest: [ManifestID] = []
  private(set) var platformManifests: [ManifestID] = []

  @usableFromInline struct Manifest: Equatable, Sendable {
    @usableFromInline var bytes: Int64
    /// Document and layers, each layer counted once.
    @usableFromInline var imageBytes: Int64
    @usableFromInline var references: Range<Int>
    var platforms: Range<Int>
  }

  /// Makes a description of nothing.
  public init() {}

  /// Adds a layer (or a configuration blob) of so many bytes, at least 0.
  public mutating func addLayer(bytes: Int64) -> LayerID {
    precondition(bytes >= 0, "a layer has no negative size")
    layerBytes.append(bytes)
    return LayerID(rawValue: UInt32(layerBytes.count - 1))
  }

  /// Adds an image's manifest: the size of the document itself, and the layers it names. A layer
  /// named twice is taken once.
  public mutating func addManifest(
    bytes: Int64, layers: some Sequence<LayerID>
  ) -> ManifestID {
    precondition(bytes >= 0, "a manifest has no negative size")
    let id = ManifestID(rawValue: UInt32(manifests.count))
    let first = referencedLayer.count
    var imageBytes = bytes
    for layer in layers where !referencedLayer[first...].contains(layer) {
      referencedLayer.append(layer)
      referencingManifest.append(id)
      imageBytes += layerBytes[Int(layer.rawValue)]
    }
    manifests.append(
      Manifest(
        bytes: bytes, imageBytes: imageBytes, references: first..<referencedLayer.count,
        platforms: 0..<0))
    return id
  }

  /// Adds an index: the size of the document itself, and the manifests of its platforms, which
  /// have been added before.
  public mutating func addIndex(
    bytes: Int64, platforms: some Sequence<ManifestID>
  ) -> ManifestID {
    precondition(bytes >= 0, "an index has no negative size")
    let first = platformManifests.count
    for platform in platforms {
      precondition(Int(platform.rawValue) < manifests.count, "a platform is described first")
      platformManifests.append(platform)
    }
    manifests.append(
      Manifest(
        bytes: bytes, imageBytes: bytes, references: 0..<0,
        platforms: first..<platformManifests.count))
    return ManifestID(rawValue: UInt32(manifests.count - 1))
  }

  /// The number of layers described.
  public var layerCount: Int { layerBytes.count }

  /// The number of manifests and indexes described.
  public var manifestCount: Int { manifests.count }

  /// The size of a layer.
  @inlinable
  public func bytes(of layer: LayerID) -> Int64 { layerBytes[Int(layer.rawValue)] }

  /// The size of a manifest's or index's own document.
  @inlinable
  public func bytes(of manifest: ManifestID) -> Int64 { manifests[Int(manifest.rawValue)].bytes }

  /// The size of an image: its document and its distinct layers (of an index: the document).
  @inlinable
  public func imageBytes(of manifest: ManifestID) -> Int64 {
    manifests[Int(manifest.rawValue)].imageBytes
  }

  /// The distinct layers a manifest names, in its order; none for an index.
  @inlinable
  public func layers(of manifest: ManifestID) -> ArraySlice<LayerID> {
    referencedLayer[manifests[Int(manifest.rawValue)].references]
  }

  /// The manifests an index lists, in its order; none for an image's manifest.
  public func platforms(of manifest: ManifestID) -> ArraySlice<ManifestID> {
    platformManifests[manifests[Int(manifest.rawValue)].platforms]
  }
}
