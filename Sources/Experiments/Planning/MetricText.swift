/// Values of metrics as a person reads them, by the metric's unit.
enum MetricText {
  /// `2.01 ± 0.05 s`, `99.93 ± 0.02 %`, `312.40 ± 0.12 USD`.
  static func text(_ value: Double, _ halfWidth: Double? = nil, unit: String) -> String {
    switch unit {
    case "s": return HumanUnits.latency(value, halfWidth)
    case "bytes": return HumanUnits.bytes(value, halfWidth)
    case "1": return fixed(value * 100, halfWidth.map { $0 * 100 }, digits: 2) + " %"
    default:
      let isWhole = value == value.rounded() && halfWidth ?? 0 == 0
      return fixed(value, halfWidth, digits: isWhole ? 0 : 2) + " \(unit)"
    }
  }

  /// A half-width that rounds to nothing is not shown as nothing.
  private static func fixed(_ value: Double, _ halfWidth: Double?, digits: Int) -> String {
    let text = HumanUnits.fixed(value, digits: digits)
    guard let halfWidth, halfWidth > 0 else { return text }
    let shown = HumanUnits.fixed(halfWidth, digits: digits)
    return "\(text) ± " + (shown.contains { ("1"..."9").contains($0) } ? shown : "<0.01")
  }

  /// The unit in a sentence.
  static func noun(ofUnit unit: String) -> String {
    unit == "1" ? "that of a share" : "'\(unit)'"
  }

  /// A bound that a metric of the unit can have.
  static func example(ofUnit unit: String) -> String {
    switch unit {
    case "s": "2s or 250ms"
    case "bytes": "20GiB"
    case "1": "95% or 0.95"
    case "1/s": "5/s or 300/min"
    default: "100"
    }
  }
}
