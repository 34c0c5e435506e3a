extension EvictionPolicy: CustomStringConvertible {
  /// The name used in results: `LRU`, `FIFO`, `Clock`, `LFU`, `Sieve`, `S3FIFO`, `GDSF`, `None`, and
  /// `LRU-TTL` with the lifetime in seconds (`LRU-TTL299`), or in nanoseconds where it is not a
  /// whole number of seconds (`LRU-TTL5ns`).
  public var description: String {
    switch self {
    case .none: "None"
    case .lru: "LRU"
    case .fifo: "FIFO"
    case .clock: "Clock"
    case .lfu: "LFU"
    case .sieve: "Sieve"
    case .s3FIFO: "S3FIFO"
    case .gdsf: "GDSF"
    case .lruWithLifetime(let ticks):
      ticks % 1_000_000_000 == 0 ? "LRU-TTL\(ticks / 1_000_000_000)" : "LRU-TTL\(ticks)ns"
    }
  }

  /// What ``init(parsing:)`` understands, for messages.
  public static let spellings =
    "lru, fifo, clock, lfu, sieve, s3-fifo, gdsf, lru-ttl:LIFETIME (such as lru-ttl:7d), none"

  /// Reads a policy's name, in any case and with or without hyphens. A lifetime is a whole number
  /// of seconds or of `ns`, `us`, `ms`, `s`, `min`, `h` or `d`. `nil` where it is none of these.
  public init?(parsing text: String) {
    let lowered = text.lowercased()
    switch lowered.filter({ $0 != "-" && $0 != "_" }) {
    case "none": self = .none
    case "lru": self = .lru
    case "fifo": self = .fifo
    case "clock": self = .clock
    case "lfu": self = .lfu
    case "sieve": self = .sieve
    case "s3fifo": self = .s3FIFO
    case "gdsf": self = .gdsf
    default:
      guard lowered.hasPrefix("lru-ttl") else { return nil }
      var rest = lowered.dropFirst("lru-ttl".count)
      if rest.first == ":" { rest.removeFirst() }
      guard let ticks = Self.lifetime(rest) else { return nil }
      self = .lruWithLifetime(ticks)
    }
  }

  /// The name that a word which is no policy was perhaps meant to be; `nil` where none is near.
  ///
  /// The nearest has the fewest letters to strike out and to put in, and at most half as many as
  /// the two words have together; of equals, the first in ``spellings``.
  public static func nearestName(to word: String) -> String? {
    let word = word.lowercased().prefix { $0 != ":" }
    guard word.count <= 20 else { return nil }
    let names = ["lru", "fifo", "clock", "lfu", "sieve", "s3-fifo", "gdsf", "lru-ttl", "none"]
    let near = names.map { (name: $0, distance: word.difference(from: $0).count) }
      .filter { 2 * $0.distance <= $0.name.count + word.count && $0.distance < $0.name.count }
      .min { $0.distance < $1.distance }
    return near?.name == "lru-ttl" ? "lru-ttl:7d" : near?.name
  }

  private static func lifetime(_ text: Substring) -> Int64? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits) else { return nil }
    let ticks: Int64
    switch text.dropFirst(digits.count) {
    case "ns": ticks = 1
    case "us": ticks = 1_000
    case "ms": ticks = 1_000_000
    case "", "s": ticks = 1_000_000_000
    case "min": ticks = 60_000_000_000
    case "h": ticks = 3_600_000_000_000
    case "d": ticks = 86_400_000_000_000
    default: return nil
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: ticks)
    return overflow ? nil : product
  }
}
