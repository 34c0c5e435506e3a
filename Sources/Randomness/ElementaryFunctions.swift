/// Logarithm, exponential, power and cosine whose every bit is the same on every machine.
///
/// The C library's differ in their last bits between processors with and without fused
/// multiply-add, and between its versions, and simulated results must not. These use only the
/// operations that IEEE 754 defines to the bit, in the order written (the compiler never contracts
/// them). They are within 2 units in the last place of the true value where nothing else is said.
public enum ElementaryFunctions {
  /// The natural logarithm of `x`: −∞ of 0, not a number of what is negative.
  ///
  /// With x = 2ᵏ m, and c the number of 8 binary digits next to m, it is k ln 2 + ln c + ln(1 + (m − c)/c).
  /// The second is from a table, the last from its series. At c = 1 the first two vanish and
  /// nothing cancels, so that the result is as good near 1 as elsewhere.
  @inlinable
  public static func log(_ x: Double) -> Double { naturalLogarithm(x) }

  /// eˣ: 0 below −745.2, +∞ above 709.8.
  ///
  /// With n the whole number next to 128 x / ln 2, it is 2^(n / 128) from a table, times the series
  /// of the exponential for what is left.
  @inlinable
  public static func exp(_ x: Double) -> Double { naturalExponential(x) }

  /// `x` to the power of `y`, for `x` not negative.
  ///
  /// The logarithm and its product with `y` are carried with a correction each, since the
  /// exponential would multiply their rounding errors.
  public static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x == 0 { return y < 0 ? .infinity : 0 }
    guard x > 0, x < .infinity else {
      return x == .infinity ? (y > 0 ? .infinity : 0) : .nan
    }
    let parts = logarithmParts(x)
    let high = parts.high + parts.low
    let low = parts.low - (high - parts.high)
    let product = high * y
    guard abs(product) < 1_000 else { return exponential(product, 0) }
    // The rounding error of the product, by splitting both factors (Dekker 1971).
    let (a, b) = (splitHigh(high), splitHigh(y))
    let (c, d) = (high - a, y - b)
    let error = c * d - (((product - a * b) - c * b) - a * d)
    return exponential(product, error + low * y)
  }

  /// cos(2πx), accurate to 2·10⁻⁹.
  public static func cosine(turns: Double) -> Double {
    var x = turns - turns.rounded(.down)
    // Fold into a quarter turn: cos is even about 0 and 1/2 and odd about 1/4.
    if x > 0.5 { x = 1 - x }
    let sign: Double = x > 0.25 ? -1 : 1
    if x > 0.25 { x = 0.5 - x }
    let angle = 2 * Double.pi * x
    let s = angle * angle
    // Taylor's series to the 14th power; the next term is below 7·10⁻¹¹ at a quarter turn.
    var sum = -1.0 / 87_178_291_200
    for factor in [
      1.0 / 479_001_600, -1.0 / 3_628_800, 1.0 / 40_320, -1.0 / 720, 1.0 / 24, -0.5, 1,
    ] {
      sum = sum * s + factor
    }
    return sign * sum
  }

  /// For a positive, normal, finite x = 2ᵏ m: k, the row of c in the table, and (m − c) / c.
  @inline(__always)
  static func reduced(_ bits: UInt64) -> (k: Double, row: Int, r: Double) {
    // m is in [0.6875, 1.375), so that k ln 2 and ln m never cancel.
    let offset = bits &- 0x3FE6_0000_0000_0000
    let m = bits &- (offset & 0xFFF0_0000_0000_0000)
    // c is m rounded to 7 bits after the first; its place in the table are those bits.
    let c = (m &+ 0x0000_1000_0000_0000) & 0xFFFF_E000_0000_0000
    let row = 3 &* Int(truncatingIfNeeded: (c &- 0x3FE6_0000_0000_0000) >> 45)
    let r = (Double(bitPattern: m) - Double(bitPattern: c)) * logarithmTable[row]
    return (Double(Int64(bitPattern: offset) >> 52), row, r)
  }

  /// ln x as a sum whose second part is small, for x positive and finite.
  @inline(__always)
  static func logarithmParts(_ x: Double) -> (high: Double, low: Double) {
    let isSubnormal = x < 0x1p-1022
    var (exponent, row, r) = reduced(isSubnormal ? (x * 0x1p54).bitPattern : x.bitPattern)
    if isSubnormal { exponent -= 54 }
    let logarithm = logarithmTable[row &+ 1]
    let scale = Double(exponent) * 0x1.62e42fefa3p-1
    let high = scale + logarithm
    let rounding = logarithm - (high - scale)
    let correction =
      rounding + (logarithmTable[row &+ 2] + exponent * 0x1.3de6af278ece6p-42)
    let s = r * r
    let series =
      s * ((-0.5 + r * (1.0 / 3)) + s * ((-0.25 + r * 0.2) + s * (-1.0 / 6 + r * (1.0 / 7))))
    return (high, r + (series + correction))
  }

  /// e^(x + correction), where the correction is tiny.
  @inline(__always)
  static func exponential(_ x: Double, _ correction: Double) -> Double {
    guard x.magnitude < 708 else { return exponentialAtAnEnd(x, correction) }
    let (index, power, series) = exponentialParts(x, correction)
    // A number in the middle of the range is multiplied by a power of 2 by adding to its exponent.
    let scaled = Double(bitPattern: power.bitPattern &+ UInt64(bitPattern: index >> 7) &<< 52)
    return scaled + scaled * series
  }

  /// As ``exponential(_:_:)``, where the result or a power of 2 on the way may be no normal number.
  @inline(never)
  static func exponentialAtAnEnd(_ x: Double, _ correction: Double) -> Double {
    guard x < 709.79 else { return x.isNaN ? x : .infinity }
    guard x > -745.2 else { return 0 }
    let (index, power, series) = exponentialParts(x, correction)
    // In two steps, each of which is by a normal number.
    let exponent = index >> 7
    let half = exponent / 2
    return (power + power * series)
      * Double(bitPattern: UInt64(half + 1_023) << 52)
      * Double(bitPattern: UInt64(exponent - half + 1_023) << 52)
  }

  /// The whole number n next to 128 x / ln 2, 2^(n mod 128 / 128) to the nearest `Double`, and what
  /// that times e to the rest exceeds it by, relatively.
  @inline(__always)
  static func exponentialParts(
    _ x: Double, _ correction: Double
  ) -> (index: Int64, power: Double, series: Double) {
    // Adding 1.5 · 2⁵² leaves no place for a fraction, and n in the last bits.
    let shifted = x * 0x1.71547652b82fep7 + 0x1.8p52
    let n = shifted - 0x1.8p52
    let r = (x - n * 0x1.62e42fefp-8) - (n * 0x1.473de6af278edp-41 - correction)
    let index = Int64(bitPattern: shifted.bitPattern &- (0x1.8p52).bitPattern)
    let row = 2 &* Int(truncatingIfNeeded: index & 127)
    let s = r * r
    let series = r + (s * (0.5 + r * (1.0 / 6)) + s * s * (1.0 / 24 + r * (1.0 / 120)))
    return (index, powerTable[row], series + powerTable[row &+ 1])
  }

  /// The upper 26 bits of a `Double`'s significand.
  @inline(__always)
  static func splitHigh(_ x: Double) -> Double {
    Double(bitPattern: x.bitPattern & 0xFFFF_FFFF_F800_0000)
  }
}

/// See ``ElementaryFunctions/log(_:)``. A function of no type is called without a detour.
@usableFromInline
func naturalLogarithm(_ x: Double) -> Double {
  // One comparison for all that is not positive, normal and finite.
  guard x.bitPattern &- 0x0010_0000_0000_0000 < 0x7FE0_0000_0000_0000 else {
    guard x > 0, x < .infinity else {
      return x == 0 ? -.infinity : x < 0 ? .nan : x
    }
    return naturalLogarithm(x * 0x1p54) - 54 * 0x1.62e42fefa39efp-1
  }
  let (k, row, r) = ElementaryFunctions.reduced(x.bitPattern)
  let s = r * r
  // In pairs of terms, side by side, so that the last waits for few others.
  let series =
    s * (((r * (1.0 / 3) - 0.5) + s * (r * 0.2 - 0.25)) + s * s * (r * (1.0 / 7) - 1.0 / 6))
  return (k * 0x1.62e42fefa39efp-1 + logarithmTable[row &+ 1]) + (r + series)
}

/// See ``ElementaryFunctions/exp(_:)``.
@usableFromInline
func naturalExponential(_ x: Double) -> Double { ElementaryFunctions.exponential(x, 0) }
