import RegistryModel
import SimulationKernel
import Statistics

/// What was found at one point of a sweep.
public struct PointOutcome: Hashable, Codable, Sendable {
  /// Which point, from 0.
  public var index: Int
  /// How many replications the figures are of; 0 where there are none.
  public var replications: Int
  /// In nanoseconds; nil where none was found.
  var warmUp: Int64?
  /// Whether the point kept up with its load, in a word; `no warm-up` or `no precision` where there
  /// are no figures.
  public var verdict: String
  /// The verdict in a sentence.
  var sentence: String
  /// What is to be said of warm-up and precision, a sentence each.
  var notes: [String]
  /// Of all messages of its replications; nil where there are no figures.
  public var fingerprint: UInt64?
  /// What is kept, of what its replications found.
  public var metrics: [ExperimentMetric]

  /// The verdict of a point that needs no word.
  static let stable = "stable"

  var isStable: Bool { verdict == Self.stable }

  /// The metric that is meant; nil where it is not kept, or is not there.
  subscript(selector: MetricSelector) -> ExperimentMetric? {
    metrics.first { selector.names($0.metric) }
  }

  /// - Parameter kept: The metrics to keep; nil: all.
  init(index: Int, _ outcome: RunOutcome, keeping kept: [MetricSelector]?) {
    let results = outcome.results
    self.index = index
    replications = results.replications.count
    warmUp = results.scenario.run.warmUp.nanoseconds
    verdict = results.verdicts.overall.state.rawValue
    sentence = results.verdicts.overall.sentence
    notes = outcome.notes
    fingerprint = results.fingerprint
    metrics = results.experimentMetrics.filter { metric in
      kept?.contains { $0.names(metric.metric) } ?? true
    }
    for place in metrics.indices { metrics[place].point = index + 1 }
  }

  /// A point that has no figures.
  init(index: Int, _ refusal: RunRefusal) {
    self.index = index
    replications = 0
    switch refusal {
    case .noWarmUp: verdict = "no warm-up"
    case .noPrecision: verdict = "no precision"
    }
    sentence = refusal.description.prefix(1).uppercased() + refusal.description.dropFirst()
    (notes, metrics) = ([], [])
  }
}
