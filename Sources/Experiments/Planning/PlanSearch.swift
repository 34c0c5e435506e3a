import Statistics

/// The decisions of a plan, without any simulation: what was observed goes in, and what is to be
/// observed next comes out.
///
/// The search wants the two cheapest candidates that meet all objectives: the answer and its
/// runner-up. A candidate that misses an objective gets no further replications, nor does one
/// that surely costs more than two that meet all; one whose cost is known to be so high before it
/// runs is never begun. Of those that are undecided, the cheapest few are observed, to the next
/// look each, until nothing that is open can change the answer, or the last look is over.
///
/// Costs that differ by no more than ``indifference`` are equal, and of equal ones the earlier
/// candidate is preferred: an indifference zone, as in Kim, Nelson, *A fully sequential procedure for
/// indifference-zone selection in simulation*, ACM TOMACS 11(3), 2001. Costs are compared by
/// the differences of the replications of one number, which see the same pulls.
///
/// A judgement stands once it is made. It all follows from the observations alone.
struct PlanSearch: Sendable {
  /// What replications of a candidate found.
  struct Findings: Sendable {
    /// In the order of the objectives.
    var objectives: [MetricSeries]
    /// What is to be small.
    var cost: MetricSeries
  }

  /// What is known of a candidate.
  struct Candidate: Sendable {
    /// What it costs at least, known without any replication; nil: nothing is.
    let floor: Double?
    /// In the order of the objectives.
    var judgements: [Judgement]
    /// Where the objectives' metrics lie as they were judged, at ``LookSchedule/objectiveLevel``.
    var ranges: [ClosedRange<Double>?]
    /// Nil before the first look.
    var findings: Findings?
    var replications = 0
    /// The cost, at the level of ``LookSchedule/costLevel``.
    var cost: ConfidenceInterval?
    /// Whether it has no steady state, in which alone an objective could hold.
    var isUnsettled = false

    var isFeasible: Bool { !isUnsettled && judgements.allSatisfy { $0 == .met } }
    var isInfeasible: Bool { isUnsettled || judgements.contains(.missed) }
    var isOpen: Bool { !isFeasible && !isInfeasible }
    /// What it costs as far as is known.
    var estimate: Double? { cost?.mean ?? floor }
  }

  /// So many replications of a candidate are wanted.
  struct Demand: Hashable, Sendable {
    let candidate: Int
    let replications: Int
  }

  /// The share of a cost by which another may differ and count as equal.
  static let indifference = 0.001
  /// How many undecided candidates are observed at a time: enough for the threads of most machines,
  /// few enough that the dearer ones wait for what the cheaper ones show.
  static let window = 4
  /// The answer and its runner-up.
  static let wanted = 2

  let objectives: [PlanObjective]
  let schedule: LookSchedule
  private(set) var candidates: [Candidate]

  /// - Parameters:
  ///   - floors: What each candidate costs at least, in their order.
  ///   - settled: By candidate, the objectives that are judged before anything runs.
  init(
    floors: [Double?], objectives: [PlanObjective], schedule: LookSchedule,
    settled: [[Judgement]]? = nil
  ) {
    self.objectives = objectives
    self.schedule = schedule
    candidates = floors.indices.map {
      Candidate(
        floor: floors[$0],
        judgements: settled?[$0] ?? Array(repeating: .open, count: objectives.count),
        ranges: Array(repeating: nil, count: objectives.count))
    }
  }

  /// Takes in that a candidate has no steady state.
  mutating func leaveOut(_ candidate: Int) { candidates[candidate].isUnsettled = true }

  /// Takes in what the first so many replications of a candidate found.
  mutating func observe(_ candidate: Int, _ findings: Findings, replications: Int) {
    candidates[candidate].findings = findings
    candidates[candidate].replications = replications
    candidates[candidate].cost = findings.cost.interval(level: schedule.costLevel)
    for (index, objective) in objectives.enumerated()
    where candidates[candidate].judgements[index] == .open {
      let range = objective.range(
        findings.objectives[index].interval(level: schedule.objectiveLevel),
        confidence: schedule.confidence)
      candidates[candidate].ranges[index] = range
      candidates[candidate].judgements[index] = objective.judge(range)
    }
  }

  /// The candidates that meet all objectives, the cheapest first.
  var feasible: [Int] {
    candidates.indices.filter { candidates[$0].isFeasible }.sorted { isEstimatedCheaper($0, $1) }
  }

  // MARK: What is wanted next

  /// What is to be observed before the search goes on; empty at its end.
  var demands: [Demand] {
    let unknown = candidates.indices.filter {
      candidates[$0].replications == 0 && candidates[$0].floor == nil && candidates[$0].isOpen
    }
    if !unknown.isEmpty {
      return unknown.map { Demand(candidate: $0, replications: schedule.minimum) }
    }
    let feasible = feasible
    let open = candidates.indices.filter { isContender($0, beside: feasible) }
      .sorted { isEstimatedCheaper($0, $1) }.prefix(Self.window)
    if !open.isEmpty {
      return open.sorted().compactMap { candidate in
        schedule.next(after: candidates[candidate].replications).map {
          Demand(candidate: candidate, replications: $0)
        }
      }
    }
    return demandsOfCosts(feasible)
  }

  /// Whether more replications of an undecided candidate can change the answer or the runner-up.
  private func isContender(_ candidate: Int, beside feasible: [Int]) -> Bool {
    candidates[candidate].isOpen
      && candidates[candidate].replications < schedule.maximum
      && feasible.lazy.filter { isBeaten(candidate, by: $0) }.prefix(Self.wanted).count
        < Self.wanted
  }

  /// Which costs must be known better to tell the cheapest.
  private func demandsOfCosts(_ feasible: [Int]) -> [Demand] {
    guard let best = feasible.first else { return [] }
    var wanted = Set<Int>()
    for other in candidates.indices where other != best && !candidates[other].isInfeasible {
      guard candidates[other].replications > 0, !isBeaten(other, by: best),
        !isBeaten(best, by: other)
      else { continue }
      wanted.formUnion([best, other])
    }
    let fewest = wanted.map { candidates[$0].replications }.min() ?? 0
    guard let look = schedule.next(after: fewest) else { return [] }
    return wanted.sorted().filter { candidates[$0].replications < look }
      .map { Demand(candidate: $0, replications: look) }
  }

  /// Whether a candidate comes before another in the order of what is known of their costs.
  func isEstimatedCheaper(_ one: Int, _ other: Int) -> Bool {
    let (first, second) = (candidates[one].estimate, candidates[other].estimate)
    return (first ?? .infinity, one) < (second ?? .infinity, other)
  }
}
