import SimulationKernel
import Testing

@testable import RegistryModel

/// When faults are found out, and that what is noticed goes to the fault that it is of.
@Suite struct FaultDetectionTests {
  // MARK: Outages that probes cannot tell apart

  private func outages(
    _ element: FaultDescription.Kind, _ count: Int64, of length: Span, every period: Span
  ) throws -> [FaultReport] {
    try faultRun { scenario in
      scenario.faults = (0..<count).map {
        once(
          element, at: .minutes(5) + period * $0, lasts: length, name: "outage \($0)")
      }
    }.report.faults
  }

  @Test(
    arguments: [
      (11, .seconds(80), .seconds(80)), (20, .seconds(88), .seconds(90)),
    ] as [(Int64, Span, Span)])
  func outagesWithoutAProbeInBetweenAreFoundOutAsOne(
    count: Int64, length: Span, period: Span
  ) throws {
    let region = FaultDescription.Kind.regionOut(region: "eastus")
    let one = try #require(
      try outages(region, 1, of: .minutes(15), every: Span.zero)[0].detectedAfter)
    let flapping = try outages(region, count, of: length, every: period)
    let detected = flapping.compactMap { fault in
      fault.detectedAfter.map { fault.begin + $0 - (Instant.zero + .minutes(5)) }
    }
    // In a pause of two seconds there may be a probe, at one of its thirty; then a row begins anew.
    let first = try #require(detected.first)
    #expect(first == one || period > length && first < one + .minutes(3))
  }

  @Test func aZoneThatFlapsIsTakenOutOfRotation() throws {
    let zone = FaultDescription.Kind.zoneOut(region: "westeurope", zone: 1)
    // Probes go every five seconds: those at 300 s and 305 s fail.
    let flapping = try outages(zone, 20, of: .seconds(4), every: .milliseconds(4_500))
    #expect(flapping.compactMap(\.detectedAfter).isEmpty == false)
  }

  // MARK: Faults at the same time

  @Test func aSlowUpstreamIsNotCreditedWithAnOutage() throws {
    let report = try faultRun {
      $0.workloads[0].arrivals = .steady(rate: .perMinute(120))
      $0.faults = [
        once(.upstreamSlow(host: "docker.io", factor: 2), at: 0, lasts: 10, name: "slow"),
        once(.upstreamOut(host: "docker.io"), at: 1, lasts: 3, name: "out"),
        once(.upstreamRefusing(host: "docker.io"), at: 5, lasts: 2, name: "refusing"),
      ]
      $0.behaviour.tagFreshness = .everyPull
    }.report
    let (slow, out, refusing) = (report.faults[0], report.faults[1], report.faults[2])
    #expect(slow.figures.requestsLost == 0 && slow.detectedAfter == nil && slow.movedAfter == nil)
    #expect(out.figures.requestsLost > 0 && out.detectedAfter != nil)
    #expect(refusing.figures.requestsLost > 0 && refusing.detectedAfter != nil)
    #expect(slow.recoveredAfter! < .seconds(30) && out.recoveredAfter! < .seconds(30))
  }

  @Test func whatEndsFirstIsOverAlthoughAnotherFaultLasts() throws {
    let report = try faultRun {
      $0.behaviour.tagFreshness = .everyPull
      $0.faults = [
        once(.upstreamOut(host: "docker.io"), at: 1, lasts: 4, name: "out"),
        once(.upstreamRefusing(host: "docker.io"), at: 2, lasts: 20, name: "refusing"),
      ]
    }.report
    // It answers again, if only with 429.
    #expect(report.faults[0].recoveredAfter! < .minutes(1))
    // What was lost before the outage ended is the outage's.
    #expect(report.faults[1].detectedAfter! > .minutes(3))
  }

  @Test func aSlowVaultIsNotCreditedWithARevokedRole() throws {
    let report = try faultRun {
      $0.behaviour.tagFreshness = .everyPull
      $0.credentialSets = [CredentialSetDescription(name: "docker-hub", secretLifetime: .zero)]
      $0.upstreams[0].tokenLifetime = .seconds(20)
      $0.faults = [
        once(.roleRevoked(set: "docker-hub"), at: 5, lasts: 10, name: "role"),
        once(.keyVaultSlow(factor: 2), at: 7, lasts: 5, name: "slow"),
      ]
    }.report
    let (role, slow) = (report.faults[0], report.faults[1])
    #expect(role.detectedAfter! < .minutes(1) && role.figures.requestsLost > 0)
    #expect(role.recoveredAfter! < .minutes(1))
    #expect(slow.detectedAfter == nil && slow.figures.requestsLost == 0)
  }

  @Test func aRegionsLossIsNotThatOfOneOfItsZones() throws {
    let report = try faultRun {
      $0.faults = [
        once(.regionOut(region: "eastus"), at: 5, lasts: 10, name: "region"),
        once(.zoneOut(region: "eastus", zone: 2), at: 6, lasts: 5, name: "zone"),
        once(
          .outOfRouting(region: "eastus"), at: .seconds(301), lasts: .minutes(5), name: "routing"),
      ]
    }.report
    #expect(report.faults[0].figures.requestsLost > 0)
    #expect(report.faults[1].figures.requestsLost == 0)
    #expect(report.faults[2].figures.requestsLost == 0)
  }

  // MARK: Slow front ends

  @Test func slowFrontEndsAreFoundOutWhenAQueueIsFull() throws {
    func fault(queueLimit: Int) throws -> FaultReport {
      try faultRun {
        $0.workloads = [$0.workloads[0]]
        $0.workloads[0].arrivals = .steady(rate: .perMinute(240))
        $0.workloads[0].clients.layerStore = nil
        $0.registry.frontEnds.servers = 1
        $0.registry.frontEnds.queueLimit = queueLimit
        $0.faults = [
          once(.frontEndsSlow(region: "westeurope", factor: 60), at: 10, lasts: 5)
        ]
      }.report.faults[0]
    }
    let short = try fault(queueLimit: 20)
    let long = try fault(queueLimit: 100_000)
    #expect(short.detectedAfter! > .zero && short.detectedAfter! < .minutes(3))
    #expect(long.detectedAfter == nil)
    // A longer queue takes longer to clear.
    #expect(long.recoveredAfter! > short.recoveredAfter!)
    // 503 is an answer.
    #expect(short.figures.requestsLost == 0 && short.movedAfter == nil)
  }

  // MARK: Replication and the monitor

  @Test func aStallIsOverWhenWhatWaitedHasCome() throws {
    func fault(_ link: Bandwidth) throws -> FaultReport {
      try faultRun {
        $0.registry.network.betweenRegions = link
        $0.workloads = [$0.workloads[0]]
        $0.faults = [once(.replicationStalled(from: "westeurope"), at: 0, lasts: 20)]
      }.report.faults[0]
    }
    let fast = try fault(.gigabits(10))
    let slow = try fault(.megabits(500))
    #expect(fast.recoveredAfter! > .zero && slow.recoveredAfter! > fast.recoveredAfter!)
    #expect(slow.detectedAfter == nil && slow.movedAfter == nil)
    #expect(slow.figures.requestsLost == 0)
    // Where nothing waited there is nothing to catch up with.
    let idle = try faultRun {
      $0.workloads = [$0.workloads[0]]
      $0.faults = [once(.replicationStalled(from: "eastus"), at: 0, lasts: 20)]
    }.report.faults[0]
    #expect(idle.recoveredAfter == nil)
  }

  // MARK: The survivors

  @Test func whatTheSurvivorsThrottleIsCounted() throws {
    func fault(_ kind: FaultDescription.Kind) throws -> FaultReport {
      try faultRun {
        $0.registry.throttling.reads = 1_500
        for index in $0.workloads.indices {
          $0.workloads[index].clients.layerStore = nil
          $0.workloads[index].arrivals = .steady(rate: .perMinute(120))
        }
        $0.faults = [once(kind, at: 10, lasts: 10)]
      }.report.faults[0]
    }
    let lost = try fault(.regionOut(region: "eastus"))
    #expect(try #require(lost.figures.survivorsThrottled) > 0)
    // A link moves no clients.
    let link = try fault(.linkImpaired(from: "eastus", to: "westeurope", share: 0.5))
    #expect(link.figures.survivorsThrottled == nil)
  }
}
