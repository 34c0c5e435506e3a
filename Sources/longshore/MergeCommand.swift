import ArgumentParser
import Experiments
import Foundation

/// `longshore merge`: the shards of a sweep as the one sweep that they are.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the shards of a sweep together: the files that one machine would have written.",
    discussion: """
      Nothing is simulated, and the scenario is not needed. Shards that are missing, not complete, \
      there twice, of another sweep or made by another build of the program are refused by name: exit \
      code 1, and nothing is written.
      """)

  @Argument(
    help: "A folder that 'longshore sweep --shard' wrote to, or files of shards.",
    completion: .file(extensions: ["db"]))
  var shards: [String]

  @Option(help: "Where the files go (default: Results/NAME-sweep for the scenario NAME.yaml).")
  var output: String?

  @Flag(help: "Do not print the table.")
  var quiet = false

  @OptionGroup var database: DatabaseOptions

  func run() throws {
    let started = Date()
    let session = ExperimentSession(isQuiet: true, database: database)
    try session.perform {
      let outcome: SweepOutcome
      do {
        outcome = try ShardMerge.merge(shards)
      } catch let refusal as MergeRefusal {
        for sentence in refusal.sentences { StandardError.write("error: \(sentence)\n") }
        throw ExitCode(1)
      }
      let folder =
        output.map { ResultsFolder($0, .sweep) }
        ?? .standard(forScenario: outcome.summary.scenarioFile, .sweep)
      try folder.replace { pending in
        try outcome.write(to: pending)
        if !quiet {
          try StandardOutput.write(SweepTable(outcome, resultsPath: pending.path).text)
        }
      }
      session.storage.record(
        ExperimentRecord(sweep: outcome, started: started, folder: folder.path),
        parameters: outcome.experimentParameters, metrics: outcome.experimentMetrics)
    }
  }
}
