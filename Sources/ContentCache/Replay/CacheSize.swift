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
  /// fit 63 bits, or has more than nine decimals.
  public init?(parsing text: String) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count).drop { $0 == " " }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let decimals = parts.count == 2 ? parts[1] : ""
    guard decimals.count <= 9, let digits = Int64(parts[0] + decimals) else { return nil }
    let scale = decimals.reduce(Int64(1)) { product, _ in product * 10 }
    if unit == "%" {
      self = .share(numerator: digits, denominator: 100 * scale)
      return
    }
    guard let factor = Self.units[String(unit)] else { return nil }
    guard let bytes = Self.floor(digits, times: factor, over: scale) else { return nil }
    self = .bytes(bytes)
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

  private static let units: [String: Int64] = [
    "": 1, "B": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
    "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
  ]

  /// The whole part of `a · b / c`, for numbers of at least 0, in 128 bits on the way.
  private static func floor(_ a: Int64, times b: Int64, over c: Int64) -> Int64? {
    Int64(exactly: Int128(a) * Int128(b) / Int128(c))
  }
}
