import ContentCache
import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// What a tier grants and withholds, in the direction that it should show.
@Suite struct TierTests {
  /// One region of one zone, and herds that want one image of eight layers at the first minute, by
  /// the numbers of their nodes.
  static func herds(
    _ nodes: [Int], tier: ServiceTier = .premium, change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    smallScenario { scenario in
      scenario.registry.tier = tier
      scenario.registry.replicas = []
      scenario.registry.zones = 1
      scenario.run.warmUp = .zero
      scenario.workloads = nodes.enumerated().map { index, nodes in
        WorkloadDescription(
          name: "herd-\(index)", region: "westeurope", clients: ClientDescription(nodes: nodes),
          arrivals: .scaleOut(
            at: .minutes(1), image: "docker/node:latest", within: .seconds(10)))
      }
      change(&scenario)
    }
  }

  @Test func basicThrottlesWherePremiumDoesNot() throws {
    // 300 nodes × 10 reads: more than 1,000 a minute, less than 10,000.
    let basic = try run(Self.herds([300], tier: .basic))
    let premium = try run(Self.herds([300]))
    #expect(premium.regions[0].balancer.throttled == 0)
    #expect(premium.regions[0].balancer.reads == 300 * 10)
    #expect(premium.workloads[0].retries == 0)
    #expect(basic.regions[0].balancer.throttledByRegion > 300)
    #expect(basic.regions[0].balancer.throttledByIdentity == 0)
    #expect(basic.workloads[0].retries > 100)
    #expect(basic.served + basic.failed == 300)
    #expect(basic.workloads[0].latency[0].mean! > 10 * premium.workloads[0].latency[0].mean!)
    let timeline = basic.regions[0].timeline.filter { $0.metric == .throttledRequests }
    #expect(
      timeline.reduce(0) { $0 + $1.value } == Double(basic.regions[0].balancer.throttled))
    for report in [basic, premium] { #expect(report.violations == []) }
  }

  @Test func theSwitchAndTheAgreementDecide() throws {
    let free = try run(
      Self.herds([300], tier: .basic) { $0.behaviour.requestLimits = .none })
    let newer = try run(
      Self.herds([300], tier: .basic) { $0.behaviour.requestLimits = .table2026 })
    let raised = try run(
      Self.herds([300], tier: .basic) { $0.registry.throttling.reads = 30_000 })
    for report in [free, newer, raised] {
      #expect(report.regions[0].balancer.throttled == 0)
      #expect(report.regions[0].balancer.reads == 3_000)
    }
    // A limit that is not met changes no message.
    #expect(Set([free, newer, raised].map(\.fingerprint)).count == 1)
  }

  @Test func anIdentityHasALimitOfItsOwn() throws {
    func report(_ nodes: [Int], _ identity: ClientIdentity) throws -> BalancerRecorder {
      try run(
        Self.herds(nodes) { scenario in
          scenario.behaviour.requestLimits = .table2026
          // Storage does not slow them down.
          scenario.registry.storage.bandwidth = .gigabits(100_000)
          for index in nodes.indices { scenario.workloads[index].clients.identity = identity }
        }
      ).regions[0].balancer
    }
    // 13,500 reads: more than an identity's 10,000, less than the region's 20,000.
    let one = try report([1_500], .own)
    #expect(one.throttledByIdentity > 0 && one.throttledByRegion == 0)
    #expect(try report([750, 750], .own).throttled == 0)
    for shared in [ClientIdentity.anonymous, .named("kubelet")] {
      let two = try report([750, 750], shared)
      #expect(two.throttledByIdentity > 0 && two.throttledByRegion == 0)
    }
    // 27,000 reads of three identities: the region is what gives out.
    let three = try report([1_000, 1_000, 1_000], .own)
    #expect(three.throttledByRegion > 0 && three.throttledByIdentity == 0)
  }

  @Test func clientsComeWhenRetryAfterHasPassed() throws {
    func first(_ period: Span) throws -> Span {
      let scenario = Self.herds([42]) {
        $0.registry.throttling = ThrottlingDescription(reads: 300, period: period)
      }
      let plan = try WorldPlan(scenario, catalogue: .popularImages)
      var simulation = Simulation(plan, replication: 0, recordsPulls: true)
      simulation.run(until: .zero + scenario.run.duration)
      let again = simulation.report.workloads[0].pulls.filter { $0.attempts > 1 }
      #expect(again.count > 3)
      return try #require(again.map { $0.endedAt - .zero }.min())
    }
    // The backoff is ten seconds; a period begins with a refusal after the first minute.
    #expect(try first(.seconds(1)) < .minutes(1) + .seconds(30))
    #expect(try first(.minutes(1)) > .minutes(2))
  }

  @Test func limitsHoldInPartsAsInTheWhole() throws {
    let scenario = smallScenario(profile: .acr2026) {
      $0.run = RunDescription(
        duration: .minutes(3), warmUp: .seconds(50), replications: 1,
        timelineInterval: .seconds(40))
      $0.registry.throttling = ThrottlingDescription(reads: 60, bucket: .seconds(20))
      $0.registry.networkRules = NetworkRules(
        defaultAction: .deny, privateEndpoints: ["spoke"], trustedServices: false)
      for index in [0, 1] { $0.workloads[index].clients.source = .virtualNetwork("spoke") }
      $0.workloads[1].clients.attempts = 2
      $0.upstreams = ["docker.io", "mcr.microsoft.com"].map {
        UpstreamDescription(host: $0, near: "westus")
      }
    }
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var whole = Simulation(plan, replication: 0)
    whole.run(until: .zero + scenario.run.duration)
    let expected = whole.report
    #expect(expected.regions[0].balancer.throttled > 0)
    #expect(expected.regions[2].balancer.forbidden > 0)
    #expect(expected.violations == [])
    var parts = PartitionedRun(plan, replication: 0)
    parts.run(until: .zero + scenario.run.duration)
    #expect(parts.report.regions == expected.regions)
    #expect(parts.report.messages == expected.messages)
  }

  @Test func whatATierLacksIsRefused() throws {
    func refusal(_ change: (inout Scenario) -> Void) throws -> PlanError {
      try #require(
        throws: PlanError.self,
        performing: {
          _ = try WorldPlan(
            Self.herds([1], tier: .standard, change: change), catalogue: .popularImages)
        })
    }
    #expect(
      try refusal { $0.registry.replicas = ["eastus"] }.description
        == "registry.replicas: tier 'standard' has no replicas, which only 'premium' has; "
        + "expected tier: premium, or no replicas")
    #expect(
      try refusal { $0.registry.networkRules.privateEndpoints = ["hub"] }.place
        == "registry.networkRules.privateEndpoints")
    #expect(
      try refusal { $0.registry.networkRules.publicAccess = false }.place
        == "registry.networkRules.publicAccess")
    #expect(
      try refusal { $0.registry.networkRules.addresses = [AddressRange(0, prefix: 8)] }.place
        == "registry.networkRules.ipRules")
    #expect(
      try refusal { $0.registry.dedicatedDataEndpoints = true }.place
        == "registry.dedicatedDataEndpoints")
    #expect(try refusal { $0.registry.zones = 3 }.sentence.contains("every-tier"))
    // The switch gives zones to every tier.
    let zones = Self.herds([1], tier: .standard) {
      $0.registry.zones = 3
      $0.behaviour.zoneRedundancy = .everyTier
    }
    #expect(try WorldPlan(zones, catalogue: .popularImages).zones == 3)
  }

  @Test func noTierTakesAnImageThatIsTooLarge() throws {
    func table(layer: Int64, manifest: Int64) -> ContentTable {
      var description = ContentDescription()
      let id = description.addLayer(bytes: layer)
      let image = description.addManifest(bytes: manifest, layers: [id])
      return ContentTable(
        images: [
          .init(
            reference: "hub/model:1", repository: "hub/model", platform: "linux/amd64",
            manifest: image, number: 0, siblings: [])
        ], description: description)
    }
    try table(layer: 200 << 30, manifest: 4 << 20).checkSizes()
    let layer = #expect(throws: PlanError.self) {
      try table(layer: 200 << 30 + 1, manifest: 1).checkSizes()
    }
    #expect(layer?.sentence.contains("hub/model:1") == true)
    #expect(throws: PlanError.self) { try table(layer: 1, manifest: 4 << 20 + 1).checkSizes() }
  }
}
