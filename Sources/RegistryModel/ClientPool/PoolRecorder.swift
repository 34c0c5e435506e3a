import ContentCache
public import SimulationKernel
public import Statistics

/// What a pool of clients counts.
public struct PoolRecorder: Sendable {
  /// One pull, for `pulls.csv`.
  public struct PullRecord: Hashable, Codable, Sendable {
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
  /// Pulls under way, over time.
  private var level = TimeWeightedCount()
  /// The time that ended pulls took, summed up, in nanoseconds.
  private var stays: UInt128 = 0

  // Since the end of the warm-up.

  /// When the warm-up ended.
  private var since = Instant.zero
  /// Pulls that were served, whenever they started.
  public private(set) var completed = 0
  /// Bytes of layers that clients received in full, indexed by the region that was asked.
  public var delivered: [RequestCount]

  // Of pulls that started after the end of the warm-up.

  public private(set) var started = 0
  /// Indexed by ``AnswerStatus``.
  public private(set) var ended = [Int](repeating: 0, count: AnswerStatus.allCases.count)
  public var retries = 0
  /// Indexed by region: latencies of pulls that were served, from their start.
  public private(set) var latency: [LatencyHistogram]
  /// Indexed by region: the time from the start of pulls that failed until they gave up.
  public private(set) var failedLatency: [LatencyHistogram]
  /// Layers that pulls found on their node.
  public var layersKept = 0
  /// How long pulls that ended waited for their turns at their node; empty where nodes give turns
  /// to all at once.
  public private(set) var nodeWait = LatencyHistogram()

  // Of the interval of the timeline that is under way.

  private var interval = IntervalCounts()
  private(set) var timeline = TimelineRecorder()
  /// Pulls during faults, over the whole run.
  var watch = PullWatch()
  public private(set) var pulls: [PullRecord] = []
  private let recordsPulls: Bool

  private struct IntervalCounts: Sendable {
    var started = 0
    /// Indexed by ``AnswerStatus``.
    var ended = [Int](repeating: 0, count: AnswerStatus.allCases.count)
    var latency = LatencyHistogram()
  }

  init(regions: Int, recordsPulls: Bool) {
    latency = Array(repeating: LatencyHistogram(), count: regions)
    failedLatency = latency
    delivered = Array(repeating: RequestCount(), count: regions)
    self.recordsPulls = recordsPulls
  }

  /// Pulls under way.
  public var inFlight: Int { totalStarted - totalServed - totalFailed }

  mutating func started(at now: Instant) {
    totalStarted += 1
    level.set(inFlight, at: now)
    started += 1
    interval.started += 1
  }

  /// - Parameter queued: Whether nodes let pulls wait for their turns.
  mutating func ended(
    _ pull: Pull, _ status: AnswerStatus, at now: Instant, queued: Bool = false
  ) {
    let stay = now - pull.startedAt
    stays += UInt128(stay.nanoseconds)
    interval.ended[Int(status.rawValue)] += 1
    if status == .ok {
      totalServed += 1
      completed += 1
      interval.latency.record(nanoseconds: stay.nanoseconds)
    } else {
      totalFailed += 1
    }
    level.set(inFlight, at: now)
    if watch.isOpen {
      watch.ended(startedAt: pull.startedAt, isServed: status == .ok, at: now)
    }
    if pull.startedAt >= since {
      ended[Int(status.rawValue)] += 1
      if queued { nodeWait.record(nanoseconds: pull.nodeWait.nanoseconds) }
      let region = Int(pull.region.index)
      if status == .ok {
        latency[region].record(nanoseconds: stay.nanoseconds)
      } else {
        failedLatency[region].record(nanoseconds: stay.nanoseconds)
      }
      if recordsPulls {
        pulls.append(
          PullRecord(
            number: pull.number, tag: pull.tag.rawValue, node: pull.node, region: pull.region,
            startedAt: pull.startedAt, endedAt: now, attempts: pull.attempt, status: status))
      }
    }
  }

  /// Little's law as an identity: the level integrated over time is the sum of the stays.
  ///
  /// - Parameter underWay: When the pulls started that are still under way.
  func obeysLittlesLaw(underWay: [Instant], at now: Instant) -> Bool {
    let open = underWay.reduce(UInt128(0)) { $0 + UInt128((now - $1).nanoseconds) }
    return level.exactIntegral(at: now) == stays + open
  }

  mutating func endWarmUp(at now: Instant) {
    since = now
    started = 0
    completed = 0
    retries = 0
    ended = ended.map { _ in 0 }
    latency = latency.map { _ in LatencyHistogram() }
    failedLatency = latency
    delivered = delivered.map { _ in RequestCount() }
    layersKept = 0
    nodeWait = LatencyHistogram()
    // Every one of them started before now, and only what started later is a result.
    pulls = []
  }

  mutating func endInterval(_ number: Int) {
    func add(_ metric: TimelineMetric, _ value: Int) {
      timeline.add(metric, in: number, level: Double(value))
    }
    func add(_ metric: TimelineMetric, quantile: Double) {
      guard let value = interval.latency.quantile(quantile) else { return }
      timeline.add(metric, in: number, level: Double(value) / 1e9)
    }
    add(.pullsStarted, interval.started)
    let served = interval.ended[Int(AnswerStatus.ok.rawValue)]
    add(.pullsServed, served)
    add(.pullsFailed, interval.ended.reduce(-served, +))
    for status in AnswerStatus.allCases {
      guard let metric = TimelineMetric.failed(status) else { continue }
      add(metric, interval.ended[Int(status.rawValue)])
    }
    add(.pullsInFlight, inFlight)
    add(.latencyMedian, quantile: 0.5)
    add(.latency95, quantile: 0.95)
    add(.latency99, quantile: 0.99)
    interval = IntervalCounts()
  }
}
