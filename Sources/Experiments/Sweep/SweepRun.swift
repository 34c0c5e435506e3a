import RegistryModel
import ScenarioFiles

extension Sweep {
  /// Runs points, each as the `run` section of its scenario says, all of them side by side.
  ///
  /// - Parameters:
  ///   - points: Some or all of the sweep's.
  ///   - replicator: What runs them; its database makes what was finished before be found.
  ///   - progress: As ``Replicator/replicate(_:progress:finish:)`` has it.
  ///   - finish: Takes each point as soon as it is done, from any of the threads; points that have no
  ///     results come last.
  /// - Returns: What was found, in the order of the points.
  /// - Throws: What ``Replicator/replicate(_:progress:finish:)`` throws.
  public func run(
    _ points: [Point], by replicator: Replicator,
    progress: @Sendable (RunProgress) -> Void = { _ in },
    finish: @Sendable (PointOutcome) throws -> Void = { _ in }
  ) throws -> [PointOutcome] {
    let outcomes = try replicator.run(points.map(\.resolved), progress: progress) { place, run in
      let outcome = PointOutcome(index: points[place].point.index, run, keeping: metrics)
      try finish(outcome)
      return outcome
    }
    return try zip(points, outcomes).map { point, outcome in
      switch outcome {
      case .success(let outcome): return outcome
      case .failure(let refusal):
        let outcome = PointOutcome(index: point.point.index, refusal)
        try finish(outcome)
        return outcome
      }
    }
  }

  /// Runs all points.
  ///
  /// - Throws: What ``run(_:by:progress:finish:)`` throws; a ``SweepRefusal`` where no point has
  ///   figures.
  public func run(
    by replicator: Replicator, progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> SweepOutcome {
    try SweepOutcome(summary, try run(points, by: replicator, progress: progress))
  }
}
