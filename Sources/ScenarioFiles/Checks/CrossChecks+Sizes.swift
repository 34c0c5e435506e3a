import RegistryModel
import SimulationKernel

/// The checks that a run fits into a machine: each value is possible, all together may not be.
extension CrossChecks {
  /// The most pulls of one workload; they are numbered in 32 bits.
  static let mostPulls = 4_000_000_000.0
  /// The most machines of all workloads together; each takes some hundred bytes a thread.
  static let mostNodes = 10_000_000
  /// The most figures in the timeline of all replications.
  static let mostTimelineFigures = 20_000_000.0
  /// The most upstreams; they are numbered in 8 bits.
  static let mostUpstreams = 255

  func sizes(_ reading: inout Reading) {
    var nodes = 0
    for (index, workload) in scenario.workloads.enumerated() {
      let path = "workloads.\(index)"
      if pulls(of: workload) > Self.mostPulls {
        reading.doubt(
          reading.place("\(path).arrivals"),
          "more than 4000000000 pulls in the run; expected a lower rate or a shorter run")
      }
      let before = nodes
      nodes += min(workload.clients.nodes, Self.mostNodes + 1)
      if nodes > Self.mostNodes, before <= Self.mostNodes {
        reading.doubt(
          reading.place("\(path).clients.nodes"),
          "the workloads have more than \(Self.mostNodes) machines together; expected fewer nodes")
      }
    }
    let hosts = Set(Self.hosts(of: scenario.rules)).union(scenario.upstreams.map(\.host))
    if hosts.count > Self.mostUpstreams {
      reading.doubt(
        reading.place("rules"),
        "the rules name \(hosts.count) upstreams; expected at most \(Self.mostUpstreams)")
    }
    if timelineFigures > Self.mostTimelineFigures {
      reading.doubt(
        reading.place("run.timelineInterval"),
        "more than 20000000 figures in the timeline; expected a longer interval or fewer "
          + "replications")
    }
  }

  /// How many pulls a workload will have, about.
  private func pulls(of workload: WorkloadDescription) -> Double {
    let seconds = scenario.run.duration.seconds
    let nodes = Double(workload.clients.nodes)
    return switch workload.arrivals {
    case .steady(let rate): rate.perSecond * seconds
    case .timeOfDay(let mean, _, _): mean.perSecond * seconds
    case .bursts(let rate, let pulls, _): rate.perSecond * pulls * seconds
    case .week(let load):
      load.mean.perSecond * seconds * Double(load.hours.count) * (load.hours.max() ?? 0)
        / max(1e-9, load.hours.reduce(0, +))
    case .scaleOut(let scaleOut):
      Double(scaleOut.allImages.count) * min(nodes, Double(scaleOut.nodes ?? .max))
        * (1 + (scaleOut.every.map { seconds / $0.seconds } ?? 0))
    case .rollingDeployment(let rollout): nodes * Double(rollout.allImages.count)
    // Known when the log has been read.
    case .replay: 0
    // A pull itself takes a millisecond or more.
    case .closedLoop(let pause): nodes * seconds / (pause.seconds + 1e-3)
    }
  }

  /// How many figures the timeline will have: intervals, times those of each element.
  private var timelineFigures: Double {
    let run = scenario.run
    guard run.timelineInterval > .zero else { return 0 }
    let intervals = Double(run.duration.nanoseconds / run.timelineInterval.nanoseconds)
    let regions = scenario.registry.replicas.count + 1
    let zones = scenario.registry.zones
    let elements =
      7 * Double(scenario.workloads.count) + Double(regions) * Double(10 + 2 * zones)
      + 2 * Double(regions) * Double(regions - 1) + 3 * Double(scenario.upstreams.count)
    return intervals * elements * Double(run.precision?.maximum ?? run.replications)
  }
}
