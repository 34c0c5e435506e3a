import ArgumentParser
import Experiments
import Foundation
import RegistryModel
import ScenarioFiles
import SimulationKernel

/// `longshore run`: one scenario, replicated; a table on the terminal, CSV on disk.
struct RunCommand: SimulatingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate a scenario: a table on the terminal, CSV files in a folder.",
    discussion: """
      The same scenario and seed give the same files byte for byte, whatever the number of \
      workers. Files of yours in the folder stay; those of an earlier run are replaced. Exit code \
      1: the scenario or the folder is refused, and nothing is written. Exit code 70: something \
      that must hold in every run did not; please report it. Exit codes 129, 130 and 143: ended by \
      SIGHUP, SIGINT or SIGTERM, and nothing is written.
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(help: "Where the files go (default: Results/NAME for NAME.yaml).")
  var output: String?

  @OptionGroup var options: ScenarioOptions

  @Option(
    help: ArgumentHelp(
      "Receive messages of the same instant in random order, drawn from this seed.",
      discussion: "Shows whether results lean on the order of simultaneous messages: they should "
        + "differ by no more than the half-widths. The manifest says that it was done. Not together "
        + "with --trace.",
      valueName: "seed"))
  var shuffledTies: UInt64?

  @Flag(help: "Write every pull to pulls.csv too.")
  var pulls = false

  @Flag(help: "Write every access to the key vault to audit.csv too.")
  var audit = false

  @Option(
    help: ArgumentHelp(
      "Write the messages of a window of the first replication to trace.json.",
      discussion: "From the start of the run, as in 5min..5min30s; open it in ui.perfetto.dev. Not "
        + "together with --shuffled-ties.",
      valueName: "from..to"),
    transform: SimulatedWindow.init(parsing:))
  var trace: SimulatedWindow?

  @OptionGroup var work: WorkOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if trace != nil, shuffledTies != nil {
      throw ValidationError("--trace shows the run with ties in order; leave out --shuffled-ties.")
    }
  }

  func run() throws {
    let resolved: ResolvedScenario
    let folder = output.map { ResultsFolder($0) } ?? .standard(forScenario: scenario)
    do {
      resolved = try options.read(scenario)
      // What cannot be run shows now, not after a pilot.
      _ = try WorldPlan(resolved)
      try check(trace, in: resolved)
    } catch {
      StandardError.report(error)
      throw ExitCode(1)
    }
    if !quiet {
      for note in resolved.notes { StandardError.write("note: \(scenario): \(note)\n") }
    }
    let started = Date()
    let session = ExperimentSession(isQuiet: quiet, database: database)
    var finished: RunOutcome?
    try session.perform {
      try folder.replace { pending in
        let replicator = Replicator(
          database: session.storage.open(), workers: workers,
          recording: Recording(pulls: pulls, audit: audit, shuffledTies: shuffledTies),
          tell: session.tell)
        let outcome = try replicator.run(resolved, progress: session.progress)
        session.report(replicator)
        try write(outcome, of: resolved, to: pending)
        finished = outcome
      }
    }
    if let finished { record(finished.results, of: resolved, started, folder, session) }
  }

  /// Writes the files, then the table: where that cannot be written, no file comes to stay. Where the
  /// files cannot, the table is printed nevertheless: the run may have taken long.
  private func write(
    _ outcome: RunOutcome, of resolved: ResolvedScenario, to pending: PendingResults
  ) throws {
    let results = outcome.results
    let plan = trace != nil || audit || pulls ? try WorldPlan(outcome.settled) : nil
    let messages = trace.flatMap { window in plan.map { MessageTrace($0, window: window.range) } }
    if let cut = messages?.cutAt {
      StandardError.write(
        "note: trace.json is cut at \(cut.seconds) s, after \(messages?.entries.count ?? 0) messages; "
          + "ask for a shorter window\n")
    }
    do {
      try results.write(
        to: pending,
        provenance: provenance(of: resolved),
        trace: messages, auditedSets: audit ? plan?.credentialSets : nil,
        imageNames: pulls ? plan.map { plan in { plan.content.images[Int($0)].reference } } : nil)
    } catch {
      if !quiet { try? StandardOutput.write(table(outcome, path: nil)) }
      throw error
    }
    if !quiet { try StandardOutput.write(table(outcome, path: pending.path)) }
  }

  private func table(_ outcome: RunOutcome, path: String?) -> String {
    RunSummaryTable(outcome.results, remarks: outcome.notes, resultsPath: path).text
  }

  private func provenance(of resolved: ResolvedScenario) -> Provenance {
    Provenance(
      scenarioText: resolved.canonicalYAML, scenarioHash: resolved.scenarioHash,
      shuffledTies: shuffledTies)
  }

  /// Keeps in the results database what was done, once its files are in their place.
  private func record(
    _ results: Results, of resolved: ResolvedScenario, _ started: Date, _ folder: ResultsFolder,
    _ session: ExperimentSession
  ) {
    let ties = shuffledTies.map { ExperimentParameter(key: "shuffled-ties", value: "\($0)") }
    session.storage.record(
      ExperimentRecord(
        run: results, provenance(of: resolved), scenarioFile: scenario, started: started,
        folder: folder.path),
      parameters: options.parameters + (ties.map { [$0] } ?? []),
      metrics: results.experimentMetrics)
  }

  /// A window that begins after the end shows nothing.
  private func check(_ window: SimulatedWindow?, in resolved: ResolvedScenario) throws {
    let duration = resolved.scenario.run.duration
    guard let window, window.range.upperBound > .zero + duration else { return }
    throw ValidationError(
      "--trace: the window ends after the run; expected at most \(resolved.durationText).")
  }
}
