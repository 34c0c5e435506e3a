/// The name of a tag (repository and tag) within one cache; dense, counted from zero.
@frozen
public struct TagID: RawRepresentable, Hashable, BitwiseCopyable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// The name of a manifest's digest within one cache: of an image's manifest or of an index, that
/// is a list of such manifests, one a platform. Dense, counted from zero.
@frozen
public struct ManifestID: RawRepresentable, Hashable, BitwiseCopyable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
}

/// The name of a layer's digest (or of any other blob's) within one cache; dense, counted from
/// zero.
@frozen
public struct LayerID: RawRepresentable, Hashable, BitwiseCopyable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
}
