import RegistryModel
import SimulationKernel
import Statistics

/// What the branches of a run found, for a person at a terminal: no more than 100 columns, no colours.
public struct WhatIfTable: Sendable {
  let results: WhatIfResults
  private let resultsPath: String?

  /// - Parameter resultsPath: The folder that holds the tables; nil: they were not written.
  public init(_ results: WhatIfResults, resultsPath: String?) {
    self.results = results
    self.resultsPath = resultsPath
  }

  /// The text, with the end of its last line.
  public var text: String {
    let stories = results.branches.map { BranchStory($0, of: results) }
    let blocks =
      [head, table(stories)] + stories.map(\.lines) + [verdict(stories), cost, foot]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var head: [String] {
    let run = results.scenario.run
    let count = results.undisturbed.replications.count
    let branches = results.branches.count
    return TerminalText.wrapped(results.scenario.title)
      + TerminalText.wrapped(
        "what if? \(branches) \(branches == 1 ? "branch" : "branches") and the undisturbed run · "
          + HumanUnits.duration(run.duration.seconds)
          + " · \(HumanUnits.counted(count, "replication")) · seed \(run.seed)")
      + [
        count == 1
          ? "Differences from the undisturbed run. One replication cannot tell which are due to chance."
          : "Mean differences from the undisturbed run, ± the half-width of the 95 % interval."
      ]
  }

  private func table(_ stories: [BranchStory]) -> [String] {
    var table = TextTable()
    table.row(["branch", "failed pulls", "p95", "p99", "worst p95", "detected", "recovered"])
    let undisturbed = results.undisturbed
    table.row(
      [
        "undisturbed",
        undisturbed.count { $0.workloads.reduce(0) { $0 + $1.failed } }.map(HumanUnits.count)
          ?? "–",
      ]
        + [LatencyFigures.Figure.p95, .p99].map {
          undisturbed.latency($0) { $0.served.overall }.map(HumanUnits.latency) ?? "–"
        })
    for story in stories {
      let branch = story.branch
      func fault(_ figure: FaultFigure) -> String {
        branch.results.estimate(figure, ofFault: branch.branch.fault)
          .map { $0.mean < 60 ? HumanUnits.latency($0.mean) : HumanUnits.clock($0.mean) } ?? "–"
      }
      let latencies = [LatencyFigures.Figure.p95, .p99].map { figure in
        results.comparison(branch) { $0.served.overall[figure] }?.gap
          .map { HumanUnits.difference($0.mean, $0.halfWidth, unit: "s") } ?? "–"
      }
      table.row(
        [
          TextTable.name(branch.branch.name, limit: 14),
          story.failed.map { HumanUnits.difference($0.mean, $0.halfWidth, unit: "pulls") } ?? "–",
        ] + latencies + [
          story.harm.worst.map { HumanUnits.latency($0.latency.second.mean) } ?? "–",
          fault(.detected), fault(.recovered),
        ])
    }
    return table.lines
      + ["  worst p95: of a workload in an interval in which it is felt; recovered: after the end"]
  }

  // MARK: Verdict

  private func verdict(_ stories: [BranchStory]) -> [String] {
    // Of a single branch all is said, and of a single replication nothing can be.
    guard stories.count > 1, results.undisturbed.replications.count > 1 else { return [] }
    let felt = stories.filter(\.isFelt)
    let unfelt = stories.filter { !$0.isFelt }.map(\.branch.branch.name)
    guard !felt.isEmpty else {
      return ["Nothing shows that clients feel any of the \(stories.count) faults."]
    }
    // The first of equal ones.
    let hardest = felt.reduce(felt[0]) { $1.severity > $0.severity ? $1 : $0 }
    let name = hardest.branch.branch.name
    let sentence =
      "Clients feel \(felt.count) of \(stories.count) faults: on average "
      + (hardest.severity.failed > 0
        ? "most pulls fail under \(name)." : "pulls take longest under \(name).")
    let rest =
      unfelt.isEmpty
      ? "" : " Nothing shows that they feel \(unfelt.joined(separator: ", "))."
    return TerminalText.wrapped(sentence + rest)
  }

  // MARK: What forking saved and took

  private var cost: [String] {
    let (spared, separate) = (results.messagesSpared, results.messagesOfSeparateRuns)
    let times = results.branches.count + 1
    let share = separate > 0 ? Double(spared) / Double(separate) : 0
    func time(_ duration: Duration) -> String { HumanUnits.latency(duration / .seconds(1)) }
    var sentences =
      "What the branches share was simulated once instead of \(times) times: "
      + "\(HumanUnits.millions(spared)) messages spared of \(HumanUnits.millions(separate)), "
      + "\(HumanUnits.percent(share)). "
    let cost = results.cost
    sentences +=
      cost.forks == 1
      ? "The fork took \(time(cost.longest))"
      : "\(HumanUnits.grouped(Double(cost.forks))) forks took \(time(cost.mean)) each, the longest "
        + time(cost.longest)
    if let first = cost.firstMessages, let next = cost.nextMessages {
      sentences +=
        "; what is shared is copied when it is first written: the first "
        + "\(HumanUnits.grouped(Double(ForkCost.sample))) messages after a fork took "
        + "\(time(first)), the next \(time(next))"
    }
    return TerminalText.wrapped(sentences + ".")
  }

  private var foot: [String] {
    ["Fingerprint of the undisturbed run \(results.undisturbed.fingerprintText)"]
      + (resultsPath.map { ["Tables in \($0)"] } ?? [])
  }
}
