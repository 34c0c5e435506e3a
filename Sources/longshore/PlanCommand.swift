import ArgumentParser
import Experiments
import Foundation
import RegistryModel
import ScenarioFiles

/// `longshore plan`: the cheapest set-up that meets the objectives.
struct PlanCommand: SimulatingCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Find the cheapest set-up that meets objectives, with the evidence.",
    discussion: """
      The scenario's section 'plan' says what must hold and which knobs may be turned; --objective \
      and --knob take its place. Values of a knob are listed from the smaller to the larger: of \
      candidates that cost the same, the earlier is taken. Candidates that are clearly too dear, too \
      slow or good enough get few replications, close ones many.

      Exit code 1: no candidate meets all objectives, or none is known to, and the reason is in the \
      table; the files are written all the same. Exit code 1 also stands for what is refused; \
      nothing is written then.

      Worked example:
        longshore plan Scenarios/plan-capacity.yaml
        longshore plan Scenarios/zone-loss.yaml --knob registry.frontEnds.servers=1,2,4,8 \
      --objective 'latency_p99<=60s' --objective 'served_share>=99.9% under zone-2' \
      --set prices.frontEndServerPerMonth=25
      """)

  @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "What must hold, instead of the scenario's objectives; may stand several times.",
      discussion: "As in 'latency_p99<=2s' or 'served_share>=99.9% under zone-loss'.",
      valueName: "objective"))
  var objective: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "What may be turned, instead of the scenario's knobs; may stand several times.",
      discussion: "As in registry.frontEnds.servers=1,2,4.", valueName: "key=value,value…"))
  var knob: [String] = []

  @Option(
    help: ArgumentHelp(
      "Which combinations are candidates, instead of the scenario's condition.",
      discussion: "As in 'registry.cache.capacity >= 5GiB or registry.zones = 3'.",
      valueName: "condition"))
  var `where`: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How sure the answer must be, instead of the scenario's, as in 99%.", valueName: "share"))
  var confidence: String?

  @Option(help: "Where the files go (default: Results/NAME-plan for NAME.yaml).")
  var output: String?

  @OptionGroup var changes: ScenarioChangeOptions

  // Refused with a better word than an unknown option.
  @Option(parsing: .unconditional, help: .hidden)
  var replications: String?

  @OptionGroup var work: WorkOptions

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if replications != nil {
      throw ValidationError(
        "--replications: a plan finds out how many it needs; expected 'minimum' and 'maximum' in the "
          + "scenario's section 'plan'.")
    }
    if let confidence, share(confidence) == nil {
      throw ValidationError(
        "--confidence: '\(confidence)' is no confidence; expected a share from 50% to less than 100%."
      )
    }
  }

  func run() throws {
    let design: PlanDesign
    let folder =
      output.map { ResultsFolder($0, .plan) } ?? .standard(forScenario: scenario, .plan)
    do {
      let resolved = try changes.read(scenario)
      design = try PlanDesign(try asking(resolved), workers: workers)
    } catch {
      StandardError.report(error)
      throw ExitCode(1)
    }
    if !quiet {
      for note in design.resolved.notes { StandardError.write("note: \(scenario): \(note)\n") }
    }
    let started = Date()
    let session = ExperimentSession(isQuiet: quiet, database: database)
    var finished: PlanResults?
    try session.perform {
      try folder.replace { pending in
        let replicator = Replicator(
          database: session.storage.open(), workers: workers, tell: session.tell)
        let results = try replicator.plan(design, progress: session.progress)
        session.report(replicator)
        try results.write(to: pending)
        if !quiet {
          try StandardOutput.write(PlanTable(results, resultsPath: pending.path).text)
        }
        finished = results
      }
    }
    guard let finished else { return }
    session.storage.record(
      ExperimentRecord(
        plan: finished, scenarioFile: scenario, started: started, folder: folder.path),
      parameters: changes.parameters + parameters + finished.experimentParameters,
      metrics: finished.experimentMetrics)
    if finished.answer == nil {
      if quiet { StandardError.write("note: \(finished.verdict.rawValue): no answer\n") }
      throw ExitCode(1)
    }
  }

  /// The scenario with the plan that the command line makes of its own.
  private func asking(_ resolved: ResolvedScenario) throws(ScenarioErrors) -> ResolvedScenario {
    var plan = resolved.experiment.plan ?? PlanDescription()
    if !objective.isEmpty {
      plan.objectives = []
      for text in objective { plan.objectives.append(try ObjectiveDescription(parsing: text)) }
    }
    if !knob.isEmpty {
      // A condition over other knobs means nothing for these.
      plan.knobs = SweepGrid()
      for text in knob {
        plan.knobs.groups.append([try SweepAxis(parsing: text, option: "--knob")])
      }
    }
    if let text = `where` { plan.knobs.condition = try SweepCondition(parsing: text) }
    if let confidence, let share = share(confidence) { plan.confidence = share }
    return try resolved.planning(plan)
  }

  /// What is asked here, as the results database keeps it.
  private var parameters: [ExperimentParameter] {
    [ExperimentParameter]("objective", objective) + [ExperimentParameter]("knob", knob)
      + [ExperimentParameter]("where", `where`) + [ExperimentParameter]("confidence", confidence)
  }

  private func share(_ text: String) -> Double? {
    guard let measure = Measure(parsing: text), [.share, .number].contains(measure.dimension),
      (0.5..<1).contains(measure.value)
    else { return nil }
    return measure.value
  }
}
