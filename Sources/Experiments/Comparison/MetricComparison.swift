public import ScenarioFiles
public import Statistics

/// What is said of one metric of two sides.
public enum MetricVerdict: String, CaseIterable, Hashable, Sendable {
  /// Significantly worse, and by more than is tolerated: a regression.
  case worse
  /// Significantly better, and by more than is tolerated.
  case better
  /// Significantly different, and by more than is tolerated, where no direction is better.
  case changed
  /// The interval contains zero, or its middle is within the tolerance, and it reaches beyond the
  /// tolerance: more replications would tell.
  case undecided
  /// Significantly different, by no more than is tolerated.
  case withinTolerance = "within tolerance"
  /// The interval contains zero and stays within the tolerance.
  case notSignificant = "no significant difference"
  /// Every replication found the same on both sides.
  case identical
  case onlyInFirst = "only in A"
  case onlyInSecond = "only in B"
}

/// One metric of two sides: what each found, by how much they differ, and what that means.
public struct MetricComparison: Sendable {
  public let metric: Metric
  /// Whether it decides on the comparison as a whole.
  public let isJudged: Bool
  /// Which direction is an improvement; nil where neither is.
  public let better: ToleranceDescription.Better?
  /// Nil where only one side has the metric.
  public let figures: Figures?
  /// The greatest difference that does not matter, in the metric's unit; nil where only one side has
  /// the metric.
  public let tolerance: Double?
  public let verdict: MetricVerdict

  /// Means and their difference, second minus first, all at one level.
  public struct Figures: Hashable, Sendable {
    public var first: ConfidenceInterval
    public var second: ConfidenceInterval
    public var difference: ConfidenceInterval
    /// Between the sides, over pairs of replications; nil where one does not vary, or nothing is
    /// paired.
    public var correlation: Double?
    /// The variance of the difference over what independent replications would have; nil where
    /// neither side varies, or nothing is paired.
    public var varianceRatio: Double?

    /// The difference as a share of the first mean; nil where that is 0.
    public var relativeDifference: Double? {
      first.mean == 0 ? nil : difference.mean / first.mean.magnitude
    }

    /// The half-width of the difference as a share of the first mean; nil where that is 0.
    public var relativeHalfWidth: Double? {
      first.mean == 0 ? nil : difference.halfWidth.map { $0 / first.mean.magnitude }
    }
  }

  /// Compares what both sides found of a metric; at least one has it.
  ///
  /// - Parameters:
  ///   - judgement: Nil for a metric that does not decide.
  ///   - arePaired: Whether replications of a number belong together.
  ///   - level: Of the intervals.
  init(
    _ metric: Metric, _ a: MetricSeries?, _ b: MetricSeries?,
    _ judgement: MetricJudgement?, arePaired: Bool, level: Double
  ) {
    self.metric = metric
    isJudged = judgement != nil
    better = judgement?.better
    guard let first = a, let second = b,
      let figures = Figures(first, second, arePaired: arePaired, level: level)
    else {
      (self.figures, tolerance) = (nil, nil)
      let lacksSecond = b?.values.isEmpty ?? true
      // Where both have it and no replication has both, nothing can be said.
      verdict =
        lacksSecond
        ? .onlyInFirst : a?.values.isEmpty ?? true ? .onlyInSecond : .undecided
      return
    }
    let tolerance = (judgement?.tolerance ?? Self.noticed).width(around: figures.first.mean)
    self.figures = figures
    self.tolerance = tolerance
    verdict =
      Self.areIdentical(first, second)
      ? .identical : Self.verdict(on: figures.judgedDifference(first, second), tolerance, better)
  }

  /// From where a metric that does not decide counts as changed.
  static let noticed = Tolerance.relative(0.05)

  private static func areIdentical(_ first: MetricSeries, _ second: MetricSeries) -> Bool {
    let count = min(first.observations.count, second.observations.count)
    return first.observations.prefix(count) == second.observations.prefix(count)
  }

  private static func verdict(
    on difference: ConfidenceInterval, _ tolerance: Double, _ better: ToleranceDescription.Better?
  ) -> MetricVerdict {
    switch difference.verdict(tolerance: tolerance) {
    case .undetermined, .undecided: .undecided
    case .notSignificant: .notSignificant
    case .withinTolerance: .withinTolerance
    case .increased: better.map { $0 == .higher ? .better : .worse } ?? .changed
    case .decreased: better.map { $0 == .lower ? .better : .worse } ?? .changed
    }
  }
}

extension MetricComparison.Figures {
  /// Nil where a side has no value, or, of pairs, where no replication has both.
  ///
  /// Ratios enter linearised (``RatioEstimator/linearised``), so that their means are the ratios of
  /// the sums over the replications that count.
  init?(_ first: MetricSeries, _ second: MetricSeries, arePaired: Bool, level: Double) {
    var (a, b) = (first.observations, second.observations)
    if arePaired {
      let pairs = zip(a, b).filter { $0.value != nil && $1.value != nil }
      (a, b) = (pairs.map { $0.0 }, pairs.map { $0.1 })
    }
    guard let x = MetricSeries(metric: first.metric, observations: a).summands,
      let y = MetricSeries(metric: second.metric, observations: b).summands
    else { return nil }
    if arePaired {
      guard let paired = try? PairedComparison(x, y, level: level) else { return nil }
      (self.first, self.second, difference) = (paired.first, paired.second, paired.difference)
      (correlation, varianceRatio) = (paired.correlation, paired.varianceRatio)
    } else {
      guard let welch = try? WelchComparison(x, y, level: level) else { return nil }
      (self.first, self.second, difference) = (welch.first, welch.second, welch.difference)
    }
    dropRounding()
  }

  /// The difference as it is judged: that events are one more in each of a few replications may be
  /// chance, of their count and of their share alike.
  fileprivate func judgedDifference(
    _ first: MetricSeries, _ second: MetricSeries
  ) -> ConfidenceInterval {
    guard DegenerateSample(difference) != nil else { return difference }
    if first.metric.countsEvents { return difference.ofEvents() }
    guard first.metric.isProportion, first.isRatio else { return difference }
    return difference.ofEvents(
      among: min(first.ratio.meanDenominator, second.ratio.meanDenominator))
  }

  /// What the rounding of sums leaves of what does not vary is no variance.
  private mutating func dropRounding() {
    let rounding =
      max(first.mean.magnitude, second.mean.magnitude) * DegenerateSample.rounding
    func exact(_ interval: ConfidenceInterval) -> ConfidenceInterval {
      guard let halfWidth = interval.halfWidth, halfWidth <= rounding else { return interval }
      return ConfidenceInterval(
        mean: interval.mean, halfWidth: 0, level: interval.level, count: interval.count)
    }
    (first, second, difference) = (exact(first), exact(second), exact(difference))
    if first.halfWidth == 0 || second.halfWidth == 0 { correlation = nil }
    if first.halfWidth == 0, second.halfWidth == 0 { varianceRatio = nil }
    guard difference.halfWidth == 0, difference.mean.magnitude <= rounding else { return }
    difference = ConfidenceInterval(
      mean: 0, halfWidth: 0, level: difference.level, count: difference.count)
  }
}

extension MetricSeries {
  /// One independent value a replication, whose mean is the estimate of ``interval(level:)``; nil
  /// where there is no value.
  var summands: [Double]? {
    let values = isRatio ? ratio.linearised ?? [] : self.values
    return values.isEmpty ? nil : values
  }
}
