import RegistryModel
import Statistics

/// When and how clients feel the fault of a branch.
///
/// An interval of the timeline hurts a workload in which significantly more of its pulls fail than in
/// the undisturbed run, significantly fewer are served, or its 95th percentile of latency is
/// significantly longer; the last two by more than ``tolerance``. Of so many questions, one for each
/// interval, workload and figure, and two for the run as a whole, some would be answered by chance; so
/// each is asked at a level at which all answers of a branch hold together with probability ``level``
/// (Bonferroni, weighted: the many have half of the doubt, the two the other half). With one
/// replication there is no interval of confidence, and nothing hurts.
struct BranchHarm {
  /// With this probability a fault that does nothing is felt neither in an interval nor in the whole.
  static let level = 0.95
  /// The part of the undisturbed latency up to which more of it is not felt.
  static let tolerance = 0.1
  /// So many intervals that do not hurt do not end a spell.
  static let pause = 3

  /// A workload's latency in an interval.
  struct Peak {
    var workload: Int
    var interval: Int
    var latency: PairedComparison
  }

  /// A workload's pulls that are served in an interval.
  struct Drought {
    var workload: Int
    var interval: Int
    var served: PairedComparison
  }

  /// Half of the doubt that is allowed goes to the intervals, and half to the run as a whole.
  private static let half = 1 - (1 - level) / 2
  /// The level of each of the two answers on the whole: do more pulls fail, is the latency longer?
  static let levelOfTheWhole = Bonferroni.level(each: 2, together: half)

  /// The intervals that hurt, in order.
  let intervals: [Int]
  /// The longest latency among what hurts.
  let worst: Peak?
  /// The interval in which most pulls are not served that are otherwise.
  let drought: Drought?
  /// Those that hurt most, from the first to the last without a long pause: around the interval in
  /// which most pulls fail, or the worst latency is.
  let spell: ClosedRange<Int>?
  /// The workload whose latency tells most: that of ``worst``, or the first.
  var workload: Int { worst?.workload ?? 0 }

  /// - Parameters:
  ///   - workloads: The timelines of all workloads.
  ///   - first: The first interval in which there can be a difference.
  init(_ workloads: [PairedTimeline], from first: Int) {
    var intervals: [Int] = []
    var worst: Peak?
    var drought: Drought?
    var mostFailed: (interval: Int, pulls: Double)?
    let range = first..<max(first, workloads.map(\.count).max() ?? 0)
    let questions = workloads.reduce(0) { count, workload in
      [.pullsFailed, .pullsServed, .latency95].reduce(count) {
        $0 + workload.comparisons(of: $1, in: range)
      }
    }
    let level = Bonferroni.level(each: questions, together: Self.half)
    for interval in range {
      var hurts = false
      var failures = 0.0
      for (index, workload) in workloads.enumerated() {
        if let failed = workload.comparison(.pullsFailed, in: interval, level: level),
          failed.showsMoreEvents
        {
          hurts = true
          failures += failed.difference.mean
        }
        if let served = workload.comparison(.pullsServed, in: interval, level: level),
          served.showsFewerEvents(tolerance: served.first.mean * Self.tolerance)
        {
          hurts = true
          if served.difference.mean < drought?.served.difference.mean ?? 0 {
            drought = Drought(workload: index, interval: interval, served: served)
          }
        }
        guard let latency = workload.comparison(.latency95, in: interval, level: level),
          latency.exceeds(latency.first.mean * Self.tolerance)
        else { continue }
        hurts = true
        if (worst?.latency.second.mean ?? 0) < latency.second.mean {
          worst = Peak(workload: index, interval: interval, latency: latency)
        }
      }
      if hurts { intervals.append(interval) }
      if failures > mostFailed?.pulls ?? 0 { mostFailed = (interval, failures) }
    }
    self.intervals = intervals
    self.worst = worst
    self.drought = drought
    spell = (mostFailed?.interval ?? worst?.interval ?? drought?.interval).map {
      Self.spell(around: $0, in: intervals)
    }
  }

  private static func spell(around interval: Int, in intervals: [Int]) -> ClosedRange<Int> {
    var (first, last) = (interval, interval)
    for next in intervals where next > last && next - last <= pause + 1 { last = next }
    for next in intervals.reversed() where next < first && first - next <= pause + 1 {
      first = next
    }
    return first...last
  }
}

extension PairedComparison {
  /// Whether the second is significantly larger, and by more than a tolerance.
  func exceeds(_ tolerance: Double) -> Bool {
    difference.verdict(tolerance: tolerance) == .increased
  }

  /// Whether the second counts significantly more events.
  var showsMoreEvents: Bool { difference.ofEvents().verdict() == .increased }

  /// Whether the second counts significantly fewer events, by more than a tolerance.
  func showsFewerEvents(tolerance: Double) -> Bool {
    difference.ofEvents().verdict(tolerance: tolerance) == .decreased
  }
}
