public import SimulationKernel

/// How tags of upstreams change what they point to.
///
/// A tag that changes has versions: the catalogue's image is the first, and each further one is the
/// same image rebuilt, with new layers from the top down and the rest shared. Layers that are new
/// are as large as those that they replace.
public struct TagChangeDescription: Hashable, Sendable {
  /// How often each of the changing tags changes, a Poisson process; nil: only at ``events`` and as
  /// ``file`` says.
  public var rate: Rate?
  /// The share of tags that change at the rate, from 0 to 1. Which ones, the seed decides, for all
  /// replications alike.
  public var share: Double
  /// How much of an image a change renews, as a share of its bytes from the top layer down, from 0
  /// to 1; one layer at least.
  public var changedLayers: Double
  /// Changes at known times.
  public var events: [TagChangeEvent]
  /// A file of further changes at known times, as a `TagChangeLog` reads it; nil: none.
  public var file: String?

  public init(
    rate: Rate? = nil, share: Double = 1, changedLayers: Double = 0.25,
    events: [TagChangeEvent] = [], file: String? = nil
  ) {
    self.rate = rate
    self.share = share
    self.changedLayers = changedLayers
    self.events = events
    self.file = file
  }
}

/// A change of one tag at a known time.
public struct TagChangeEvent: Hashable, Sendable {
  /// The image as the registry's clients name it.
  public var image: String
  /// When upstream has the new content, from the start of the run.
  public var at: Span

  public init(image: String, at: Span) {
    self.image = image
    self.at = at
  }
}

/// A push of an image into a repository of the registry's own, one that no cache rule covers.
///
/// A further push of the same tag replaces what it points to.
public struct PushDescription: Hashable, Sendable {
  /// Repository and tag.
  public var image: String
  /// An image of the catalogue, as clients name it, whose layers' sizes and platforms the pushed one
  /// has.
  public var like: String?
  /// In place of ``like``, the sizes of the layers, the base first.
  public var layers: [ByteCount]
  /// Of a further push of a tag that says neither ``like`` nor ``layers``: how much it renews of
  /// the one before, as ``TagChangeDescription/changedLayers``.
  public var changedLayers: Double
  /// When the push is complete, from the start of the run. At 0 the image is from the start in
  /// all regions that there are then.
  public var at: Span
  /// The region that it is pushed to; nil: the home region.
  public var region: RegionName?

  public init(
    image: String, like: String? = nil, layers: [ByteCount] = [], changedLayers: Double = 0.25,
    at: Span = .zero, region: RegionName? = nil
  ) {
    self.image = image
    self.like = like
    self.layers = layers
    self.changedLayers = changedLayers
    self.at = at
    self.region = region
  }
}
