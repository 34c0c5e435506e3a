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

  static let times: [(size: Double, name: String)] = [
    (1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1, "s"),
  ]
  static let sizes: [(size: Double, name: String)] = [
    (1, "B"), (0x1p10, "KiB"), (0x1p20, "MiB"), (0x1p30, "GiB"), (0x1p40, "TiB"), (0x1p50, "PiB"),
  ]

  /// A value and its half-width in a unit that fits the value, or another amount beside it.
  static func scaled(
    _ value: Double, _ halfWidth: Double?, _ units: [(size: Double, name: String)],
    fitting amount: Double? = nil
  ) -> String {
    let amount = (amount ?? value).magnitude
    let unit = units.last { amount >= $0.size * 0.9995 } ?? units[0]
    let digits = decimals(for: amount / unit.size)
    return plain(value / unit.size, halfWidth.map { $0 / unit.size }, digits: digits) + " "
      + unit.name
  }

  /// Two values in a unit that fits the larger one.
  private static func scaled(
    _ range: ClosedRange<Double>, _ units: [(size: Double, name: String)]
  ) -> String {
    let unit = units.last { range.upperBound.magnitude >= $0.size * 0.9995 } ?? units[0]
    let (least, most) = (range.lowerBound / unit.size, range.upperBound / unit.size)
    return fixed(least, digits: decimals(for: least)) + "…"
      + fixed(most, digits: decimals(for: most)) + " " + unit.name
  }

  /// Replications that all found the same have no half-width.
  static func plain(_ value: Double, _ halfWidth: Double?, digits: Int) -> String {
    let text = fixed(value, digits: digits)
    guard let halfWidth, halfWidth > 0 else { return text }
    let shown = fixed(halfWidth, digits: digits)
    // A half-width that rounds to nothing would claim more than is known.
    let isLost = !shown.contains { $0 != "0" && $0 != "." }
    return "\(text) ± \(isLost ? "<" + smallest(digits) : shown)"
  }

  private static func smallest(_ digits: Int) -> String {
    digits == 0 ? "1" : "0." + String(repeating: "0", count: digits - 1) + "1"
  }

  /// A latency in seconds: `412 ± 9 ms`.
  static func latency(_ seconds: Double, _ halfWidth: Double? = nil) -> String {
    seconds == 0 && halfWidth ?? 0 == 0 ? "0 s" : scaled(seconds, halfWidth, times)
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
    bytes == 0 && halfWidth ?? 0 == 0 ? "0 B" : scaled(bytes, halfWidth, sizes)
  }

  /// A share from 0 to 1 in percent, with one decimal whatever its size: `98.1 ± 0.2 %`. What is
  /// neither nothing nor all is not shown as such.
  static func percent(_ share: Double, _ halfWidth: Double? = nil) -> String {
    if share == 0 || share == 1, halfWidth ?? 0 == 0 { return share == 0 ? "0 %" : "100 %" }
    if share > 0, share < 0.0005 { return "<0.1 %" }
    if share < 1, share > 0.9995 { return ">99.9 %" }
    return plain(share * 100, halfWidth.map { $0 * 100 }, digits: 1) + " %"
  }

  /// A rate a second, to three significant digits.
  static func rate(_ perSecond: Double, _ halfWidth: Double? = nil) -> String {
    perSecond > 0 && perSecond < 0.005
      ? "<0.01" : plain(perSecond, halfWidth, digits: decimals(for: perSecond))
  }

  /// A number of things with its thousands apart; a mean below ten with one decimal, if it is none
  /// of whole numbers.
  static func count(_ value: Double, _ halfWidth: Double? = nil) -> String {
    let isWhole = value == value.rounded() && halfWidth ?? 0 == 0
    return plain(value, halfWidth, digits: isWhole || value.magnitude >= 9.95 ? 0 : 1)
  }

  /// A number of things in words: `1 replication`, `5 replications`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(Double(count))) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A time since the start of a run: `3 h 5 min`, `90 s` as `1 min 30 s`; whole seconds.
  static func clock(_ seconds: Double) -> String {
    let whole = Int64(max(0, min(seconds.rounded(), 1e15)))
    let parts = [(whole / 3_600, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")]
    let shown = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return shown.isEmpty ? "0 s" : shown.joined(separator: " ")
  }

  /// A large number of things: `12.3 M`.
  static func millions(_ count: UInt64) -> String {
    count < 1_000_000
      ? grouped(Double(count))
      : fixed(Double(count) / 1e6, digits: decimals(for: Double(count) / 1e6)) + " M"
  }

  // MARK: Estimates

  // Of an interval that reaches below zero, the least and the most that a replication found are
  // shown in its place.

  /// `412 ± 9 ms` or `18…612 ms`.
  static func latency(_ estimate: Estimate) -> String {
    estimate.reachesBelowZero
      ? scaled(estimate.range, times) : latency(estimate.mean, estimate.halfWidth)
  }

  /// `20 min` where all replications agree, otherwise as a latency.
  static func duration(_ estimate: Estimate) -> String {
    estimate.halfWidth ?? 0 == 0 ? duration(estimate.mean) : latency(estimate)
  }

  /// `604 ± 3` or `0…2`.
  static func count(_ estimate: Estimate) -> String {
    guard estimate.reachesBelowZero else { return count(estimate.mean, estimate.halfWidth) }
    return fixed(estimate.range.lowerBound, digits: 0) + "…"
      + fixed(estimate.range.upperBound, digits: 0)
  }

  /// `1.66 ± 0.03 TiB` or `0…3.20 GiB`.
  static func bytes(_ estimate: Estimate) -> String {
    estimate.reachesBelowZero
      ? scaled(estimate.range, sizes) : bytes(estimate.mean, estimate.halfWidth)
  }

  /// `98.1 ± 0.2 %` or `0.0…3.1 %`; also where the interval reaches beyond 100 %.
  static func percent(_ estimate: Estimate) -> String {
    let isBeyond = estimate.mean + (estimate.halfWidth ?? 0) > 1 && estimate.mean < 0.9995
    guard estimate.mean >= 0.0005, estimate.reachesBelowZero || isBeyond else {
      return percent(estimate.mean, estimate.halfWidth)
    }
    let (least, most) = (estimate.range.lowerBound * 100, estimate.range.upperBound * 100)
    return fixed(least, digits: 1) + "…" + fixed(most, digits: 1) + " %"
  }
}
