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

  /// The utilisation from which on a resource counts as saturated: what it serves then says no
  /// more how much was offered.
  static let saturation = 0.995

  init(scenario: Scenario, reports: [RunReport]) {
    let run = scenario.run
    // Backlogs are judged on intervals that lie in the measured time.
    let firstInterval =
      run.timelineInterval > .zero
      ? Int(
        (Int128(run.warmUp.nanoseconds) + Int128(run.timelineInterval.nanoseconds) - 1)
          / Int128(run.timelineInterval.nanoseconds)) : 0

    func mean(_ figure: (RunReport) -> Double) -> Double? {
      Moments(reports.map(figure)).mean
    }
    func backlog(
      _ metric: TimelineMetric, _ timeline: (RunReport) -> [[TimelineSample]]
    ) -> [Double] {
      var sums: [Double] = []
      for samples in reports.flatMap(timeline) {
        for sample in samples where sample.metric == metric && sample.interval >= firstInterval {
          let place = sample.interval - firstInterval
          while sums.count <= place { sums.append(0) }
          sums[place] += sample.value
        }
      }
      return sums.map { $0 / Double(max(1, reports.count)) }
    }
    func verdict(_ utilisation: Double?, _ backlog: [Double]) -> StabilityVerdict {
      StabilityVerdict(
        offeredLoad: utilisation.map { $0 >= Self.saturation ? max(1, $0) : $0 },
        backlog: backlog)
    }

    let names = reports.first
    workloads = (names?.workloads ?? []).indices.map { index in
      verdict(nil, backlog(.pullsInFlight) { [$0.workloads[index].timeline] })
    }
    let regionLoads = (names?.regions ?? []).indices.map { index in
      mean { max($0.regions[index].frontEndUtilisation, $0.regions[index].storageUtilisation) }
    }
    regions = regionLoads.indices.map { index in
      verdict(
        regionLoads[index], backlog(.frontEndWaiting) { [$0.regions[index].timeline] })
    }
    let linkLoads = (names?.links ?? []).indices.map { index in
      mean { $0.links[index].utilisation }
    }
    links = linkLoads.map { verdict($0, []) }
    let upstreamLoads = (names?.upstreams ?? []).indices.map { index in
      mean { $0.upstreams[index].utilisation }
    }
    upstreams = upstreamLoads.map { verdict($0, []) }
    overall = verdict(
      (regionLoads + linkLoads + upstreamLoads).compactMap { $0 }.max(),
      backlog(.pullsInFlight) { $0.workloads.map(\.timeline) })
  }
}
