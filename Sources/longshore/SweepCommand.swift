import ArgumentParser
import Experiments
import Foundation
import RegistryModel
import ScenarioFiles

/// `longshore sweep`: a scenario at many points, on one machine or as a shard of an array job.
struct SweepCommand: SimulatingCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Simulate a scenario over the values of some of its keys: one table, one CSV.",
    discussion: """
      Axes are crossed, the last one varying fastest; they stand in the scenario ('sweep: axes:') or \
      are given here. Each finished replication is safe in the results database at once: a sweep that \
      was ended, by kill -9 too, goes on where it was when it is called again. With --no-database it \
      begins anew. The files are the same with one worker or many, resumed or not, and in shards.

      As a task of a Slurm array (SLURM_ARRAY_TASK_ID, _MIN, _COUNT, _STEP) or a pod of a Kubernetes \
      indexed Job (JOB_COMPLETION_INDEX, and LONGSHORE_SHARDS for how many there are) it runs the \
      task's share of the points, as with --shard, and 'longshore merge' puts the shards together.

      Exit code 1: the scenario at any point, the folder or the database is refused, and nothing runs.
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(
    help: """
      Where the files go (default: Results/NAME-sweep for NAME.yaml; of a shard, \
      Results/NAME-sweep-shards).
      """)
  var output: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A key with its values; may stand several times.",
      discussion: "As in registry.cache.capacity=5GiB,10GiB. It takes the place of the scenario's "
        + "axis of this key, and is crossed with the others.",
      valueName: "key=value,…"))
  var axis: [String] = []

  @Flag(help: "Take the values of the axes given here hand in hand instead of crossed.")
  var zip = false

  @Option(
    name: .customLong("where"), parsing: .unconditional,
    help: ArgumentHelp(
      "Only points that meet this, instead of the scenario's condition.",
      discussion: "As in 'registry.cache.capacity >= 5GiB and not registry.cache.policy = fifo'.",
      valueName: "condition"))
  var condition: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Keep only this metric of each point; may stand several times.",
      discussion: "As in latency_p99 or latency_p99{workload=pipelines}.", valueName: "name"),
    transform: MetricSelector.init(parsing:))
  var metric: [MetricSelector] = []

  @Flag(help: "Print the points and how many replications they make, and run nothing.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "Run share I of N of the points, into shard-I-of-N.db.",
      discussion: "Each N-th point from the I-th on. The file serves as the shard's database.",
      valueName: "I/N"),
    transform: SweepShard.init(parsing:))
  var shard: SweepShard?

  @Flag(help: "Run all points, whatever the environment says of shards.")
  var whole = false

  @OptionGroup var options: ScenarioOptions

  @OptionGroup var work: WorkOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if whole, shard != nil {
      throw ValidationError("--whole runs all points, and --shard some; give one of them.")
    }
    if zip, axis.count < 2 {
      throw ValidationError("--zip takes axes hand in hand; give --axis twice or more.")
    }
  }

  func run() throws {
    let shard = try chosenShard()
    let sweep: Sweep
    do {
      let resolved = try options.read(scenario)
      sweep = try Sweep(try description(of: resolved), of: resolved)
      let points = sweep.points.filter { shard?.has($0) ?? true }
      let workers = replicator(nil).workers
      if list {
        try sweep.checkMetrics(workers: workers)
        return try StandardOutput.write(text(of: points, in: sweep, shard))
      }
      try sweep.check(points, workers: workers)
    } catch let error as ExitCode {
      throw error
    } catch let error as MetricRefusal {
      let place = metric.isEmpty ? "\(scenario): error: sweep.metrics" : "error: --metric"
      StandardError.write("\(place): \(error)\n")
      throw ExitCode(1)
    } catch {
      StandardError.report(error)
      throw ExitCode(1)
    }
    if !quiet {
      for note in sweep.base.notes { StandardError.write("note: \(scenario): \(note)\n") }
    }
    if let shard {
      try run(shard, of: sweep)
    } else {
      try run(sweep)
    }
  }

  /// The scenario's sweep with what is said here.
  private func description(
    of resolved: ResolvedScenario
  ) throws(ScenarioErrors) -> SweepDescription {
    var axes: [SweepAxis] = []
    for text in axis { axes.append(try SweepAxis(parsing: text)) }
    var meant: SweepCondition?
    if let condition { meant = try SweepCondition(parsing: condition) }
    return (resolved.experiment.sweep ?? SweepDescription())
      .with(axes: axes, zipped: zip, condition: meant, metrics: metric)
  }

  func replicator(
    _ database: ResultsDatabase?, _ session: ExperimentSession? = nil
  ) -> Replicator {
    guard let session else { return Replicator(database: database, workers: workers) }
    return Replicator(database: database, workers: workers, tell: session.tell)
  }

  // MARK: The whole

  private func run(_ sweep: Sweep) throws {
    let folder =
      output.map { ResultsFolder($0, .sweep) } ?? .standard(forScenario: scenario, .sweep)
    let started = Date()
    let session = ExperimentSession(isQuiet: quiet, database: database)
    var finished: SweepOutcome?
    try session.perform {
      try folder.replace { pending in
        let database = try session.storage.openToResume()
        if database == nil, !quiet {
          StandardError.write("note: without a results database, this sweep cannot be resumed\n")
        }
        let replicator = replicator(database, session)
        let outcome = try sweep.run(by: replicator, progress: session.progress)
        session.report(replicator)
        try outcome.write(to: pending)
        if !quiet {
          try StandardOutput.write(SweepTable(outcome, resultsPath: pending.path).text)
        }
        finished = outcome
      }
    }
    guard let finished else { return }
    session.storage.record(
      ExperimentRecord(sweep: finished, started: started, folder: folder.path),
      parameters: options.parameters + finished.experimentParameters,
      metrics: finished.experimentMetrics)
  }

  // MARK: The list

  private func text(
    of points: [Sweep.Point], in sweep: Sweep, _ shard: SweepShard?
  ) throws -> String {
    var looking = database
    if let shard { looking.database = folderOfShards + "/" + shard.fileName }
    let known = try looking.openIfThere()
    let looker = replicator(known)
    let list = try SweepList(sweep, points, by: looker, database: known?.path)
    if let trouble = looker.trouble { throw trouble.error }
    return list.text
  }
}
