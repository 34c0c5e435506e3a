import ArgumentParser

/// How a verb that simulates goes about its work; no result depends on it.
struct WorkOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Threads (default: one a processor).",
    transform: WholeNumber.within(1...4_096))
  var workers: Int?

  @Flag(help: "Print neither progress nor the table.")
  var quiet = false
}

/// A verb that simulates scenarios.
protocol SimulatingCommand: ParsableCommand {
  var work: WorkOptions { get }
}

extension SimulatingCommand {
  var workers: Int? { work.workers }
  var quiet: Bool { work.quiet }
}
