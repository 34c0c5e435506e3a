import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// A fork that is given a fault is, to the bit, the run that had this fault alone from its start.
@Suite("Branches of a forked run") struct ForkedBranchTests {
  /// A quarter of an hour with a fault of each kind that reaches another part of the world, and
  /// changes.
  static let scenario = smallScenario(arrivals: .steady(rate: .perMinute(12))) {
    $0.run = RunDescription(
      duration: .minutes(14), warmUp: .minutes(1), replications: 1, timelineInterval: .minutes(1))
    // Misses go on.
    $0.registry.cache.capacity = .limited(.gibibytes(2))
    $0.behaviour.zoneReplication = .asynchronous
    $0.changes = [
      ChangeDescription(at: .seconds(330), kind: .addReplica("southeastasia")),
      ChangeDescription(at: .minutes(2), kind: .takeOutOfRouting("eastus")),
      ChangeDescription(at: .minutes(6), kind: .putIntoRouting("eastus")),
    ]
    $0.faults = [
      once(.zoneOut(region: "westeurope", zone: 2), at: 5, lasts: 3, name: "zone"),
      once(.regionOut(region: "westeurope"), at: 5, lasts: 3, name: "home"),
      once(.regionOut(region: "eastus"), at: 3, lasts: nil, name: "replica"),
      once(.upstreamOut(host: "docker.io"), at: 5, lasts: 3, name: "upstream"),
      once(
        .linkImpaired(from: "westeurope", to: "eastus", share: 0), at: 5, lasts: 3, name: "link"),
      once(.keyVaultOut, at: 5, lasts: 3, name: "vault"),
      once(.secretRotated(set: "docker-hub"), at: 4, lasts: 2, name: "rotated"),
      once(.frontEndsSlow(region: "eastus", factor: 20), at: 0, lasts: 3, name: "start"),
      FaultDescription(
        name: "random", kind: .zoneOut(region: "westeurope", zone: 1),
        occurrence: .random(meanTimeBetween: .minutes(3), meanTimeToRepair: .minutes(1))),
      once(.replicationStalled(from: nil), at: 13, lasts: 5, name: "late"),
    ]
  }

  private static let end = Instant.zero + scenario.run.duration

  private func straight(_ faults: [FaultDescription], replication: UInt32 = 0) throws
    -> Simulation<RegistryWorld>
  {
    var scenario = Self.scenario
    scenario.faults = faults
    var run = Simulation(
      try WorldPlan(scenario, catalogue: .popularImages), replication: replication,
      recordsPulls: true)
    run.run(until: .zero + scenario.run.duration)
    return run
  }

  private func expectSame(
    _ branch: Simulation<RegistryWorld>, _ straight: Simulation<RegistryWorld>, fault: Int?,
    _ name: String
  ) {
    let (one, other) = (branch.report, straight.report)
    #expect(one.violations == [], "\(name)")
    #expect(one.messages == other.messages && one.fingerprint == other.fingerprint, "\(name)")
    #expect(one.regions == other.regions, "\(name)")
    #expect(one.links == other.links, "\(name)")
    #expect(one.upstreams == other.upstreams, "\(name)")
    for (mine, its) in zip(one.workloads, other.workloads) {
      #expect(mine.timeline == its.timeline && mine.latency == its.latency, "\(name)")
      #expect(mine.ended == its.ended && mine.pulls == its.pulls, "\(name)")
    }
    let renumbered = other.faults.map { report in
      var report = report
      report.fault = fault ?? -1
      return report
    }
    #expect(one.faults == renumbered, "\(name)")
  }

  @Test("Each branch is the straight run with its fault alone, and the trunk that without any")
  func branches() throws {
    let plan = try WorldPlan(Self.scenario, catalogue: .popularImages)
    var trunk = Simulation(plan, replication: 1, recordsPulls: true, occurring: .none)
    let forks = Self.scenario.faults.indices.map { fault in
      (fault, plan.lastFork(replication: 1, occurring: .only([fault])))
    }.sorted { ($0.1 ?? .zero, $0.0) < ($1.1 ?? .zero, $1.0) }
    for (fault, last) in forks {
      let description = Self.scenario.faults[fault]
      #expect((last == nil) == (description.name == "start"))
      if let last { trunk.run(until: last) }
      var branch = try #require(trunk.forked(occurring: .only([fault])))
      branch.run(until: Self.end)
      let straight = try straight([description], replication: 1)
      #expect(!straight.report.faults.isEmpty, "\(description.name)")
      expectSame(branch, straight, fault: fault, description.name)
    }
    trunk.run(until: Self.end)
    expectSame(trunk, try straight([], replication: 1), fault: nil, "undisturbed")
  }

  @Test("A fork long before the fault is the same branch")
  func earlyFork() throws {
    let plan = try WorldPlan(Self.scenario, catalogue: .popularImages)
    let straight = try straight([Self.scenario.faults[1]])
    var trunk = Simulation(plan, replication: 0, recordsPulls: true, occurring: .none)
    for instant in [nil, Span.zero, .minutes(2), .seconds(299)] {
      if let instant { trunk.run(until: .zero + instant) }
      var branch = try #require(trunk.forked(occurring: .only([1])))
      branch.run(until: Self.end)
      expectSame(branch, straight, fault: 1, "\(String(describing: instant))")
    }
  }

  @Test("A change waits for the home region in the branch in which it is lost, and in no other")
  func changesWait() throws {
    let plan = try WorldPlan(Self.scenario, catalogue: .popularImages)
    var trunk = Simulation(plan, replication: 0, occurring: .none)
    trunk.run(until: .zero + .seconds(290))
    var branch = try #require(trunk.forked(occurring: .only([1])))
    for end in [Span.minutes(7), .minutes(10)] {
      trunk.run(until: .zero + end)
      branch.run(until: .zero + end)
      #expect(trunk.report.regions[2].present == end - .seconds(330))
      #expect(branch.report.regions[2].present == max(.zero, end - .minutes(8)))
    }
  }

  @Test("Several faults in one branch, and none: as the straight runs")
  func selections() throws {
    let plan = try WorldPlan(Self.scenario, catalogue: .popularImages)
    var trunk = Simulation(plan, replication: 0, recordsPulls: true, occurring: .none)
    trunk.run(until: .zero + .minutes(2))
    var none = try #require(trunk.forked(occurring: .none))
    none.run(until: Self.end)
    expectSame(none, try straight([]), fault: nil, "none")
    var both = try #require(trunk.forked(occurring: .only([0, 3])))
    both.run(until: Self.end)
    let straight = try straight([Self.scenario.faults[0], Self.scenario.faults[3]])
    #expect(both.fingerprint == straight.fingerprint)
    #expect(both.report.faults.map(\.fault) == [0, 3])
    #expect(both.report.faults.map(\.figures) == straight.report.faults.map(\.figures))
  }

  @Test("It is too late for a fork when a fault has begun")
  func tooLate() throws {
    let plan = try WorldPlan(Self.scenario, catalogue: .popularImages)
    var run = Simulation(plan, replication: 0, occurring: .only([0]))
    #expect(run.forked(occurring: .only([7])) != nil, "at the start nothing has begun")
    run.run(until: .zero)
    #expect(run.forked(occurring: .only([7])) == nil)
    run.run(until: .zero + .minutes(5) - .nanoseconds(1))
    #expect(run.forked(occurring: .only([1])) != nil)
    run.run(until: .zero + .minutes(5))
    #expect(run.forked(occurring: .only([1])) == nil)
    #expect(run.forked(occurring: .none) == nil, "its own fault has begun")
  }
}
