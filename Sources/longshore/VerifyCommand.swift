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
    try StandardOutput.write(csv ? try table.csv : table.text)
    if !table.allHold { throw ExitCode(1) }
  }
}
