import Statistics

/// Figures as a person reads them: three significant digits, a unit that fits.
enum HumanUnits {
  /// A value with so many decimals, a half rounded away from zero.
  static func fixed(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "–" }
    let scale = (0..<max(0, digits)).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 0x1p63 else { return value.description }
    let (whole, rest) = UInt64(scaled).quotientAndRemainder(dividingBy: UInt64(scale))
    var text = value < 0 && scaled > 0 ? "-" : ""
    text += grouped(String(whole))
    if digits > 0 {
      let decimals = String(rest)
      text += "." + String(repeating: "0", count: digits - decimals.count) + decimals
    }
    return text
  }

  /// The decimals that show a value to three significant digits.
  static func decimals(for value: Double) -> Int {
    let size = value.magnitude
    return size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2
  }

  /// A whole number with its thousands apart.
  static func grouped(_ value: Double) -> String { fixed(value, digits: 0) }

  private static func grouped(_ digits: String) -> String {
    guard digits.count > 4 else { return digits }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += " " }
      text.append(digit)
    }
    return text
  }

  /// A value and its half-width in a unit that fits the value.
  private static func scaled(
    _ value: Double, _ halfWidth: Double?, _ units: [(size: Double, name: String)]
  ) -> String {
    let unit = units.last { value.magnitude >= $0.size * 0.9995 } ?? units[0]
    return plain(value / unit.size, halfWidth.map { $0 / unit.size }) + " " + unit.name
  }

  private static func plain(_ value: Double, _ halfWidth: Double?) -> String {
    let digits = decimals(for: value)
    let text = fixed(value, digits: digits)
    guard let halfWidth else { return text }
    // A half-width that rounds to nothing would claim more than is known.
    let shown = fixed(halfWidth, digits: digits)
    let isLost = halfWidth > 0 && !shown.contains { $0 != "0" && $0 != "." }
    return "\(text) ± \(isLost ? "<" + smallest(digits) : shown)"
  }

  private static func smallest(_ digits: Int) -> String {
    digits == 0 ? "1" : "0." + String(repeating: "0", count: digits - 1) + "1"
  }

  /// A latency in seconds: `412 ± 9 ms`.
  static func latency(_ seconds: Double, _ halfWidth: Double? = nil) -> String {
    scaled(seconds, halfWidth, [(1e-6, "µs"), (1e-3, "ms"), (1, "s")])
  }

  /// A length of time: `10 h`, `90 min`, `36 s`.
  static func duration(_ seconds: Double) -> String {
    guard seconds >= 1 else { return latency(seconds) }
    for (size, name) in [(86_400.0, "d"), (3_600, "h"), (60, "min")] where seconds >= size {
      let count = seconds / size
      // One unit is enough for a round number; otherwise a decimal.
      if count == count.rounded() || count >= 2 {
        return fixed(count, digits: count == count.rounded() ? 0 : 1) + " " + name
      }
    }
    return fixed(seconds, digits: seconds == seconds.rounded() ? 0 : 1) + " s"
  }

  /// An amount of data: `1.25 TiB`.
  static func bytes(_ bytes: Double, _ halfWidth: Double? = nil) -> String {
    if bytes == 0, halfWidth ?? 0 == 0 { return "0 B" }
    return scaled(
      bytes, halfWidth,
      [
        (1, "B"), (0x1p10, "KiB"), (0x1p20, "MiB"), (0x1p30, "GiB"), (0x1p40, "TiB"),
        (0x1p50, "PiB"),
      ])
  }

  /// A share from 0 to 1 in percent: `98.1 ± 0.2 %`.
  static func percent(_ share: Double, _ halfWidth: Double? = nil) -> String {
    let digits = share.magnitude >= 0.0995 && share.magnitude < 0.9995 ? 1 : 2
    let text = fixed(share * 100, digits: digits)
    guard let halfWidth else { return text + " %" }
    let shown = fixed(halfWidth * 100, digits: digits)
    let isLost = halfWidth > 0 && !shown.contains { $0 != "0" && $0 != "." }
    return "\(text) ± \(isLost ? "<" + smallest(digits) : shown) %"
  }
}

extension ConfidenceInterval {
  /// The estimate in words of ``HumanUnits``.
  func text(_ unit: (Double, Double?) -> String) -> String { unit(mean, halfWidth) }
}
