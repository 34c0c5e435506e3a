import SimulationKernel
import Testing

@testable import RegistryModel

/// The loss of a zone cuts what waits in it for content that is being fetched.
@Suite struct ZoneCutTests {
  /// A hundred nodes want one image at once, whose upstream takes long for what it sends.
  private func report(
    _ misses: BehaviourSwitches.ConcurrentMisses, _ delivery: BehaviourSwitches.MissDelivery,
    at loss: Span?, change: (inout Scenario) -> Void = { _ in }
  ) throws -> RunReport {
    try faultRun {
      $0.registry.replicas = []
      $0.behaviour.concurrentMisses = misses
      $0.behaviour.missDelivery = delivery
      $0.workloads = [$0.workloads[0]]
      $0.workloads[0].clients.nodes = 100
      $0.workloads[0].arrivals = .scaleOut(
        at: .minutes(1), image: "docker/node:latest", within: .zero)
      $0.upstreams[0].responseTime = Delay(median: .seconds(20), sigma: 0)
      if let loss {
        $0.faults = [once(.zoneOut(region: "westeurope", zone: 1), at: loss, lasts: .minutes(5))]
      }
      change(&$0)
    }.report
  }

  private static let ways: [(BehaviourSwitches.ConcurrentMisses, BehaviourSwitches.MissDelivery)] =
    [
      (.joinedPerRegion, .storeThenServe), (.joinedPerRegistry, .streamAndCopy),
      (.separate, .streamAndCopy), (.separate, .storeThenServe),
    ]

  @Test(arguments: ways)
  func aThirdOfTheManifestsThatAreWaitedForAreCut(
    misses: BehaviourSwitches.ConcurrentMisses, delivery: BehaviourSwitches.MissDelivery
  ) throws {
    // The upstream is asked and has not answered.
    let report = try report(misses, delivery, at: .seconds(70))
    let fault = report.faults[0]
    #expect((15...55).contains(fault.figures.requestsLost))
    #expect(report.workloads[0].retries == fault.figures.requestsLost)
    #expect(report.served == 100)
    // The fetch goes on: who comes again finds it.
    let usual = try self.report(misses, delivery, at: nil)
    #expect(usual.workloads[0].retries == 0)
    if misses != .separate {
      #expect(report.upstreams[0].manifests == usual.upstreams[0].manifests)
      #expect(report.upstreams[0].layers == usual.upstreams[0].layers)
    }
    // The others do not notice.
    #expect(
      report.workloads[0].pulls.count { $0.attempts == 1 } == 100 - fault.figures.requestsLost)
  }

  @Test(arguments: ways)
  func layersThatAreOnTheirWayAreCut(
    misses: BehaviourSwitches.ConcurrentMisses, delivery: BehaviourSwitches.MissDelivery
  ) throws {
    // Manifests came 20 s after they were asked for, the first byte of layers 20 s later.
    let report = try report(misses, delivery, at: .seconds(110)) {
      $0.upstreams[0].bandwidthPerDownload = .megabits(8)
    }
    let fault = report.faults[0]
    // Each of a third of the nodes waits for several layers; one of them ends its attempt.
    #expect(fault.figures.requestsLost > 30)
    let retries = report.workloads[0].retries
    #expect((15...75).contains(retries) && retries <= fault.figures.requestsLost)
    #expect(report.served == 100)
  }

  @Test func aCallThatWaitsForATokenIsCutToo() throws {
    let report = try report(.separate, .streamAndCopy, at: .seconds(62)) {
      $0.keyVault.identityTime = Delay(median: .seconds(10), sigma: 0)
    }
    #expect((15...55).contains(report.faults[0].figures.requestsLost))
    #expect(report.served == 100)
  }

  @Test func whatTheFrontEndsAndStorageCutIsCountedToo() throws {
    func lost(_ change: (inout Scenario) -> Void) throws -> Int {
      try faultRun {
        $0.workloads = [$0.workloads[0]]
        $0.workloads[0].clients.layerStore = nil
        $0.workloads[0].arrivals = .steady(rate: .perMinute(600))
        $0.faults = [
          once(.regionOut(region: "westeurope"), at: .minutes(10), lasts: .seconds(1))
        ]
        change(&$0)
      }.report.faults[0].figures.requestsLost
    }
    let usual = try lost { _ in }
    // Slower storage and front ends have more with them when the region is lost.
    let slow = try lost {
      $0.registry.storage.bandwidthPerDownload = .megabits(10)
      $0.registry.frontEnds.serviceTime = Delay(median: .seconds(2), sigma: 0)
      $0.registry.frontEnds.servers = 200
    }
    #expect(slow > usual + 50)
  }
}
