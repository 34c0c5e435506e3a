import RegistryModel

/// Gathers what one replication found: every metric of its scenario, always in the same order.
struct ReplicationObserver {
  let figures: ReplicationFigures
  let scenario: Scenario
  /// The labels of what is added next.
  var labels = Metric.Labels()
  private(set) var list: [(metric: Metric, observation: Observation)] = []

  init(_ figures: ReplicationFigures, of scenario: Scenario) {
    self.figures = figures
    self.scenario = scenario
  }

  var report: RunReport { figures.report }

  /// The whole, workloads, regions, links, upstreams, faults.
  mutating func observeAll() {
    observeWhole()
    for index in report.workloads.indices { observeWorkload(index) }
    for index in report.regions.indices { observeRegion(index) }
    for index in report.links.indices { observeLink(index) }
    for index in report.upstreams.indices { observeUpstream(index) }
    for index in scenario.faults.indices { observeFault(index) }
  }

  // MARK: Adding

  mutating func add(_ name: String, _ value: Double?, _ unit: String) {
    add(name, value.map { .value($0) } ?? .absent, unit)
  }

  mutating func add(_ name: String, _ count: some BinaryInteger, _ unit: String) {
    add(name, .value(Double(count)), unit)
  }

  /// A ratio, whose unit is that of a share.
  mutating func add(
    _ name: String, ratio numerator: some BinaryInteger, to denominator: some BinaryInteger
  ) {
    add(
      name, .ratio(numerator: Double(numerator), denominator: Double(denominator)), "1")
  }

  mutating func add(
    _ prefix: String, _ latency: LatencyFigures, _ wanted: [LatencyFigures.Figure]
  ) {
    for figure in wanted { add("\(prefix)_\(figure.label)", latency[figure], "s") }
  }

  private mutating func add(_ name: String, _ observation: Observation, _ unit: String) {
    list.append((Metric(name, labels, unit: unit), observation))
  }
}
