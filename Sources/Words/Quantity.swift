/// What becomes of a text that is read.
public enum Parsed<Value> {
  case value(Value)
  /// Its form is wrong; with a suggestion or an empty text.
  case malformed(String)
  /// Its form is right and its size is not.
  case outOfRange(String)
}

/// Numbers with units, exactly: `1.5h` is 5,400,000,000,000 ns without a rounding on the way.
///
/// This is how times, sizes and speeds are written everywhere: in scenarios, as options, in the
/// names of policies.
public enum Quantity {
  /// A unit's word and how many of the smallest unit it is.
  public typealias Unit = (word: String, size: Int64)

  /// In nanoseconds.
  public static let time: [Unit] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000),
    ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]
  /// Decimal and binary multiples, in bytes.
  public static let bytes: [Unit] = [
    ("B", 1), ("kB", 1_000), ("KiB", 1 << 10), ("MB", 1_000_000), ("MiB", 1 << 20),
    ("GB", 1_000_000_000), ("GiB", 1 << 30), ("TB", 1_000_000_000_000), ("TiB", 1 << 40),
  ]
  /// In bits a second.
  public static let bandwidth: [Unit] = [
    ("bit/s", 1), ("kbit/s", 1_000), ("Mbit/s", 1_000_000), ("Gbit/s", 1_000_000_000),
    ("Tbit/s", 1_000_000_000_000),
  ]

  /// A length of time, such as `90s` or `5min30s`, in nanoseconds.
  public static func parseTime(_ text: String) -> Parsed<Int64> {
    var total: Int64 = 0
    var last = Int64.max
    var rest = Substring(text)
    repeat {
      guard let (number, unit) = split(String(rest)) else { return .malformed("") }
      let word = unit.prefix { !($0.isASCII && $0.isNumber) }
      let size = time.first { $0.word.utf8.elementsEqual(word.utf8) }?.size
      switch parse("\(number)\(word)", time) {
      case .value(let count):
        guard let size, size < last else {
          return .malformed("; write each unit once, the larger ones first")
        }
        last = size
        let (sum, overflow) = total.addingReportingOverflow(count)
        if overflow { return tooLarge }
        total = sum
      case let wrong:
        let meant = withoutExponent(text, time.map(\.word)) ?? withoutBlanks(text)
        return meant.map { .malformed(suggestion($0)) } ?? wrong
      }
      rest = Substring(unit.dropFirst(word.count))
    } while !rest.isEmpty
    return .value(total)
  }

  /// A time whose parts stand apart (`1h 30min`), as it is written; nil where that is not all.
  private static func withoutBlanks(_ text: String) -> String? {
    let joined = text.filter { $0 != " " }
    guard joined != text, case .value = parseTime(joined) else { return nil }
    return joined
  }

  private static var tooLarge: Parsed<Int64> {
    .outOfRange("expected no more than can be counted")
  }

  /// A number and the word after it; nil where the text does not begin with a plain number.
  public static func split(_ text: String) -> (number: Substring, unit: Substring)? {
    let bytes = text.utf8
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    var end = bytes.startIndex
    while end < bytes.endIndex, isDigit(bytes[end]) { end = bytes.index(after: end) }
    guard end > bytes.startIndex else { return nil }
    if end < bytes.endIndex, bytes[end] == UInt8(ascii: ".") {
      var fraction = bytes.index(after: end)
      guard fraction < bytes.endIndex, isDigit(bytes[fraction]) else { return nil }
      while fraction < bytes.endIndex, isDigit(bytes[fraction]) {
        fraction = bytes.index(after: fraction)
      }
      end = fraction
    }
    var unit = text[end...]
    if unit.utf8.first == 32 { unit = unit.dropFirst() }
    return (text[..<end], unit)
  }

  /// A quantity whose number has an exponent, as the format writes it: `1e3/min` as `1000/min`; nil
  /// where it is none, or too long to be read.
  public static func withoutExponent(_ text: String, _ words: [String]) -> String? {
    guard let (number, rest) = split(text), rest.first == "e" || rest.first == "E" else {
      return nil
    }
    let sign = rest.dropFirst().prefix { $0 == "-" || $0 == "+" }
    let digits = rest.dropFirst(1 + sign.count).prefix { $0.isASCII && $0.isNumber }
    var unit = rest.dropFirst(1 + sign.count + digits.count)
    if unit.first == " " { unit = unit.dropFirst() }
    guard words.contains(String(unit)), let value = Double("\(number)e\(sign)\(digits)"),
      value.isFinite
    else { return nil }
    let plain = decimal(value)
    return plain.count <= 20 ? plain + unit : nil
  }

  /// The end of a sentence that suggests what was perhaps meant, or nothing.
  public static func suggestion(_ meant: String?) -> String {
    meant.map { "; did you mean '\($0)'?" } ?? ""
  }

  /// A quantity in the smallest unit, rounded to a whole number of it.
  public static func parse(_ text: String, _ units: [Unit]) -> Parsed<Int64> {
    let words = units.map(\.word)
    guard let (number, word) = split(text) else { return .malformed("") }
    guard let unit = units.first(where: { $0.word.utf8.elementsEqual(word.utf8) }) else {
      if word.isEmpty {
        return .malformed("; the unit is missing: \(words.joined(separator: ", "))")
      }
      let near =
        words.first { $0.lowercased() == word.lowercased() }
        ?? (word == "m" && words.contains("min") ? "min" : nil)
        ?? (word == "µs" && words.contains("us") ? "us" : nil)
        ?? NearestWord.to(String(word), among: words)
      let meant = suggestion(withoutExponent(text, words) ?? near.map { "\(number)\($0)" })
      return .malformed("; possible units: \(words.joined(separator: ", "))\(meant)")
    }
    let parts = number.split(separator: ".")
    guard let whole = parts.first.flatMap({ Int64($0) }) else { return tooLarge }
    let (product, overflow) = whole.multipliedReportingOverflow(by: unit.size)
    if overflow { return tooLarge }
    let digits = parts.count > 1 ? parts[1].prefix(18) : ""
    var scale: Int128 = 1
    for _ in digits { scale *= 10 }
    let fraction = Int128(Int64(digits) ?? 0) * Int128(unit.size)
    let rounded = Int64((fraction + scale / 2) / scale)
    let (sum, carry) = product.addingReportingOverflow(rounded)
    return carry ? tooLarge : .value(sum)
  }
}
