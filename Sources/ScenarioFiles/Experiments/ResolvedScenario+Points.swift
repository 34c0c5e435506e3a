import Dispatch
import Synchronization

extension ResolvedScenario {
  /// The points of a grid, each with the scenario that it makes of this one.
  ///
  /// A point's scenario is the one that would be run alone: it asks for no sweep and no plan.
  ///
  /// - Throws: All mistakes of all points at once, at the places of the axes' values or with them.
  /// - Complexity: reads the scenario once a point, on all processors.
  public func points(
    of grid: SweepGrid
  ) throws(ScenarioErrors) -> [(point: SweepPoint, resolved: ResolvedScenario)] {
    var reading = Reading(whole: Place(file: path))
    ExperimentChecks(document: document, tree: tree).check(grid, &reading)
    guard reading.mistakes.isEmpty else { throw ScenarioErrors(reading.mistakes) }
    let alone = withoutQuestions
    let wanted = try grid.points()
    let read = Mutex<[Result<ResolvedScenario, ScenarioErrors>?]>(
      Array(repeating: nil, count: wanted.count))
    DispatchQueue.concurrentPerform(iterations: wanted.count) { index in
      let result = Result { () throws(ScenarioErrors) in try alone.with(wanted[index].changes) }
      read.withLock { $0[index] = result }
    }
    var points: [(point: SweepPoint, resolved: ResolvedScenario)] = []
    var mistakes: [Diagnostic] = []
    var known = Set<Diagnostic>()
    for case (let point, let result?) in zip(wanted, read.withLock(\.self)) {
      switch result {
      case .success(let resolved): points.append((point, resolved))
      case .failure(let error):
        // The first point that makes a mistake stands for all that make it.
        mistakes += error.diagnostics.filter { known.insert($0).inserted }
          .map { $0.broughtAbout(by: point.changes, text: \.description) }
      }
    }
    guard mistakes.isEmpty else { throw ScenarioErrors(mistakes) }
    return points
  }

  /// The same scenario, which asks for no sweep and no plan.
  private var withoutQuestions: ResolvedScenario {
    var bare = tree
    bare.content = .mapping(tree.entries.filter { !["sweep", "plan"].contains($0.key) })
    return ResolvedScenario(
      scenario: scenario, experiment: ExperimentDescription(compare: experiment.compare),
      changes: changes, path: path, files: files, notes: notes, tree: bare, origins: origins,
      texts: texts)
  }
}
