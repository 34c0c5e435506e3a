import ArgumentParser
import Experiments
import Foundation
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Words

/// `longshore whatif`: one run, forked before each fault; what each of them changes.
struct WhatIfCommand: SimulatingCommand {
  static let configuration = CommandConfiguration(
    commandName: "whatif",
    abstract: "Simulate a scenario once and fork it before each fault: what does each change?",
    discussion: """
      The run without faults is simulated to its end; just before a fault begins, a copy of it goes on \
      with that fault alone. The table, branches.csv and whatif_timeline.csv hold the differences \
      from the undisturbed run, replication by replication, and faults.csv what each fault did. \
      Clients feel a fault in intervals of the timeline in which significantly more pulls fail, or \
      wait longer by more than a tenth; all intervals of a branch hold together at 95 %. Changes \
      happen in every branch. Exit codes as of 'longshore run'.
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(
    help: ArgumentHelp(
      "A fault that the file does not have: KIND=ARGUMENT, as in regionOut=westeurope.",
      discussion: "The argument is what stands behind the kind in a scenario, in one line: "
        + "zoneOut='{region: westeurope, zone: 1}'. It begins at --at. May be repeated: each is a "
        + "branch of its own.",
      valueName: "kind=argument"),
    transform: AddedFault.init(parsing:))
  var fault: [AddedFault] = []

  @Option(
    help: ArgumentHelp(
      "When the faults of --fault begin; and all branches are forked no later.",
      discussion: "From the start of the run, as in 5h30min. Without it each branch is forked just "
        + "before its fault.",
      valueName: "time"),
    transform: SimulatedTime.init(parsing:))
  var at: SimulatedTime?

  @Option(
    help: ArgumentHelp(
      "How long the faults of --fault last (default: to the end of the run).", valueName: "time"),
    transform: SimulatedTime.init(parsing:))
  var lasts: SimulatedTime?

  @Option(
    help: ArgumentHelp("Only the branch of this fault. May be repeated.", valueName: "name"))
  var branch: [String] = []

  @Option(help: "Where the files go (default: Results/NAME-whatif for NAME.yaml).")
  var output: String?

  @OptionGroup var work: WorkOptions

  @OptionGroup var options: ScenarioOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard fault.isEmpty || at != nil else {
      throw ValidationError("--fault needs a time to begin at; add --at TIME, such as --at 1h.")
    }
    guard lasts == nil || !fault.isEmpty else {
      throw ValidationError("--lasts is about the faults of --fault; add one or leave it out.")
    }
  }

  func run() throws {
    let resolved: ResolvedScenario
    let branches: [WhatIfBranch]
    let folder =
      output.map { ResultsFolder($0, .whatif) } ?? .standard(forScenario: scenario, .whatif)
    do {
      resolved = try options.read(scenario)
        .adding(fault, at: at?.span ?? .zero, lasts: lasts?.span)
      branches = try Self.branches(of: resolved.scenario, named: branch, in: scenario)
      try Self.check(at, in: resolved)
      _ = try WorldPlan(resolved)
    } catch {
      StandardError.report(error)
      throw ExitCode(1)
    }
    if !quiet {
      for note in resolved.notes { StandardError.write("note: \(scenario): \(note)\n") }
    }
    let started = Date()
    let session = ExperimentSession(isQuiet: quiet, word: "run", database: database)
    var finished: WhatIfResults?
    try session.perform {
      try folder.replace { pending in
        let replicator = Replicator(
          database: session.storage.open(), workers: workers, tell: session.tell)
        let (settled, notes) = try replicator.settling(resolved, progress: session.progress)
        session.report(replicator)
        for note in notes where !quiet { StandardError.write("note: \(note)\n") }
        let alternative = try Alternative(settled.scenario.title, settled)
        let runner = WhatIfRunner(
          settled.scenario, branches: branches, latestFork: at.map { .zero + $0.span },
          workers: workers, compile: alternative.compiled)
        let outcome = try runner.run(progress: session.progress)
        session.finishProgress()
        let results = WhatIfResults(
          scenario: settled.scenario, branches: branches, latestFork: runner.latestFork,
          outcome: outcome)
        try write(results, of: resolved, to: pending)
        finished = results
      }
    }
    guard let finished else { return }
    session.storage.record(
      ExperimentRecord(
        whatif: finished, Self.provenance(of: resolved), scenarioFile: scenario, started: started,
        folder: folder.path),
      parameters: options.parameters + parameters + finished.experimentParameters,
      metrics: finished.experimentMetrics)
  }

  /// What is asked here, as the results database keeps it.
  private var parameters: [ExperimentParameter] {
    [ExperimentParameter]("fault", fault.map(\.text)) + [ExperimentParameter]("at", at?.description)
      + [ExperimentParameter]("lasts", lasts?.description) + [ExperimentParameter]("branch", branch)
  }

  private static func provenance(of resolved: ResolvedScenario) -> Provenance {
    Provenance(scenarioText: resolved.canonicalYAML, scenarioHash: resolved.scenarioHash)
  }

  /// Writes the files, then the table; where the files cannot be written, the table is printed
  /// nevertheless.
  private func write(
    _ results: WhatIfResults, of resolved: ResolvedScenario, to pending: PendingResults
  ) throws {
    do {
      try results.write(
        to: pending,
        provenance: Self.provenance(of: resolved))
    } catch {
      if !quiet { try? StandardOutput.write(WhatIfTable(results, resultsPath: nil).text) }
      throw error
    }
    if !quiet {
      try StandardOutput.write(WhatIfTable(results, resultsPath: pending.path).text)
    }
  }

  // MARK: Refusals

  /// The branches that are asked for, in the scenario's order.
  static func branches(
    of scenario: Scenario, named names: [String], in file: String
  ) throws(Refusal) -> [WhatIfBranch] {
    let all = WhatIfBranch.all(of: scenario)
    guard !all.isEmpty else {
      throw Refusal(
        "\(file) has no faults to ask about; write some under 'faults', or add one: --fault "
          + "regionOut=\(scenario.registry.home) --at 1h --lasts 30min")
    }
    let known = all.map(\.name)
    for name in names where !known.contains(name) {
      throw Refusal(
        "--branch: '\(name)' is no fault of \(file); expected \(known.joined(separator: ", "))"
          + NearestWord.suggestion(name, among: known))
    }
    return names.isEmpty ? all : all.filter { names.contains($0.name) }
  }

  /// Nothing is forked after the end, and there is no precision to be reached.
  private static func check(
    _ at: SimulatedTime?, in resolved: ResolvedScenario
  ) throws(Refusal) {
    if resolved.scenario.run.precision != nil {
      throw Refusal(
        "the scenario asks for a precision, which a what-if has none of; say how many: "
          + "--replications 10")
    }
    guard let at, at.span >= resolved.scenario.run.duration else { return }
    throw Refusal(
      "--at: the run ends at \(resolved.durationText), and branches would be forked at \(at); "
        + "expected less")
  }
}
