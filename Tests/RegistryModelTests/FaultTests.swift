import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// Each fault does to clients what it should, is found out as its probes say, and ends.
@Suite struct FaultTests {
  // MARK: Zones

  @Test func aLostZoneIsFeltUntilItIsOutOfRotation() throws {
    let report = try faultRun {
      $0.workloads = [$0.workloads[0]]
      $0.workloads[0].arrivals = .steady(rate: .perMinute(600))
      $0.registry.frontEnds.servers = 1
      // The front ends are the busiest, and as busy throughout: nodes keep nothing.
      $0.workloads[0].clients.layerStore = nil
      $0.registry.storage.bandwidth = .gigabits(6_000)
      $0.faults = [once(.zoneOut(region: "westeurope", zone: 2), at: 10, lasts: 10)]
    }.report
    let fault = report.faults[0]
    // Probes at 600 s and 605 s fail; the second has failed at 607 s.
    #expect(fault.detectedAfter == .seconds(7))
    #expect(fault.movedAfter! <= .seconds(7) && fault.movedAfter! > .seconds(5))
    #expect(fault.recoveredAfter! < .seconds(1))
    // A third of seven seconds' requests met nobody; their pulls try again and none fails.
    #expect(fault.figures.requestsLost > 10)
    #expect(fault.figures.pullsFailed == 0 && report.served == report.workloads[0].pulls.count)
    #expect(fault.figures.worstLatency! > .seconds(40))
    // Two zones do the work of three.
    let load = { (minutes: Range<Int>) in
      let samples = report.regions[0].timeline.filter {
        $0.metric == .frontEndUtilisation && minutes.contains($0.interval)
      }
      return samples.reduce(0) { $0 + $1.value } / Double(samples.count)
    }
    let survivors = fault.figures.survivorsUtilisation!
    #expect(abs(survivors / load(22..<30) - 1.5) < 0.3)
  }

  @Test func overlappingFaultsOfOneZoneEndWithTheLast() throws {
    let zone = FaultDescription.Kind.zoneOut(region: "westeurope", zone: 1)
    var simulation = try faultRun { scenario in
      scenario.faults = [
        once(zone, at: 5, lasts: 10, name: "first"), once(zone, at: 10, lasts: 10, name: "second"),
        once(.regionOut(region: "westeurope"), at: 18, lasts: 4, name: "third"),
      ]
    }
    let both = simulation.report
    #expect(both.faults.map(\.fault) == [0, 1, 2])
    // The first ends while the second lasts, the second while the third lasts.
    #expect(both.faults[0].recoveredAfter! >= .minutes(7))
    #expect(both.faults[1].recoveredAfter! >= .minutes(2))
    #expect(both.faults[2].recoveredAfter! < .minutes(2))
    let before = simulation.world.frontEnds[0..<3].map(\.recorder.served)
    simulation.run(until: .zero + .minutes(40))
    #expect(simulation.violations == [])
    // The zone has its third of the requests again.
    let served = zip(simulation.world.frontEnds, before).map { $0.recorder.served - $1 }
    let all = Double(served.reduce(0, +))
    try #require(all > 300)
    #expect(abs(Double(served[0]) / all - 1.0 / 3) < 4 * (2.0 / 9 / all).squareRoot())
  }

  @Test func writesThatOnlyTheLostZoneHadAreLost() throws {
    func report(_ replication: BehaviourSwitches.ZoneReplication) throws -> RunReport {
      try faultRun {
        $0.behaviour.zoneReplication = replication
        $0.registry.replicas = []
        $0.registry.storage.zoneLag = Delay(median: .minutes(10), sigma: 0)
        $0.workloads = [$0.workloads[0]]
        $0.faults = (1...3).map {
          once(
            .zoneOut(region: "westeurope", zone: $0), at: 2 + 4 * Int64($0), lasts: 2,
            name: "zone \($0)")
        }
      }.report
    }
    let lagging = try report(.asynchronous)
    let synchronous = try report(.synchronous)
    #expect(lagging.faults.reduce(0) { $0 + $1.figures.writesLost } > 0)
    #expect(
      lagging.faults.reduce(0) { $0 + $1.figures.writesLost }
        == lagging.regions[0].handler.lostLayers)
    #expect(synchronous.faults.allSatisfy { $0.figures.writesLost == 0 })
    // What is lost is fetched again.
    #expect(lagging.upstreamBytes > synchronous.upstreamBytes)
  }

  // MARK: Regions and routing

  @Test func clientsOfALostRegionMoveWhenProbesAndNamesHaveExpired() throws {
    let report = try faultRun {
      $0.faults = [once(.regionOut(region: "eastus"), at: 10, lasts: 10)]
    }.report
    let fault = report.faults[0]
    // The fourth failure in a row comes between 90 and 120 s later, and takes 10 s to be one.
    #expect((Span.seconds(100)...Span.seconds(130)).contains(fault.detectedAfter!))
    // Names live for 30 s more.
    #expect(fault.movedAfter! > .seconds(90) && fault.movedAfter! <= .seconds(160))
    #expect(fault.recoveredAfter! <= .seconds(60))
    let during = try pulls(report, 1, 14..<19)
    #expect(during.allSatisfy { $0.region == RegionID(0) && $0.status == .ok })
    let after = try pulls(report, 1, 22..<30)
    #expect(after.allSatisfy { $0.region == RegionID(1) })
    #expect(fault.figures.worstLatency! > .seconds(60))
    // The others do not notice.
    #expect(try pulls(report, 2, 10..<20).allSatisfy { $0.endedAt - $0.startedAt < .seconds(20) })
  }

  @Test func aRegionalEndpointDoesNotFailOver() throws {
    let report = try faultRun {
      $0.workloads[1].clients.endpoint = .regional("eastus")
      $0.workloads[1].clients.attempts = 3
      $0.faults = [once(.regionOut(region: "eastus"), at: 10, lasts: 10)]
    }.report
    let during = try pulls(report, 1, 14..<16)
    #expect(during.allSatisfy { $0.status == .unavailable })
    #expect(report.faults[0].figures.pullsFailed >= during.count)
    #expect(
      try pulls(report, 1, 22..<30).allSatisfy { $0.status == .ok && $0.region == RegionID(1) })
  }

  @Test func withoutTheHomeRegionCachedContentIsServedAndMissesDependOnWhoFetches() throws {
    func report(_ fetcher: BehaviourSwitches.MissFetcher) throws -> RunReport {
      try faultRun {
        $0.behaviour.missFetcher = fetcher
        // Before the loss only replicas are asked, and not for everything.
        $0.workloads[0].region = "eastus"
        $0.workloads[1].clients.attempts = 1
        $0.workloads[1].arrivals = .steady(rate: .perMinute(6))
        $0.workloads.removeLast()
        $0.workloads[0].images.repositories = ["docker/nginx"]
        $0.faults = [once(.regionOut(region: "westeurope"), at: 5, lasts: nil)]
      }.report
    }
    let home = try report(.home)
    let serving = try report(.servingRegion)
    for report in [home, serving] {
      let cached = try pulls(report, 0, 6..<30)
      #expect(cached.count > 100 && cached.allSatisfy { $0.status == .ok })
      #expect(report.faults[0].end == nil && report.faults[0].recoveredAfter == nil)
    }
    #expect(try pulls(home, 1, 6..<30).contains { $0.status == .unavailable })
    #expect(try pulls(serving, 1, 6..<30).allSatisfy { $0.status == .ok })
  }

  @Test func withNobodyHealthyOrNobodyJudgingAllCountAsHealthy() throws {
    let all = try faultRun { scenario in
      scenario.faults = ["westeurope", "eastus", "southeastasia"].map {
        once(.regionOut(region: $0), at: 10, lasts: 10, name: $0)
      }
    }
    // Every name is handed out: each region is asked by its own clients and is found back at once.
    let report = all.report
    #expect(report.faults.allSatisfy { $0.recoveredAfter! < .seconds(60) })
    #expect(
      try pulls(report, 1, 11..<20).allSatisfy { $0.status == .unavailable || $0.attempts > 1 })

    let blind = try faultRun {
      $0.faults = [
        once(.regionOut(region: "eastus"), at: 10, lasts: 10),
        once(.healthMonitorOut, at: 9, lasts: 12, name: "blind"),
      ]
    }.report
    #expect(blind.faults[1].detectedAfter == nil)
    #expect(try pulls(blind, 1, 14..<18).allSatisfy { $0.attempts > 1 || $0.status != .ok })
  }

  @Test func anEndpointOutOfRoutingIsLeftWithinTheLifetimeOfNames() throws {
    let report = try faultRun {
      $0.faults = [once(.outOfRouting(region: "eastus"), at: 10, lasts: 10)]
    }.report
    #expect(report.faults[0].movedAfter! <= .seconds(60))
    #expect(report.faults[0].figures.requestsLost == 0)
    #expect(report.workloads.allSatisfy { $0.failed == 0 && $0.retries == 0 })
    #expect(try pulls(report, 1, 12..<19).allSatisfy { $0.region == RegionID(0) })
    #expect(try pulls(report, 1, 22..<30).allSatisfy { $0.region == RegionID(1) })
  }

  // MARK: Upstreams, links, replication

  @Test(
    arguments: [
      (.upstreamOut(host: "docker.io"), AnswerStatus.upstreamFailed),
      (.upstreamRefusing(host: "docker.io"), .tooManyRequests),
      (.upstreamFailing(host: "docker.io", share: 1), .upstreamFailed),
    ] as [(FaultDescription.Kind, AnswerStatus)])
  func anUpstreamThatFailsFailsMissesOnly(
    kind: FaultDescription.Kind, status: AnswerStatus
  ) throws {
    let report = try faultRun {
      $0.workloads[0].clients.attempts = 1
      $0.workloads = [$0.workloads[0]]
      $0.workloads[0].arrivals = .steady(rate: .perMinute(120))
      $0.workloads[0].images.popularityExponent = 0.5
      $0.faults = [once(kind, at: 0, lasts: 4)]
    }.report
    let during = try pulls(report, 0, 0..<1)
    #expect(during.contains { $0.status == status })
    // The other upstream is up.
    #expect(during.contains { $0.status == .ok })
    #expect(during.allSatisfy { $0.status == .ok || $0.status == status })
    #expect(try pulls(report, 0, 8..<30).allSatisfy { $0.status == .ok })
    #expect(report.faults[0].detectedAfter! <= .seconds(40))
    #expect(report.faults[0].recoveredAfter != nil)
  }

  @Test func slownessIsFeltWhereItIs() throws {
    func latency(_ faults: [FaultDescription]) throws -> [Double] {
      let report = try faultRun {
        $0.run.duration = .minutes(10)
        $0.faults = faults
      }.report
      return report.workloads.map { workload in
        workload.latency.compactMap(\.mean).reduce(0, +)
      }
    }
    let usual = try latency([])
    let slow = try latency([once(.frontEndsSlow(region: "eastus", factor: 50), at: 0, lasts: 10)])
    #expect(slow[1] > usual[1] + 0.3e9)
    #expect(abs(slow[0] - usual[0]) < 0.05e9 && abs(slow[2] - usual[2]) < 0.05e9)
    let upstream = try latency([
      once(.upstreamSlow(host: "docker.io", factor: 20), at: 0, lasts: 10)
    ])
    #expect(upstream.reduce(0, +) > usual.reduce(0, +) * 1.05)
    let link = try latency([
      once(
        .linkImpaired(from: "southeastasia", to: "westeurope", share: 0.001), at: 0, lasts: 10)
    ])
    #expect(link[2] > usual[2] + 0.5e9 && link[0] == usual[0])
  }

  @Test func aCutLinkStopsFetchesAndReplicationUntilItIsBack() throws {
    let report = try faultRun {
      $0.workloads[2].clients.attempts = 1
      $0.workloads[2].arrivals = .steady(rate: .perMinute(6))
      $0.faults = [
        once(
          .linkImpaired(from: "westeurope", to: "southeastasia", share: 0), at: 2, lasts: 10)
      ]
    }.report
    #expect(try pulls(report, 2, 3..<11).contains { $0.status == .unavailable })
    #expect(try pulls(report, 0, 3..<11).allSatisfy { $0.status == .ok })
    #expect(try pulls(report, 1, 3..<11).allSatisfy { $0.status == .ok })
    #expect(try pulls(report, 2, 15..<30).allSatisfy { $0.status == .ok })
    // What was cached meanwhile arrives afterwards.
    #expect(report.regions[2].cacheImages == report.regions[0].cacheImages)
    #expect(Double(report.regions[2].handler.replicationTime.max!) > 5e9 * 60)
  }

  @Test func stalledReplicationGoesOnWhereItStopped() throws {
    let report = try faultRun {
      $0.workloads = [$0.workloads[0]]
      $0.faults = [once(.replicationStalled(from: "westeurope"), at: 0, lasts: 20)]
    }.report
    let images = { (minute: Int) in
      report.regions[1].timeline.first { $0.metric == .cacheBytes && $0.interval == minute }!.value
    }
    #expect(images(19) == 0 && images(25) > 0)
    #expect(report.regions[1].cacheImages == report.regions[0].cacheImages)
    let backlog = report.regions[0].timeline.filter { $0.metric == .replicationBacklog }
    #expect(backlog[18].value > 10 && backlog[28].value == 0)
  }

  // MARK: Changes

  @Test func anAddedReplicaIsFilledAndThenAsked() throws {
    func report(_ link: Bandwidth) throws -> RunReport {
      try faultRun {
        $0.registry.network.betweenRegions = link
        $0.changes = [ChangeDescription(at: .minutes(10), kind: .addReplica("southeastasia"))]
      }.report
    }
    let fast = try report(.gigabits(10))
    let slow = try report(.megabits(200))
    #expect(try pulls(fast, 2, 0..<9).allSatisfy { $0.region != RegionID(2) && $0.status == .ok })
    #expect(try pulls(fast, 2, 12..<30).allSatisfy { $0.region == RegionID(2) && $0.status == .ok })
    let time = fast.regions[2].handler.syncTime!
    #expect(time > .seconds(1) && time < slow.regions[2].handler.syncTime!)
    // As fast as the link allows, once all of it is in use: the bytes that were there, and no more.
    let bytes = fast.regions[0].timeline.first {
      $0.metric == .cacheBytes && $0.interval == 9
    }!.value
    let least = bytes / Bandwidth.megabits(200).bytesPerSecond
    #expect(slow.regions[2].handler.syncTime!.seconds > 0.9 * least)
    #expect(slow.regions[2].handler.syncTime!.seconds < 1.5 * least)
  }

  @Test func nothingIsChangedWhileTheHomeRegionIsOut() throws {
    let report = try faultRun {
      $0.faults = [once(.regionOut(region: "westeurope"), at: 5, lasts: 10)]
      $0.changes = [
        ChangeDescription(at: .minutes(10), kind: .takeOutOfRouting("southeastasia"))
      ]
    }.report
    #expect(try pulls(report, 2, 11..<15).allSatisfy { $0.region == RegionID(2) })
    #expect(try pulls(report, 2, 17..<30).allSatisfy { $0.region != RegionID(2) })
  }
}
