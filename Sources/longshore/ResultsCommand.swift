import ArgumentParser
import DatabaseFiles
import Experiments
import Foundation
import LocalFiles
import Words

/// `longshore results`: what was done and found before.
struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "List, show and export the experiments that the results database has recorded.",
    discussion: """
      Worked example:
        longshore run Scenarios/quickstart.yaml
        longshore results list --last 5
        longshore results show 1
        longshore results export --scenario quickstart --output quickstart.csv
        longshore results prune --older-than 30 --dry-run
      """,
    subcommands: [List.self, Show.self, Export.self, Prune.self])

  struct FileOption: ParsableArguments {
    @Option(
      help: ArgumentHelp("The results database.", valueName: "file"),
      completion: .file(extensions: ["db"]))
    var database = ResultsDatabase.standardPath

    func open(writing: Bool = false) throws -> ResultsDatabase {
      try ResultsDatabase(path: database, for: writing ? .writing : .reading)
    }
  }

  /// Reads an experiment's number.
  private static func number(parsing text: String) throws -> Int64 {
    guard let number = Int64(text) else {
      throw ValidationError("expected a number that 'longshore results list' shows, such as 1")
    }
    return number
  }

  /// Which experiments are meant.
  struct Choice: ParsableArguments {
    @Option(help: "Only those of this verb, such as run.") var verb: String?
    @Option(
      help: ArgumentHelp(
        "Only those of the scenario file of this name, with or without .yaml.", valueName: "name"))
    var scenario: String?
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Only so many of the newest.", valueName: "number"),
      transform: WholeNumber.within(1...1_000_000))
    var last: Int?

    /// The chosen experiments of a database.
    ///
    /// - Throws: A refusal where there are experiments, and none is of this verb and scenario.
    func experiments(
      in database: ResultsDatabase, _ ids: [Int64] = []
    ) throws -> [ExperimentRecord] {
      let name = scenario.map { URL(filePath: $0).lastPathComponent }
      let found = try database.experiments(
        matching: ExperimentQuery(ids: ids, verb: verb, scenario: name, last: last))
      guard found.isEmpty, verb != nil || name != nil else { return found }
      let all = try database.experiments()
      if all.isEmpty { return [] }
      if let verb, all.allSatisfy({ $0.verb != verb }) {
        throw Self.refusal("--verb", verb, all.map(\.verb))
      }
      if let name, try database.experiments(matching: ExperimentQuery(scenario: name)).isEmpty {
        throw Self.refusal("--scenario", name, all.map(\.scenario))
      }
      throw Refusal("no experiment fits all that is asked for; leave out a part of it")
    }

    private static func refusal(_ option: String, _ word: String, _ there: [String]) -> Refusal {
      let (most, known) = (12, Set(there).sorted())
      let more = known.count > most ? " and \(known.count - most) more" : ""
      let bare = known.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
      return Refusal(
        "\(option): no experiment is of '\(word.prefix(40))'; expected "
          + known.prefix(most).joined(separator: ", ") + more
          + NearestWord.suggestion(word, among: known + bare))
    }
  }

  struct List: PrintingCommand {
    static let configuration = CommandConfiguration(
      abstract: "List experiments, the newest last.")
    @OptionGroup var choice: Choice
    @OptionGroup var file: FileOption
    @Flag(help: "Write CSV instead of a table.") var csv = false

    func output() throws -> String {
      let experiments = try choice.experiments(in: file.open())
      return csv
        ? try render(
          ExperimentTables.listColumns, experiments.map(ExperimentTables.listFields), csv: true)
        : try render(
          ExperimentTables.listHeader, experiments.map(ExperimentTables.listRow), csv: false)
    }

    func run() throws { try perform() }
  }

  struct Show: PrintingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one experiment: its parameters and main metrics.")
    @Argument(
      help: "Its number, as 'results list' has it.", transform: ResultsCommand.number(parsing:))
    var id: Int64
    @OptionGroup var file: FileOption
    @Flag(help: "Write all its metrics as CSV.") var csv = false
    @Flag(help: "Write its scenario with all defaults instead.") var scenario = false

    func validate() throws {
      if csv, scenario { throw ValidationError("--scenario is no CSV; leave out one of them.") }
    }

    func output() throws -> String {
      let database = try file.open()
      guard let experiment = try database.experiments(matching: ExperimentQuery(ids: [id])).first
      else { return "" }
      if scenario { return experiment.scenarioText }
      let parameters = try database.parameters(of: id)
      let metrics = try database.metrics(of: id)
      if csv {
        return try render(
          ExperimentTables.metricColumns,
          ExperimentTables.metricRows(experiment, parameters, metrics), csv: true)
      }
      return ExperimentTables.description(experiment, parameters) + "\n"
        + ExperimentTables.mainMetrics(metrics, of: experiment)
    }

    func run() throws { try perform() }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write all metrics of the chosen experiments as one tidy CSV.")
    @Argument(help: "Their numbers (default: all).", transform: ResultsCommand.number(parsing:))
    var ids: [Int64] = []
    @OptionGroup var choice: Choice
    @OptionGroup var file: FileOption
    @Option(help: "Write to this file instead of standard output.") var output: String?

    func run() throws {
      let target = try output.map { try OutputFile($0, computedFrom: [file.database]) }
      let text = try text()
      if let target { try target.write(text) } else { try StandardOutput.write(text) }
    }

    func text() throws -> String {
      let database = try file.open()
      var table = try CSVWriter(ExperimentTables.metricColumns)
      for experiment in try choice.experiments(in: database, ids) {
        let rows = ExperimentTables.metricRows(
          experiment, try database.parameters(of: experiment.id),
          try database.metrics(of: experiment.id))
        for row in rows { try table.row(row) }
      }
      return String(decoding: table.bytes, as: UTF8.self)
    }
  }

  struct Prune: PrintingCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove stored replications that are of no use any more, and compact the file.",
      discussion: """
        Replications are stored so that runs can be extended and sweeps resumed. Those of other \
        builds of the program are never used by this one. The records of experiments stay.
        """)
    @OptionGroup var file: FileOption
    @Flag(help: "Keep those of other builds of the program.") var keepOtherBuilds = false
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Remove those stored more than so many days ago too.", valueName: "days"),
      transform: WholeNumber.within(0...36_500))
    var olderThan: Int?
    @Flag(help: "Only say what would be removed.") var dryRun = false

    func output() throws -> String {
      let rule = PruningRule(
        program: keepOtherBuilds ? nil : ProgramIdentity.current,
        storedBefore: olderThan.map { Date(timeIntervalSinceNow: -86_400 * Double($0)) })
      let outcome = try file.open(writing: !dryRun).prune(rule, isDryRun: dryRun)
      if let failure = outcome.compactionFailure {
        StandardError.write("note: the file is no smaller yet, prune again later: \(failure)\n")
      }
      return ExperimentTables.sentence(outcome, isDryRun: dryRun) + "\n"
    }

    func run() throws { try perform() }
  }
}
