import RegistryModel
public import ScenarioFiles
import Statistics

/// Two scenarios, metric by metric: the first is what the second is held against.
///
/// The verdicts on all judged metrics hold together with probability 0.95, by Bonferroni: each is
/// found by an interval of a level that is so much higher. The other metrics are shown with intervals
/// of 95 % each; some of so many seem to change by chance.
public struct Comparison: Sendable {
  /// The probability with which all verdicts on judged metrics hold.
  public static let level = 0.95

  /// A, the baseline.
  public let first: ComparedResults
  /// B.
  public let second: ComparedResults
  /// Whether replications of a number are pairs: those that ran under the same seed. Where programs of
  /// two versions draw differently, pairs are not in step; their interval is right all the same, since
  /// pairs do not depend on each other.
  public let arePaired: Bool
  /// The level of each judged metric's interval.
  public let judgedLevel: Double
  /// In the order of `summary.csv`; what only the second side has comes last.
  public let judged: [MetricComparison]
  /// All other metrics.
  public let others: [MetricComparison]
  /// What is to be said of how they were run, a sentence each.
  public let notes: [String]

  /// Compares two sides.
  ///
  /// - Parameters:
  ///   - tolerances: What holds in place of the usual tolerances; the first that fits a metric. One
  ///     of what no replication found judges nothing, and a note says so.
  ///   - notes: What is to be said of how they were run.
  /// - Throws: ``ComparisonRefusal`` for a side with fewer than two replications, ``MetricRefusal``
  ///   for a tolerance of another unit than its metric.
  public init(
    _ first: ComparedResults, _ second: ComparedResults,
    tolerances: [ToleranceDescription] = [], notes: [String] = []
  ) throws {
    for side in [first, second] where side.replications < 2 {
      throw ComparisonRefusal(
        "\(side.name) has \(side.replications) replication, of which no interval can be made; run "
          + "it with --replications 2 or more")
    }
    (self.first, self.second) = (first, second)
    let arePaired = first.seed == second.seed
    let (a, b) = (first.observations, second.observations)
    let metrics =
      a.series.map(\.metric) + b.series.map(\.metric).filter { a[$0] == nil }
    let rules = try JudgedMetrics(tolerances, of: [a, b])
    let areOfOneTime = first.measuredTime == second.measuredTime
    let judgements = metrics.map { metric in
      areOfOneTime || !metric.growsWithTime ? rules.judgement(of: metric) : nil
    }
    let family = zip(metrics, judgements).count { $1 != nil && a[$0] != nil && b[$0] != nil }
    let judgedLevel = Bonferroni.level(each: family, together: Self.level)
    let all = zip(metrics, judgements).map { metric, judgement in
      MetricComparison(
        metric, a[metric], b[metric], judgement, arePaired: arePaired,
        level: judgement == nil ? Self.level : judgedLevel)
    }
    (self.arePaired, self.judgedLevel) = (arePaired, judgedLevel)
    judged = all.filter(\.isJudged)
    others = all.filter { !$0.isJudged }
    self.notes =
      notes + Self.notes(first, second, arePaired: arePaired)
      + rules.idle.map { Self.note(onIdle: $0) }
  }

  /// The judged metrics that are worse.
  public var regressions: [MetricComparison] { judged.filter { $0.verdict == .worse } }

  /// Whether a judged metric is left open: its interval allows both answers, or one side has no such
  /// figure.
  public var isUndecided: Bool {
    judged.contains { [.undecided, .onlyInFirst, .onlyInSecond].contains($0.verdict) }
  }

  /// Other metrics that changed significantly, and by more than 5 %. What repeats a metric, such as the
  /// latency of the only workload that of the whole, is left out.
  public var changes: [MetricComparison] {
    struct Finding: Hashable {
      var name: String
      var means: [Double?]

      init(_ compared: MetricComparison) {
        name = compared.metric.name
        means = [compared.figures?.first.mean, compared.figures?.second.mean]
      }
    }
    var seen = Set(judged.map(Finding.init))
    return others.filter { $0.verdict == .changed && seen.insert(Finding($0)).inserted }
  }

  private static func note(onIdle tolerance: ToleranceDescription) -> String {
    "No replication has a '\(tolerance.metric)': its tolerance has nothing to judge."
  }

  /// What makes the sides hard to compare.
  private static func notes(
    _ first: ComparedResults, _ second: ComparedResults, arePaired: Bool
  ) -> [String] {
    var notes: [String] = []
    if let a = first.measuredTime, let b = second.measuredTime, a != b {
      notes.append(
        "A measures \(HumanUnits.duration(a)) of each replication and B "
          + "\(HumanUnits.duration(b)): counts and amounts differ for that alone, and are not judged."
      )
    }
    if arePaired, first.replications != second.replications {
      notes.append(
        "Of the \(max(first.replications, second.replications)) replications of one side, those "
          + "beyond the other's \(min(first.replications, second.replications)) are left out.")
    }
    return notes
  }
}
