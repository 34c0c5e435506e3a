/// What storing something did to the cache.
///
/// The lists are empty, and cost no allocation, unless there is something to report.
public struct Eviction: Equatable, Sendable {
  /// What became of the object that was to be stored.
  public enum Outcome: Hashable, Sendable {
    /// It is now held.
    case admitted
    /// It was held already; this counts as a request for it that changes no level and no count.
    case alreadyHeld
    /// It is not held: larger than the capacity, refused by the policy, or over the quota.
    case notAdmitted
  }

  /// What became of the object that was to be stored.
  public internal(set) var outcome: Outcome = .admitted
  /// The layers that were given up, in that order.
  public internal(set) var layers: [LayerID] = []
  /// The manifests and indexes that were given up, in that order: chosen themselves, or withdrawn
  /// because a layer of theirs went.
  public internal(set) var manifests: [ManifestID] = []
  /// The tags that pointed to those manifests; they point to nothing any more.
  public internal(set) var tags: [TagID] = []
  /// The bytes of the layers and documents given up.
  public internal(set) var bytes: Int64 = 0
  /// After storing a manifest: its layers that are not held.
  public internal(set) var missingLayers: [LayerID] = []

  /// Makes a report of nothing evicted.
  public init() {}

  /// Whether anything was given up.
  public var isEmpty: Bool { layers.isEmpty && manifests.isEmpty }

  /// Whether the object is held now.
  public var isHeld: Bool { outcome != .notAdmitted }
}
