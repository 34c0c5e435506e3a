import Statistics

extension PlanSearch {
  /// Whether a candidate is surely not to be preferred to another that meets all objectives: it
  /// costs more, or it is later and costs as much.
  func isBeaten(_ candidate: Int, by other: Int) -> Bool {
    guard candidate != other, let excess = leastExcess(of: candidate, over: other) else {
      return false
    }
    let tolerance = indifference(beside: other)
    return candidate > other ? excess >= -tolerance : excess > tolerance
  }

  /// Whether two costs surely differ too little to matter.
  func areEqual(_ one: Int, _ other: Int) -> Bool {
    guard let difference = difference(one, minus: other), let halfWidth = difference.halfWidth
    else {
      return false
    }
    return difference.mean.magnitude + halfWidth <= indifference(beside: other)
  }

  /// Whether nothing says which of two costs is the larger, though they may well differ.
  func cannotBeToldApart(_ one: Int, _ other: Int) -> Bool {
    guard candidates[one].findings != nil, candidates[other].findings != nil,
      !areEqual(one, other)
    else { return false }
    return difference(one, minus: other)?.contains(0) ?? true
  }

  /// By how much a candidate is surely dearer than another, at least; nil where nothing is known.
  private func leastExcess(of candidate: Int, over other: Int) -> Double? {
    let observed = difference(candidate, minus: other)?.lower
    guard let floor = candidates[candidate].floor, let upper = candidates[other].cost?.upper
    else { return observed }
    return max(floor - upper, observed ?? -.infinity)
  }

  /// The difference of two costs, replication by replication; nil where nothing is known. One that does
  /// not vary is trusted as ``PlanObjective/range(_:confidence:)`` trusts what does not.
  private func difference(_ one: Int, minus other: Int) -> ConfidenceInterval? {
    guard let first = candidates[other].findings?.cost, let second = candidates[one].findings?.cost,
      let figures = MetricComparison.Figures(
        first, second, arePaired: true, level: schedule.costLevel)
    else { return nil }
    if !first.metric.isCost, let sample = DegenerateSample(figures.difference),
      !sample.isTrusted(level: schedule.confidence)
    {
      return nil
    }
    return figures.difference
  }

  private func indifference(beside candidate: Int) -> Double {
    (candidates[candidate].cost?.mean.magnitude ?? 0) * Self.indifference
  }
}
