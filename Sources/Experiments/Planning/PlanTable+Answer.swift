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
    "With \(HumanUnits.fixed(design.confidence * 100, digits: Self.digits(design.confidence))) % "
      + "confidence"
  }

  private static func digits(_ confidence: Double) -> Int {
    (0...3).first {
      let scale = [100.0, 1_000, 10_000, 100_000][$0]
      return (confidence * scale - (confidence * scale).rounded()).magnitude < 1e-9
    } ?? 3
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
      let found = results.interval(candidate, place).map {
        text($0, design.objectives[place].metric)
      }
      let objective = design.objectives[place]
      let fault = objective.fault.map { " under \($0)" } ?? ""
      return "\(objective.metric)\(fault) \(found ?? "without a figure") against "
        + objective.requirement
    }
    let cost = state.estimate.map { MetricText.text($0, unit: design.cost.unit) } ?? "unknown"
    return "\(name(candidate)), for \(cost), could not be decided after "
      + "\(Self.count(state.replications, "replication")): \(open.joined(separator: ", "))."
  }

  // MARK: Not found

  private var undecided: String {
    ([
      "No candidate is known to meet all objectives, and \(conclusion.undecided.count) could not be "
        + "decided."
    ] + conclusion.undecided.prefix(3).map(doubt)).joined(separator: " ")
  }

  private var infeasible: String {
    let count = Self.count(design.count, "candidate")
    let alone = design.objectives.indices.filter { rejected(by: $0) == design.count }
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
