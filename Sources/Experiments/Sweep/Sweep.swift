public import RegistryModel
public import ScenarioFiles
import Words

/// A scenario at all points of a grid, read and checked before anything runs.
public struct Sweep: Sendable {
  /// One point: its place in the grid, and the scenario there.
  public struct Point: Sendable {
    public let point: SweepPoint
    public let resolved: ResolvedScenario

    /// The point's number in results, from 1.
    public var number: Int { point.index + 1 }
  }

  /// The scenario that the points change.
  public let base: ResolvedScenario
  public let grid: SweepGrid
  /// The metrics to keep; nil: all.
  public let metrics: [MetricSelector]?
  /// In the order of the grid; at least one.
  public let points: [Point]

  /// - Throws: All mistakes of the axes, the condition and the scenarios at all points, at once.
  public init(
    _ description: SweepDescription, of base: ResolvedScenario
  ) throws(ScenarioErrors) {
    self.base = base
    grid = description.grid
    metrics = description.metrics
    func refusal(_ place: Place?, _ sentence: String) -> ScenarioErrors {
      ScenarioErrors([Diagnostic(place ?? Place(file: base.path), .meaning, sentence)])
    }
    guard !grid.groups.isEmpty else {
      throw refusal(nil, "there is nothing to sweep over; expected 'sweep: axes:', or --axis")
    }
    if let axis = grid.axes.first(where: { SweepOutcome.columns.contains($0.name) }) {
      throw refusal(
        axis.values.first?.changes.first?.place,
        "an axis has the name '\(axis.name)', which is a column of the results; expected another")
    }
    points = try base.points(of: grid).map(Point.init)
    if points.isEmpty {
      throw refusal(grid.condition?.place, "no point meets the condition; expected one or more")
    }
  }

  /// Makes sure that points can be run: the files that their scenarios name are read, and all is
  /// compiled, before anything is simulated.
  ///
  /// - Parameter workers: The number of threads.
  /// - Throws: A ``ScenarioRefusal`` with the reasons of all points, or what ``checkMetrics(workers:)``
  ///   throws.
  public func check(_ points: [Point], workers: Int) throws {
    let found = try TaskBoard.perform(points.count, workers: workers) { task, _ in
      do throws(ScenarioRefusal) {
        _ = try WorldPlan(points[task].resolved)
        return String?.none
      } catch { return error.description }
    }
    var reasons: [String] = []
    for case let reason? in found where !reasons.contains(reason) { reasons.append(reason) }
    if !reasons.isEmpty { throw ScenarioRefusal(reasons.joined(separator: "\n")) }
    try checkMetrics(workers: workers)
  }

  /// Makes sure that each metric to keep, and what is to be exact, is what some point can have.
  ///
  /// - Complexity: compiles the first point, and all of them where it lacks a metric.
  /// - Throws: A ``MetricRefusal`` of a metric to keep, or a ``ScenarioRefusal`` of what is to be
  ///   exact, or of a point that cannot be run.
  public func checkMetrics(workers: Int) throws {
    let isAnyNamed =
      metrics != nil || points.contains { $0.resolved.scenario.run.precision != nil }
    guard isAnyNamed else { return }
    let first = try absences(at: points[0])
    guard first.contains(where: { $0 != nil }) else { return }
    let found = try TaskBoard.perform(points.count, workers: workers) { task, _ in
      try absences(at: points[task])
    }
    for place in first.indices {
      let absences = found.compactMap { $0[place] }
      guard absences.count == points.count, let refusal = absences.first else { continue }
      if place < metrics?.count ?? 0 { throw refusal }
      throw ScenarioRefusal(refusal.description, at: Place(file: base.path))
    }
  }

  /// By metric to keep, and last for what is to be exact, why a point cannot have it; nil where it can.
  private func absences(at point: Point) throws(ScenarioRefusal) -> [MetricRefusal?] {
    let possible = try point.resolved.possibleMetrics
    func absence(_ look: () throws(MetricRefusal) -> Void) -> MetricRefusal? {
      do throws(MetricRefusal) {
        try look()
        return nil
      } catch { return error }
    }
    let precision = point.resolved.scenario.run.precision
    return (metrics ?? []).map { selector in
      absence { () throws(MetricRefusal) in _ = try possible.series(selector) }
    } + [absence { () throws(MetricRefusal) in _ = try precision?.metrics(among: possible) }]
  }

  /// What decides all results of the sweep, the files that its scenarios name and what is kept among
  /// it, as 32 hexadecimal digits: shards of one sweep have the same.
  ///
  /// - Complexity: those files are read from beginning to end for each point.
  var identity: String {
    get throws {
      var text = try summary.encoded
      for point in points {
        text.append(contentsOf: "\(try point.resolved.runIdentity)\n".utf8)
      }
      return hexadecimal(ProgramIdentity.hash(of: text), digits: 32)
    }
  }
}
