import ContentCache
import ImageCatalogue
import SimulationKernel
import TestSupport
import Testing

@testable import RegistryModel

/// A replica that is added during the run gets all that the registry has, wherever it is then.
@Suite struct AddedReplicaTests {
  private static let size = [ByteCount.mebibytes(40), .mebibytes(20)]

  /// A registry whose replica in Asia is added at minute 10.
  private func simulation(
    _ pushes: [PushDescription], change: (inout Scenario) -> Void = { _ in }
  ) throws -> Simulation<RegistryWorld> {
    let scenario = smallScenario {
      $0.run = RunDescription(
        duration: .minutes(30), warmUp: .minutes(4), replications: 1,
        timelineInterval: .minutes(1))
      $0.registry.replication.delay = Delay(median: .seconds(5), sigma: 0)
      $0.changes = [ChangeDescription(at: .minutes(10), kind: .addReplica("southeastasia"))]
      $0.pushes = pushes
      $0.workloads = []
      change(&$0)
    }
    var simulation = Simulation(
      try WorldPlan(scenario, catalogue: .popularImages), replication: 0)
    simulation.run(until: .zero + scenario.run.duration)
    #expect(simulation.report.violations == [])
    return simulation
  }

  private func push(_ name: String, at: Span, _ region: String?) -> PushDescription {
    PushDescription(image: "apps/\(name):1", layers: Self.size, at: at, region: region)
  }

  @Test func whatWasThereFromTheStartIsBroughtToIt() throws {
    let report = try simulation([push("old", at: .zero, nil)]).report
    let bytes = Int64(60 << 20)
    #expect(report.regions.map(\.pushedBytesHeld) == Array(repeating: bytes + 1_000, count: 3))
    #expect(report.regions.map(\.handler.replicatedBytes) == [0, 0, bytes])
    #expect((0.3...3).contains(report.regions[2].handler.syncTime!.seconds))
    #expect(
      report.links.first { $0.from == "westeurope" && $0.to == "southeastasia" }?.bytesSent == bytes
    )
    // It is not there, and holds nothing, for 6 of the 26 measured minutes.
    #expect(report.regions.map(\.present) == [.minutes(26), .minutes(26), .minutes(20)])
    #expect(report.regions[2].storedBytesMean < Double(bytes) * 20 / 26)
    #expect(report.regions[2].storedBytesMean > Double(bytes) * 19 / 26)
  }

  @Test(arguments: [Span.minutes(9) + .seconds(58), .minutes(10), .minutes(10) + .seconds(1)])
  func whatIsOnItsWayToTheOthersReachesIt(at: Span) throws {
    let world = try simulation([push("new", at: at, "eastus")]).world
    let image = world.plan.pushes[0].entries[0]
    #expect(world.handlers.allSatisfy { $0.pushed.holds(image) })
    #expect(world.missingPushes == [])
  }

  @Test func whatWasHeldBackByAStallReachesIt() throws {
    let world = try simulation([push("new", at: .minutes(6), "eastus")]) {
      $0.faults = [
        FaultDescription(
          name: "stall", kind: .replicationStalled(from: nil),
          occurrence: .scheduled(at: .minutes(5), lasts: .minutes(10)))
      ]
    }.world
    let image = world.plan.pushes[0].entries[0]
    #expect(world.handlers.allSatisfy { $0.pushed.holds(image) })
    #expect(world.missingPushes == [])
  }

  @Test func whatAnotherRegionFetchedReachesIt() throws {
    let world = try simulation([]) {
      $0.behaviour.missFetcher = .servingRegion
      $0.behaviour.multiPlatform = .pulledPlatform
      $0.registry.cache.capacity = .unlimited
      $0.registry.cache.policy = "none"
      $0.registry.replication.delay = Delay(median: .minutes(2), sigma: 0)
      $0.workloads = [smallScenario().workloads[1]]
      $0.workloads[0].arrivals = .scaleOut(
        at: .minutes(9), image: "mcr/dotnet/aspnet:10.0", within: .seconds(1))
    }.world
    #expect(world.handlers.map(\.cache.manifestCount) == [1, 1, 1])
  }

  /// Whatever fails meanwhile: once nothing is under way, all regions have all that was pushed.
  @Test(arguments: 0..<UInt64(60))
  func everyPushComesEverywhereInTheEnd(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func minutes(_ bound: Int) -> Span { .seconds(Int64(random.below(60 * bound))) }
    let regions = ["westeurope", "eastus"]
    let pushes = (0..<12).map { number in
      PushDescription(
        image: "apps/app-\(number % 8):1", layers: Self.size, at: minutes(20),
        region: regions[random.below(2)])
    }
    let kinds: [FaultDescription.Kind] = [
      .replicationStalled(from: nil), .replicationStalled(from: "eastus"),
      .linkImpaired(from: "westeurope", to: "eastus", share: 0),
      .linkImpaired(from: "southeastasia", to: "eastus", share: 0),
      .linkImpaired(from: "southeastasia", to: "westeurope", share: 0),
      .regionOut(region: "southeastasia"), .zoneOut(region: "westeurope", zone: 1),
    ]
    let faults = (0..<3).map { number in
      FaultDescription(
        name: "fault-\(number)", kind: kinds[random.below(kinds.count)],
        occurrence: .scheduled(at: minutes(15), lasts: minutes(10) + .seconds(1)))
    }
    var simulation = try simulation(pushes) {
      $0.faults = faults
      $0.registry.replication.parallelImages = 1 + random.below(3)
      $0.registry.replication.delay = Delay(median: minutes(3), sigma: 0.5)
      $0.registry.network.betweenRegions = .megabits(200)
    }
    // Health checks go on for ever.
    simulation.run(until: .zero + .hours(4))
    #expect(simulation.world.handlers.allSatisfy { $0.offersOutstanding == 0 })
    #expect(simulation.world.handlers.allSatisfy { !$0.pushed.hasGaps })
    #expect(simulation.world.missingPushes == [])
  }

  @Test func itIsNotPushedToBeforeItIsThere() throws {
    let mistake = #expect(throws: PlanError.self) {
      try simulation([push("new", at: .minutes(9), "southeastasia")])
    }
    #expect(mistake?.place == "pushes.0.region")
    let world = try simulation([push("new", at: .minutes(11), "southeastasia")]).world
    let image = world.plan.pushes[0].entries[0]
    #expect(world.handlers.allSatisfy { $0.pushed.holds(image) })
    #expect(world.missingPushes == [])
  }
}
