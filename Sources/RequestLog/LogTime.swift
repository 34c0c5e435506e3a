/// Reads the times that logs write.
enum LogTime {
  /// Seconds with a decimal fraction as nanoseconds, digits beyond the ninth cut off; nil where the
  /// text is none, is negative or lies beyond 292 years.
  static func nanoseconds(ofSeconds text: some StringProtocol) -> Int64? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = digits(parts[0], most: 10), whole < 9_223_372_036 else { return nil }
    guard parts.count == 2 else { return whole * 1_000_000_000 }
    guard let fraction = fraction(parts[1]) else { return nil }
    return whole * 1_000_000_000 + fraction
  }

  /// `2017-06-20T01:28:15.962Z` (ISO 8601, with a fraction or an offset such as `+02:00` or not) as
  /// nanoseconds since 1970; nil where the text is none, or of another century than 1970 to 2199.
  static func nanoseconds(ofTimestamp text: some StringProtocol) -> Int64? {
    let text = Array(text.utf8)
    guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
      let year = number(text[0..<4]), let month = number(text[5..<7]),
      let day = number(text[8..<10]), let time = secondsOfDay(text[11..<19])
    else { return nil }
    var rest = text[19...]
    var nanoseconds: Int64 = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { isDigit($0) }
      guard let read = fraction(String(decoding: digits, as: UTF8.self)) else { return nil }
      nanoseconds = read
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let offset = offset(rest), let days = days(year: year, month: month, day: day) else {
      return nil
    }
    return (days * 86_400 + time - offset) * 1_000_000_000 + nanoseconds
  }

  /// `20/Jun/2017:01:28:15 +0000`, as access logs write it, as nanoseconds since 1970.
  static func nanoseconds(ofLogDate text: some StringProtocol) -> Int64? {
    let text = Array(text.utf8)
    guard text.count >= 21, text[2] == UInt8(ascii: "/"), text[6] == UInt8(ascii: "/"),
      text[11] == UInt8(ascii: ":"), text[20] == UInt8(ascii: " "),
      let day = number(text[0..<2]), let year = number(text[7..<11]),
      let month = months.firstIndex(of: String(decoding: text[3..<6], as: UTF8.self)),
      let time = secondsOfDay(text[12..<20]), let offset = offset(text[21...]),
      let days = days(year: year, month: Int64(month) + 1, day: day)
    else { return nil }
    return (days * 86_400 + time - offset) * 1_000_000_000
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Days from 1970-01-01 to a date of the Gregorian calendar (Howard Hinnant's algorithm).
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard (1970...2199).contains(year), (1...12).contains(month), (1...31).contains(day) else {
      return nil
    }
    let years = month <= 2 ? year - 1 : year
    let era = years / 400
    let yearOfEra = years - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// `01:28:15`; a leap second counts as the one before.
  private static func secondsOfDay(_ text: ArraySlice<UInt8>) -> Int64? {
    let first = text.startIndex
    guard text.count == 8, text[first + 2] == UInt8(ascii: ":"),
      text[first + 5] == UInt8(ascii: ":"), let hours = number(text[first..<first + 2]),
      let minutes = number(text[first + 3..<first + 5]),
      let seconds = number(text[first + 6..<first + 8]), hours < 24, minutes < 60, seconds <= 60
    else { return nil }
    return hours * 3_600 + minutes * 60 + min(seconds, 59)
  }

  /// `Z`, `+0200`, `-05:30`, in seconds.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
    if text.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
    let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, text.count <= 6, let hours = number(digits[0..<2]),
      let minutes = number(digits[2..<4]), hours < 24, minutes < 60
    else { return nil }
    let seconds = hours * 3_600 + minutes * 60
    switch text.first {
    case UInt8(ascii: "+"): return seconds
    case UInt8(ascii: "-"): return -seconds
    default: return nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func number(_ text: ArraySlice<UInt8>) -> Int64? {
    digits(String(decoding: text, as: UTF8.self), most: 4)
  }

  /// A whole number of digits alone.
  static func digits(_ text: some StringProtocol, most: Int) -> Int64? {
    guard !text.isEmpty, text.utf8.count <= most, text.utf8.allSatisfy(isDigit) else { return nil }
    return Int64(text)
  }

  /// The digits after a decimal point, in billionths.
  private static func fraction(_ text: some StringProtocol) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy(isDigit) else { return nil }
    let kept = String(text.prefix(9))
    return Int64(kept + String(repeating: "0", count: 9 - kept.count))
  }
}
