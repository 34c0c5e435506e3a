public import SimulationKernel

/// How long, how often, from which seed.
public struct RunDescription: Hashable, Sendable {
  /// What a replication stands for, and with it what its end and its beginning mean.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The stated time is what is asked about, such as a day: it begins and ends by itself.
    case terminating
    /// The long run is what is asked about: the beginning is a warm-up and the end is arbitrary.
    case steadyState = "steady-state"
  }

  public var kind: Kind
  /// Simulated time from the start to the end.
  public var duration: Span
  /// What of it is left out of the statistics, from the start. Zero until it is found where it
  /// is to be found, ``isWarmUpAutomatic``.
  public var warmUp: Span
  /// Whether the warm-up is found from pilot runs (MSER-5) instead of being stated; of a steady
  /// state only.
  public var isWarmUpAutomatic: Bool
  /// The instant of the day at the start, since midnight UTC.
  public var startOfDay: Span
  /// Together with a replication's number it decides every draw.
  public var seed: UInt64
  /// Independent repetitions, at least 1; without meaning where there is a ``precision``.
  public var replications: Int
  /// How exact results must be for replications to end; nil: there are so many ``replications``.
  public var precision: PrecisionDescription?
  /// The length of an interval in `timeline.csv`.
  public var timelineInterval: Span

  public init(
    duration: Span = .hours(10), warmUp: Span = .hours(1), startOfDay: Span = .hours(7),
    seed: UInt64 = 1, replications: Int = 5, timelineInterval: Span = .minutes(5),
    kind: Kind = .terminating, isWarmUpAutomatic: Bool = false,
    precision: PrecisionDescription? = nil
  ) {
    self.kind = kind
    self.duration = duration
    self.warmUp = warmUp
    self.isWarmUpAutomatic = isWarmUpAutomatic
    self.startOfDay = startOfDay
    self.seed = seed
    self.replications = replications
    self.precision = precision
    self.timelineInterval = timelineInterval
  }
}

/// When replications are enough: the confidence intervals of some metrics are narrow.
public struct PrecisionDescription: Hashable, Sendable {
  /// The widest half-width of an interval, as a share of the mean; more than 0 and less than 1.
  public var halfWidth: Double
  /// The metrics that must all be so exact; at least one.
  public var metrics: [MetricSelector]
  /// The confidence of all intervals together, from 0.5 to less than 1.
  public var confidence: Double
  /// The fewest replications, at least 2.
  public var minimum: Int
  /// The most replications, whether or not the intervals are narrow by then.
  public var maximum: Int
  /// For how many further replications the intervals must stay narrow, so that a narrow interval
  /// by chance does not end a run too early.
  public var lookAhead: Int

  public init(
    halfWidth: Double = 0.05,
    metrics: [MetricSelector] = [MetricSelector("latency_p95"), MetricSelector("served_share")],
    confidence: Double = 0.95, minimum: Int = 5, maximum: Int = 1_000, lookAhead: Int = 5
  ) {
    self.halfWidth = halfWidth
    self.metrics = metrics
    self.confidence = confidence
    self.minimum = minimum
    self.maximum = maximum
    self.lookAhead = lookAhead
  }
}
