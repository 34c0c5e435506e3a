public import Statistics

/// What one replication found of a metric.
public enum Observation: Hashable, Sendable {
  /// The replication has no such figure, as there is no latency where nothing was served.
  case absent
  case value(Double)
  /// A share or another ratio, of which the sums over replications count.
  case ratio(numerator: Double, denominator: Double)

  /// The figure; nil where there is none.
  public var value: Double? {
    switch self {
    case .absent: nil
    case .value(let value): value
    case .ratio(let numerator, let denominator):
      denominator != 0 ? numerator / denominator : nil
    }
  }
}

/// What the replications of a scenario found of one metric.
public struct MetricSeries: Hashable, Sendable {
  public let metric: Metric
  /// One a replication, in order.
  public internal(set) var observations: [Observation]

  /// The figures of the replications that have one, in order.
  public var values: [Double] { observations.compactMap(\.value) }

  /// Whether it is one of ratios.
  public var isRatio: Bool {
    observations.contains { if case .ratio = $0 { true } else { false } }
  }

  /// The mean of the values, or the ratio of the sums, with its interval.
  ///
  /// - Parameter level: The probability with which such intervals contain the true value.
  /// - Returns: Nil where no replication has the figure.
  public func interval(level: Double = 0.95) -> ConfidenceInterval? {
    guard isRatio else { return StudentT.interval(of: values, level: level) }
    return ratio.interval(level: level)
  }

  /// Numerators and denominators of all replications that have the figure.
  var ratio: RatioEstimator {
    var estimator = RatioEstimator()
    for case .ratio(let numerator, let denominator) in observations {
      estimator.add(numerator: numerator, denominator: denominator)
    }
    return estimator
  }

  /// The estimate that results show.
  var estimate: Estimate? { Estimate(interval(), of: values) }
}
