import RegistryModel
import Words

/// The checks of what experiments say of a scenario: keys that exist, points that can be counted,
/// faults that there are.
struct ExperimentChecks {
  let document: ScenarioDocument
  /// What the files say together.
  let tree: Tree

  func run(_ reading: inout Reading) {
    let experiment = document.experiment
    if let sweep = experiment.sweep { check(sweep.grid, &reading) }
    guard let plan = experiment.plan else { return }
    check(plan.knobs, &reading)
    if plan.minimum > plan.maximum {
      reading.doubt(
        reading.place("plan.minimum"),
        "the fewest replications are more than the most, \(plan.maximum); expected no more")
    }
    let faults = document.scenario.faults.map(\.name)
    for (index, objective) in plan.objectives.enumerated() {
      guard let fault = objective.fault, !fault.isEmpty, !faults.contains(fault) else { continue }
      reading.doubt(
        objective.option ?? reading.place("plan.objectives.\(index).under"),
        "there is no fault '\(Tree.shortened(fault))'; "
          + (faults.isEmpty
            ? "the scenario has none"
            : "expected \(listed(faults))" + NearestWord.suggestion(fault, among: faults)))
    }
  }

  func check(_ grid: SweepGrid, _ reading: inout Reading) {
    var varied = Set<String>()
    for axis in grid.axes {
      let keys = Set(axis.values.flatMap { $0.changes.map(\.key) } + [axis.name])
      let place = axis.values.first?.changes.first?.place
      for key in keys.intersection(varied).sorted() {
        reading.doubt(
          place ?? reading.whole, "another axis varies '\(key)' already; expected one axis a key")
      }
      varied.formUnion(keys)
      var overlay = ChangeOverlay(tree: tree)
      for change in axis.values.flatMap(\.changes) { overlay.lay(change) }
      reading.mistakes += overlay.mistakes
    }
    do throws(ScenarioErrors) {
      _ = try grid.points()
    } catch {
      reading.mistakes += error.diagnostics
    }
  }
}
