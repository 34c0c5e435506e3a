import ArgumentParser
import Experiments
import Foundation
import LocalFiles
import RegistryModel
import ScenarioFiles

/// `longshore compare`: two scenarios, two recorded runs or one of each, metric by metric.
struct CompareCommand: SimulatingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare a scenario or recorded run with another: what differs, and is it worse?",
    discussion: """
      A is the baseline, B what is held against it; each is a scenario file or a folder that \
      'longshore run' wrote. Scenarios run under the same random numbers (A's seed, or that of the \
      folder), so that replications are pairs, and differences show that independent runs would \
      hide. Worse is what is significantly worse, all judged metrics together at 95 %, and by more \
      than its tolerance: 5 % of latency, retries, bytes and requests to upstreams, 2 % of cost, 0.1 \
      points of the served share, 0.5 points of hit ratios, unless 'compare' in the scenario or \
      --tolerance says otherwise.

      Undecided is a judged metric whose interval allows both answers, or that one side does not have.

      Exit codes: 0 no regression shown · 1 regression, or, with --fail-undecided, something undecided \
      · 2 refused, or something cannot be written: the reason is on standard error, and no result was \
      written or changed · 64 the command line is not understood · 70 a defect of the program; please \
      report it · 129, 130 and 143 ended by SIGHUP, SIGINT or SIGTERM.
      """)

  @Argument(
    help: "The baseline A: a scenario file, or a folder of results.", completion: .file())
  var first: String

  @Argument(help: "What is held against it, B.", completion: .file())
  var second: String

  @OptionGroup var options: ScenarioOptions

  @Option(
    name: .customLong("tolerance"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "How far a metric may move: a share of A's mean, or an amount; may stand several times.",
      discussion:
        "As in latency_p99=10%, latency_p95{workload=builds}=absolute:200ms. It also makes "
        + "the metric one that is judged.",
      valueName: "metric=width"))
  var tolerances: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where the files go (default: Results/NAME-compare for B's NAME).", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp("Write comparison.md here, and no folder.", valueName: "file"))
  var markdown: String?

  @Option(help: ArgumentHelp("Write comparison.csv here, and no folder.", valueName: "file"))
  var csv: String?

  @Flag(help: "End with exit code 1 also where a judged metric is undecided.")
  var failUndecided = false

  @Flag(help: "Write no files.")
  var noFiles = false

  @OptionGroup var work: WorkOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if noFiles, [output, markdown, csv].contains(where: { $0 != nil }) {
      throw ValidationError("--no-files writes nothing; leave out the names of files, or it.")
    }
  }

  /// Of whatever keeps the comparison from being made.
  private static let refused = ExitCode(2)

  func run() throws {
    let started = Date()
    let session = ExperimentSession(isQuiet: quiet, database: database)
    var made: Comparison?
    try session.perform(refusal: Self.refused) {
      let tolerances = try tolerances.map { try ToleranceDescription(parsing: $0) }
      let sides = try (side(first), side(second))
      try checkOptions(sides)
      let inputs = [first, second].filter { (try? LocalPath.kind(of: $0)) == .file }
      let markdownFile = try markdown.map { try OutputFile($0, computedFrom: inputs) }
      let csvFile = try csv.map { try OutputFile($0, computedFrom: inputs) }
      if let markdown, let csv, LocalPath.isSame(markdown, csv) {
        throw Refusal("--markdown and --csv name the same file, \(csv); name two")
      }
      func compare() throws -> Comparison {
        let replicator = Replicator(
          database: session.storage.open(), workers: workers, tell: session.tell)
        let comparison = try replicator.compare(
          sides.0, sides.1, seed: options.seed, replications: options.replications,
          tolerances: tolerances, progress: session.progress)
        session.report(replicator)
        return comparison
      }
      func finish(_ comparison: Comparison) throws {
        if !quiet {
          let text = ComparisonTable(comparison, resultsPath: folder?.path).text
          do { try StandardOutput.write(text) } catch { throw Self.refused }
        }
        let texts = [(csvFile, try comparison.csv), (markdownFile, comparison.markdown)]
        try OutputFile.write(texts.compactMap { file, text in file.map { ($0, text) } })
        made = comparison
      }
      if let folder {
        try folder.replace { pending in
          let comparison = try compare()
          try comparison.write(to: pending)
          // Single files before the folder: where one cannot be written, there is no folder.
          try finish(comparison)
        }
      } else {
        try finish(try compare())
      }
    }
    guard let made else { return }
    record(made, started, session)
    if !made.regressions.isEmpty || failUndecided && made.isUndecided { throw ExitCode(1) }
  }

  /// Where all files go; nil where single ones are named, or none wanted.
  private var folder: ResultsFolder? {
    if let output { return ResultsFolder(output, .compare) }
    if noFiles || markdown != nil || csv != nil { return nil }
    return .standard(forScenario: second, .compare)
  }

  private func side(_ path: String) throws -> ComparisonSide {
    // What cannot be told is told by reading the file.
    let kind = Result { try LocalPath.kindIfAny(of: path) }
    if case .success(.folder) = kind { return .recorded(try RecordedRun(path: path)) }
    if case .success(nil) = kind {
      throw Refusal(
        "there is no '\(LocalPath.shortened(path))'; expected a scenario file, or a folder that "
          + "'longshore run' wrote")
    }
    let resolved = try options.read(path)
    // What cannot be run shows now, not after the other side has been.
    _ = try WorldPlan(resolved)
    if !quiet {
      for note in resolved.notes { StandardError.write("note: \(path): \(note)\n") }
    }
    return .scenario(resolved, name: URL(filePath: path).lastPathComponent)
  }

  /// Recorded runs are as they are.
  private func checkOptions(_ sides: (ComparisonSide, ComparisonSide)) throws {
    guard case (.recorded, .recorded) = sides else { return }
    let given =
      !options.changes.set.isEmpty
      ? "--set"
      : options.seed != nil ? "--seed" : options.replications != nil ? "--replications" : nil
    guard let given else { return }
    throw Refusal(
      "\(given) says how scenarios are run, and both sides are recorded runs; name a scenario file")
  }

  /// Keeps in the results database what was done.
  private func record(
    _ comparison: Comparison, _ started: Date, _ session: ExperimentSession
  ) {
    let (first, second) = (comparison.first, comparison.second)
    // The scenario that is recorded is B's.
    let told = [("A", first.name), ("A hash", first.scenarioHash), ("B", second.name)]
    session.storage.record(
      ExperimentRecord(
        comparison: comparison, started: started, folder: folder?.path ?? ""),
      parameters: told.map { ExperimentParameter(key: $0, value: $1) } + options.parameters
        + [ExperimentParameter]("tolerance", tolerances),
      metrics: comparison.experimentMetrics)
  }
}
