import ArgumentParser
import Experiments
import Foundation
import RegistryModel
import ScenarioFiles

/// `longshore run`: one scenario, replicated; a table on the terminal, CSV on disk.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Simulate a scenario: a table on the terminal, CSV files in a folder.",
    discussion: """
      The same scenario and seed give the same files byte for byte, whatever the number of \
      workers. Exit code 1: the scenario or the folder is refused, and nothing is written. \
      Exit code 70: something that must hold in every run did not; please report it.
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(help: "Where the files go (default: Results/NAME for NAME.yaml).")
  var output: String?

  @Option(help: "Independent repetitions, instead of the scenario's.")
  var replications: Int?

  @Option(help: "What all draws follow from, instead of the scenario's.")
  var seed: UInt64?

  @Option(help: "Threads (default: one a processor).")
  var workers: Int?

  @Flag(help: "Write every pull to pulls.csv too.")
  var pulls = false

  @Flag(help: "Print neither progress nor the table.")
  var quiet = false

  func validate() throws {
    if let replications, !(1...10_000).contains(replications) {
      throw ValidationError("--replications \(replications): expected 1 to 10000.")
    }
    if let workers, !(1...4_096).contains(workers) {
      throw ValidationError("--workers \(workers): expected 1 to 4096.")
    }
  }

  func run() throws {
    let resolved: ResolvedScenario
    let plan: WorldPlan
    let folder = output.map(ResultsFolder.init) ?? .standard(forScenario: scenario)
    do {
      resolved = try ScenarioReader.read(path: scenario)
        .with(seed: seed, replications: replications)
      plan = try WorldPlan(resolved)
      try folder.check()
    } catch {
      StandardError.write("\(error)\n")
      throw ExitCode(1)
    }

    let line = ProgressLine()
    let figures: [ReplicationFigures]
    do {
      let runner = ReplicationRunner(plan, workers: workers, recordsPulls: pulls)
      figures = try runner.run { if !quiet { line.update($0) } }
      line.finish()
    } catch {
      line.finish()
      StandardError.write("\(scenario): a result cannot be right:\n\(error)\n")
      throw ExitCode(70)
    }

    let results = Results(scenario: resolved.scenario, replications: figures)
    do {
      try results.write(
        to: folder,
        provenance: Provenance(
          scenarioText: resolved.canonicalYAML, scenarioHash: resolved.fingerprint),
        imageNames: pulls ? { plan.content.images[Int($0)].reference } : nil)
    } catch {
      StandardError.write("\(error)\n")
      throw ExitCode(1)
    }
    if !quiet { print(RunSummaryTable(results, resultsPath: folder.path).text, terminator: "") }
  }
}
