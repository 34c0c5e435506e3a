import ContentCache
public import SimulationKernel
public import Statistics

/// What a pool of clients counts.
public struct PoolRecorder: Sendable {
  /// One pull, for `pulls.csv`.
  public struct PullRecord: Hashable, Sendable {
    public var number: UInt32
    public var tag: UInt32
    public var node: UInt32
    public var region: RegionID
    public var startedAt: Instant
    public var endedAt: Instant
    public var attempts: Int
    public var status: AnswerStatus
  }

  // Over the whole run, for what must hold in every run.

  /// Pulls started, served and failed since the start of the run.
  public private(set) var totalStarted = 0
  public private(set) var totalServed = 0
  public private(set) var totalFailed = 0
  /// Pulls under way, integrated over time, in pulls × nanoseconds.
  private var area: Int128 = 0
  /// The time that ended pulls took, summed up, in nanoseconds.
  private var stays: Int128 = 0
  private var lastChange = Instant.zero

  // Since the end of the warm-up: pulls that started after it.

  /// When the warm-up ended.
  private var since = Instant.zero
  public private(set) var started = 0
  public private(set) var served = 0
  /// Indexed by ``AnswerStatus``.
  public private(set) var ended = [Int](repeating: 0, count: AnswerStatus.allCases.count)
  public var retries = 0
  /// Indexed by region: latencies of pulls that were served, from their start.
  public private(set) var latency: [LatencyHistogram]
  public var layersDownloaded = RequestCount()
  /// Layers that pulls found on their node.
  public var layersKept = 0

  // Of the interval of the timeline that is under way.

  private var interval = IntervalCounts()
  public private(set) var timeline: [TimelineSample] = []
  public private(set) var pulls: [PullRecord] = []
  private let recordsPulls: Bool

  private struct IntervalCounts: Sendable {
    var started = 0
    var served = 0
    var failed = 0
    var latency = LatencyHistogram()
  }

  init(regions: Int, recordsPulls: Bool) {
    latency = Array(repeating: LatencyHistogram(), count: regions)
    self.recordsPulls = recordsPulls
  }

  /// Pulls under way.
  public var inFlight: Int { totalStarted - totalServed - totalFailed }

  mutating func started(at now: Instant) {
    integrate(to: now)
    totalStarted += 1
    started += 1
    interval.started += 1
  }

  mutating func ended(_ pull: Pull, _ status: AnswerStatus, at now: Instant) {
    integrate(to: now)
    let stay = now - pull.startedAt
    stays += Int128(stay.nanoseconds)
    if status == .ok {
      totalServed += 1
      interval.served += 1
      interval.latency.record(nanoseconds: stay.nanoseconds)
    } else {
      totalFailed += 1
      interval.failed += 1
    }
    if pull.startedAt >= since {
      ended[Int(status.rawValue)] += 1
      if status == .ok {
        served += 1
        latency[Int(pull.region.index)].record(nanoseconds: stay.nanoseconds)
      }
      if recordsPulls {
        pulls.append(
          PullRecord(
            number: pull.number, tag: pull.tag.rawValue, node: pull.node, region: pull.region,
            startedAt: pull.startedAt, endedAt: now, attempts: pull.attempt, status: status))
      }
    }
  }

  private mutating func integrate(to now: Instant) {
    area += Int128(inFlight) * Int128((now - lastChange).nanoseconds)
    lastChange = now
  }

  /// Little's law as an identity: the level integrated over time is the sum of the stays.
  ///
  /// - Parameter underWay: When the pulls started that are still under way.
  func obeysLittlesLaw(underWay: [Instant], at now: Instant) -> Bool {
    let open = underWay.reduce(Int128(0)) { $0 + Int128((now - $1).nanoseconds) }
    let level = area + Int128(inFlight) * Int128((now - lastChange).nanoseconds)
    return level == stays + open
  }

  mutating func endWarmUp(at now: Instant) {
    since = now
    started = 0
    served = 0
    retries = 0
    ended = ended.map { _ in 0 }
    latency = latency.map { _ in LatencyHistogram() }
    layersDownloaded = RequestCount()
    layersKept = 0
    // Every one of them started before now, and only what started later is a result.
    pulls = []
  }

  mutating func endInterval(_ number: Int) {
    func add(_ metric: TimelineMetric, _ value: Double?) {
      guard let value else { return }
      timeline.append(TimelineSample(interval: number, metric: metric, value: value))
    }
    add(.pullsStarted, Double(interval.started))
    add(.pullsServed, Double(interval.served))
    add(.pullsFailed, Double(interval.failed))
    add(.pullsInFlight, Double(inFlight))
    if interval.latency.count > 0 {
      add(.latencyMedian, interval.latency.quantile(0.5).map { Double($0) / 1e9 })
      add(.latency95, interval.latency.quantile(0.95).map { Double($0) / 1e9 })
      add(.latency99, interval.latency.quantile(0.99).map { Double($0) / 1e9 })
    }
    interval = IntervalCounts()
  }
}
