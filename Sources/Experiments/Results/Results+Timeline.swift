import RegistryModel
import SimulationKernel
import Statistics

extension Results {
  static let timelineHeader = [
    "time_s", "interval_s", "kind", "element", "metric", "unit", "replications", "mean",
    "half_width",
  ]

  /// `timeline.csv`: what each element did in each interval.
  ///
  /// `time_s` is the start of the interval on the simulated clock, `interval_s` its length. Counts
  /// and bytes are those of the interval, utilisation and waiting requests its averages; pulls in
  /// flight and cached bytes are levels at its end. A quantile has a value only in intervals in
  /// which pulls were served, so that there can be fewer replications. Failures for a reason are
  /// listed of workloads that have any. A link's element is its two ends with `>` between them.
  func writeTimeline(to table: inout CSVWriter) throws {
    var rows = TimelineRows()
    for element in timelineElements {
      rows.add(element.kind, element.name, replications, element.samples)
    }
    try rows.write(to: &table, interval: scenario.run.timelineInterval)
  }

  /// Everything that has a timeline, in the order in which tables list it.
  var timelineElements: [TimelineElement] {
    workloadIndices.map { index in
      TimelineElement(kind: "workload", name: names?.workloads[index].name ?? "") {
        $0.workloads[index].timeline
      }
    }
      + regionIndices.map { index in
        TimelineElement(kind: "region", name: names?.regions[index].name ?? "") {
          $0.regions[index].timeline
        }
      }
      + linkIndices.map { index in
        let link = names?.links[index]
        return TimelineElement(kind: "link", name: "\(link?.from ?? "")>\(link?.to ?? "")") {
          $0.links[index].timeline
        }
      }
      + upstreamIndices.map { index in
        TimelineElement(kind: "upstream", name: names?.upstreams[index].host ?? "") {
          $0.upstreams[index].timeline
        }
      }
  }
}

/// What has a timeline, and where a report keeps it.
struct TimelineElement: Sendable {
  var kind: String
  var name: String
  var samples: @Sendable (RunReport) -> [TimelineSample]
}

/// Samples of all replications, gathered by interval, element and metric.
private struct TimelineRows {
  private struct Element {
    var kind: String
    var name: String
    /// By interval, then by metric: the values of the replications.
    var intervals: [[TimelineMetric: [Double]]] = []
    /// Metrics that were anything but zero.
    var used: Set<TimelineMetric> = []

    func lists(_ metric: TimelineMetric) -> Bool {
      !metric.isListedWhereUsed || used.contains(metric)
    }
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
        element.intervals[sample.interval][sample.metric, default: []].append(sample.value)
        if sample.value != 0 { element.used.insert(sample.metric) }
      }
    }
    elements.append(element)
  }

  func write(to table: inout CSVWriter, interval: Span) throws {
    for number in 0..<(elements.map(\.intervals.count).max() ?? 0) {
      let start = NumberText.seconds(nanoseconds: (interval * Int64(number)).nanoseconds)
      let length = NumberText.seconds(nanoseconds: interval.nanoseconds)
      for element in elements where number < element.intervals.count {
        for metric in TimelineMetric.allCases {
          guard element.lists(metric), let values = element.intervals[number][metric],
            let estimate = Estimate(meanOf: values)
          else { continue }
          try table.row(
            [
              start, length, element.kind, element.name, metric.rawValue, metric.unit,
              String(estimate.count),
            ] + estimate.fields)
        }
      }
    }
  }
}
