import ContentCache
import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// A run in parts is the run in one simulation.
@Suite struct PartitionedRunTests {
  @Test(arguments: BehaviourProfile.allCases, [false, true])
  func agreesBitForBitWithTheSequentialRun(profile: BehaviourProfile, hasMixedLoad: Bool) throws {
    let scenario = smallScenario(profile: profile) { scenario in
      // An interval that divides neither the run nor the warm-up.
      scenario.run = RunDescription(
        duration: .seconds(30), warmUp: .seconds(10), replications: 1,
        timelineInterval: .seconds(7))
      scenario.behaviour.zoneReplication = .asynchronous
      guard hasMixedLoad else { return }
      scenario.catalogue.tagChanges = TagChangeDescription(rate: .perMinute(0.5), share: 0.5)
      scenario.registry.cache.negativeLifetime = .seconds(40)
      scenario.workloads[0].images.unknownShare = 0.05
      scenario.workloads[1].images.digestShare = 0.3
      scenario.pushes = [
        PushDescription(image: "apps/web:1", layers: [.mebibytes(30), .mebibytes(4)]),
        PushDescription(image: "apps/web:1", at: .minutes(2), region: "eastus"),
        PushDescription(image: "apps/web:1", at: .minutes(2) + .seconds(2)),
      ]
      scenario.workloads.append(
        WorkloadDescription(
          name: "own", region: "southeastasia", clients: ClientDescription(nodes: 10),
          images: ImageSelection(repositories: ["apps/web", "docker/node"]),
          arrivals: .steady(rate: .perMinute(20))))
      // Upstreams far from every region make a long lookahead, and so a longer run cheap.
      scenario.run = RunDescription(
        duration: .minutes(8), warmUp: .minutes(1), replications: 1,
        timelineInterval: .seconds(70))
      scenario.behaviour.missFetcher = .peerFirst
      scenario.behaviour.concurrentMisses = .joinedPerRegistry
      scenario.behaviour.tagFreshness = .interval(.seconds(60))
      scenario.registry.cache.capacity = .limited(ByteCount(2_000_000_000))
      scenario.workloads[0].arrivals = .bursts(
        rate: .perMinute(6), meanPulls: 8, within: .seconds(3))
      scenario.workloads[1].arrivals = .closedLoop(meanPause: .seconds(9))
      scenario.upstreams = [
        UpstreamDescription(
          host: "docker.io", near: "westus", quota: .init(requests: 40, window: .minutes(5)),
          failureRate: 0.05),
        UpstreamDescription(host: "mcr.microsoft.com", near: "westus"),
      ]
      scenario.registry.zoneProbes.interval = .seconds(3)
      scenario.routing.probes = ProbeDescription(
        interval: .seconds(10), failures: 2, timeout: .seconds(5))
      scenario.faults = Self.faults
      scenario.changes = [ChangeDescription(at: .minutes(2), kind: .addReplica("southeastasia"))]
    }
    let report = try expectEqualParts(try WorldPlan(scenario, catalogue: .popularImages))
    #expect(hasMixedLoad == report.faults.contains { $0.figures.requestsLost > 0 })
    #expect(hasMixedLoad == (report.tagConflicts.count > 0))
  }

  @Test func agreesWithKindsDeploymentsAndALog() throws {
    let plan = try replayPlan { scenario, replay in
      replay.loops = true
      scenario.run = RunDescription(
        duration: .minutes(4), warmUp: .seconds(20), replications: 1,
        timelineInterval: .seconds(35))
      scenario.workloads[0].region = "eastus"
      scenario.workloads[1].clients = ClientKind.aks.defaults
      scenario.workloads[1].clients.nodes = 3
      scenario.workloads[1].images.unknownShare = 0.1
      scenario.workloads[1].arrivals = .week(WeeklyLoad(mean: .perMinute(30)))
      scenario.workloads[2].arrivals = .scaleOut(
        ScaleOut(
          at: .seconds(5), images: ["docker/node:latest", "mcr/dotnet/sdk:10.0"],
          within: .seconds(3), every: .seconds(40), nodes: 7, fresh: true))
      var rollout = scenario.workloads[2]
      rollout.name = "rollout"
      rollout.arrivals = .rollingDeployment(
        RollingDeployment(
          at: .seconds(9), image: "docker/redis:latest", batch: 4, pause: .seconds(2), waits: true))
      scenario.workloads.append(rollout)
      scenario.upstreams = ["docker.io", "mcr.microsoft.com"].map {
        UpstreamDescription(host: $0, near: "westus")
      }
    }
    try expectEqualParts(plan)
  }

  /// Returns the report of the run in one simulation.
  @discardableResult
  private func expectEqualParts(_ plan: WorldPlan) throws -> RunReport {
    let end = Instant.zero + plan.scenario.run.duration
    var whole = Simulation(plan, replication: 0, recordsPulls: true)
    whole.run(until: end)
    let expected = whole.report
    #expect(expected.violations == [])
    #expect(expected.workloads.allSatisfy { !$0.pulls.isEmpty && !$0.timeline.isEmpty })
    #expect(expected.upstreams.contains { $0.requests > 0 })
    #expect(expected.links.contains { $0.bytesSent > 0 })

    var parts = PartitionedRun(plan, replication: 0, recordsPulls: true)
    #expect(parts.parts.count == 3 + expected.upstreams.count)
    #expect(parts.lookahead > .zero)
    // Stopped in the middle, and with the parts in another order in every window.
    parts.run(until: Instant.zero + .seconds(17)) { window in
      (0..<5).map { ($0 + window) % 5 }.map { window % 2 == 0 ? $0 : 4 - $0 }
    }
    #expect(parts.now == Instant.zero + .seconds(17))
    parts.run(until: end)
    let report = parts.report
    #expect(report.messages == expected.messages)
    #expect(report.measured == expected.measured)
    #expect(report.violations == [])
    for (one, other) in zip(report.workloads, expected.workloads) {
      #expect(one.name == other.name)
      #expect(one.started == other.started)
      #expect(one.retries == other.retries)
      #expect(one.ended == other.ended)
      #expect(one.inFlight == other.inFlight)
      #expect(one.layersDownloaded == other.layersDownloaded)
      #expect(one.layersKept == other.layersKept)
      #expect(one.timeline == other.timeline)
      #expect(one.pulls == other.pulls)
      #expect(one.latency.map(figures) == other.latency.map(figures))
      #expect(figures(one.nodeWait) == figures(other.nodeWait))
    }
    #expect(report.regions == expected.regions)
    #expect(report.links == expected.links)
    #expect(report.upstreams == expected.upstreams)
    #expect(report.faults == expected.faults)
    #expect(report.tagConflicts == expected.tagConflicts)
    return expected
  }

  /// Something of every kind, much of it at once.
  private static let faults: [FaultDescription] =
    [
      ("zone", .zoneOut(region: "westeurope", zone: 2), 90, 60),
      ("region", .regionOut(region: "eastus"), 120, 70),
      ("home", .regionOut(region: "westeurope"), 130, 40),
      ("slow", .frontEndsSlow(region: "southeastasia", factor: 20), 60, 60),
      ("link", .linkImpaired(from: "westeurope", to: "southeastasia", share: 0), 250, 40),
      ("narrow", .linkImpaired(from: "westeurope", to: "eastus", share: 0.01), 240, 90),
      ("hub", .upstreamOut(host: "docker.io"), 30, 60),
      ("refusing", .upstreamRefusing(host: "docker.io"), 80, 20),
      ("failing", .upstreamFailing(host: "mcr.microsoft.com", share: 0.5), 20, 200),
      ("crawling", .upstreamSlow(host: "mcr.microsoft.com", factor: 5), 50, 100),
      ("stalled", .replicationStalled(from: nil), 300, 60),
      ("withdrawn", .outOfRouting(region: "southeastasia"), 320, 60),
      ("blind", .healthMonitorOut, 150, 60),
    ].map { (name, kind, at, lasts) in
      FaultDescription(
        name: name, kind: kind,
        occurrence: .scheduled(at: .seconds(at), lasts: .seconds(lasts)))
    } + [
      FaultDescription(
        name: "flapping", kind: .zoneOut(region: "westeurope", zone: 2),
        occurrence: .random(meanTimeBetween: .seconds(60), meanTimeToRepair: .seconds(10)))
    ]

  /// What results may take from a histogram.
  private func figures(_ histogram: LatencyHistogram) -> [Double?] {
    [Double(histogram.count), histogram.mean, histogram.max.map(Double.init)]
      + [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999].map {
        histogram.quantile($0).map(Double.init)
      }
  }

  @Test func nothingCrossesAheadOfTheLookahead() throws {
    let plan = try WorldPlan(
      smallScenario {
        $0.registry.network.jitter = 5
        // Nearer to a region that is not its nearest than any two regions are to each other.
        $0.registry.replicas = ["eastus"]
        $0.workloads = [$0.workloads[0]]
        $0.workloads[0].region = "northeurope"
        $0.upstreams = ["docker.io", "mcr.microsoft.com"].map {
          UpstreamDescription(host: $0, near: "australiaeast")
        }
      }, catalogue: .popularImages)
    let pool = plan.workloads[0]
    #expect(pool.nearest == .home)
    #expect(plan.lookahead == pool.distances[1])
    // However short jitter makes a way.
    let network = Network(plan: plan, keys: KeyRing(plan, replication: 0))
    var simulation = Simulation(CrossingWorld(network: network))
    for number in 0..<200 {
      simulation.schedule(.pool(PoolID(0), .retry(slot: UInt32(number))), at: .zero)
    }
    simulation.run()
    #expect(simulation.world.delays.count == 200)
    #expect(simulation.world.delays.min() == plan.lookahead)
    #expect(simulation.world.delays.max()! > plan.lookahead)
  }

  /// Answers each retry of a pool by a request to a region that is not the pool's nearest.
  private struct CrossingWorld: World {
    let network: Network
    var delays: [Span] = []

    mutating func receive(
      _ message: RegistryMessage, in context: inout Context<RegistryMessage>
    ) {
      guard case .pool(let pool, .retry(let number)) = message else {
        delays.append(context.now - .zero)
        return
      }
      let request = ContentRequest(
        slot: 0, number: number, tag: TagID(rawValue: 0), requester: .pool(pool),
        part: .manifest, attempt: 1)
      let other = RegionID(1)
      network.send(
        .frontEnd(.arrive(request), other, zone: 0),
        after: network.distance(pool, other, for: request),
        from: network.plan.partition(of: pool), to: network.plan.partition(of: other),
        in: &context)
    }
  }

  @Test func everyActorIsToldOfEveryMark() throws {
    let scenario = smallScenario()
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    let actors = plan.actors
    #expect(Set(actors).count == actors.count)
    let regions = plan.regions.count
    #expect(
      actors.count
        == plan.workloads.count + regions * (plan.zones + 3) + regions * (regions - 1)
        + plan.upstreams.count)
    // As many intervals for everyone as fit into the run.
    let report = try run(scenario)
    let intervals = Int(
      scenario.run.duration.nanoseconds / scenario.run.timelineInterval.nanoseconds)
    let timelines =
      report.workloads.map(\.timeline) + report.regions.map(\.timeline)
      + report.links.map(\.timeline) + report.upstreams.map(\.timeline)
    for timeline in timelines {
      #expect(Set(timeline.map(\.interval)) == Set(0..<intervals))
    }
  }

  @Test func delaysOfNothingDoNotStopTheRun() throws {
    let report = try run(
      smallScenario { scenario in
        scenario.routing.lookupTime = Delay(median: .zero, sigma: 0)
        scenario.routing.dnsLifetime = .zero
        scenario.registry.network.clientToRegion = .zero
        scenario.registry.network.insideZone = .zero
        scenario.registry.network.zoneToZone = .zero
        scenario.registry.network.jitter = 5
        scenario.registry.replication.delay = Delay(median: .zero, sigma: 0)
        scenario.registry.frontEnds.serviceTime = Delay(median: .zero, sigma: 0)
      })
    #expect(report.violations == [])
    #expect(report.served > 1_000)
  }

  @Test func pullsOfTheWarmUpAreNotKept() throws {
    let scenario = smallScenario()
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var simulation = Simulation(plan, replication: 0, recordsPulls: true)
    simulation.run(until: .zero + scenario.run.warmUp - .nanoseconds(1))
    #expect(simulation.report.workloads.allSatisfy { $0.pulls.count > 100 })
    simulation.run(until: .zero + scenario.run.warmUp)
    #expect(simulation.report.workloads.allSatisfy { $0.pulls.isEmpty })
    simulation.run(until: .zero + scenario.run.duration)
    for workload in simulation.report.workloads {
      #expect(workload.pulls.count == workload.ended.reduce(0, +))
      #expect(workload.pulls.allSatisfy { $0.startedAt >= .zero + scenario.run.warmUp })
    }
  }
}
