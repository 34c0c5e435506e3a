import RegistryModel
import SimulationKernel
import Statistics

/// One branch in a sentence and a few rows of bars: when its fault began to hurt, how badly, and when
/// that was over.
struct BranchStory {
  /// The most bars of a row.
  private static let bars = 40
  /// So many intervals are shown before the fault and after the last that hurts.
  private static let margin = 3

  let branch: WhatIfResults.Branch
  let harm: BranchHarm
  /// Pulls that failed, less those of the undisturbed run.
  let failed: Estimate?
  /// The 95th percentile of latency of all pulls, where it is significantly longer by more than is
  /// tolerated.
  private let slower: PairedComparison?

  /// Whether the run shows that clients feel the fault: some interval does, all pulls that failed, or
  /// the latency of all.
  var isFelt: Bool { harm.spell != nil || failsMore || slower != nil }

  /// What tells how hard clients are hit: pulls that fail, and then how long others take.
  var severity: (failed: Double, latency: Double) {
    (
      failsMore ? failed?.mean ?? 0 : 0,
      harm.worst?.latency.second.mean ?? slower?.second.mean ?? 0
    )
  }

  private let scenario: Scenario
  private let workloads: [PairedTimeline]
  private let all: PairedTimeline
  private let first: Int

  init(_ branch: WhatIfResults.Branch, of results: WhatIfResults) {
    self.branch = branch
    scenario = results.scenario
    first = results.firstInterval(of: branch)
    let elements = results.undisturbed.timelineElements.filter { $0.kind == "workload" }
    func paired(_ element: TimelineElement) -> PairedTimeline {
      PairedTimeline(element, results.undisturbed.replications, branch.results.replications)
    }
    workloads = elements.map(paired)
    all = paired(.sum(of: elements))
    harm = BranchHarm(workloads, from: first)
    func failures(level: Double) -> PairedComparison? {
      results.comparison(branch, level: level) {
        Double($0.report.workloads.reduce(0) { $0 + $1.failed })
      }
    }
    failed = failures(level: 0.95)?.gap
    failsMore = failures(level: BranchHarm.levelOfTheWhole)?.showsMoreEvents ?? false
    slower = results.comparison(branch, level: BranchHarm.levelOfTheWhole) {
      $0.served.overall[.p95]
    }
    .flatMap { $0.exceeds($0.first.mean * BranchHarm.tolerance) ? $0 : nil }
  }

  private var interval: Double { scenario.run.timelineInterval.seconds }

  /// Whether significantly more pulls of the whole run fail.
  private let failsMore: Bool

  // MARK: Words

  /// What clients feel, without an end.
  private var summary: String {
    var parts: [String] = []
    if let failed, failed.mean > 0 {
      let isAlone = branch.results.replications.count == 1
      parts.append(
        "\(HumanUnits.count(failed)) more pulls fail"
          + (failsMore || isAlone ? "" : ", which may be chance"))
    } else {
      parts.append("no additional pull fails")
    }
    if let worst = harm.worst {
      parts.append(
        "\(workloads[worst.workload].element.name) has a p95 of "
          + "\(HumanUnits.latency(worst.latency.second.mean)) instead of "
          + HumanUnits.latency(worst.latency.first.mean)
          + " at \(HumanUnits.clock(Double(worst.interval) * interval))")
    } else if let slower {
      parts.append(
        "the p95 of all pulls is \(HumanUnits.latency(slower.second.mean)) instead of "
          + HumanUnits.latency(slower.first.mean))
    }
    if let drought = harm.drought {
      parts.append(
        "\(HumanUnits.count(drought.served.second.mean)) of "
          + "\(HumanUnits.count(drought.served.first.mean)) pulls of "
          + "\(workloads[drought.workload].element.name) are served at "
          + HumanUnits.clock(Double(drought.interval) * interval))
    }
    return parts.count < 3
      ? parts.joined(separator: ", and ")
      : parts.dropLast().joined(separator: ", ") + ", and " + parts[parts.count - 1]
  }

  private var sentence: String {
    guard let spell = harm.spell else {
      if branch.results.replications.count == 1 { return "In this replication \(summary)." }
      if isFelt { return "No interval shows by itself that clients feel it: \(summary)." }
      let moves = failed.map { $0.mean != 0 } ?? false
      return "Nothing shows that clients feel it: "
        + (moves
          ? "\(summary)."
          : "no additional pull fails, and no p95 is significantly longer by "
            + "more than \(HumanUnits.roundPercent(BranchHarm.tolerance)).")
    }
    let span =
      "from \(HumanUnits.clock(Double(spell.lowerBound) * interval)) to "
      + HumanUnits.clock(Double(spell.upperBound + 1) * interval)
    let others = harm.intervals.count { !spell.contains($0) }
    let more =
      others == 0 ? "" : ", and in \(others) other \(others == 1 ? "interval" : "intervals")"
    return "Significantly felt \(span)\(more): \(summary)."
  }

  private var title: String {
    let fault = scenario.faults[branch.branch.fault]
    var words = "\(fault.name) · \(fault.kind.word) \(fault.kind.element)"
    switch fault.occurrence {
    case .scheduled(let at, let lasts):
      words += " · at \(HumanUnits.clock(at.seconds))"
      words += lasts.map { " for \(HumanUnits.clock($0.seconds))" } ?? " for good"
    case .random: words += " · at random"
    }
    return words
  }

  // MARK: Bars

  var lines: [String] {
    TerminalText.wrapped(title)
      + TerminalText.wrapped("  " + sentence, indentation: "  ") + rows
  }

  private var rows: [String] {
    let shown = window
    guard harm.spell != nil, shown.count > 1 else { return [] }
    let name = workloads[harm.workload].element.name
    var table: [(label: String, values: [Double?], top: Double, note: String)] = []
    func row(
      _ label: String, _ values: [Double?], top: Double? = nil, _ text: (Double) -> String
    ) {
      let most = values.compactMap(\.self).max() ?? 0
      table.append((label, values, top ?? most, "at most \(text(most))"))
    }
    table.append(("fault", shown.map { lasts(in: $0) ? 1 : nil }, 1, ""))
    if let failed, failed.range != 0...0 {
      row("failed pulls", shown.map { all.mean(.pullsFailed, in: $0) }) { HumanUnits.count($0) }
    }
    let pairs = shown.map { workloads[harm.workload].comparison(.latency95, in: $0) }
    let latency = shown.map { workloads[harm.workload].mean(.latency95, in: $0) }
    let usual = pairs.map { $0?.first.mean }
    let top = (latency + usual).compactMap(\.self).max()
    row("p95 of \(TextTable.name(name, limit: 20))", latency, top: top) { HumanUnits.latency($0) }
    row("  undisturbed", usual, top: top) { HumanUnits.latency($0) }
    row("pulls in flight", shown.map { all.mean(.pullsInFlight, in: $0) }) { HumanUnits.count($0) }
    let width = table.map(\.label.count).max() ?? 0
    let bars = Sparkline.grouped(latency, into: Self.bars).count
    func line(_ label: String, _ middle: String, _ note: String) -> String {
      let line =
        "  " + label + String(repeating: " ", count: width - label.count) + "  " + middle
        + (note.isEmpty ? "" : "  " + note)
      return line
    }
    let from = HumanUnits.clock(Double(shown.lowerBound) * interval)
    let to = HumanUnits.clock(Double(shown.upperBound) * interval)
    let blanks = String(repeating: " ", count: max(1, bars - from.count - to.count))
    return [line("", from + blanks + to, "")]
      + table.map { row in
        line(
          row.label,
          Sparkline.text(Sparkline.grouped(row.values, into: Self.bars), top: row.top), row.note)
      }
  }

  /// The intervals that are shown: from just before the fault, or what hurts most, to just after.
  private var window: Range<Int> {
    let spell = harm.spell ?? first...first
    var start = min(first, spell.lowerBound)
    if spell.upperBound - start >= 2 * Self.bars { start = spell.lowerBound }
    return max(0, start - Self.margin)..<min(all.count, spell.upperBound + 1 + Self.margin)
  }

  /// Whether the fault lasts at any time of an interval, in any replication.
  private func lasts(in number: Int) -> Bool {
    let length = scenario.run.timelineInterval
    let (start, end) = (
      Instant.zero + length * Int64(number), Instant.zero + length * Int64(number + 1)
    )
    return branch.results.replications.contains { replication in
      replication.report.faults.contains { $0.begin < end && ($0.end ?? .distantFuture) > start }
    }
  }
}

extension TimelineElement {
  /// Counts of pulls, added up over some elements.
  fileprivate static func sum(of elements: [TimelineElement]) -> TimelineElement {
    let summed: [TimelineMetric] = [
      .pullsStarted, .pullsServed, .pullsFailed, .pullsInFlight,
    ]
    return TimelineElement(kind: "workload", name: Results.all) { report in
      let samples = elements.map { $0.samples(report) }
      return summed.flatMap { metric in
        var totals: [Double] = []
        for sample in samples.joined() where sample.metric == metric && sample.interval >= 0 {
          while totals.count <= sample.interval { totals.append(0) }
          totals[sample.interval] += sample.value
        }
        return totals.enumerated().map {
          TimelineSample(interval: $0.offset, metric: metric, value: $0.element)
        }
      }
    }
  }
}
