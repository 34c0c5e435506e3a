public import RegistryModel

/// What a scenario file asks of its scenario. Nothing here touches a simulation.
public struct ExperimentDescription: Hashable, Sendable {
  /// Nil where the file has no such section.
  public var sweep: SweepDescription?
  public var plan: PlanDescription?
  public var compare: ComparisonDescription?

  public init(
    sweep: SweepDescription? = nil, plan: PlanDescription? = nil,
    compare: ComparisonDescription? = nil
  ) {
    self.sweep = sweep
    self.plan = plan
    self.compare = compare
  }
}

/// The points of a sweep and what is kept of each.
public struct SweepDescription: Hashable, Sendable {
  public var grid: SweepGrid
  /// The metrics to keep; nil: all.
  public var metrics: [MetricSelector]?

  public init(grid: SweepGrid = SweepGrid(), metrics: [MetricSelector]? = nil) {
    self.grid = grid
    self.metrics = metrics
  }

  /// The points, as ``SweepGrid/points()``.
  public func points() throws(ScenarioErrors) -> [SweepPoint] { try grid.points() }
}

/// What a set-up must achieve, and what may be turned to achieve it cheaply.
public struct PlanDescription: Hashable, Sendable {
  /// What a candidate must meet; at least one.
  public var objectives: [ObjectiveDescription]
  /// What is to be as small as possible.
  public var minimise: MetricSelector
  /// What may be turned, and which combinations are candidates.
  public var knobs: SweepGrid
  /// How sure the answer must be, from 0.5 to less than 1.
  public var confidence: Double
  /// The fewest replications a candidate, at least 2.
  public var minimum: Int
  /// The most replications a candidate.
  public var maximum: Int

  public init(
    objectives: [ObjectiveDescription] = [],
    minimise: MetricSelector = MetricSelector("cost_per_30_days"), knobs: SweepGrid = SweepGrid(),
    confidence: Double = 0.95, minimum: Int = 3, maximum: Int = 100
  ) {
    self.objectives = objectives
    self.minimise = minimise
    self.knobs = knobs
    self.confidence = confidence
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The candidates, as ``SweepGrid/points()``.
  public func points() throws(ScenarioErrors) -> [SweepPoint] { try knobs.points() }
}

/// A bound that a metric must keep.
public struct ObjectiveDescription: Hashable, Sendable {
  /// Which side of the bound is good.
  public enum Sense: Hashable, Sendable { case atMost, atLeast }

  public var metric: MetricSelector
  public var sense: Sense
  /// In the unit of the metric, or one that counts the same.
  public var bound: Measure
  /// The fault under which it must hold, alone; nil: as the scenario is without faults.
  public var fault: String?
  /// The option that it was read from; nil: it stands in the scenario.
  var option: Place?

  public init(metric: MetricSelector, sense: Sense, bound: Measure, fault: String? = nil) {
    self.metric = metric
    self.sense = sense
    self.bound = bound
    self.fault = fault
  }

  /// Where it stands, for messages.
  ///
  /// - Parameter path: The scenario's.
  public func place(in path: String) -> Place { option ?? Place(file: path) }
}

/// Which differences between two scenarios matter in practice.
public struct ComparisonDescription: Hashable, Sendable {
  /// In the order of the file; the first that fits a metric holds.
  public var tolerances: [ToleranceDescription]

  public init(tolerances: [ToleranceDescription] = []) { self.tolerances = tolerances }
}

/// How far a metric may move before it matters.
public struct ToleranceDescription: Hashable, Sendable {
  /// The greatest difference that does not matter.
  public enum Width: Hashable, Sendable {
    /// A share of the first scenario's mean.
    case relative(Double)
    /// In the unit of the metric, or one that counts the same.
    case absolute(Measure)
  }

  /// Which direction is an improvement.
  public enum Better: String, CaseIterable, Hashable, Sendable { case lower, higher }

  public var metric: MetricSelector
  public var width: Width
  /// Nil: as is known of the metric.
  public var better: Better?

  public init(metric: MetricSelector, width: Width, better: Better? = nil) {
    self.metric = metric
    self.width = width
    self.better = better
  }
}
