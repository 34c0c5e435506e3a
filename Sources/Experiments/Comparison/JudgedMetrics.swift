import RegistryModel
import ScenarioFiles

/// The greatest difference that does not matter.
enum Tolerance: Hashable, Sendable {
  /// A share of the first side's mean.
  case relative(Double)
  /// In the unit of the metric.
  case absolute(Double)

  /// In the unit of the metric.
  func width(around mean: Double) -> Double {
    switch self {
    case .relative(let share): share * mean.magnitude
    case .absolute(let width): width
    }
  }
}

/// By what the difference of a metric is judged.
struct MetricJudgement: Hashable, Sendable {
  /// Nil: a difference is a change, neither better nor worse.
  var better: ToleranceDescription.Better?
  var tolerance: Tolerance
}

/// Which metrics decide whether one scenario is worse than another, and how far they may move.
struct JudgedMetrics: Sendable {
  /// A metric that is judged unless a scenario says otherwise: of the run as a whole, and of the
  /// elements that its labels name.
  private struct Standard: Sendable {
    var name: String
    var better: ToleranceDescription.Better
    var tolerance: Tolerance
    /// By which elements it is judged besides the whole.
    var element: Element?
  }

  private enum Element: Hashable, Sendable { case workload, upstream }

  private static let standards: [Standard] = [
    Standard(
      name: "served_share", better: .higher, tolerance: .absolute(0.001), element: .workload),
    Standard(name: "pulls_failed", better: .lower, tolerance: .relative(0.05)),
    Standard(name: "pull_retries", better: .lower, tolerance: .relative(0.05)),
    Standard(name: "latency_p50", better: .lower, tolerance: .relative(0.05), element: .workload),
    Standard(name: "latency_p95", better: .lower, tolerance: .relative(0.05), element: .workload),
    Standard(name: "latency_p99", better: .lower, tolerance: .relative(0.05), element: .workload),
    Standard(name: "manifest_hit_ratio", better: .higher, tolerance: .absolute(0.005)),
    Standard(name: "layer_byte_hit_ratio", better: .higher, tolerance: .absolute(0.005)),
    Standard(name: "bytes_fetched", better: .lower, tolerance: .relative(0.05)),
    Standard(name: "upstream_requests", better: .lower, tolerance: .relative(0.05)),
    Standard(
      name: "quota_requests_refused", better: .lower, tolerance: .relative(0.05),
      element: .upstream),
    Standard(name: "cost_per_30_days", better: .lower, tolerance: .relative(0.02)),
  ]

  /// Which direction improves metrics that are judged only where somebody asks for it.
  private static let directions: [String: ToleranceDescription.Better] = {
    let lower = [
      "latency_mean", "node_wait_mean", "node_wait_p95", "cost", "stale_manifest_share",
      "stale_age_mean", "stale_age_p95", "stale_age_max", "tag_conflicts", "tag_conflict_time_mean",
      "replication_time_mean", "replication_time_p95", "replication_time_max", "replica_sync_time",
      "failed_fetches", "incomplete_images", "withdrawn_images", "evicted_layers", "evicted_bytes",
      "requests_timed_out", "pulls_too_early", "lost_layers", "lost_pushed_layers",
      "lost_pushed_images", "front_end_waiting", "front_end_rejections",
      "requests_throttled_by_region", "requests_throttled_by_identity", "requests_forbidden",
      "storage_full_refusals", "pushes_refused", "pushes_failed", "upstream_requests_failed",
      "upstream_requests_unanswered", "secret_reads_failed", "token_requests_failed",
      "fault_pulls_failed", "fault_worst_latency", "fault_detected_after",
      "fault_traffic_moved_after", "fault_recovered_after", "fault_requests_lost",
      "fault_writes_lost",
    ]
    let higher = [
      "layer_hit_ratio", "bytes_saved", "bytes_saved_share", "pulls_served_per_second",
    ]
    return Dictionary(
      lower.map { ($0, ToleranceDescription.Better.lower) }
        + higher.map { ($0, ToleranceDescription.Better.higher) }, uniquingKeysWith: { $1 })
  }()

  /// What the user says of tolerances; the first that fits a metric holds.
  private let tolerances: [ToleranceDescription]
  /// Those of them that fit nothing that was found.
  let idle: [ToleranceDescription]
  /// The workload that is the only one, and hence what the whole is.
  private let onlyWorkload: String?
  /// What is known of the run as a whole.
  private let wholes: Set<String>

  /// - Parameters:
  ///   - tolerances: In the order in which they hold.
  ///   - tables: What both sides have found.
  /// - Throws: A ``MetricRefusal`` where a tolerance has another unit than its metric.
  init(
    _ tolerances: [ToleranceDescription], of tables: [ObservationTable]
  ) throws(MetricRefusal) {
    self.tolerances = tolerances
    let metrics = tables.flatMap { $0.series.map(\.metric) }
    let workloads = Set(metrics.map(\.labels.workload)).subtracting(["", Results.all])
    onlyWorkload = workloads.count == 1 ? workloads.first : nil
    wholes = Set(metrics.filter(\.labels.isWhole).map(\.name))
    idle = tolerances.filter { tolerance in !metrics.contains { tolerance.metric.fits($0) } }
    for tolerance in tolerances {
      for metric in metrics where tolerance.metric.fits(metric) {
        _ = try tolerance.width(of: metric)
      }
    }
  }

  /// Makes sure that tolerances can hold of something.
  ///
  /// - Parameter tables: What the sides can find.
  /// - Throws: A ``MetricRefusal`` where a tolerance names a metric that no side can have, or has
  ///   another unit.
  static func check(
    _ tolerances: [ToleranceDescription], among tables: [ObservationTable]
  ) throws(MetricRefusal) {
    for tolerance in try JudgedMetrics(tolerances, of: tables).idle {
      // Says what there is instead.
      do throws(MetricRefusal) {
        _ = try tables.last?.series(tolerance.metric)
      } catch {
        throw MetricRefusal(description: "the tolerance of '\(tolerance.metric)': \(error)")
      }
    }
  }

  /// By what a metric is judged; nil where it is not.
  func judgement(of metric: Metric) -> MetricJudgement? {
    let standard = Self.standards.first { $0.name == metric.name }
    let tolerance = tolerances.first { $0.metric.fits(metric) }
    let isWanted = tolerance.map { isAskedFor(metric, by: $0) } ?? false
    guard isWanted || standard.map({ isStandard(metric, $0) }) ?? false else { return nil }
    guard let width = tolerance.flatMap({ try? $0.width(of: metric) }) ?? standard?.tolerance
    else { return nil }
    return MetricJudgement(
      better: tolerance?.better ?? standard?.better ?? Self.directions[metric.name],
      tolerance: width)
  }

  /// Of the whole, or of one of the elements by which the metric is judged.
  private func isStandard(_ metric: Metric, _ standard: Standard) -> Bool {
    if metric.labels.isWhole { return true }
    guard let element = standard.element else { return false }
    var rest = metric.labels
    switch element {
    case .workload: rest.workload = ""
    case .upstream: rest.upstream = ""
    }
    return rest.isWhole && (onlyWorkload == nil || metric.labels.workload != onlyWorkload)
  }

  /// A tolerance makes judged what it names: with its labels, or of the whole, or, where that has no
  /// such metric, of everything.
  private func isAskedFor(_ metric: Metric, by tolerance: ToleranceDescription) -> Bool {
    !tolerance.metric.labels.isEmpty || metric.labels.isWhole || !wholes.contains(metric.name)
  }
}
