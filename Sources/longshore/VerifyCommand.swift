import ArgumentParser
import Experiments
import RegistryModel
import ScenarioFiles

/// `longshore verify`: the simulator against theory, on this machine.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the simulator with theory, or a scenario's run with itself.",
    discussion: """
      Models made of the simulator's own parts are run for many seeds, each of which gives a 95 % \
      interval; the table counts how many contain the value that theory gives. Exit code 1: for \
      some law too few do. Of 100 seeds 90 must; of another number, so many that bad luck makes a \
      right simulator fail the table in at most 1 % of cases.

      With --scenario, the first replication of that scenario is run instead: straight through, \
      from a fork made in its middle, and in parts. Exit code 1: two of these differ; the first \
      message at which they do is named.
      """)

  @Option(
    help: "Verify that the run of this scenario repeats itself, instead.",
    completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String?

  @Option(
    parsing: .unconditional,
    help: "What all draws follow from, instead of the scenario's; with --scenario.",
    transform: WholeNumber.within(0...UInt64.max))
  var seed: UInt64?

  @Option(
    parsing: .unconditional, help: "How many seeds, hence intervals, a law gets.",
    transform: WholeNumber.within(20...1_000_000))
  var seeds = TheoryVerification.seeds

  @Option(
    parsing: .unconditional,
    help: "The first of these seeds: another one gives a second opinion.",
    transform: WholeNumber.within(0...UInt64.max))
  var firstSeed = TheoryVerification.firstSeed

  @Option(
    parsing: .unconditional,
    help: "Threads (default: one a processor); the table does not depend on it.",
    transform: WholeNumber.within(1...4_096))
  var workers: Int?

  @Flag(help: "Print CSV instead of a table.")
  var csv = false

  @Flag(help: "Print no progress.")
  var quiet = false

  func validate() throws {
    if seed != nil, scenario == nil {
      throw ValidationError("--seed belongs to --scenario; expected --first-seed without it.")
    }
    if scenario != nil, csv {
      throw ValidationError("--csv belongs to the laws' table, and not to --scenario.")
    }
  }

  func run() throws {
    if let scenario {
      try verifyRepeatability(of: scenario)
    } else {
      try verifyLaws()
    }
  }

  private func verifyRepeatability(of file: String) throws {
    let plan: WorldPlan
    do {
      plan = try WorldPlan(
        try ScenarioReader.read(path: file).with(seed: seed, replications: 1))
    } catch {
      StandardError.report(error)
      throw ExitCode(1)
    }
    let found = Repeatability(plan)
    try StandardOutput.write(found.text)
    if !found.holds { throw ExitCode(1) }
  }

  private func verifyLaws() throws {
    let line = ProgressLine()
    let results = try TheoryVerification.verify(
      seeds: seeds, firstSeed: firstSeed, workers: workers
    ) { done, all in
      guard !quiet else { return }
      line.update { "\(done) of \(all) intervals · \(100 * done / max(1, all)) %" }
    }
    line.finish()
    let table = VerificationTable(results)
    try StandardOutput.write(csv ? try table.csv : table.text)
    if !table.allHold { throw ExitCode(1) }
  }
}
