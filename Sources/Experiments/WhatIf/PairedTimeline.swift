import RegistryModel
import SimulationKernel
import Statistics

/// The timelines of one element in the undisturbed run and in a branch, side by side.
struct PairedTimeline {
  private struct Key: Hashable {
    var interval: Int
    var metric: TimelineMetric
  }

  let element: TimelineElement
  /// The number of intervals.
  private(set) var count = 0
  /// By replication.
  private var undisturbed: [[Key: Double]]
  private var disturbed: [[Key: Double]]
  /// Metrics that were anything but zero in either.
  private var used: Set<TimelineMetric> = []

  init(
    _ element: TimelineElement, _ undisturbed: [ReplicationFigures],
    _ disturbed: [ReplicationFigures]
  ) {
    self.element = element
    func values(_ replication: ReplicationFigures) -> [Key: Double] {
      var values: [Key: Double] = [:]
      for sample in element.samples(replication.report) {
        values[Key(interval: sample.interval, metric: sample.metric)] = sample.value
      }
      return values
    }
    self.undisturbed = undisturbed.map(values)
    self.disturbed = disturbed.map(values)
    for replication in self.undisturbed + self.disturbed {
      // A maximum and a union: the order of a dictionary leaves no trace in them.
      for (key, value) in replication {
        count = max(count, key.interval + 1)
        if value != 0 { used.insert(key.metric) }
      }
    }
  }

  func lists(_ metric: TimelineMetric) -> Bool {
    !metric.isListedWhereUsed || used.contains(metric)
  }

  /// A metric in an interval, over the replications in which both have a value; nil where none does.
  func comparison(
    _ metric: TimelineMetric, in interval: Int, level: Double = 0.95
  ) -> PairedComparison? {
    let pairs = pairs(of: metric, in: interval)
    return try? PairedComparison(pairs.map(\.0), pairs.map(\.1), level: level)
  }

  /// In how many of some intervals there is a comparison of a metric.
  func comparisons(of metric: TimelineMetric, in intervals: Range<Int>) -> Int {
    intervals.count { !pairs(of: metric, in: $0).isEmpty }
  }

  private func pairs(of metric: TimelineMetric, in interval: Int) -> [(Double, Double)] {
    let key = Key(interval: interval, metric: metric)
    return zip(undisturbed, disturbed).compactMap { one, other in
      guard let first = one[key], let second = other[key] else { return nil }
      return (first, second)
    }
  }

  /// The mean of a metric in an interval over the replications in which the branch has a value.
  func mean(_ metric: TimelineMetric, in interval: Int) -> Double? {
    let key = Key(interval: interval, metric: metric)
    return Moments(disturbed.compactMap { $0[key] }).mean
  }
}

extension WhatIfResults {
  /// The first interval of the timeline in which a branch and the undisturbed run can differ.
  func firstInterval(of branch: Branch) -> Int {
    let interval = scenario.run.timelineInterval.nanoseconds
    let first = branch.forks.map { $0.at?.nanoseconds ?? 0 }.min() ?? 0
    // A fork at the end of an interval changes none of what that has seen.
    return interval > 0 ? Int((first + 1) / interval) : 0
  }

  func timelines(of branch: Branch) -> [PairedTimeline] {
    undisturbed.timelineElements.map {
      PairedTimeline($0, undisturbed.replications, branch.results.replications)
    }
  }
}
