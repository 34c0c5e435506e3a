/// What common random numbers bought in a comparison.
public struct CommonNumbersGain: Hashable, Sendable {
  /// Of how many judged metrics that differ it is.
  public let metrics: Int
  /// The median of the correlations between the sides.
  public let correlation: Double
  /// The median of the variances of the difference, each over what independent replications would
  /// have.
  public let varianceRatio: Double

  /// Nil where nothing was paired, or no judged metric both varies and differs.
  init?(_ comparison: Comparison) {
    let figures = comparison.judged.filter { $0.verdict != .identical }.compactMap(\.figures)
      .filter { $0.correlation != nil }
    guard let correlation = Self.median(figures.compactMap(\.correlation)),
      let ratio = Self.median(figures.compactMap(\.varianceRatio))
    else { return nil }
    (metrics, self.correlation, varianceRatio) = (figures.count, correlation, ratio)
  }

  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// In words.
  var sentence: String {
    let share = HumanUnits.percent(varianceRatio)
    let opening =
      "Common random numbers: over \(metrics) judged metric\(metrics == 1 ? "" : "s") that "
      + "\(metrics == 1 ? "varies" : "vary") on both sides, the median correlation is "
      + "\(HumanUnits.fixed(correlation, digits: 2)), and the variance of a difference \(share) of "
      + "that between independent runs"
    guard varianceRatio > 0, varianceRatio < 0.95 else { return opening + "." }
    let times = 1 / varianceRatio
    return opening + ", as if each had been run "
      + "\(HumanUnits.fixed(times, digits: times < 9.95 ? 1 : 0)) times as often."
  }
}

extension Comparison {
  /// What common random numbers bought; nil where that cannot be said.
  public var gain: CommonNumbersGain? { CommonNumbersGain(self) }
}
