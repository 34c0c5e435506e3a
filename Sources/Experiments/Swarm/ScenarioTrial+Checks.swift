import RegistryModel
import ScenarioFiles
import SimulationKernel

/// What a scenario is put through. Each check throws how the trial ends.
extension ScenarioTrial {
  /// Writes a scenario that says everything, and reads it.
  func readBack(
    _ scenario: Scenario, in folder: TrialFolder
  ) throws(Ending) -> ResolvedScenario {
    let text = ScenarioReader.canonicalYAML(of: scenario)
    let resolved: ResolvedScenario
    do {
      resolved = try ScenarioReader.read(text: text, path: folder.path(of: "swarm.yaml"))
    } catch {
      throw .refused(folder.relative("\(error)"))
    }
    if resolved.scenario != scenario.withAllUpstreams {
      throw .broken(["the scenario that is read is not the one that was written"])
    }
    if resolved.canonicalYAML != ScenarioReader.canonicalYAML(of: scenario.withAllUpstreams) {
      throw .broken(["the scenario is written differently after it has been read"])
    }
    return resolved
  }

  func plan(of resolved: ResolvedScenario) throws(Ending) -> WorldPlan {
    do {
      return try WorldPlan(resolved)
    } catch {
      throw .broken(["a valid scenario is refused when it is to be run: \(error)"])
    }
  }

  mutating func tryOut(_ plan: WorldPlan) throws(Ending) {
    let last = UInt32(clamping: plan.scenario.run.replications - 1)
    let straight = try checkedRun(plan, replication: last)
    messages = straight.messagesProcessed
    note(straight)
    try comesOutTheSame(straight, plan, replication: last)
    _ = try checkedRun(plan, replication: last, shuffledTies: seed)
    try ends(straight, plan)
    tabulate(straight, plan)
  }

  // MARK: Runs

  private func checkedRun(
    _ plan: WorldPlan, replication: UInt32, shuffledTies: UInt64? = nil
  ) throws(Ending) -> Simulation<RegistryWorld> {
    var run = CheckedRun(replication: Int(replication), thoroughly: true) {
      Simulation(plan, replication: replication, recordsPulls: true, shuffledTies: shuffledTies)
    }
    do throws(InvariantViolation) {
      try run.run(until: .zero + plan.scenario.run.duration)
      try run.check()
    } catch {
      throw .broken([(shuffledTies == nil ? "" : "with ties shuffled, ") + error.description])
    }
    return run.simulation
  }

  private func comesOutTheSame(
    _ straight: Simulation<RegistryWorld>, _ plan: WorldPlan, replication: UInt32
  ) throws(Ending) {
    let found = Repeatability(plan, replication: replication, windows: 20_000)
    var broken: [String] = []
    if found.fingerprint != straight.fingerprint || found.messages != straight.messagesProcessed {
      broken.append("a second run receives other messages than the first")
    }
    if !found.holds { broken.append(found.text) }
    if !broken.isEmpty { throw .broken(broken) }
  }

  /// Where nobody pulls for ever, every pull starts and ends some time, and every push comes everywhere.
  private func ends(_ straight: Simulation<RegistryWorld>, _ plan: WorldPlan) throws(Ending) {
    let counts = plan.scenario.workloads.map { $0.finitePulls }
    guard counts.allSatisfy({ $0 != nil }) else { return }
    let pulls = counts.reduce(0) { $0 + ($1 ?? 0) }
    var run = straight
    // Faults, health checks and clients that never give up may go on for ever: so many messages are
    // far more than what such a scenario pulls takes.
    for _ in 0..<100 where run.pullsStarted < pulls || run.pullsInFlight > 0 {
      guard run.run(maximumMessages: 1_000) == .agendaIsEmpty else { continue }
      // What takes longer than there is time stays pending.
      if run.pendingCount == 0, run.pullsStarted < pulls || run.pullsInFlight > 0 {
        throw .broken([
          "nothing is pending, and of \(pulls) pulls \(run.pullsStarted) started and "
            + "\(run.pullsInFlight) never end"
        ])
      }
      break
    }
    if run.pullsStarted > pulls {
      throw .broken(["\(run.pullsStarted) pulls started where there are \(pulls)"])
    }
    let violations = run.violations
    guard violations.isEmpty else { throw .broken(violations) }
    // Replication is over when nothing is pending; where faults come for ever it may never be.
    guard run.run(maximumMessages: 10_000) == .agendaIsEmpty, run.pendingCount == 0 else { return }
    let missing = run.world.missingPushes
    guard missing.isEmpty else { throw .broken(missing) }
  }

  // MARK: Results

  private mutating func note(_ run: Simulation<RegistryWorld>) {
    let report = run.report
    func add(_ key: String, _ words: [String]) {
      for word in words { features.append(Feature(key, word)) }
    }
    pulls = report.workloads.reduce(0) { $0 + $1.started }
    let statuses = AnswerStatus.allCases.filter { status in
      report.workloads.contains { $0.ended[Int(status.rawValue)] > 0 }
    }
    add(Self.outcomes, statuses.map(\.outcome))
    let origins = ContentOrigin.allCases.filter { origin in
      report.regions.contains {
        $0.handler.layers[origin].requests + $0.handler.manifests[origin].requests > 0
      }
    }
    add(Self.origins, origins.map(\.label))
  }

  static let outcomes = "pulls that ended"
  static let origins = "content came from"

  /// Everything that can be seen, in the order of a table.
  static var allFeatures: [Feature] {
    ScenarioReader.allChoices.map { Feature($0.key, $0.word) }
      + AnswerStatus.allCases.map { Feature(outcomes, $0.outcome) }
      + ContentOrigin.allCases.map { Feature(origins, $0.label) }
  }

  /// Results of any run can be put into words; what they say is for other tests.
  private func tabulate(_ run: Simulation<RegistryWorld>, _ plan: WorldPlan) {
    let results = Results(
      scenario: plan.scenario, replications: [ReplicationFigures(run.report)])
    _ = RunSummaryTable(results, resultsPath: "Results/swarm").text
  }
}

extension WorkloadDescription {
  /// How many pulls it has however long the run is; nil where they go on for ever, or where a log
  /// decides.
  fileprivate var finitePulls: Int? {
    switch arrivals {
    case .scaleOut(let scaleOut) where scaleOut.every == nil:
      min(scaleOut.nodes ?? clients.nodes, clients.nodes) * scaleOut.allImages.count
    case .rollingDeployment(let rollout): clients.nodes * rollout.allImages.count
    default: nil
    }
  }
}
