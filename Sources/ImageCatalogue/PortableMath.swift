/// Logarithm and exponential from IEEE basic operations alone.
///
/// Those of the C library differ in their last bits between machines, and a catalogue drawn from a
/// seed has to be the same everywhere. Relative errors stay under 10⁻¹⁴, and speed is of no concern.
enum PortableMath {
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// The natural logarithm of a positive, finite, normal number.
  static func log(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var significand = x.significand
    // Around 1, so that the series is short and nothing cancels: √½ to √2.
    if significand > 1.4142135623730951 {
      significand *= 0.5
      exponent += 1
    }
    // ln m = 2 artanh s with s = (m − 1)/(m + 1), at most 0.172 here.
    let s = (significand - 1) / (significand + 1)
    let square = s * s
    var sum = 0.0
    for k in stride(from: 21.0, through: 1, by: -2) { sum = sum * square + 1 / k }
    return exponent * ln2High + (exponent * ln2Low + 2 * s * sum)
  }

  /// The exponential of a number from −700 to 700; beyond, that of the nearer end.
  static func exp(_ x: Double) -> Double {
    let x = min(max(x, -700), 700)
    let k = (x * 1.4426950408889634).rounded()
    let r = (x - k * ln2High) - k * ln2Low
    // Taylor's series; |r| is at most 0.347, and the 15th term is under 10⁻¹⁸.
    var sum = 1.0
    for n in stride(from: 15.0, through: 1, by: -1) { sum = 1 + sum * r / n }
    return Double(sign: .plus, exponent: Int(k), significand: 1) * sum
  }
}
