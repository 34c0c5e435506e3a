import ContentCache
import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// What a registry does when it holds all that its tier allows.
@Suite struct StorageLimitTests {
  private let images = ["docker/node:latest", "mcr/dotnet/aspnet:10.0"]

  /// Ten nodes want an image at each of some minutes.
  private func report(
    _ pulls: [(minute: Int64, image: String)], change: (inout Scenario) -> Void
  ) throws -> RunReport {
    try run(
      TierTests.herds(pulls.map { _ in 10 }) { scenario in
        scenario.registry.cache.capacity = .unlimited
        scenario.behaviour.multiPlatform = .pulledPlatform
        for (index, pull) in pulls.enumerated() {
          scenario.workloads[index].arrivals = .scaleOut(
            at: .minutes(pull.minute), image: pull.image, within: .seconds(5))
        }
        change(&scenario)
      })
  }

  /// What one image takes.
  private func bytes(_ image: String) throws -> Int64 {
    let content = try WorldPlan(smallScenario(), catalogue: .popularImages).content
    let found = try #require(
      content.images.first { $0.reference == image && $0.platform == "linux/amd64" })
    return content.description.imageBytes(of: found.manifest)
  }

  @Test func whatDoesNotFitIsStreamedAtEveryPull() throws {
    let (small, large) = (images[1], images[0])
    let room = try bytes(small) + 1_000
    #expect(try bytes(large) > room)
    func report(_ limit: Int64, _ delivery: BehaviourSwitches.MissDelivery) throws -> RunReport {
      try self.report([(1, small), (4, large), (8, large), (12, small)]) {
        $0.behaviour.missDelivery = delivery
        $0.registry.storage.limit = .limited(ByteCount(limit))
      }
    }
    for delivery in BehaviourSwitches.MissDelivery.allCases {
      let full = try report(room, delivery)
      let roomy = try report(1 << 40, delivery)
      let handler = full.regions[0].handler
      #expect(full.failed == 0 && roomy.failed == 0)
      #expect(full.violations == [])
      // What came first stays and is served; what came later is fetched by each pull.
      #expect(full.regions[0].cacheBytesHeld == (try bytes(small)))
      #expect(handler.storageRefusals == 20)
      #expect(handler.manifests[.upstream].requests == 21)
      #expect(full.workloads[3].latency[0].mean == roomy.workloads[3].latency[0].mean)
      #expect(handler.evictedLayers == 0)
      #expect(full.upstreamBytes > 15 * roomy.upstreamBytes / 2)
      #expect(roomy.regions[0].handler.storageRefusals == 0)
    }
  }

  @Test func ofTwoThatHaveRoomAtTheirStartOneMayTakeIt() throws {
    // Both begin at once; together they are too large.
    let room = try images.map(bytes).max()! + 1_000_000
    let report = try report([(1, images[0]), (1, images[1])]) {
      $0.registry.storage.limit = .limited(ByteCount(room))
    }
    #expect(report.failed == 0)
    #expect(report.violations == [])
    #expect(report.regions[0].cacheBytesHeld <= room)
    #expect(report.regions[0].handler.storageRefusals > 0)
  }

  @Test func aCacheThatEvictsNeverFillsTheRegistry() throws {
    let room = try images.map(bytes).max()! + 1_000_000
    let report = try report([(1, images[0]), (4, images[1]), (8, images[0])]) {
      $0.registry.cache.capacity = .limited(.gibibytes(500))
      $0.registry.storage.limit = .limited(ByteCount(room))
    }
    #expect(report.regions[0].handler.storageRefusals == 0)
    #expect(report.regions[0].handler.evictedLayers > 0)
    #expect(report.violations == [])
  }

  @Test func theLimitIsThatOfTheTierAndTheEdition() {
    var scenario = smallScenario(profile: .acr2026)
    #expect(scenario.storageLimit == .gibibytes(100 << 10))
    scenario.registry.tier = .basic
    #expect(scenario.storageLimit == .gibibytes(40 << 10))
    scenario.profile = .architecture
    #expect(scenario.storageLimit == .gibibytes(20 << 10))
    scenario.registry.storage.limit = .unlimited
    #expect(scenario.storageLimit == nil)
  }

  @Test func whatIsHeldIsAveragedOverTime() throws {
    // Nothing for half of the run, then one image.
    let report = try report([(8, images[0])]) { _ in }
    let region = report.regions[0]
    let share = region.storedBytesMean / Double(region.cacheBytesHeld)
    #expect(region.cacheBytesHeld == (try bytes(images[0])))
    #expect((0.48...0.5).contains(share), "\(share)")
    // The warm-up is left out: the image is there from its end on.
    let later = try self.report([(1, images[0])]) { $0.run.warmUp = .minutes(4) }
    #expect(later.regions[0].storedBytesMean == Double(later.regions[0].cacheBytesHeld))
  }
}
