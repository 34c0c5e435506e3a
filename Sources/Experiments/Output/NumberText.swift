import Foundation
import Words

/// Numbers as result files spell them: the same bytes on every machine, under every locale.
enum NumberText {
  /// The shortest decimal that reads back as the same `Double`; a whole number without a point.
  /// What is not a number or infinite becomes empty, which CSV readers take for missing.
  static func exact(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    // 2⁵³: up to here every whole number is a Double, and the conversion is exact.
    if value.magnitude <= 0x1p53, value == value.rounded(.towardZero) {
      return String(Int64(value))
    }
    return value.description
  }

  /// A mean as results show it: a whole number exactly, any other to nine significant digits, more
  /// than any run knows of it.
  static func figure(_ value: Double) -> String {
    guard value.isFinite, value != value.rounded(.towardZero) else { return exact(value) }
    return exact(Double(String(format: "%.8e", value)) ?? value)
  }

  /// A value to six significant digits.
  ///
  /// Half-widths are spelled like this: they come from a quantile that the C library's functions
  /// feed, whose last bits differ between processors, and nobody reads more digits of them.
  static func sixDigits(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    return exact(Double(String(format: "%.5e", value)) ?? value)
  }

  /// Nanoseconds as seconds, exactly, with as many decimals as it takes.
  static func seconds(nanoseconds: Int64) -> String {
    let (whole, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    var text = (nanoseconds < 0 ? "-" : "") + String(whole)
    if rest > 0 {
      let digits = String(rest)
      var decimals = String(repeating: "0", count: 9 - digits.count) + digits
      while decimals.last == "0" { decimals.removeLast() }
      text += "." + decimals
    }
    return text
  }

  /// A 64-bit number as sixteen hexadecimal digits.
  static func hexadecimal(_ value: UInt64) -> String {
    Words.hexadecimal(value, digits: 16)
  }
}
