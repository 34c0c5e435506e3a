import ContentCache
import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// What is pushed takes room like all else: it counts towards the limit, and a full registry takes
/// no more.
@Suite struct PushStorageTests {
  private static let cached = "mcr/dotnet/aspnet:10.0"

  /// One region, whose ten nodes want a cached image at minute 1 and again at minute 12.
  private func scenario(
    _ pushes: [PushDescription], change: (inout Scenario) -> Void
  ) -> Scenario {
    TierTests.herds([10, 10]) { scenario in
      scenario.registry.cache.capacity = .unlimited
      scenario.behaviour.multiPlatform = .pulledPlatform
      scenario.pushes = pushes
      for (index, minute) in [Int64(1), 12].enumerated() {
        scenario.workloads[index].arrivals = .scaleOut(
          at: .minutes(minute), image: Self.cached, within: .seconds(5))
      }
      change(&scenario)
    }
  }

  private func push(_ mebibytes: Int64, at minute: Int64, _ name: String = "web") -> PushDescription
  {
    PushDescription(
      image: "apps/\(name):1", layers: [.mebibytes(mebibytes)], at: .minutes(minute))
  }

  private func cachedBytes() throws -> Int64 {
    let content = try WorldPlan(smallScenario(), catalogue: .popularImages).content
    let found = try #require(
      content.images.first { $0.reference == Self.cached && $0.platform == "linux/amd64" })
    return content.description.imageBytes(of: found.manifest)
  }

  @Test func aPushThatDoesNotFitIsRefusedAndCounted() throws {
    let report = try run(
      scenario([push(600, at: 2, "first"), push(600, at: 4, "second"), push(300, at: 6, "third")]) {
        $0.registry.storage.limit = .limited(.mebibytes(1_100))
      })
    #expect(report.violations == [])
    // The second does not fit beside the first and what is cached; the third, smaller one does.
    #expect(report.regions[0].handler.pushesRefused == 1)
    #expect(report.regions[0].pushedBytesHeld == 900 << 20 + 2_000)
    #expect(report.regions[0].cacheBytesHeld == (try cachedBytes()))
  }

  @Test func whatIsPushedLeavesTheLessToTheCache() throws {
    // As much room as the image needs, but a push has taken some: it is streamed to each node.
    func report(_ pushes: [PushDescription]) throws -> RunReport {
      try run(
        scenario(pushes) {
          $0.registry.storage.limit = .limited(ByteCount(try! cachedBytes() + 1 << 20))
        })
    }
    let (roomy, full) = try (report([]), report([push(10, at: 0)]))
    #expect(full.violations == [] && roomy.violations == [])
    #expect(roomy.regions[0].handler.storageRefusals == 0)
    #expect(full.regions[0].handler.storageRefusals == 20)
    #expect(full.regions[0].cacheBytesHeld == 0)
    #expect(full.upstreamBytes > 15 * roomy.upstreamBytes)
    #expect(full.failed == 0)
  }

  @Test func aPushTakesItsRoomFromACacheThatEvicts() throws {
    let room = try cachedBytes() + 1 << 20
    let report = try run(
      scenario([push(10, at: 4)]) {
        $0.registry.cache.capacity = .limited(.gibibytes(1))
        $0.registry.storage.limit = .limited(ByteCount(room))
      })
    #expect(report.violations == [])
    let region = report.regions[0]
    #expect(region.handler.pushesRefused == 0)
    #expect(region.pushedBytesHeld == 10 << 20 + 1_000)
    #expect(region.handler.evictedLayers > 0)
    #expect(region.cacheBytesHeld + region.pushedBytesHeld <= room)
    // A cache that is smaller than what is left has nothing to give up.
    let small = try run(
      scenario([push(10, at: 4)]) {
        $0.registry.cache.capacity = .limited(ByteCount(room))
        $0.registry.storage.limit = .limited(ByteCount(room + 11 << 20))
      })
    #expect(small.regions[0].handler.evictedLayers == 0)
  }

  @Test func whatReplicationBringsIsRefusedWhereThereIsNoRoom() throws {
    // Asia has cached what it does not pass on; then a push to the home region comes.
    let report = try run(
      smallScenario {
        $0.run.warmUp = .zero
        $0.behaviour.missFetcher = .servingRegion
        $0.registry.cache.capacity = .unlimited
        $0.registry.cache.policy = "none"
        $0.behaviour.multiPlatform = .pulledPlatform
        $0.registry.replication.delay = Delay(median: .seconds(5), sigma: 0)
        $0.faults = [
          FaultDescription(
            name: "stall", kind: .replicationStalled(from: "southeastasia"),
            occurrence: .scheduled(at: .zero, lasts: nil))
        ]
        $0.workloads = [$0.workloads[2]]
        $0.workloads[0].arrivals = .scaleOut(
          at: .minutes(1), image: Self.cached, within: .seconds(1))
        $0.registry.storage.limit = .limited(ByteCount(try! cachedBytes() + 5 << 20))
        $0.pushes = [push(20, at: 4)]
      })
    #expect(report.violations == [])
    #expect(report.regions.map(\.handler.pushesRefused) == [0, 0, 1])
    #expect(report.regions.map { $0.pushedBytesHeld > 0 } == [true, true, false])
  }

  @Test func theMeanCountsWhatIsPushed() throws {
    // Half of the time after the warm-up of 4 minutes.
    let report = try run(
      scenario([push(100, at: 10)]) {
        $0.workloads = []
        $0.run.warmUp = .minutes(4)
        $0.run.duration = .minutes(16)
      })
    #expect(report.regions[0].storedBytesMean == Double(100 << 20 + 1_000) / 2)
    #expect(report.regions[0].present == .minutes(12))
  }

  @Test func whatIsPushedBeforeTheRunHasToFit() throws {
    let mistake = #expect(throws: PlanError.self) {
      try WorldPlan(
        scenario([push(100, at: 0)]) { $0.registry.storage.limit = .limited(.mebibytes(50)) },
        catalogue: .popularImages)
    }
    #expect(mistake?.place == "pushes")
  }
}
