import RegistryModel
import SimulationKernel
import Words

extension CrossChecks {
  /// What the run section says beside what happens in the run.
  func run(section run: RunDescription, _ reading: inout Reading) {
    if run.isWarmUpAutomatic, run.kind == .terminating {
      reading.doubt(
        reading.place("run.warmUp"),
        "a warm-up is found of a steady state only; expected a time, or kind: steady-state beside "
          + "auto")
    }
    precision(run, &reading)
    if run.kind == .steadyState { stationary(&reading) }
  }

  private func precision(_ run: RunDescription, _ reading: inout Reading) {
    let replications = reading.texts["run.replications"]
    guard let precision = run.precision else {
      if replications == ScenarioFormat.byPrecision, reading.mistakes.isEmpty {
        reading.doubt(
          reading.place("run.replications"),
          "there is no precision; expected a number, or a precision beside it")
      }
      return
    }
    if replications != nil, replications != ScenarioFormat.byPrecision {
      reading.doubt(
        reading.place("run.replications"),
        "the precision decides how many replications there are; expected one of the two, or "
          + "replications: \(ScenarioFormat.byPrecision)")
    }
    if precision.minimum > precision.maximum {
      reading.doubt(
        reading.place("run.precision.minimum"),
        "the fewest replications are more than the most, \(precision.maximum); expected no more")
    }
    for (index, metric) in precision.metrics.enumerated()
    where precision.metrics.firstIndex(of: metric) != index {
      reading.doubt(
        reading.place("run.precision.of.\(index)"),
        "'\(metric)' stands twice in the list; expected each metric once")
    }
  }

  /// A steady state has nothing in it that happens at a time of its own.
  private func stationary(_ reading: inout Reading) {
    func refuse(_ path: String, _ what: String) {
      reading.doubt(
        reading.place(path),
        "\(what), which no steady state has; expected kind: terminating, or a scenario without it")
    }
    for (index, workload) in scenario.workloads.enumerated() {
      let path = "workloads.\(index).arrivals"
      switch workload.arrivals {
      case .steady, .bursts, .closedLoop: break
      case .timeOfDay: refuse(path, "the rate of these arrivals follows the day")
      case .week: refuse(path, "the rate of these arrivals follows the week")
      case .scaleOut: refuse(path, "a scale-out begins at a time of its own")
      case .rollingDeployment: refuse(path, "a rolling deployment begins at a time of its own")
      case .replay: refuse(path, "a replayed log has times of its own")
      }
    }
    for (index, fault) in scenario.faults.enumerated() {
      if case .scheduled = fault.occurrence {
        refuse("faults.\(index).when", "the fault comes at a time of its own")
      }
    }
    for index in scenario.changes.indices {
      refuse("changes.\(index)", "the change comes at a time of its own")
    }
    for (index, push) in scenario.pushes.enumerated() where push.at > .zero {
      refuse("pushes.\(index).at", "the push comes at a time of its own")
    }
    if let tags = scenario.catalogue.tagChanges {
      if !tags.events.isEmpty {
        refuse("catalogue.tagChanges.events", "tags change at times of their own")
      }
      if tags.file != nil {
        refuse("catalogue.tagChanges.file", "tags change at times of their own")
      }
    }
  }
}
