import ArgumentParser
import Experiments
import Foundation
import LocalFiles
import RegistryModel
import ScenarioFiles

/// `longshore swarm`: scenarios drawn at random, each tried in every way.
struct SwarmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swarm",
    abstract: "Draw whole scenarios at random and look for one that breaks a rule.",
    discussion: """
      Each scenario is written and read back; run with all that must hold in every run checked at \
      the end of each interval of its timeline; run again, from a fork in its middle, in parts, and \
      with the messages of an instant in random order. All of it follows from the seed, whatever \
      the number of workers. Exit code 70: a scenario broke a rule, ended the program or did not \
      end; its seed is printed, with which --scenario-seed runs it alone.
      """)

  @Option(
    parsing: .unconditional, help: "How many scenarios are drawn.",
    transform: WholeNumber.within(1...1_000_000_000))
  var scenarios = 1_000

  @Option(
    parsing: .unconditional, help: "What the scenarios follow from.",
    transform: WholeNumber.within(0...UInt64.max))
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional, help: "Processes (default: one a processor).",
    transform: WholeNumber.within(1...256))
  var workers: Int?

  @Option(
    parsing: .unconditional,
    help: "Try the one scenario of this seed, in this process.",
    transform: WholeNumber.within(0...UInt64.max))
  var scenarioSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Write the first scenario that breaks a rule, or that of --scenario-seed, to this file.",
      discussion: """
        One that breaks a rule is made smaller first, as far as it goes on doing so. The logs that it \
        replays are written beside it.
        """,
      valueName: "file"))
  var keep: String?

  @Flag(help: "Print how each scenario ended to standard error.")
  var verbose = false

  @Flag(help: "Print no progress.")
  var quiet = false

  /// The number of the first of the scenarios that this process is to try for another.
  @Option(help: .hidden)
  var reportFrom: Int?

  func validate() throws {
    if scenarioSeed != nil, reportFrom != nil {
      throw ValidationError("--report-from belongs to a swarm, and not to --scenario-seed.")
    }
  }

  func run() throws {
    if let reportFrom {
      try SwarmWorker.report(seed: seed, first: reportFrom, count: scenarios)
    } else if let scenarioSeed {
      try tryOne(scenarioSeed)
    } else {
      try tryMany()
    }
  }

  // MARK: One

  private func tryOne(_ scenarioSeed: UInt64) throws {
    let drawn = RandomScenario.draw(seed: scenarioSeed)
    // Before anything can go wrong with it.
    if let keep { try write(drawn, to: keep) }
    let trial = ScenarioTrial(seed: scenarioSeed, of: drawn)
    switch trial.ending {
    case .held:
      try StandardOutput.write(
        "scenario \(scenarioSeed): everything held · \(trial.pulls) pulls · "
          + "\(trial.messages) messages\n")
    case .refused(let reason):
      try StandardOutput.write("scenario \(scenarioSeed): refused: \(reason)\n")
    case .broken(let sentences):
      if let keep {
        try write(ScenarioShrinker.shrunk(drawn, seed: scenarioSeed), to: keep)
      }
      StandardError.write(
        "error: scenario \(scenarioSeed): " + sentences.joined(separator: "\n") + "\n")
      throw ExitCode(70)
    }
  }

  /// Writes a scenario, and beside it the logs that it replays.
  private func write(_ scenario: Scenario, to file: String) throws {
    do {
      for log in DrawnLog.logs(of: scenario) { try log.write(into: LocalPath.parent(of: file)) }
      try OutputFile(file).write(ScenarioReader.canonicalYAML(of: scenario))
    } catch {
      StandardError.report(error)
      throw ExitCode(1)
    }
  }

  // MARK: Many

  private func tryMany() throws {
    let start = ContinuousClock.now
    let line = ProgressLine()
    let count = scenarios
    let (quiet, verbose) = (quiet, verbose)
    let trials = try SwarmProcesses(
      seed: seed, scenarios: count,
      workers: workers ?? ProcessInfo.processInfo.activeProcessorCount
    ).run { done, trial in
      if verbose { StandardError.write(Self.sentence(trial) + "\n") }
      if !quiet, !verbose {
        line.update { "\(done) of \(count) scenarios · \(100 * done / max(1, count)) %" }
      }
    }
    line.finish()
    let table = SwarmTable(trials, seconds: (ContinuousClock.now - start) / .seconds(1))
    try StandardOutput.write(table.text)
    guard let first = table.broken.first else { return }
    for trial in table.broken.prefix(10) { StandardError.write(Self.sentence(trial) + "\n") }
    if table.broken.count > 10 {
      StandardError.write("error: and \(table.broken.count - 10) more\n")
    }
    if let keep { try keepScenario(of: first, in: keep) }
    throw ExitCode(70)
  }

  private static func sentence(_ trial: ScenarioTrial) -> String {
    switch trial.ending {
    case .held: "scenario \(trial.seed): everything held"
    case .refused(let reason): "scenario \(trial.seed): refused: \(reason)"
    case .broken(let sentences):
      "error: scenario \(trial.seed): \(sentences.joined(separator: "\n"))\n"
        + "  again: longshore swarm --scenario-seed \(trial.seed)"
    }
  }

  /// In a process of its own: trying it again may end it.
  private func keepScenario(of trial: ScenarioTrial, in file: String) throws {
    try write(RandomScenario.draw(seed: trial.seed), to: file)
    let worker = SwarmWorker(
      arguments: ["swarm", "--scenario-seed", "\(trial.seed)", "--keep", file], patience: 300)
    _ = try worker.run { _ in }
  }
}
