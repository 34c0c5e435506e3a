import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// What a cut link keeps clients from.
@Suite struct CutLinkTests {
  /// Clients in Asia that name Europe's own endpoint, others there that ask the global one, and some
  /// in America that name Europe's too.
  private func scenario(share: Double) -> Scenario {
    smallScenario {
      $0.workloads = [("far", "southeastasia"), ("near", "southeastasia"), ("other", "eastus")]
        .map { name, region in
          var clients = ClientDescription(nodes: 20, attempts: 1, manifestRequests: 1)
          if name != "near" { clients.endpoint = .regional("westeurope") }
          return WorkloadDescription(
            name: name, region: region, clients: clients,
            images: ImageSelection(repositories: ["docker/node"]),
            arrivals: .steady(rate: .perMinute(30)))
        }
      $0.run.warmUp = .zero
      $0.faults = [
        FaultDescription(
          name: "cut",
          kind: .linkImpaired(from: "southeastasia", to: "westeurope", share: share),
          occurrence: .scheduled(at: .minutes(4), lasts: .minutes(6)))
      ]
    }
  }

  private func simulation(share: Double) throws -> Simulation<RegistryWorld> {
    let scenario = scenario(share: share)
    var simulation = Simulation(
      try WorldPlan(scenario, catalogue: .popularImages), replication: 0, recordsPulls: true)
    simulation.run(until: .zero + scenario.run.duration)
    #expect(simulation.report.violations == [])
    return simulation
  }

  private func pulls(
    _ report: RunReport, _ workload: Int, _ minutes: Range<Int64>
  ) throws -> [PoolRecorder.PullRecord] {
    let found = report.workloads[workload].pulls.filter {
      ($0.startedAt - .zero) >= .minutes(minutes.lowerBound)
        && ($0.startedAt - .zero) < .minutes(minutes.upperBound)
    }
    try #require(!found.isEmpty)
    return found
  }

  @Test func whoIsBeyondItReachesTheRegionNoMore() throws {
    let report = try simulation(share: 0).report
    // Each waits for as long as a connection is waited for.
    for pull in try pulls(report, 0, 4..<10) {
      #expect(pull.status == .unavailable)
      #expect(pull.endedAt - pull.startedAt >= .seconds(30))
    }
    for minutes in [Int64(1)..<3, Int64(10)..<15] {
      #expect(try pulls(report, 0, minutes).allSatisfy { $0.status == .ok })
    }
    // The region is there for all others, and its clients for their own.
    #expect(try pulls(report, 2, 4..<10).allSatisfy { $0.status == .ok })
    #expect(try pulls(report, 1, 4..<10).allSatisfy { $0.status == .ok })
    #expect(report.faults[0].figures.pullsFailed >= (try pulls(report, 0, 4..<10).count))
  }

  @Test func aNarrowLinkKeepsNobodyOut() throws {
    let report = try simulation(share: 0.01).report
    #expect(try pulls(report, 0, 4..<10).allSatisfy { $0.status == .ok })
  }

  @Test func inPartsAsInTheWhole() throws {
    var scenario = scenario(share: 0)
    scenario.upstreams = ["docker.io", "mcr.microsoft.com"].map {
      UpstreamDescription(host: $0, near: "westus")
    }
    scenario.run.duration = .minutes(6)
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var whole = Simulation(plan, replication: 0, recordsPulls: true)
    whole.run(until: .zero + scenario.run.duration)
    var parts = PartitionedRun(plan, replication: 0, recordsPulls: true)
    parts.run(until: .zero + scenario.run.duration)
    #expect(parts.report.messages == whole.report.messages)
    #expect(parts.report.workloads.map(\.pulls) == whole.report.workloads.map(\.pulls))
    #expect(try !pulls(whole.report, 0, 4..<6).isEmpty)
  }

  @Test func overlappingCutsAddUp() {
    var cuts = CutRegions(regions: 3)
    #expect(cuts.isEmpty)
    cuts.change(RegionID(1), true)
    cuts.change(RegionID(1), true)
    cuts.change(RegionID(1), false)
    #expect(cuts.contains(RegionID(1)) && !cuts.contains(RegionID(2)) && !cuts.isEmpty)
    cuts.change(RegionID(1), false)
    #expect(cuts.isEmpty)
  }
}
