extension ElementaryFunctions {
  /// The value that a standard normal variable does not exceed with probability `p`.
  ///
  /// It is −∞ at 0, +∞ at 1, and not a number outside. Within 4 · 10⁻¹⁵ of the true value: from
  /// 2⁻¹⁰ to 1 − 2⁻¹⁰ by interpolation in a table, beyond by ``normalQuantileInTails(_:)``.
  @inlinable
  public static func standardNormalQuantile(_ p: Double) -> Double { normalQuantile(p) }
}

/// See ``ElementaryFunctions/standardNormalQuantile(_:)``.
@usableFromInline
func normalQuantile(_ p: Double) -> Double { normalQuantileInline(p) }

/// e to the power of `mean` + `deviation` z, where z is the standard normal quantile of `p`.
@usableFromInline
func logNormalQuantile(_ p: Double, mean: Double, deviation: Double) -> Double {
  ElementaryFunctions.exponential(mean + deviation * normalQuantileInline(p), 0)
}

@inline(__always)
private func normalQuantileInline(_ p: Double) -> Double {
  let above = 1 - p
  let tail = above < p ? above : p
  // The exponent and the first four bits after it number the rows, from 2⁻¹⁰ to 1/2.
  let row = Int(truncatingIfNeeded: tail.bitPattern &>> 48) &- (1_023 - 10) * 16
  guard row >= 0, row < 9 * 16 else { return normalQuantileInTails(p) }
  let fraction = tail.bitPattern &<< 4 & 0x000F_FFFF_FFFF_FFFF
  let t = Double(bitPattern: fraction | (1.0).bitPattern) - 1.5
  let s = t * t
  let c = row &* 8
  let table = normalQuantileTable
  let low = (table[c] + table[c &+ 2] * t) + s * (table[c &+ 4] + table[c &+ 6] * t)
  let high = (table[c &+ 1] + table[c &+ 3] * t) + s * (table[c &+ 5] + table[c &+ 7] * t)
  let value = low + s * s * high
  // The table is negative, as the lower half is; the sign of the upper is turned without a branch.
  return Double(bitPattern: value.bitPattern ^ ((0.5 - p).bitPattern & (-0.0).bitPattern))
}

/// The standard normal quantile everywhere, more slowly.
///
/// Algorithm AS 241 (Wichura 1988, "The percentage points of the normal distribution"), routine
/// PPND16: accurate to about 1 part in 10¹⁶.
@inline(never)
func normalQuantileInTails(_ p: Double) -> Double {
  let q = p - 0.5
  if abs(q) <= 0.425 {
    let r = 0.180625 - q * q
    let above =
      ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
        + 45921.953931549871457) * r + 13731.693765509461125) * r
        + 1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608
    let below =
      ((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
        + 21213.794301586595867) * r + 5394.1960214247511077) * r
        + 687.1870074920579083) * r + 42.313330701600911252) * r + 1
    return q * above / below
  }
  guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
  var r = (-naturalLogarithm(q < 0 ? p : 1 - p)).squareRoot()
  let value: Double
  if r <= 5 {
    r -= 1.6
    let above =
      ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r
        + 0.24178072517745061177) * r + 1.27045825245236838258) * r
        + 3.64784832476320460504) * r + 5.7694972214606914055) * r
        + 4.6303378461565452959) * r + 1.42343711074968357734
    let below =
      ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
        + 0.0151986665636164571966) * r + 0.14810397642748007459) * r
        + 0.68976733498510000455) * r + 1.6763848301838038494) * r
        + 2.05319162663775882187) * r + 1
    value = above / below
  } else {
    r -= 5
    let above =
      ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
        + 0.0012426609473880784386) * r + 0.026532189526576123093) * r
        + 0.29656057182850489123) * r + 1.7848265399172913358) * r
        + 5.4637849111641143699) * r + 6.6579046435011037772
    let below =
      ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
        + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
        + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
        + 0.59983220655588793769) * r + 1
    value = above / below
  }
  return q < 0 ? -value : value
}
