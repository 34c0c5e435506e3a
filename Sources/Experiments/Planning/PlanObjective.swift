public import ScenarioFiles
import Statistics

/// What an interval says of an objective.
public enum Judgement: String, Sendable, Hashable {
  /// The whole interval keeps the bound.
  case met
  /// The whole interval is beyond the bound.
  case missed
  /// The bound lies within it, or there is none.
  case open
}

/// An objective whose metric is known: its bound is in the metric's unit.
public struct PlanObjective: Sendable, Hashable {
  public let metric: Metric
  public let sense: ObjectiveDescription.Sense
  public let bound: Double
  /// The fault under which it must hold, alone; nil: without any.
  public let fault: String?
  /// The bound as a person writes it.
  let boundText: String

  init(
    _ metric: Metric, _ sense: ObjectiveDescription.Sense, _ bound: Double, fault: String? = nil,
    boundText: String? = nil
  ) {
    self.metric = metric
    self.sense = sense
    self.bound = bound
    self.fault = fault
    self.boundText = boundText ?? HumanUnits.precise(bound, unit: metric.unit)
  }

  /// Where the metric's true value lies; nil where nothing is known.
  ///
  /// Observations that all agree have an interval without width. Until there are enough of them to be
  /// trusted, each by itself at the confidence of the plan, they say of a proportion only what it may
  /// be at worst and at best, and of anything else nothing. Bills are trusted at once: traffic and
  /// stored bytes differ between any two replications, so that a bill that does not is one of
  /// capacities.
  func range(_ interval: ConfidenceInterval?, confidence: Double) -> ClosedRange<Double>? {
    guard let interval, let lower = interval.lower, let upper = interval.upper else { return nil }
    guard !metric.isCost, let sample = DegenerateSample(interval),
      !sample.isTrusted(level: confidence)
    else {
      return lower...upper
    }
    return metric.isProportion ? sample.mean(level: interval.level, within: 0...1) : nil
  }

  /// Judges an objective by where its metric lies. A bound that is reached exactly is kept.
  func judge(_ range: ClosedRange<Double>?) -> Judgement {
    guard let range else { return .open }
    switch sense {
    case .atMost:
      return range.upperBound <= bound ? .met : range.lowerBound > bound ? .missed : .open
    case .atLeast:
      return range.lowerBound >= bound ? .met : range.upperBound < bound ? .missed : .open
    }
  }

  /// Which share of what the bound allows is left, negative where it is overstepped.
  ///
  /// Of a share that must be at least so much, what is allowed is the rest: of 99.9 %, a tenth of a
  /// per cent may fail, and 99.95 % leaves half of that. Of anything else it is the bound itself.
  /// Nil where the bound allows nothing.
  func slack(_ mean: Double) -> Double? {
    let room = sense == .atMost ? bound - mean : mean - bound
    let allowed =
      sense == .atLeast && metric.unit == "1" && bound < 1 ? 1 - bound : bound.magnitude
    return allowed > 0 ? room / allowed : nil
  }

  /// `latency_p99 at most 2s under zone-loss`.
  public var text: String {
    "\(metric) \(requirement)" + (fault.map { " under \($0)" } ?? "")
  }

  /// `at most 2s`.
  var requirement: String { "\(sense == .atMost ? "at most" : "at least") \(boundText)" }
}

extension PlanObjective {
  /// Finds an objective's metric among those that a scenario has, and its bound in their unit.
  ///
  /// - Throws: A ``MetricRefusal``: there is no such metric, or its bound is of another kind.
  init(
    _ description: ObjectiveDescription, among metrics: ObservationTable
  ) throws(MetricRefusal) {
    let metric = try metrics.series(description.metric).metric
    let bound = try description.bound.value(inUnitOf: metric, as: "bound")
    guard !metric.isProportion || (0...1).contains(bound) else {
      throw MetricRefusal(
        description:
          "the bound '\(description.bound)' of '\(metric)' is beyond what it can be, 0 to "
          + "1; a share is written as 95% or 0.95")
    }
    self.init(
      metric, description.sense, bound, fault: description.fault,
      boundText: description.bound.dimension == .number ? nil : description.bound.written)
  }
}
