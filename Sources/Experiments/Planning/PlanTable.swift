import RegistryModel
import ScenarioFiles
import SimulationKernel
import Statistics

/// What a plan found, for a person at a terminal.
public struct PlanTable: Sendable {
  let results: PlanResults
  private let resultsPath: String?

  /// - Parameter resultsPath: The folder that holds the tables; nil: they were not written.
  public init(_ results: PlanResults, resultsPath: String?) {
    self.results = results
    self.resultsPath = resultsPath
  }

  var design: PlanDesign { results.design }
  var conclusion: PlanConclusion { results.conclusion }

  /// The text, with the end of its last line.
  public var text: String {
    let blocks = [
      head, objectives, answer.flatMap { TerminalText.wrapped($0) }, rejections, frontier,
      effort + warmUp.flatMap { TerminalText.wrapped($0) }, foot,
    ]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var head: [String] {
    let run = design.resolved.scenario.run
    let knobs = design.candidates.first?.point.coordinates.count ?? 0
    return TerminalText.wrapped(design.resolved.scenario.title)
      + TerminalText.wrapped(
        "\(HumanUnits.counted(design.count, "candidate")) from \(HumanUnits.counted(knobs, "knob")) · the least "
          + "\(design.cost) · \(HumanUnits.duration(run.duration.seconds))"
          + (run.warmUp > .zero
            ? ", the first \(HumanUnits.duration(run.warmUp.seconds)) as warm-up" : "")
          + " · seed \(run.seed)")
  }

  // MARK: Objectives

  /// The objectives, with the figures of the answer or of whoever comes closest.
  private var objectives: [String] {
    var table = TextTable(leftColumns: 2)
    let answer = conclusion.answer
    table.row(["objective", "bound"] + (answer == nil ? ["best found"] : ["answer", "slack"]))
    for (place, objective) in design.objectives.enumerated() {
      let name = objective.metric.description + (objective.fault.map { " under \($0)" } ?? "")
      let shown = answer ?? best(in: place)
      let interval = shown.flatMap { results.interval($0, place) }
      let slack = interval.flatMap { objective.slack($0.mean) }
      table.row(
        [name, objective.requirement, interval.map { text($0, objective.metric) } ?? "–"]
          + (answer == nil ? [] : [slack.map { HumanUnits.percent($0) } ?? "–"]))
    }
    let title =
      answer == nil
      ? "Objectives, and the best that any candidate reached, ± the half-width of the 95 % interval"
      : "Objectives, ± the half-width of the 95 % interval; slack is the share of what is allowed "
        + "that is left"
    return TerminalText.wrapped(title) + table.lines
  }

  /// The candidate with the best figure of an objective.
  func best(in place: Int) -> Int? {
    let sign: Double = design.objectives[place].sense == .atMost ? 1 : -1
    let found = design.candidates.indices.compactMap { index in
      results.interval(index, place).map { (sign * $0.mean, index) }
    }
    return found.min { $0 < $1 }?.1
  }

  // MARK: Frontier

  private var frontier: [String] {
    guard let objective = design.objectives.first, !conclusion.frontier.isEmpty else { return [] }
    var table = TextTable(leftColumns: 0)
    let knobs = design.candidates[0].point.coordinates.map(\.axis)
    let fault = objective.fault.map { " under \($0)" } ?? ""
    table.row(
      ["candidate"] + knobs.map { knob in Self.short(knob, among: knobs) }
        + [design.cost.description, objective.metric.description + fault, "meets all"])
    let shown = Set(conclusion.frontier + conclusion.ranking.prefix(2))
    for index in shown.sorted(by: { results.search.isEstimatedCheaper($0, $1) }) {
      let cells: [String] = [
        results.costInterval(index).map { text($0, design.cost) } ?? "–",
        results.interval(index, 0).map { text($0, objective.metric) } ?? "–", word(index),
      ]
      table.row(
        ["\(index + 1)"] + design.candidates[index].point.coordinates.map(\.value.text) + cells)
    }
    return TerminalText.wrapped(
      "The frontier: of those that were run, nobody else is as cheap and as good in the first "
        + "objective" + (conclusion.answer == nil ? "" : "; with the answer and the runner-up"))
      + table.lines
  }

  private func word(_ candidate: Int) -> String {
    switch conclusion.ranking.firstIndex(of: candidate) {
    case 0: "the answer"
    case 1: "runner-up"
    case .some: "yes"
    case nil: results.search.candidates[candidate].isInfeasible ? "no" : "open"
    }
  }

  // MARK: What it took

  private var effort: [String] {
    let (spent, full) = results.effort
    let run = results.search.candidates.count { $0.replications > 0 }
    let rest = design.count - run - results.unsettled.count
    let unrun =
      switch rest {
      case 0: ""
      case 1: " The other one was not run: it costs too much, whatever its run might show."
      default:
        " The other \(rest) were not run: they cost too much, whatever their runs might show."
      }
    return TerminalText.wrapped(
      "\(HumanUnits.grouped(Double(spent))) replications of \(run) of "
        + "\(HumanUnits.counted(design.count, "candidate")), where all of them with "
        + "\(design.schedule.maximum) each would have taken \(HumanUnits.grouped(Double(full))).\(unrun)"
    )
  }

  /// What the search for warm-ups came to, a sentence each.
  private var warmUp: [String] {
    guard design.resolved.scenario.run.isWarmUpAutomatic else { return [] }
    let spans = results.warmUps.compactMap { $0?.seconds }
    var sentences: [String] = []
    if let least = spans.min(), let most = spans.max() {
      sentences.append(
        "The warm-up of each candidate was found by MSER-5 in \(WarmUpSearch.pilots) pilot "
          + "replications: "
          + (least == most
            ? "\(HumanUnits.duration(least))."
            : "from \(HumanUnits.duration(least)) to \(HumanUnits.duration(most))."))
    }
    let left = results.unsettled
    sentences += left.prefix(3).map {
      "\(name($0.candidate)) is left out, having no steady state: \($0.reason)"
    }
    if left.count > 3 {
      sentences.append("So are \(left.count - 3) more; candidates.csv marks them no-warm-up.")
    }
    return sentences
  }

  private var foot: [String] {
    ["Fingerprint \(results.fingerprintText)"] + (resultsPath.map { ["Tables in \($0)"] } ?? [])
  }

  // MARK: Words

  func text(_ interval: ConfidenceInterval, _ metric: Metric) -> String {
    HumanUnits.precise(interval.mean, Estimate.halfWidth(of: interval), unit: metric.unit)
  }

  /// A candidate by what its knobs are at.
  func name(_ candidate: Int) -> String {
    let coordinates = design.candidates[candidate].point.coordinates
    guard !coordinates.isEmpty else { return "the scenario as it is" }
    let knobs = coordinates.map(\.axis)
    return coordinates.map { "\(Self.short($0.axis, among: knobs)) \($0.value.text)" }
      .joined(separator: ", ")
  }

  /// A key by as many of its last words as tell it from the others.
  static func short(_ key: String, among keys: [String]) -> String {
    let words = key.split(separator: ".")
    for count in 1..<max(2, words.count) {
      let end = words.suffix(count).joined(separator: ".")
      if keys.count(where: { $0 == end || $0.hasSuffix("." + end) }) == 1 { return end }
    }
    return key
  }
}
