/// When to stop adding replications: once the relative half-width is small enough, and stays so.
///
/// A rule that stops at the first success stops on luck. This one looks ahead: the precision
/// reached at n replications must still hold at each of the next few.
///
/// Observations that all agree have an interval without width at any number of them. Their precision
/// counts from ``DegenerateSample/trustedCount(level:)`` on.
///
/// Source: Hoad, Robinson, Davies, *Automated selection of the number of replications for a
/// discrete-event simulation*, Journal of the Operational Research Society 61, 2010.
///
/// The rule is a pure function of the observations in the order of their replications. It gives
/// the same answer in whichever order they were computed.
public struct PrecisionRule: Sendable, Hashable {
  /// The half-width over the mean that is wanted of every metric.
  public let relativeHalfWidth: Double
  /// The level at which all metrics' intervals hold together, by Bonferroni.
  public let level: Double
  /// The smallest number of replications to stop at.
  public let minimum: Int
  /// The largest number of replications to run.
  public let maximum: Int
  /// How many further replications must confirm the precision; beyond 100 replications as many
  /// per cent of them.
  public let lookAhead: Int

  /// Creates a rule.
  ///
  /// - Throws: ``StatisticsError`` for a precision or level outside 0…1, a minimum below two, a
  ///   maximum below the minimum or a negative look-ahead.
  public init(
    relativeHalfWidth: Double, level: Double = 0.95, minimum: Int = 5, maximum: Int = 1_000,
    lookAhead: Int = 5
  ) throws(StatisticsError) {
    let check = Arguments(of: "precision rule")
    guard relativeHalfWidth > 0, relativeHalfWidth < 1 else {
      throw check.refuse("relativeHalfWidth", relativeHalfWidth, "above 0 and below 1")
    }
    guard level > 0, level < 1 else {
      throw check.refuse("level", level, "above 0 and below 1")
    }
    try check.count(minimum, "minimum", least: 2)
    try check.count(maximum, "maximum", least: minimum)
    try check.count(lookAhead, "lookAhead", least: 0)
    self.relativeHalfWidth = relativeHalfWidth
    self.level = level
    self.minimum = minimum
    self.maximum = maximum
    self.lookAhead = lookAhead
  }

  /// What to do next.
  public enum Decision: Sendable, Hashable {
    /// Run on until there are `replications` in all.
    case runUntil(replications: Int)
    /// The precision was reached at `reached` replications and confirmed by those after it.
    case stop(reached: Int)
    /// The maximum has been run, and the precision is not reached.
    case exhausted
  }

  /// Decides from the observations so far.
  ///
  /// - Parameter metrics: for each metric its observations, one a replication, in order. Metrics
  ///   of different lengths are judged up to the shortest.
  /// - Returns: how far to run, or that it is enough. At the maximum, a precision that holds stops
  ///   the run even where fewer replications than wanted have confirmed it.
  /// - Complexity: linear in the number of observations.
  public func decision(_ metrics: [[Double]]) -> Decision {
    var moments = [Moments](repeating: Moments(), count: metrics.count)
    var added = [Int](repeating: 0, count: metrics.count)
    return decision(
      replications: metrics.map(\.count).min() ?? 0, metrics: metrics.count
    ) { metric, n, level in
      while added[metric] < n {
        moments[metric].add(metrics[metric][added[metric]])
        added[metric] += 1
      }
      return StudentT.interval(of: moments[metric], level: level)
    }
  }

  /// Decides from intervals of any kind, such as those of ratios.
  ///
  /// - Parameters:
  ///   - replications: how many there are.
  ///   - metrics: how many metrics there are.
  ///   - interval: the interval of a metric from its first so many replications, at a level; asked for
  ///     in ascending order. Nil where it is undefined.
  /// - Returns: as ``decision(_:)``.
  public func decision(
    replications: Int, metrics: Int,
    interval: (_ metric: Int, _ replications: Int, _ level: Double) -> ConfidenceInterval?
  ) -> Decision {
    let available = min(replications, maximum)
    let each = Bonferroni.level(each: metrics, together: level)
    var reached: Int?
    var worst: Double?
    for n in stride(from: minimum, through: available, by: 1) {
      // An undefined precision is infinitely bad, and stays so over the remaining metrics.
      worst = (0..<metrics).reduce(0) { worst, metric in
        guard let worst, let precision = precision(of: interval(metric, n, each)) else {
          return nil
        }
        return max(worst, precision)
      }
      guard let worst, worst <= relativeHalfWidth else {
        reached = nil
        continue
      }
      let first = reached ?? n
      reached = first
      if n >= first + confirmations(after: first) { return .stop(reached: first) }
    }
    if available >= maximum { return reached.map { .stop(reached: $0) } ?? .exhausted }
    return .runUntil(replications: next(after: available, reached: reached, worst: worst))
  }

  /// Nil where it is undefined, or the sample says too little.
  private func precision(of interval: ConfidenceInterval?) -> Double? {
    guard let interval else { return nil }
    if let sample = DegenerateSample(interval), !sample.isTrusted(level: level) { return nil }
    return interval.relativeHalfWidth
  }

  private var trustedCount: Int { DegenerateSample.trustedCount(level: level) }

  private func confirmations(after n: Int) -> Int {
    n <= 100 ? lookAhead : Int(min(Double(lookAhead) * Double(n) / 100, Double(maximum)))
  }

  /// The half-width falls with √n. At most doubling keeps a poor early estimate from ordering
  /// far too many. At least as many are ordered as the earliest stop needs.
  private func next(after n: Int, reached: Int?, worst: Double?) -> Int {
    if let reached { return min(max(n + 1, reached + confirmations(after: reached)), maximum) }
    guard n >= minimum else { return minimum }
    guard let worst else {
      // What does not vary needs many more.
      let more = n < trustedCount ? min(2 * n, trustedCount) : n + max(lookAhead, 1)
      return min(more, maximum)
    }
    let factor = min(worst / relativeHalfWidth, 2)
    let wanted = Int((Double(n) * min(factor * factor, 2)).rounded(.up))
    return min(max(n + 1 + confirmations(after: n + 1), wanted), maximum)
  }
}
