import Words

/// A capacity as a person writes it: bytes, bytes with a unit, or a share of a trace's footprint.
public enum CacheSize: Hashable, Sendable {
  case bytes(Int64)
  /// `numerator / denominator` of the footprint.
  case share(numerator: Int64, denominator: Int64)

  /// What ``init(parsing:)`` understands, for messages.
  public static let spellings =
    "a number of bytes, a number with kB, MB, GB, TB, KiB, MiB, GiB or TiB, or a share of the"
    + " trace's footprint such as 10%"

  /// Reads a size such as `1048576`, `20GiB`, `1.5 TB` or `2.5%`; `nil` where it is none, does not
  /// fit 63 bits, or is a share of more than nine decimals.
  public init?(parsing text: String) {
    guard let (number, unit) = Quantity.split(text) else { return nil }
    switch unit {
    case "":
      guard let bytes = Int64(number) else { return nil }
      self = .bytes(bytes)
    case "%":
      let parts = number.split(separator: ".")
      let decimals = parts.count == 2 ? parts[1] : ""
      guard decimals.count <= 9, let digits = Int64(parts[0] + decimals) else { return nil }
      let scale = decimals.reduce(Int64(1)) { product, _ in product * 10 }
      self = .share(numerator: digits, denominator: 100 * scale)
    default:
      guard case .value(let bytes) = Quantity.parse(text, Quantity.bytes) else { return nil }
      self = .bytes(bytes)
    }
  }

  /// The size in bytes for a trace of this footprint, rounded down; `nil` if it does not fit 63
  /// bits.
  public func bytes(ofFootprint footprint: Int64) -> Int64? {
    switch self {
    case .bytes(let bytes): bytes
    case .share(let numerator, let denominator):
      Self.floor(footprint, times: numerator, over: denominator)
    }
  }

  /// The whole part of `a · b / c`, for numbers of at least 0, in 128 bits on the way.
  private static func floor(_ a: Int64, times b: Int64, over c: Int64) -> Int64? {
    Int64(exactly: Int128(a) * Int128(b) / Int128(c))
  }
}
