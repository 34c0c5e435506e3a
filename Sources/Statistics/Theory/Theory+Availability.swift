import Glibc

/// Source: Ross, *Introduction to Probability Models*, sections 7.5.1 and 9.6.
extension Theory {
  /// The share of time that an alternating renewal process is up:
  /// mean up time ∕ (mean up time + mean down time), whatever the distributions.
  public static func availability(
    meanUp: Double, meanDown: Double
  ) throws(StatisticsError) -> Double {
    let check = Arguments(of: "availability")
    try check.positive(meanUp, "meanUp")
    try check.nonNegative(meanDown, "meanDown")
    return 1 / (1 + meanDown / meanUp)
  }

  /// The mean share of 0…`horizon` that is up, for exponential times and a start in the up state.
  /// It exceeds ``availability(meanUp:meanDown:)`` in short runs, which begin undamaged.
  public static func meanAvailability(
    meanUp: Double, meanDown: Double, horizon: Double
  ) throws(StatisticsError) -> Double {
    let check = Arguments(of: "availability over a horizon")
    try check.positive(meanUp, "meanUp")
    try check.positive(meanDown, "meanDown")
    try check.positive(horizon, "horizon")
    let limit = 1 / (1 + meanDown / meanUp)
    let decay = (1 / meanUp + 1 / meanDown) * horizon
    return limit + (1 - limit) * -expm1(-decay) / decay
  }

  /// The probability that at least `needed` of `parts` independent parts are up at a moment.
  public static func availability(
    atLeast needed: Int, of parts: Int, each availability: Double
  ) throws(StatisticsError) -> Double {
    let check = Arguments(of: "availability of parts")
    try check.count(parts, "parts")
    try check.count(needed, "needed", least: 0)
    try check.probability(availability, "availability")
    if needed == 0 { return 1 }
    if needed > parts { return 0 }
    let up = try Distribution(.binomial(trials: parts, probability: availability))
    return up.survival(Double(needed) - 1)
  }
}
