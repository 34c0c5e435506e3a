import ScenarioFiles
import Statistics

/// What a search comes to.
struct PlanConclusion: Sendable, Hashable {
  /// The candidates that meet all objectives: the answer, the runner-up, and so on.
  let ranking: [Int]
  /// Those of which it is open whether they meet all, and which, if they did, might be preferred to
  /// the answer; in the order of their costs.
  let undecided: [Int]
  /// By candidate, the objective that decides: of one that misses some, the one that it misses by
  /// most; of one that meets all, the one that leaves the least slack; nil of any other.
  let binding: [Int?]
  /// The candidates, of all that were run, to which no other is preferable both in cost and in the
  /// metric of the first objective; in the order of their costs.
  let frontier: [Int]

  var answer: Int? { ranking.first }
  var runnerUp: Int? { ranking.dropFirst().first }
  /// Whether no candidate meets all objectives, for sure.
  var isInfeasible: Bool { ranking.isEmpty && undecided.isEmpty }

  init(_ search: PlanSearch) {
    let ranking = Self.ranking(search)
    self.ranking = ranking
    let open = search.candidates.indices.filter { candidate in
      guard search.candidates[candidate].isOpen else { return false }
      return ranking.first.map { !search.isBeaten(candidate, by: $0) } ?? true
    }
    undecided = open.sorted { Self.cost(search, $0) < Self.cost(search, $1) }
    binding = search.candidates.map { Self.binding($0, search.objectives) }
    frontier = Self.frontier(search)
  }

  private static func cost(_ search: PlanSearch, _ candidate: Int) -> (Double, Int) {
    (search.candidates[candidate].estimate ?? .infinity, candidate)
  }

  /// The cheapest first; of those that cost as much as the cheapest that is left, the earliest.
  private static func ranking(_ search: PlanSearch) -> [Int] {
    var left = search.feasible
    var ranking: [Int] = []
    while let least = left.first {
      let next = left.filter { $0 == least || search.areEqual($0, least) }.min() ?? least
      ranking.append(next)
      left.removeAll { $0 == next }
    }
    return ranking
  }

  private static func binding(
    _ candidate: PlanSearch.Candidate, _ objectives: [PlanObjective]
  ) -> Int? {
    guard !candidate.isOpen else { return nil }
    let decisive = objectives.indices.filter {
      candidate.isFeasible || candidate.judgements[$0] == .missed
    }
    let slacks = decisive.map { index -> Double in
      let mean = candidate.findings?.objectives[index].interval()?.mean
      return mean.flatMap { objectives[index].slack($0) } ?? .infinity
    }
    return zip(decisive, slacks).min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  private static func frontier(_ search: PlanSearch) -> [Int] {
    guard let objective = search.objectives.first else { return [] }
    let points = search.candidates.indices.compactMap { index -> (Double, Double, Int)? in
      guard let findings = search.candidates[index].findings,
        let cost = search.candidates[index].cost?.mean,
        let mean = findings.objectives[0].interval()?.mean
      else { return nil }
      return (cost, objective.sense == .atMost ? mean : -mean, index)
    }
    var frontier: [Int] = []
    var best = Double.infinity
    for (_, value, index) in points.sorted(by: <) where value < best {
      best = value
      frontier.append(index)
    }
    return frontier
  }
}
