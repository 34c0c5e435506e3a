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
    guard let difference = difference(one, minus: other), !areEqual(one, other) else {
      return false
    }
    return difference.contains(0)
  }

  /// By how much a candidate is surely dearer than another, at least; nil where nothing is known.
  private func leastExcess(of candidate: Int, over other: Int) -> Double? {
    let observed = difference(candidate, minus: other)?.lower
    guard let floor = candidates[candidate].floor, let upper = candidates[other].cost?.upper
    else { return observed }
    return max(floor - upper, observed ?? -.infinity)
  }

  /// The difference of two costs, replication by replication.
  private func difference(_ one: Int, minus other: Int) -> ConfidenceInterval? {
    guard let first = candidates[one].findings?.cost.observations,
      let second = candidates[other].findings?.cost.observations
    else { return nil }
    let differences = zip(first, second).compactMap { pair -> Double? in
      guard let one = pair.0.value, let other = pair.1.value else { return nil }
      return one - other
    }
    return StudentT.interval(of: differences, level: schedule.costLevel)
  }

  private func indifference(beside candidate: Int) -> Double {
    (candidates[candidate].cost?.mean.magnitude ?? 0) * Self.indifference
  }
}
