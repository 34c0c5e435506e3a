import RegistryModel
import ScenarioFiles
import SimulationKernel

/// What is known of a scenario before it runs: which metrics its replications will have, and what
/// its registry costs although nobody uses it.
struct IdleReport: Sendable {
  private let scenario: Scenario
  private let report: RunReport

  /// - Complexity: That of making the actors of one replication; nothing is simulated.
  init(_ plan: WorldPlan) {
    scenario = plan.scenario
    report = Simulation(plan, replication: 0).report
  }

  /// Every metric that a replication can have. The figures mean nothing.
  var metrics: ObservationTable {
    var report = report
    if scenario.catalogue.tagChanges != nil, !report.regions.isEmpty {
      // What is told only where tags are asked for.
      report.regions[0].handler.tagAnswers = 1
    }
    var observer = ReplicationObserver(ReplicationFigures(report), of: scenario)
    observer.observeAll()
    return ObservationTable(
      observer.list.map { MetricSeries(metric: $0.metric, observations: [.value(0)]) })
  }

  /// The least that a metric of cost can be: the bill of a registry that serves nobody; nil of any
  /// other metric. What use adds to a bill is never negative.
  func floor(of metric: Metric) -> Double? {
    // What a run costs depends on a warm-up that is yet to be found.
    let isKnown = metric.name == "cost_per_30_days" || !scenario.run.isWarmUpAutomatic
    guard isKnown, metric.labels.isWhole, let period = Self.periods[metric.name] else { return nil }
    var report = report
    report.measured = scenario.run.duration - scenario.run.warmUp
    for index in report.regions.indices {
      // A replica that is added later is paid for from then on: at least nothing.
      let isLater = scenario.changes.contains { $0.kind == .addReplica(report.regions[index].name) }
      report.regions[index].present = isLater ? .zero : report.measured
    }
    return Cost(of: report, scenario, per: period).lines.last?.amount
  }

  private static let periods: [String: Cost.Period] = ["cost": .run, "cost_per_30_days": .month]
}

extension ResolvedScenario {
  /// Every metric that its replications can have, known before they run. The figures mean nothing.
  ///
  /// - Complexity: The scenario is compiled; nothing is simulated.
  var possibleMetrics: ObservationTable {
    get throws(ScenarioRefusal) { IdleReport(try WorldPlan(self)).metrics }
  }
}

extension PrecisionDescription {
  /// What is to be exact, of the metrics that replications can have. Whether they have it is for the
  /// rule to see: what no replication found yet is not exact.
  ///
  /// - Throws: A ``MetricRefusal`` for a metric that none can have.
  func metrics(among possible: ObservationTable) throws(MetricRefusal) -> [Metric] {
    var found: [Metric] = []
    for metric in metrics {
      do throws(MetricRefusal) {
        found.append(try possible.series(metric).metric)
      } catch {
        throw MetricRefusal(description: "the precision of '\(metric)': \(error)")
      }
    }
    return found
  }
}
