import RegistryModel
import SimulationKernel
import Statistics

/// Whether the run kept up with its load: as a whole, and each workload, region, link and upstream.
struct Verdicts: Sendable {
  var overall: StabilityVerdict
  var workloads: [StabilityVerdict]
  var regions: [StabilityVerdict]
  var links: [StabilityVerdict]
  var upstreams: [StabilityVerdict]

  /// The utilisation from which on a resource counts as used to capacity over an interval. What it
  /// serves then says no more how much was offered.
  static let capacity = 0.95
  /// The same over the whole measured time, of which the resource cannot have spared anything.
  static let capacityThroughout = 0.995

  init(scenario: Scenario, reports: [RunReport]) {
    let series = MeasuredSeries(run: scenario.run, reports: reports)
    let names = reports.first

    let workloadEvidence = (names?.workloads ?? []).indices.map { index in
      Self.evidence(ofWorkload: index, scenario, series)
    }
    let regionResources = (names?.regions ?? []).enumerated().map { index, region in
      [
        Resource(
          "the front ends of \(region.name)", series,
          mean: { $0.regions[index].frontEndUtilisation }, .frontEndUtilisation,
          { $0.regions[index].timeline }),
        Resource(
          "storage of \(region.name)", series,
          mean: { $0.regions[index].storageUtilisation }, .storageUtilisation,
          { $0.regions[index].timeline }),
      ]
    }
    let linkResources = (names?.links ?? []).enumerated().map { index, link in
      Resource(
        "the link from \(link.from) to \(link.to)", series,
        mean: { $0.links[index].utilisation }, .linkUtilisation, { $0.links[index].timeline })
    }
    let upstreamResources = (names?.upstreams ?? []).enumerated().map { index, upstream in
      Resource(
        "the bandwidth of \(upstream.host)", series, mean: { $0.upstreams[index].utilisation })
    }
    let isClosed =
      !scenario.workloads.isEmpty && scenario.workloads.allSatisfy(\.arrivals.isClosedLoop)

    func verdict(_ resources: [Resource], backlog: [Double] = []) -> StabilityVerdict {
      var evidence = StabilityVerdict.Evidence()
      evidence.use(resources)
      evidence.backlog = backlog
      evidence.isClosedLoop = isClosed
      return StabilityVerdict(evidence)
    }
    workloads = workloadEvidence.map(StabilityVerdict.init)
    regions = regionResources.enumerated().map { index, resources in
      verdict(
        resources, backlog: series.mean(.frontEndWaiting) { [$0.regions[index].timeline] })
    }
    links = linkResources.map { verdict([$0]) }
    upstreams = upstreamResources.map { verdict([$0]) }

    var whole = StabilityVerdict.Evidence()
    whole.use(regionResources.flatMap(\.self) + linkResources + upstreamResources)
    whole.backlog = series.mean(.pullsInFlight) { $0.workloads.map(\.timeline) }
    whole.failedShare = Self.failedShare(reports) { $0.workloads }
    whole.endedShare = Self.endedShare(reports) { $0.workloads }
    whole.levels = workloadEvidence.flatMap(\.levels)
    whole.isClosedLoop = isClosed
    overall = StabilityVerdict(whole)
  }

  private static func evidence(
    ofWorkload index: Int, _ scenario: Scenario, _ series: MeasuredSeries
  ) -> StabilityVerdict.Evidence {
    var evidence = StabilityVerdict.Evidence()
    let timeline = { (report: RunReport) in [report.workloads[index].timeline] }
    evidence.backlog = series.mean(.pullsInFlight, timeline)
    evidence.failedShare = failedShare(series.reports) { [$0.workloads[index]] }
    evidence.endedShare = endedShare(series.reports) { [$0.workloads[index]] }
    guard index < scenario.workloads.count, scenario.workloads[index].arrivals.isStationary else {
      return evidence
    }
    let name = scenario.workloads[index].name
    evidence.isClosedLoop = scenario.workloads[index].arrivals.isClosedLoop
    let interval = scenario.run.timelineInterval.seconds
    evidence.levels = [
      .init(
        "pulls/s of \(name)",
        series.mean(.pullsServed, timeline).map { interval > 0 ? $0 / interval : 0 }),
      .init("the median latency of \(name), in s,", series.mean(.latencyMedian, timeline)),
    ]
    return evidence
  }

  private static func failedShare(
    _ reports: [RunReport], _ workloads: (RunReport) -> [WorkloadReport]
  ) -> Double {
    let failed = reports.flatMap(workloads).reduce(0) { $0 + $1.failed }
    let ended = reports.flatMap(workloads).reduce(failed) { $0 + $1.served }
    return ended > 0 ? Double(failed) / Double(ended) : 0
  }

  /// All where there are few: of a handful of pulls some may be under way at any time.
  private static func endedShare(
    _ reports: [RunReport], _ workloads: (RunReport) -> [WorkloadReport]
  ) -> Double {
    let started = reports.flatMap(workloads).reduce(0) { $0 + $1.started }
    let ended = reports.flatMap(workloads).reduce(0) { $0 + $1.served + $1.failed }
    return started >= 100 ? Double(ended) / Double(started) : 1
  }
}

extension ArrivalDescription {
  /// Whether each client asks again only when it was answered.
  fileprivate var isClosedLoop: Bool { if case .closedLoop = self { true } else { false } }

  /// Whether the load is the same at any time, so that a steady state can be expected.
  fileprivate var isStationary: Bool {
    switch self {
    case .steady, .bursts, .closedLoop: true
    case .timeOfDay, .week, .scaleOut, .rollingDeployment, .replay: false
    }
  }
}

/// The timeline's intervals that lie in the measured time.
private struct MeasuredSeries {
  let reports: [RunReport]
  private let first: Int

  init(run: RunDescription, reports: [RunReport]) {
    self.reports = reports
    let interval = Int128(run.timelineInterval.nanoseconds)
    first = interval > 0 ? Int((Int128(run.warmUp.nanoseconds) + interval - 1) / interval) : 0
  }

  /// A metric in each interval, summed over timelines, averaged over replications. Empty where an
  /// interval lacks it in one of them.
  func mean(
    _ metric: TimelineMetric, _ timelines: (RunReport) -> [[TimelineSample]]
  ) -> [Double] {
    var sums: [Double] = []
    var counts: [Int] = []
    for samples in reports.flatMap(timelines) {
      for sample in samples where sample.metric == metric && sample.interval >= first {
        let place = sample.interval - first
        while sums.count <= place {
          sums.append(0)
          counts.append(0)
        }
        sums[place] += sample.value
        counts[place] += 1
      }
    }
    guard let most = counts.max(), counts.allSatisfy({ $0 == most }) else { return [] }
    return sums.map { $0 / Double(max(1, reports.count)) }
  }
}

/// Something that can be used up.
private struct Resource {
  let name: String
  let utilisation: Double
  /// The share of the measured intervals in which it was used to capacity.
  let saturatedShare: Double

  init(
    _ name: String, _ series: MeasuredSeries, mean: (RunReport) -> Double,
    _ metric: TimelineMetric? = nil, _ timeline: (RunReport) -> [TimelineSample] = { _ in [] }
  ) {
    self.name = name
    utilisation = Moments(series.reports.map(mean)).mean ?? 0
    let intervals = metric.map { series.mean($0) { [timeline($0)] } } ?? []
    let full = intervals.filter { $0 >= Verdicts.capacity }.count
    saturatedShare = intervals.isEmpty ? 0 : Double(full) / Double(intervals.count)
  }
}

extension StabilityVerdict.Evidence {
  /// Takes in the busiest of some resources, and the one that was longest used to capacity.
  fileprivate mutating func use(_ resources: [Resource]) {
    guard let busiest = resources.max(by: { $0.utilisation < $1.utilisation }),
      let fullest = resources.max(by: { $0.saturatedShare < $1.saturatedShare })
    else { return }
    resource = busiest.name
    offeredLoad =
      busiest.utilisation >= Verdicts.capacityThroughout
      ? max(1, busiest.utilisation) : busiest.utilisation
    saturatedShare = fullest.saturatedShare
    saturatedResource = fullest.name
  }
}
