import Words

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

  /// Reads a policy's name, in any case and with or without hyphens; ``description`` is one of the
  /// spellings. A lifetime is a whole number of seconds, or a time with units such as `1h30min`. `nil`
  /// where it is none of these.
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
  public static func nearestName(to word: String) -> String? {
    // Hyphens do not count, as in reading.
    let names = ["lru", "fifo", "clock", "lfu", "sieve", "s3fifo", "gdsf", "lruttl", "none"]
    let plain = word.prefix { $0 != ":" }.filter { $0 != "-" && $0 != "_" }
    switch NearestWord.to(String(plain), among: names) {
    case "s3fifo": return "s3-fifo"
    case "lruttl": return "lru-ttl:7d"
    case let near: return near
    }
  }

  /// A bare number of seconds, or a time with units and no blanks.
  private static func lifetime(_ text: Substring) -> Int64? {
    let isBare = text.allSatisfy { $0.isASCII && $0.isNumber }
    guard !text.contains(" "),
      case .value(let ticks) = Quantity.parseTime(isBare ? text + "s" : String(text))
    else { return nil }
    return ticks
  }
}
