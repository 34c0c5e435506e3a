import Foundation
import ScenarioFiles
import Statistics

extension PlanTable {
  /// The answer in sentences, a paragraph each.
  var answer: [String] {
    switch results.verdict {
    case .found, .foundWithDoubt: found
    case .undecided: [undecided]
    case .infeasible: [infeasible]
    }
  }

  private var sure: String {
    "With \(HumanUnits.roundPercent(design.schedule.confidence)) confidence"
  }

  // MARK: Found

  private var found: [String] {
    guard let answer = conclusion.answer else { return [] }
    let cost = results.costInterval(answer).map { text($0, design.cost) } ?? "unknown"
    let all = design.objectives.count == 1 ? "the objective" : "all objectives"
    var sentences = [
      conclusion.undecided.isEmpty
        ? "\(sure), the cheapest that meets \(all): \(name(answer)), for \(cost) "
          + "(\(design.cost))."
        : "\(sure), the cheapest that surely meets \(all): \(name(answer)), for \(cost) "
          + "(\(design.cost))."
    ]
    if let rivals = rivals(of: answer) { sentences.append(rivals) }
    if let unseen = unseen(in: answer) { sentences.append(unseen) }
    sentences += conclusion.undecided.prefix(3).map(doubt)
    if conclusion.undecided.count > 3 {
      sentences.append(
        "\(conclusion.undecided.count - 3) more that may be preferable could not be decided.")
    }
    if let binding = conclusion.binding[answer], design.objectives.count > 1 {
      sentences.append(
        "What binds is \(design.objectives[binding].text): it leaves the least slack.")
    }
    let cheaper = results.search.candidates.indices.filter {
      results.search.candidates[$0].isInfeasible
        && (results.costInterval($0)?.mean ?? .infinity)
          < (results.costInterval(answer)?.mean ?? 0)
    }
    if !cheaper.isEmpty {
      let reasons = design.objectives.indices.compactMap { place -> String? in
        let count = cheaper.count { conclusion.binding[$0] == place }
        return count == 0 ? nil : "\(count) by \(design.objectives[place].text)"
      }
      sentences.append(
        "Cheaper ones were rejected, \(reasons.joined(separator: ", ")).")
    }
    return [sentences.joined(separator: " "), runnerUp(to: answer)]
  }

  /// Those that meet all, and of which nothing says that they are dearer.
  private func rivals(of answer: Int) -> String? {
    let rivals = conclusion.ranking.filter {
      $0 != answer && results.search.cannotBeToldApart($0, answer)
    }
    guard !rivals.isEmpty else { return nil }
    let named = rivals.prefix(3).map { candidate in
      let cost = results.costInterval(candidate).map { text($0, design.cost) } ?? "unknown"
      return "\(name(candidate)) (\(cost))"
    }
    return "Whether it costs less cannot be told of \(named.joined(separator: " and "))"
      + (rivals.count > 3 ? " and \(rivals.count - 3) more" : "") + "."
  }

  /// What replications that all agree do not rule out.
  private func unseen(in answer: Int) -> String? {
    let agreeing = design.objectives.indices.filter { !design.objectives[$0].metric.isCost }
      .compactMap { place in
        sample(answer, place).map { ($0, design.objectives[place].text) }
      }
    guard let sample = agreeing.first?.0 else { return nil }
    return "All \(sample.count) replications agree on "
      + agreeing.map(\.1).joined(separator: " and on ") + ": "
      + "what happens in fewer than \(missed(by: sample)) of them may not have been seen."
  }

  /// The figures of an objective where they are all the same.
  private func sample(_ candidate: Int, _ place: Int) -> DegenerateSample? {
    results.interval(candidate, place).flatMap { DegenerateSample($0) }
  }

  private func missed(by sample: DegenerateSample) -> String {
    HumanUnits.percent(1 - sample.leastShare(level: design.schedule.confidence))
  }

  private func runnerUp(to answer: Int) -> String {
    guard let runnerUp = conclusion.runnerUp else {
      return "Runner-up: no other candidate is known to meet all objectives."
    }
    let cost = results.costInterval(runnerUp).map { text($0, design.cost) } ?? "unknown"
    let isEqual = results.search.areEqual(runnerUp, answer)
    return "Runner-up: \(name(runnerUp)), for \(cost)"
      + (isEqual ? ", which is no more; of equal costs the earlier value of a knob is taken." : ".")
  }

  /// Why a candidate that may be preferable is not the answer.
  private func doubt(_ candidate: Int) -> String {
    let state = results.search.candidates[candidate]
    let open = design.objectives.indices.filter { state.judgements[$0] == .open }.map { place in
      // By what it was judged, which is wider than the interval of 95 % that tables show.
      let unit = design.objectives[place].metric.unit
      let found = state.ranges[place].map { range in
        "between \(HumanUnits.precise(range.lowerBound, unit: unit)) and "
          + HumanUnits.precise(range.upperBound, unit: unit)
      }
      let objective = design.objectives[place]
      let fault = objective.fault.map { " under \($0)" } ?? ""
      let agreement = sample(candidate, place).map { sample in
        ", the same in all of them, where it takes "
          + "\(DegenerateSample.trustedCount(level: design.schedule.confidence)) to trust that"
      }
      return "\(objective.metric)\(fault) \(found ?? "unknown") against "
        + objective.requirement + (agreement ?? "")
    }
    let cost = state.estimate.map { HumanUnits.precise($0, unit: design.cost.unit) } ?? "unknown"
    return "\(name(candidate)), for \(cost), could not be decided after "
      + "\(HumanUnits.counted(state.replications, "replication")): \(open.joined(separator: ", "))."
  }

  // MARK: Not found

  private var undecided: String {
    ([
      "No candidate is known to meet all objectives, and \(conclusion.undecided.count) could not be "
        + "decided."
    ] + conclusion.undecided.prefix(3).map(doubt)).joined(separator: " ")
  }

  private var infeasible: String {
    // Those without a steady state are told of by themselves.
    let judged = design.count - results.unsettled.count
    let count = HumanUnits.counted(judged, "candidate")
    let alone = design.objectives.indices.filter { rejected(by: $0) == judged }
    let reasons = alone.map { "\(design.objectives[$0].text) rejects every one" }
    return "\(sure), no candidate meets all objectives: "
      + (reasons.isEmpty
        ? "each of the \(count) misses one, and no objective is missed by all." : "")
      + (reasons.isEmpty ? "" : reasons.joined(separator: ", and ") + " of the \(count).")
  }

  /// How many candidates miss an objective, for all that is known.
  private func rejected(by place: Int) -> Int {
    results.search.candidates.count { $0.judgements[place] == .missed }
  }

  /// Where there is no answer: what each objective rejects, and who comes closest.
  var rejections: [String] {
    guard conclusion.answer == nil else { return [] }
    var table = TextTable()
    table.row(["objective", "rejects", "closest candidate"])
    for (place, objective) in design.objectives.enumerated() {
      table.row([
        objective.text, "\(rejected(by: place)) of \(design.count)",
        best(in: place).map(name) ?? "–",
      ])
    }
    return ["What rejects, and who comes closest"] + table.lines
  }
}
