import ContentCache
import Randomness
import SimulationKernel

/// When the tags change in one replication.
///
/// The instants belong to the world outside: they are drawn before the run, from streams of the
/// tags' own, and are the same whatever the registry does. The upstreams answer by them, and what
/// measures how old served content is looks them up.
struct TagChanges: Sendable {
  /// Tag after tag, each in order.
  private var instants: [Instant] = []
  /// Indexed by tag: its part of ``instants``. Empty where no tag changes.
  private var ranges: [Range<Int>] = []

  init(_ plan: WorldPlan, replication: UInt32) {
    guard !plan.changingTags.isEmpty else { return }
    ranges = Array(repeating: 0..<0, count: plan.content.images.count)
    let key = StreamKey(
      seed: plan.scenario.run.seed, replication: replication, name: "catalogue",
      purpose: "tag changes")
    for changing in plan.changingTags {
      var times = changing.events
      if let rate = changing.rate {
        let gap = Exponential(mean: 1 / rate.perSecond)
        var stream = key.forEntity(UInt64(changing.number)).stream
        var time = gap.sample(from: &stream)
        while time < plan.scenario.run.duration.seconds {
          times.append(.zero + Span(seconds: time))
          time += gap.sample(from: &stream)
        }
        times.sort()
      }
      let first = instants.count
      instants += times.prefix(changing.furtherVersions)
      for tag in changing.tags { ranges[tag.index] = first..<instants.count }
    }
  }

  /// Whether no tag changes.
  var isEmpty: Bool { ranges.isEmpty }

  /// Which version of a tag is the one at an instant. O(log of the changes).
  func version(of tag: TagID, at now: Instant) -> UInt16 {
    guard !ranges.isEmpty else { return 0 }
    var (low, high) = (ranges[tag.index].lowerBound, ranges[tag.index].upperBound)
    let first = low
    while low < high {
      let middle = (low + high) / 2
      if instants[middle] <= now { low = middle + 1 } else { high = middle }
    }
    return UInt16(low - first)
  }

  /// When a version of a tag was or will be replaced; nil: never.
  func end(of version: UInt16, of tag: TagID) -> Instant? {
    guard !ranges.isEmpty else { return nil }
    let range = ranges[tag.index]
    return Int(version) < range.count ? instants[range.lowerBound + Int(version)] : nil
  }

  /// All changes of a tag.
  func instants(of tag: TagID) -> ArraySlice<Instant> {
    ranges.isEmpty ? [] : instants[ranges[tag.index]]
  }
}
