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
  /// spellings. A lifetime is a whole number of seconds, or whole numbers of `d`, `h`, `min`, `s`,
  /// `ms`, `us` and `ns` such as `1h30min`. `nil` where it is none of these.
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

  /// A bare number of seconds, or numbers with units, each unit smaller than the one before.
  private static func lifetime(_ text: Substring) -> Int64? {
    if !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) {
      return Int64(text).flatMap { product($0, 1_000_000_000) }
    }
    var rest = text
    var total: Int64 = 0
    var last = Int64.max
    repeat {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let word = rest.dropFirst(digits.count).prefix { !($0.isASCII && $0.isNumber) }
      guard let number = Int64(digits), let ticks = units[String(word)], ticks < last,
        let part = product(number, ticks)
      else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !overflow else { return nil }
      (total, last) = (sum, ticks)
      rest = rest.dropFirst(digits.count + word.count)
    } while !rest.isEmpty
    return total
  }

  private static let units: [String: Int64] = [
    "ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "min": 60_000_000_000,
    "h": 3_600_000_000_000, "d": 86_400_000_000_000,
  ]

  private static func product(_ number: Int64, _ ticks: Int64) -> Int64? {
    let (product, overflow) = number.multipliedReportingOverflow(by: ticks)
    return overflow ? nil : product
  }
}
