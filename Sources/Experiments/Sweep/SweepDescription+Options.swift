public import RegistryModel
public import ScenarioFiles

extension SweepDescription {
  /// The sweep with what a command line says of it.
  ///
  /// - Parameters:
  ///   - axes: Axes that are crossed with the others; one takes the place of the other of its name.
  ///   - zipped: Whether these axes go hand in hand.
  ///   - condition: In place of the sweep's own; nil: that one.
  ///   - metrics: The metrics to keep, in place of the sweep's own; empty: those.
  public func with(
    axes: [SweepAxis] = [], zipped: Bool = false, condition: SweepCondition? = nil,
    metrics: [MetricSelector] = []
  ) -> SweepDescription {
    var sweep = self
    let names = Set(axes.map(\.name))
    sweep.grid.groups = grid.groups.map { $0.filter { !names.contains($0.name) } }
      .filter { !$0.isEmpty }
    if zipped, !axes.isEmpty {
      sweep.grid.groups.append(axes)
    } else {
      sweep.grid.groups += axes.map { [$0] }
    }
    if let condition { sweep.grid.condition = condition }
    if !metrics.isEmpty { sweep.metrics = metrics }
    return sweep
  }
}
