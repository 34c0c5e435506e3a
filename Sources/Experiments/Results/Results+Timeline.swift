import RegistryModel
import SimulationKernel
import Statistics

extension Results {
  static let timelineHeader = [
    "time_s", "kind", "element", "metric", "unit", "n", "mean", "half_width",
  ]

  /// `timeline.csv`: what each element did in each interval.
  ///
  /// `time_s` is the start of the interval on the simulated clock. Counts and bytes are those of
  /// the interval; pulls in flight, waiting requests and cached bytes are levels. A quantile has
  /// a value only in intervals in which pulls were served, so that `n` can be smaller there.
  /// A link's element is its two ends with `>` between them.
  func writeTimeline(to table: inout CSVWriter) throws {
    var rows = TimelineRows()
    for index in workloadIndices {
      rows.add("workload", names?.workloads[index].name ?? "", replications) {
        $0.workloads[index].timeline
      }
    }
    for index in regionIndices {
      rows.add("region", names?.regions[index].name ?? "", replications) {
        $0.regions[index].timeline
      }
    }
    for index in linkIndices {
      let link = names?.links[index]
      rows.add("link", "\(link?.from ?? "")>\(link?.to ?? "")", replications) {
        $0.links[index].timeline
      }
    }
    for index in upstreamIndices {
      rows.add("upstream", names?.upstreams[index].host ?? "", replications) {
        $0.upstreams[index].timeline
      }
    }
    try rows.write(to: &table, interval: scenario.run.timelineInterval)
  }
}

/// Samples of all replications, gathered by interval, element and metric.
private struct TimelineRows {
  private struct Element {
    var kind: String
    var name: String
    /// By interval, then by metric: the moments over replications.
    var intervals: [[TimelineMetric: Moments]] = []
  }

  private var elements: [Element] = []

  mutating func add(
    _ kind: String, _ name: String, _ replications: [ReplicationFigures],
    _ timeline: (RunReport) -> [TimelineSample]
  ) {
    var element = Element(kind: kind, name: name)
    for replication in replications {
      for sample in timeline(replication.report) where sample.interval >= 0 {
        while element.intervals.count <= sample.interval { element.intervals.append([:]) }
        element.intervals[sample.interval][sample.metric, default: Moments()].add(sample.value)
      }
    }
    elements.append(element)
  }

  func write(to table: inout CSVWriter, interval: Span) throws {
    for number in 0..<(elements.map(\.intervals.count).max() ?? 0) {
      let start = NumberText.seconds(nanoseconds: (interval * Int64(number)).nanoseconds)
      for element in elements where number < element.intervals.count {
        for metric in TimelineMetric.allCases {
          guard let moments = element.intervals[number][metric],
            let estimate = StudentT.interval(of: moments)
          else { continue }
          try table.row(
            [
              start, element.kind, element.name, metric.rawValue, metric.unit,
              String(estimate.count),
            ] + estimate.fields)
        }
      }
    }
  }
}
