import ArgumentParser
import Experiments
import Foundation
import RegistryModel
import ScenarioFiles
import SimulationKernel

/// `longshore run`: one scenario, replicated; a table on the terminal, CSV on disk.
struct RunCommand: ParsableCommand {
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

  @Option(
    parsing: .unconditional, help: "Independent repetitions, instead of the scenario's.",
    transform: WholeNumber.within(1...10_000))
  var replications: Int?

  @Option(
    parsing: .unconditional, help: "What all draws follow from, instead of the scenario's.",
    transform: WholeNumber.within(0...UInt64.max))
  var seed: UInt64?

  @Option(
    parsing: .unconditional, help: "Threads (default: one a processor).",
    transform: WholeNumber.within(1...4_096))
  var workers: Int?

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

  @Flag(help: "Print neither progress nor the table.")
  var quiet = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if trace != nil, shuffledTies != nil {
      throw ValidationError("--trace shows the run with ties in order; leave out --shuffled-ties.")
    }
  }

  func run() throws {
    let resolved: ResolvedScenario
    let plan: WorldPlan
    let folder = output.map { ResultsFolder($0) } ?? .standard(forScenario: scenario)
    do {
      resolved = try ScenarioReader.read(path: scenario)
        .with(seed: seed, replications: replications)
      plan = try WorldPlan(resolved)
      try check(trace, in: resolved)
    } catch {
      StandardError.report(error)
      throw ExitCode(1)
    }
    if !quiet {
      for note in resolved.notes { StandardError.write("note: \(scenario): \(note)\n") }
    }
    let line = ProgressLine()
    let interruption = Interruption { line.finish() }
    defer { withExtendedLifetime(interruption) {} }
    let started = Date()
    do {
      var finished: Results?
      try folder.replace { pending in
        let figures = try simulate(plan, line)
        let results = Results(scenario: resolved.scenario, replications: figures)
        try write(results, of: resolved, plan, to: pending)
        finished = results
      }
      if let finished { record(finished, of: resolved, started, folder) }
    } catch let error as ResultsFolderError {
      line.finish()
      StandardError.report(error)
      throw ExitCode(1)
    }
  }

  private func simulate(_ plan: WorldPlan, _ line: ProgressLine) throws -> [ReplicationFigures] {
    defer { line.finish() }
    do {
      let runner = ReplicationRunner(
        plan, workers: workers, recordsPulls: pulls, recordsAudit: audit,
        shuffledTies: shuffledTies)
      return try runner.run { if !quiet { line.update($0) } }
    } catch {
      line.finish()
      StandardError.report(error)
      throw ExitCode(70)
    }
  }

  /// Writes the files, then the table: where that cannot be written, no file comes to stay. Where the
  /// files cannot, the table is printed nevertheless: the run may have taken long.
  private func write(
    _ results: Results, of resolved: ResolvedScenario, _ plan: WorldPlan,
    to pending: PendingResults
  ) throws {
    let messages = trace.map { MessageTrace(plan, window: $0.range) }
    if let cut = messages?.cutAt {
      StandardError.write(
        "note: trace.json is cut at \(cut.seconds) s, after \(messages?.entries.count ?? 0) messages; "
          + "ask for a shorter window\n")
    }
    do {
      try results.write(
        to: pending,
        provenance: provenance(of: resolved),
        trace: messages, auditedSets: audit ? plan.credentialSets : nil,
        imageNames: pulls ? { plan.content.images[Int($0)].reference } : nil)
    } catch {
      if !quiet { try? StandardOutput.write(RunSummaryTable(results, resultsPath: nil).text) }
      throw error
    }
    if !quiet {
      try StandardOutput.write(RunSummaryTable(results, resultsPath: pending.path).text)
    }
  }

  private func provenance(of resolved: ResolvedScenario) -> Provenance {
    Provenance(
      scenarioText: resolved.canonicalYAML, scenarioHash: resolved.scenarioHash,
      shuffledTies: shuffledTies)
  }

  /// Keeps in the results database what was done, once its files are in their place.
  private func record(
    _ results: Results, of resolved: ResolvedScenario, _ started: Date, _ folder: ResultsFolder
  ) {
    let overrides: [(key: String, value: String?)] = [
      ("run.replications", replications.map(String.init)), ("run.seed", seed.map(String.init)),
      ("shuffled-ties", shuffledTies.map(String.init)),
    ]
    database.record(
      ExperimentRecord(
        run: results, provenance(of: resolved), scenarioFile: scenario, started: started,
        folder: folder.path),
      parameters: overrides.compactMap { key, value in
        value.map { ExperimentParameter(key: key, value: $0) }
      },
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
