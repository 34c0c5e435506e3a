import ImageCatalogue
import NetworkGeography
import RegistryModel
import SimulationKernel

/// The full model: complete pulls (manifest and layers) in three regions of three zones each, or in
/// another number of regions, over the built-in catalogue.
enum WorldWorkload {
  /// `longshore-bench world [PULLS [REGIONS [MANIFEST_REQUESTS]]]`; the last, how many requests for
  /// manifests a pull makes, is as clients make them unless it is said.
  static func run(arguments: [String]) throws {
    let wanted = arguments.first.flatMap { Int($0) } ?? 200_000
    let first = ["westeurope", "eastus", "southeastasia"]
    let others = AzureRegion.all.map(\.name).filter { !first.contains($0) }
    let count = arguments.dropFirst().first.flatMap { Int($0) } ?? first.count
    let regions = Array((first + others).prefix(max(1, count)))
    let manifestRequests = arguments.dropFirst(2).first.flatMap { Int($0) }
    // So many pulls a second in all, whatever the number of regions, but none gets more than its
    // storage can send: of an overloaded region the backlog would be measured.
    let rate = min(100, 300 / Double(regions.count))
    let seconds = Double(wanted) / (rate * Double(regions.count))
    var scenario = Scenario(
      title: "benchmark",
      registry: RegistryDescription(home: regions[0], replicas: Array(regions.dropFirst())),
      rules: [
        RuleDescription(
          name: "docker-hub", source: "docker.io/library/*", target: "hub/*",
          credentialSet: "docker-hub"),
        RuleDescription(name: "microsoft", source: "mcr.microsoft.com/*", target: "mcr/*"),
      ],
      workloads: regions.map { region in
        WorkloadDescription(
          name: region, region: region,
          clients: ClientDescription(
            nodes: 1_000, layerStore: .gibibytes(2), bandwidth: .gigabits(10),
            manifestRequests: manifestRequests),
          arrivals: .steady(rate: Rate(perSecond: rate)))
      },
      run: RunDescription(
        duration: Span(seconds: seconds), warmUp: .zero, replications: 1,
        timelineInterval: Span(seconds: seconds / 10)))
    // The load is chosen for its size, beyond what a tier grants.
    scenario.behaviour.requestLimits = .none
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var simulation = Simulation(plan, replication: 0)
    let start = processorSeconds()
    simulation.run(until: .zero + scenario.run.duration)
    let elapsed = processorSeconds() - start
    let report = simulation.report
    let pulls = report.workloads.reduce(0) { $0 + $1.served }
    let layers = report.workloads.reduce(0) { $0 + $1.layersDownloaded.requests }
    print(
      "workload=world system=longshore work=\(pulls) layers=\(layers)",
      "messages=\(report.messages) message_bytes=\(MemoryLayout<RegistryMessage>.size)",
      "pulls_per_s=\(Int(Double(pulls) / elapsed)) loop_cpu=\(elapsed)")
  }
}
