/// Sizes of the small documents of an image, where a catalogue does not state them.
///
/// Published catalogues list layers only. Sizes printed by clients put a manifest near 500 bytes
/// and 230 bytes a layer, and a configuration near 3,000 bytes and 450 bytes a layer; the index
/// of seven platforms of `docker.io/library/alpine` has 1.6 kB, which is 230 bytes a platform.
public enum SizingRules {
  /// Bytes of a manifest that lists `layers` layers: 500 + 230 a layer.
  public static func manifestBytes(layers: Int) -> Int64 { 500 + 230 * Int64(layers) }

  /// Bytes of the configuration of an image with `layers` layers: 3,000 + 450 a layer.
  public static func configBytes(layers: Int) -> Int64 { 3_000 + 450 * Int64(layers) }

  /// Bytes of an index (multi-platform list) with `platforms` entries: 230 an entry.
  public static func indexBytes(platforms: Int) -> Int64 { 230 * Int64(platforms) }

  /// The most bytes a layer may have: 64 GiB. A larger one is a mistake of the catalogue.
  ///
  /// The largest layer in the snapshots this project was built with has 4.1 GB.
  public static let greatestLayer: Int64 = 64 << 30
}
