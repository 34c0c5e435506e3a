import ArgumentParser
import Experiments

/// `longshore verify`: the simulator against theory, on this machine.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the simulator with theory: queues, links, caches, availability.",
    discussion: """
      Models made of the simulator's own parts are run for many seeds, each of which gives a 95 % \
      interval; the table counts how many contain the value that theory gives. Exit code 1: for \
      some law fewer than 90 % do.
      """)

  @Option(help: "How many seeds, hence intervals, a law gets.")
  var seeds = TheoryVerification.seeds

  @Option(help: "The first of these seeds: another one gives a second opinion.")
  var firstSeed = TheoryVerification.firstSeed

  @Option(help: "Threads (default: one a processor); the table does not depend on it.")
  var workers: Int?

  @Flag(help: "Print CSV instead of a table.")
  var csv = false

  @Flag(help: "Print no progress.")
  var quiet = false

  func validate() throws {
    guard (20...1_000_000).contains(seeds) else {
      throw ValidationError("--seeds \(seeds): expected 20 to 1000000.")
    }
    if let workers, !(1...4_096).contains(workers) {
      throw ValidationError("--workers \(workers): expected 1 to 4096.")
    }
  }

  func run() throws {
    let line = ProgressLine()
    let results = try TheoryVerification.verify(
      seeds: seeds, firstSeed: firstSeed, workers: workers
    ) { done, all in
      guard !quiet else { return }
      line.update { "\(done) of \(all) intervals · \(100 * done / max(1, all)) %" }
    }
    line.finish()
    let table = VerificationTable(results)
    print(csv ? try table.csv : table.text, terminator: "")
    if !table.allHold { throw ExitCode(1) }
  }
}
