import Foundation

extension HumanUnits {
  /// A figure of a metric, by its unit as results have it: `412 ms`, `1.25 TiB`, `98.1 %`.
  static func figure(_ value: Double, _ halfWidth: Double? = nil, unit: String) -> String {
    switch unit {
    case "s": latency(value, halfWidth)
    case "bytes": bytes(value, halfWidth)
    case "1": percent(value, halfWidth)
    case "1/s": rate(value, halfWidth) + "/s"
    default: isCurrency(unit) ? plain(value, halfWidth, digits: 2) : count(value, halfWidth)
    }
  }

  /// The same where a bound stands beside it: shares to a hundredth of a per cent, as availability
  /// wants them (`99.93 ± 0.02 %`), and the unit always named.
  static func precise(_ value: Double, _ halfWidth: Double? = nil, unit: String) -> String {
    if unit == "1" {
      return plain(value * 100, halfWidth.map { $0 * 100 }, digits: 2) + " %"
    }
    let text = figure(value, halfWidth, unit: unit)
    return shows(unit) ? text : "\(text) \(unit)"
  }

  /// Whether ``figure(_:_:unit:)`` shows a unit; tables name others in words, where need be.
  static func shows(_ unit: String) -> Bool { ["s", "bytes", "1", "1/s"].contains(unit) }

  /// An estimate that the database has, its unit shown or named.
  static func figure(_ metric: ExperimentMetric) -> String {
    guard metric.mean.isFinite else { return "–" }
    let unit = metric.metric.unit
    let text = figure(metric.mean, metric.halfWidth, unit: unit)
    return shows(unit) ? text : "\(text) \(unit)"
  }

  /// A difference of two figures of a metric, with its sign: `+12.0 ± 0.4 ms`; of shares in points,
  /// hundredths of the whole.
  static func difference(_ value: Double, _ halfWidth: Double?, unit: String) -> String {
    let amount = max(value.magnitude, halfWidth ?? 0)
    if amount == 0 { return "0" }
    let text =
      switch unit {
      case "s": scaled(value, halfWidth, times, fitting: amount)
      case "bytes": scaled(value, halfWidth, sizes, fitting: amount)
      case "1": points(value, halfWidth)
      case "1/s": plain(value, halfWidth, digits: decimals(for: amount)) + "/s"
      default:
        isCurrency(unit) ? plain(value, halfWidth, digits: 2) : count(value, halfWidth)
      }
    return signed(value, text)
  }

  /// A difference as a share of what it is a difference from: `+12.0 ± 3.1 %`.
  static func relativeDifference(_ share: Double, _ halfWidth: Double? = nil) -> String {
    signed(share, plain(share * 100, halfWidth.map { $0 * 100 }, digits: 1) + " %")
  }

  /// A difference of shares in hundredths of the whole: `1.25 ± 0.08 points`.
  static func points(_ value: Double, _ halfWidth: Double? = nil) -> String {
    plain(value * 100, halfWidth.map { $0 * 100 }, digits: 2) + " points"
  }

  /// A share that somebody wrote, without decimals that say nothing: `5 %`, `0.5 %`.
  static func roundPercent(_ share: Double) -> String { brief(share * 100) + " %" }

  /// The same of a difference of shares: `0.5 points`.
  static func roundPoints(_ value: Double) -> String { brief(value * 100) + " points" }

  private static func brief(_ value: Double) -> String {
    // Two digits at least of what is small.
    let digits =
      value.magnitude < 0.1 && value != 0 ? 1 - Int(log10(value.magnitude).rounded(.down)) : 2
    var text = fixed(value, digits: min(digits, 9))
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// A figure with its sign, unless it is shown as nothing.
  private static func signed(_ value: Double, _ text: String) -> String {
    let shown = text.prefix { $0 != "±" }
    return value > 0 && shown.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }

  /// Whether a unit is the code of a currency (ISO 4217).
  private static func isCurrency(_ unit: String) -> Bool {
    unit.utf8.count == 3
      && unit.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
  }
}
