import ScenarioFiles
import SimulationKernel
import Statistics

/// What a plan found, with the evidence.
public struct PlanResults: Sendable {
  public let design: PlanDesign
  let search: PlanSearch
  let conclusion: PlanConclusion
  /// By candidate, the warm-up that its replications have; nil where none were run.
  let warmUps: [Span?]
  /// Why candidates have no steady state, by their places.
  let unsettled: [(candidate: Int, reason: WarmUpRefusal)]
  private let fingerprint: UInt64

  init(
    design: PlanDesign, search: PlanSearch, warmUps: [Span?],
    unsettled: [(candidate: Int, reason: WarmUpRefusal)], fingerprint: UInt64
  ) {
    self.design = design
    self.search = search
    self.warmUps = warmUps
    self.unsettled = unsettled
    self.fingerprint = fingerprint
    conclusion = PlanConclusion(search)
  }

  /// The number from 1 of the candidate that is the answer; nil where none is known to meet all
  /// objectives.
  public var answer: Int? { conclusion.answer.map { $0 + 1 } }

  /// How a plan ended.
  public enum Verdict: String, Sendable {
    /// The cheapest candidate that meets all objectives is known.
    case found
    /// One is known that meets all; one that may be preferred could not be decided.
    case foundWithDoubt = "found-with-doubt"
    /// None is known to meet all, and of some it could not be decided.
    case undecided
    /// No candidate meets all objectives.
    case infeasible
  }

  public var verdict: Verdict {
    if conclusion.isInfeasible { return .infeasible }
    if conclusion.answer == nil { return .undecided }
    return conclusion.undecided.isEmpty ? .found : .foundWithDoubt
  }

  /// One number for all that was run.
  var fingerprintText: String { NumberText.hexadecimal(fingerprint) }

  /// How many replications the answer rests on, and how many all candidates would have taken with the
  /// most replications each.
  var effort: (spent: Int, full: Int) {
    let scenarios = design.faults.count
    return (
      search.candidates.reduce(0) { $0 + $1.replications } * scenarios,
      search.candidates.count * design.schedule.maximum * scenarios
    )
  }

  /// How a candidate ended, in a word.
  enum Ending: String {
    case feasible
    case infeasible
    case undecided
    /// Open, and surely dearer than one that meets all: not looked into any further.
    case dominated
    case notRun = "not-run"
    /// Without a steady state.
    case noWarmUp = "no-warm-up"
  }

  func ending(of candidate: Int) -> Ending {
    let state = search.candidates[candidate]
    if state.isUnsettled { return .noWarmUp }
    if state.replications == 0 { return .notRun }
    if state.isFeasible { return .feasible }
    if state.isInfeasible { return .infeasible }
    return conclusion.undecided.contains(candidate) ? .undecided : .dominated
  }

  /// The 95 % interval of an objective's metric.
  func interval(_ candidate: Int, _ objective: Int) -> ConfidenceInterval? {
    search.candidates[candidate].findings?.objectives[objective].interval()
  }

  /// The 95 % interval of the cost.
  func costInterval(_ candidate: Int) -> ConfidenceInterval? {
    search.candidates[candidate].findings?.cost.interval()
  }
}
