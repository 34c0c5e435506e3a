/// A repository of a catalogue: its place in ``ImageCatalogue/repositories``.
@frozen
public struct RepositoryID: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The place, counted from 0 without gaps.
  public var rawValue: UInt32

  /// The repository at place `rawValue`.
  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Whether `left` entered the catalogue before `right`.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// An image of a catalogue: what one tag names, be it one manifest or an index of several platforms.
@frozen
public struct ImageID: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The place, counted from 0 without gaps.
  public var rawValue: UInt32

  /// The image at place `rawValue`.
  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Whether `left` entered the catalogue before `right`.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A manifest of a catalogue: one image for one platform. Equal digests are one manifest.
@frozen
public struct CatalogueManifest: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The place, counted from 0 without gaps.
  public var rawValue: UInt32

  /// The manifest at place `rawValue`.
  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Whether `left` entered the catalogue before `right`.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A layer of a catalogue. Equal digests are one layer, however many manifests list it.
@frozen
public struct CatalogueLayer: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The place, counted from 0 without gaps.
  public var rawValue: UInt32

  /// The layer at place `rawValue`.
  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Whether `left` entered the catalogue before `right`.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
