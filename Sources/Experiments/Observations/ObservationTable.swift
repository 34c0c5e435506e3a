public import RegistryModel

/// Every metric of a scenario, as each of its replications found it.
///
/// All that is estimated, compared, swept over or planned for comes from such a table. A
/// replication's part of it follows from that replication alone, so that replications can be added
/// later, and those of two scenarios be paired.
public struct ObservationTable: Sendable {
  /// In the order of `summary.csv`. Metrics of which no replication has a figure are left out.
  public let series: [MetricSeries]
  /// How many replications there are.
  public let replications: Int
  private let places: [Metric.Key: Int]

  /// - Parameter series: Each with one observation a replication.
  init(_ series: [MetricSeries]) {
    let found = series.filter { $0.observations.contains { $0.value != nil } }
    self.series = found
    replications = series.first?.observations.count ?? 0
    places = Dictionary(
      found.indices.map { (Metric.Key(found[$0].metric), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Observes replications of a scenario, in their order.
  public init(of scenario: Scenario, _ replications: [ReplicationFigures]) {
    var all: [MetricSeries] = []
    var places: [Metric: Int] = [:]
    for (number, figures) in replications.enumerated() {
      var observer = ReplicationObserver(figures, of: scenario)
      observer.observeAll()
      for (metric, observation) in observer.list {
        let place = places[metric] ?? all.count
        if place == all.count {
          places[metric] = place
          all.append(
            MetricSeries(
              metric: metric,
              observations: Array(repeating: .absent, count: replications.count)))
        }
        all[place].observations[number] = observation
      }
    }
    self.init(all)
  }

  /// What was found of a metric; nil where nobody has it. Its unit does not matter.
  public subscript(metric: Metric) -> MetricSeries? {
    places[Metric.Key(metric)].map { series[$0] }
  }

  /// What was found of a metric that the replications can have: nothing, where none of them has it.
  func series(of metric: Metric) -> MetricSeries {
    self[metric]
      ?? MetricSeries(
        metric: metric, observations: Array(repeating: .absent, count: replications))
  }

  /// What was found of a metric of the whole run; nil where nobody has it.
  public subscript(whole name: String) -> MetricSeries? {
    series.first { $0.metric.name == name && $0.metric.labels.isWhole }
  }

  /// The names of all metrics, each once, in their order.
  public var names: [String] {
    var seen: Set<String> = []
    return series.map(\.metric.name).filter { seen.insert($0).inserted }
  }
}

extension Metric {
  /// What tells metrics apart.
  struct Key: Hashable, Sendable {
    let name: String
    let labels: Labels

    init(_ metric: Metric) {
      name = metric.name
      labels = metric.labels
    }
  }
}
