import CacheRules
import ContentCache
import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// Ordinary repositories: what is pushed to the registry itself, where it lies, and what is not
/// there (yet).
@Suite struct OrdinaryContentTests {
  static let image = "apps/web:1.2"

  /// The image is pushed to the home region at minute 2, and wanted by 10 nodes in each region.
  private func scenario(
    wantedAt: Span, pushes: [PushDescription]? = nil, change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    smallScenario { scenario in
      scenario.run.warmUp = .zero
      scenario.pushes =
        pushes
        ?? [PushDescription(image: Self.image, like: "mcr/dotnet/sdk:10.0", at: .minutes(2))]
      for index in scenario.workloads.indices {
        scenario.workloads[index].clients = ClientDescription(nodes: 10)
        scenario.workloads[index].arrivals = .scaleOut(
          at: wantedAt, image: Self.image, within: .seconds(1))
      }
      scenario.registry.replication.delay = Delay(median: .seconds(5), sigma: 0)
      change(&scenario)
    }
  }

  @Test func whatIsThereFromTheStartIsServedEverywhere() throws {
    let report = try run(
      scenario(
        wantedAt: .seconds(10),
        pushes: [PushDescription(image: Self.image, like: "mcr/dotnet/sdk:10.0")]))
    #expect(report.violations == [])
    #expect(report.served == 30)
    #expect(report.upstreamRequests == 0)
    #expect(report.links.allSatisfy { $0.bytesSent == 0 })
    for region in report.regions {
      #expect(region.handler.manifests[.zone].requests == 10)
      #expect(region.handler.pullsTooEarly == 0 && region.handler.unmatched == 0)
      #expect(region.pushedBytesHeld > 0 && region.cacheBytesHeld == 0)
    }
  }

  @Test func whatIsPulledTooEarlyIsUnknownAndTriedAgain() throws {
    let report = try run(scenario(wantedAt: .minutes(2)))
    #expect(report.violations == [])
    #expect(report.served == 30)
    let home = report.region("westeurope").handler
    #expect(home.pullsTooEarly == 0)
    #expect(home.manifests[.failed].requests == 0)
    for name in ["eastus", "southeastasia"] {
      let handler = report.region(name).handler
      // The first attempt of each, and perhaps the second.
      #expect((10...20).contains(handler.pullsTooEarly))
      #expect(handler.manifests[.failed].requests == handler.pullsTooEarly)
      #expect(handler.manifests[.replicated].requests == 10)
      #expect(handler.replicationTime.count > 0)
      // Once each layer, over the link from home.
      let link = report.links.first { $0.from == "westeurope" && $0.to == name }!
      #expect(link.bytesSent == handler.replicatedBytes)
      #expect(handler.replicatedBytes > 0)
    }
    #expect(report.workloads[0].retries == 0)
    #expect(report.workloads[1].retries >= 10)
    #expect(report.workloads[1].latency[1].mean! > 10e9)
  }

  @Test func whatIsPulledLateEnoughIsThere() throws {
    let report = try run(scenario(wantedAt: .minutes(5)))
    #expect(report.served == 30)
    #expect(report.regions.allSatisfy { $0.handler.pullsTooEarly == 0 })
    #expect(report.workloads.allSatisfy { $0.retries == 0 })
  }

  @Test func aSlowerReplicationMakesMorePullsTooEarly() throws {
    func tooEarly(_ delay: Span) throws -> Int {
      try run(
        scenario(wantedAt: .minutes(2)) {
          $0.registry.replication.delay = Delay(median: delay, sigma: 0)
        }
      ).regions.reduce(0) { $0 + $1.handler.pullsTooEarly }
    }
    #expect(try tooEarly(.seconds(60)) > tooEarly(.seconds(5)))
  }

  @Test func whatNobodyPushedYetIsUnknown() throws {
    let report = try run(scenario(wantedAt: .minutes(1)))
    // Attempts at 60, 70, 90, … seconds: the push comes at 120.
    #expect(report.served == 30)
    #expect(report.regions.allSatisfy { $0.handler.unmatched >= 20 })
  }

  @Test func whatIsPushedIsNeverEvicted() throws {
    let report = try run(
      scenario(wantedAt: .minutes(12)) {
        $0.registry.cache.capacity = .limited(.mebibytes(100))
        $0.workloads.append(
          WorkloadDescription(
            name: "others", region: "westeurope", clients: ClientDescription(nodes: 5),
            arrivals: .steady(rate: .perMinute(10))))
      })
    #expect(report.violations == [])
    let home = report.region("westeurope")
    #expect(home.cacheBytesHeld <= 100 << 20)
    #expect(home.pushedBytesHeld > 100 << 20)
    #expect(report.workloads[0].served == 10)
  }

  @Test func aFurtherPushSharesItsBase() throws {
    let plan = try WorldPlan(
      scenario(
        wantedAt: .minutes(1),
        pushes: [
          PushDescription(image: Self.image, at: .minutes(4), region: "eastus"),
          PushDescription(
            image: Self.image, layers: [.mebibytes(80), .mebibytes(15), .mebibytes(5)]),
        ]), catalogue: .popularImages)
    let content = plan.content
    // In the order of their times, not of the list.
    #expect(plan.pushes.map(\.isEverywhere) == [true, false])
    #expect(plan.pushes[1].region == RegionID(1))
    let (first, second) = (plan.pushes[0].entries[0], plan.pushes[1].entries[0])
    #expect(content.version(of: second) == 1 && content.tag(of: second) == first)
    let (before, after) = (Array(content.layers(of: first)), Array(content.layers(of: second)))
    // A quarter of 100 MiB, from the top down: 5, 15 and more would be too little without the base.
    #expect(before.map(content.bytes) == after.map(content.bytes))
    #expect(Set(before).isDisjoint(with: after))
  }

  @Test func regionsAgreeOnTheLaterOfTwoPushes() throws {
    let size = [ByteCount.mebibytes(40)]
    for second in ["westeurope", "eastus", "southeastasia"] {
      let scenario = scenario(
        wantedAt: .minutes(10),
        pushes: [
          PushDescription(image: Self.image, layers: size),
          PushDescription(image: Self.image, layers: size, at: .minutes(2), region: "eastus"),
          PushDescription(
            image: Self.image, layers: size, at: .minutes(2) + .seconds(1), region: second),
        ])
      var simulation = Simulation(
        try WorldPlan(scenario, catalogue: .popularImages), replication: 0)
      simulation.run(until: .zero + scenario.run.duration)
      let world = simulation.world
      let tag = world.plan.pushes[0].entries[0]
      #expect(world.handlers.allSatisfy { world.plan.content.version(of: $0.current(tag)!) == 2 })
      let report = simulation.report
      #expect(report.violations == [])
      #expect(report.tagConflicts.count == 1 && report.tagConflicts.resolved == 1)
      // Five seconds of delay and the bytes' way.
      let seconds = report.tagConflicts.resolution.mean! / 1e9
      #expect((6.0...12).contains(seconds))
      #expect(report.regions.allSatisfy { $0.handler.staleAnswers == 0 })
    }
  }

  @Test func aPushThatFitsNothingIsRefused() throws {
    func mistake(_ push: PushDescription) -> PlanError? {
      #expect(throws: PlanError.self) {
        try WorldPlan(
          scenario(wantedAt: .minutes(1), pushes: [push]), catalogue: .popularImages)
      }
    }
    let size = [ByteCount.mebibytes(1)]
    #expect(
      mistake(PushDescription(image: "docker/node:1", layers: size))?.place == "pushes.0.image")
    #expect(mistake(PushDescription(image: "apps/web", layers: size))?.place == "pushes.0.image")
    #expect(mistake(PushDescription(image: "Apps/web:1", layers: size))?.place == "pushes.0.image")
    #expect(mistake(PushDescription(image: Self.image))?.place == "pushes.0")
    #expect(
      mistake(PushDescription(image: Self.image, like: "no/such:1"))?.place == "pushes.0.like")
    let both = PushDescription(image: Self.image, like: "mcr/dotnet/sdk:10.0", layers: size)
    #expect(mistake(both)?.place == "pushes.0.layers")
    let nowhere = PushDescription(image: Self.image, layers: size, region: "westus")
    #expect(mistake(nowhere)?.place == "pushes.0.region")
    let late = PushDescription(image: Self.image, layers: size, at: .hours(2))
    #expect(mistake(late)?.place == "pushes.0.at")
  }
}
