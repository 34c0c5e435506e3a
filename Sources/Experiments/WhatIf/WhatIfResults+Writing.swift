import RegistryModel
import SimulationKernel
import Statistics

extension WhatIfResults {
  static let branchesHeader =
    ["branch"] + Metric.header + [
      "unit", "n", "undisturbed_mean", "undisturbed_half_width", "branch_mean",
      "branch_half_width", "difference", "difference_half_width", "correlation",
    ]
  static let timelineHeader = [
    "branch", "time_s", "interval_s", "kind", "element", "metric", "unit", "n",
    "undisturbed_mean", "branch_mean", "difference", "difference_half_width",
  ]

  /// Writes the files.
  ///
  /// - Throws: ``ResultsFolderError``.
  public func write(to pending: PendingResults, provenance: Provenance) throws {
    let writer = pending.writer
    try writer.table("branches.csv", Self.branchesHeader) { try writeBranches(to: &$0) }
    try writer.table("whatif_timeline.csv", Self.timelineHeader) { try writeTimeline(to: &$0) }
    try writer.table("faults.csv", Results.faultsHeader) { table in
      for branch in branches { try branch.results.writeFault(branch.branch.fault, to: &table) }
    }
    try writer.text(ResultsFolder.manifest, manifest(provenance).text)
  }

  /// `branches.csv`: every metric of `summary.csv`, in each branch beside the undisturbed run.
  ///
  /// Means and intervals are over the replications in which both have the figure, `n` of them. The
  /// difference is the branch less the undisturbed run. What a fault did is in `faults.csv`.
  func writeBranches(to table: inout CSVWriter) throws {
    for branch in branches {
      for series in undisturbed.observations.series where series.metric.labels.fault.isEmpty {
        guard let other = branch.results.observations[series.metric],
          let figures = MetricComparison.Figures(series, other, arePaired: true, level: 0.95)
        else { continue }
        let intervals = [figures.first, figures.second, figures.difference]
        try table.row(
          [branch.branch.name] + series.metric.fields
            + [series.metric.unit, String(figures.difference.count)]
            + intervals.flatMap(\.fields)
            + [figures.correlation.map(NumberText.sixDigits) ?? ""])
      }
    }
  }

  /// `whatif_timeline.csv`: what each element did in each interval, in each branch beside the
  /// undisturbed run, from the interval on in which they can differ.
  ///
  /// Intervals, elements and metrics are those of `timeline.csv`. A quantile has a value only where
  /// pulls were served in both runs of a replication; `n` counts those replications.
  func writeTimeline(to table: inout CSVWriter) throws {
    let length = scenario.run.timelineInterval
    for branch in branches {
      let timelines = timelines(of: branch)
      let count = timelines.map(\.count).max() ?? 0
      for interval in firstInterval(of: branch)..<max(count, firstInterval(of: branch)) {
        let start = NumberText.seconds(nanoseconds: (length * Int64(interval)).nanoseconds)
        for timeline in timelines {
          for metric in TimelineMetric.allCases where timeline.lists(metric) {
            guard let comparison = timeline.comparison(metric, in: interval),
              let gap = comparison.gap
            else { continue }
            try table.row(
              [
                branch.branch.name, start, NumberText.seconds(nanoseconds: length.nanoseconds),
                timeline.element.kind, timeline.element.name, metric.rawValue, metric.unit,
                String(gap.count), NumberText.figure(comparison.first.mean),
                NumberText.figure(comparison.second.mean),
              ] + gap.fields)
          }
        }
      }
    }
  }

  func manifest(_ provenance: Provenance) -> StableJSON {
    let branches: [StableJSON] = branches.map { branch in
      let forks = branch.forks.map { fork -> StableJSON in
        .string(fork.at.map { NumberText.seconds(nanoseconds: $0.nanoseconds) } ?? "")
      }
      return .object([
        "branch": .string(branch.branch.name),
        "fingerprint": .string(branch.results.fingerprintText),
        "forked_at_s": .array(forks),
        "messages_spared": .unsigned(branch.forks.reduce(0) { $0 + $1.messages }),
      ])
    }
    var members: [String: StableJSON] = [
      "replications": .integer(Int64(undisturbed.replications.count)),
      "messages_of_separate_runs": .unsigned(messagesOfSeparateRuns),
      "branches": .array(branches),
    ]
    members["latest_fork_s"] = latestFork.map {
      .string(NumberText.seconds(nanoseconds: $0.nanoseconds))
    }
    return provenance.manifest(
      of: .whatif, title: scenario.title, seed: scenario.run.seed,
      fingerprint: undisturbed.fingerprintText, members)
  }
}
