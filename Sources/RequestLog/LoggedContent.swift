/// The images and layers that logs speak of, shared by the logs of a scenario.
///
/// A blob's digest names a layer: equal digests are one layer, whichever images and logs show them.
/// A repository's manifest reference names an image, whose layers are all that any client asked for
/// after that manifest.
public struct LoggedContent: Sendable {
  /// What a manifest reference names.
  public struct Image: Hashable, Sendable {
    /// The upstream's host, and the path there.
    public var repository: String
    /// The reference as a tag: the colon of a digest is a hyphen.
    public var tag: String
    /// Bytes of the manifest; 0 where no log shows them.
    public var bytes: Int64
    /// Indices of ``layers``, in the order in which they were first asked for.
    public internal(set) var layers: [Int] = []
  }

  /// One layer.
  public struct Layer: Hashable, Sendable {
    public var digest: String
    /// The most bytes that an answer with all of it had; nil where no log shows one.
    public var bytes: Int64?
  }

  /// The most layers of an image; container runtimes stop there.
  public static let mostLayers = 127

  public private(set) var images: [Image] = []
  public private(set) var layers: [Layer] = []
  private var imageIndex: [String: Int] = [:]
  private var layerIndex: [String: Int] = [:]

  public init() {}

  /// The image of a reference, new or known.
  mutating func image(_ repository: String, _ reference: String) -> Int {
    let tag = reference.replacing(":", with: "-")
    let name = "\(repository):\(tag)"
    if let known = imageIndex[name] { return known }
    images.append(Image(repository: repository, tag: tag, bytes: 0))
    imageIndex[name] = images.count - 1
    return images.count - 1
  }

  /// The layer of a digest, new or known.
  mutating func layer(_ digest: String) -> Int {
    if let known = layerIndex[digest] { return known }
    layers.append(Layer(digest: digest, bytes: nil))
    layerIndex[digest] = layers.count - 1
    return layers.count - 1
  }

  mutating func note(bytes: Int64, ofImage image: Int) {
    images[image].bytes = max(images[image].bytes, bytes)
  }

  mutating func note(bytes: Int64, ofLayer layer: Int) {
    layers[layer].bytes = max(layers[layer].bytes ?? 0, bytes)
  }

  /// The place of a layer in an image, to which it is added if there is room; nil if there is none.
  mutating func place(of layer: Int, in image: Int) -> Int? {
    if let known = images[image].layers.firstIndex(of: layer) { return known }
    guard images[image].layers.count < Self.mostLayers else { return nil }
    images[image].layers.append(layer)
    return images[image].layers.count - 1
  }
}
