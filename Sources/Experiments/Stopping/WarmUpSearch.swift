import RegistryModel
import ScenarioFiles
import SimulationKernel
import Statistics

/// Finds the warm-up of a steady state from pilot replications, by MSER-5.
///
/// The pilot replications are those of the scenario, measured from their start in many short
/// intervals. Each metric is averaged over them interval by interval, as Welch's method does, so that
/// what is left is the transient and less of the noise; then MSER-5 truncates each series, and the
/// longest warm-up is taken for all.
struct WarmUpSearch {
  /// How many replications the pilot has.
  static let pilots = 5
  /// Into how many intervals a pilot is divided.
  static let intervals: Int64 = 800

  /// What was found.
  struct Finding: Hashable, Sendable {
    /// From the start of the run.
    var warmUp: Span
    /// The metric that takes longest, as the subject of a sentence.
    var metric: String

    /// The scenario with this warm-up.
    func applied(to resolved: ResolvedScenario) throws(ScenarioErrors) -> SettledScenario {
      let settled = try resolved.warmingUp(for: warmUp)
      let sentence =
        "The warm-up is \(HumanUnits.duration(warmUp.seconds)), found by MSER-5 in "
        + "\(WarmUpSearch.pilots) pilot replications; \(metric) takes longest to settle."
      return SettledScenario(resolved: settled, notes: [sentence])
    }
  }

  /// The pilot replications of a scenario: its own, measured from their start.
  static func demand(for resolved: ResolvedScenario) throws(ScenarioErrors) -> Demand {
    let interval = interval(of: resolved.scenario.run)
    let pilot = try resolved.with([
      ScenarioChange(key: "run.warmUp", value: "0s"),
      ScenarioChange(key: "run.timelineInterval", value: "\(interval.nanoseconds)ns"),
    ])
    return Demand(try Alternative("pilot", pilot), replications: pilots)
  }

  /// The interval of the timeline of a pilot.
  static func interval(of run: RunDescription) -> Span {
    Span(nanoseconds: max(1, run.duration.nanoseconds / intervals))
  }

  /// Judges pilot replications.
  ///
  /// - Returns: The warm-up.
  /// - Throws: A sentence that says which metric has none, and why.
  static func find(_ pilot: Results) throws(WarmUpRefusal) -> Finding {
    let interval = pilot.scenario.run.timelineInterval
    var longest = Finding(warmUp: .zero, metric: "nothing that is measured")
    for series in PilotSeries.all(of: pilot) {
      // MSER-5 wants values in all intervals: twice as long ones where some have none.
      var series = series
      while series.hasGaps, series.means.count >= 2 * WarmUp.batchSize * WarmUp.fewestBatches {
        series.coarsen()
      }
      func refusal(_ reason: String) -> WarmUpRefusal {
        WarmUpRefusal(metric: series.name, reason: reason, pilot: pilot.verdictSentence)
      }
      guard !series.hasGaps else {
        throw refusal("It has values in too few intervals. ")
      }
      switch WarmUp.mser5(series.means) {
      case .truncate(let index):
        let warmUp = interval * Int64(index) * series.scale
        if warmUp > longest.warmUp { longest = Finding(warmUp: warmUp, metric: series.name) }
      case .tooShort(let reason), .notSettled(let reason): throw refusal(reason + " ")
      }
    }
    return longest
  }
}

/// That no warm-up can be found, in a sentence.
public struct WarmUpRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(metric: String, reason: String, pilot: String) {
    description =
      "no warm-up was found in \(WarmUpSearch.pilots) pilot replications, for \(metric): \(reason)"
      + "What the pilot says of the load: \(pilot)"
  }
}

/// A figure of the timeline as the pilot replications have it together.
private struct PilotSeries {
  /// The subject of a sentence.
  let name: String
  private var sums: [Double]
  private var counts: [Double]
  /// How many of the timeline's intervals make one of this.
  private(set) var scale: Int64 = 1

  var hasGaps: Bool { counts.contains(0) }
  var means: [Double] { zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 } }

  /// Takes two intervals together.
  mutating func coarsen() {
    let pairs = sums.count / 2
    sums = (0..<pairs).map { sums[2 * $0] + sums[2 * $0 + 1] }
    counts = (0..<pairs).map { counts[2 * $0] + counts[2 * $0 + 1] }
    scale *= 2
  }

  /// A metric over all replications.
  ///
  /// - Parameter ratio: The metric whose sum divides it, where it is a ratio.
  private init(
    _ name: String, _ timelines: [[TimelineSample]], _ metric: TimelineMetric,
    per ratio: TimelineMetric? = nil, over length: Int
  ) {
    self.name = name
    sums = Array(repeating: 0, count: length)
    counts = sums
    for sample in timelines.joined() {
      guard sums.indices.contains(sample.interval),
        sample.metric == metric || sample.metric == ratio
      else { continue }
      if sample.metric == metric { sums[sample.interval] += sample.value }
      counts[sample.interval] += ratio == nil ? 1 : sample.metric == ratio ? sample.value : 0
    }
  }

  /// What has a level in a steady state: of each workload the pulls under way and the median and
  /// 95th percentile of latency, of each region the hit ratio of layers and the use of its front
  /// ends and of its storage. What a cache holds is none of them: one with room to spare grows for
  /// as long as ever rarer images come, long after that has ceased to matter.
  static func all(of pilot: Results) -> [PilotSeries] {
    let reports = pilot.replications.map(\.report)
    let run = pilot.scenario.run
    // All of them, lest one that ends early pass for a shorter run. What a last part of one would be
    // says less than the others.
    let length = Int(run.duration.nanoseconds / max(1, run.timelineInterval.nanoseconds))
    var all: [PilotSeries] = []
    for (index, workload) in (reports.first?.workloads ?? []).enumerated() {
      let timelines = reports.map { $0.workloads[index].timeline }
      for (words, metric) in [
        ("the pulls in flight", TimelineMetric.pullsInFlight),
        ("the median latency", .latencyMedian), ("the 95th percentile of latency", .latency95),
      ] {
        all.append(PilotSeries("\(words) of \(workload.name)", timelines, metric, over: length))
      }
    }
    for (index, region) in (reports.first?.regions ?? []).enumerated() {
      let timelines = reports.map { $0.regions[index].timeline }
      all.append(
        PilotSeries(
          "the hit ratio of layers in \(region.name)", timelines, .layerHits, per: .layerRequests,
          over: length))
      for (words, metric) in [
        ("the use of the front ends", TimelineMetric.frontEndUtilisation),
        ("the use of storage", .storageUtilisation),
      ] {
        all.append(PilotSeries("\(words) in \(region.name)", timelines, metric, over: length))
      }
    }
    // What never occurs has no level.
    return all.filter { !$0.counts.allSatisfy { $0 == 0 } }
  }
}

extension Results {
  /// Whether the run kept up with its load, in a sentence.
  var verdictSentence: String { verdicts.overall.sentence }
}
