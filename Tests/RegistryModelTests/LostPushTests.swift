import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// Pushes that are lost with a zone, or that nobody takes.
@Suite struct LostPushTests {
  /// One region; a hundred images are pushed in minute 2, and a zone is lost at minute 3.
  private func report(
    replicas: [String] = [], replication: UInt32 = 0, change: (inout Scenario) -> Void
  ) throws -> RunReport {
    try run(
      smallScenario {
        $0.run.warmUp = .zero
        $0.registry.replicas = replicas
        $0.workloads = []
        $0.pushes = (0..<100).map {
          PushDescription(
            image: "apps/app-\($0):1", layers: [.mebibytes(4), .mebibytes(1)],
            at: .minutes(2) + .milliseconds(Int64($0)))
        }
        $0.faults = [
          FaultDescription(
            name: "zone", kind: .zoneOut(region: "westeurope", zone: 2),
            occurrence: .scheduled(at: .minutes(3), lasts: .minutes(5)))
        ]
        $0.registry.storage.zoneLag = Delay(median: .minutes(5), sigma: 0)
        change(&$0)
      }, replication: replication)
  }

  @Test func whatOnlyTheLostZoneHadIsGone() throws {
    let lost = try report { $0.behaviour.zoneReplication = .asynchronous }
    #expect(lost.violations == [])
    let handler = lost.regions[0].handler
    // A push comes through any of three zones: 33 of a hundred, give or take four and a half.
    #expect((20...47).contains(handler.lostPushedImages))
    #expect(handler.lostPushedLayers == 2 * handler.lostPushedImages)
    #expect(lost.faults[0].figures.writesLost == handler.lostPushedLayers)
    #expect(handler.lostLayers == 0)
    let left = Int64(100 - handler.lostPushedImages)
    #expect(lost.regions[0].pushedBytesHeld == left * (5 << 20 + 1_000))
    #expect(lost.regions[0].handler.pushesRefused == 0)
  }

  @Test func whatAllZonesHaveIsKept() throws {
    let quick = try report {
      $0.behaviour.zoneReplication = .asynchronous
      $0.registry.storage.zoneLag = Delay(median: .seconds(30), sigma: 0)
    }
    let synchronous = try report { $0.behaviour.zoneReplication = .synchronous }
    for report in [quick, synchronous] {
      #expect(report.regions[0].handler.lostPushedImages == 0)
      #expect(report.regions[0].pushedBytesHeld == 100 * (5 << 20 + 1_000))
    }
  }

  @Test func whatReplicationBroughtIsLostInTheSameWay() throws {
    let report = try report(replicas: ["eastus"]) {
      $0.behaviour.zoneReplication = .asynchronous
      $0.registry.replication.delay = Delay(median: .seconds(5), sigma: 0)
      // Replication writes in the first zone.
      $0.faults[0].kind = .zoneOut(region: "eastus", zone: 1)
    }
    #expect(report.violations == [])
    #expect(report.regions[1].handler.lostPushedImages == 100)
    #expect(report.regions[1].pushedBytesHeld == 0)
    // Whoever was pushed to has all of it.
    #expect(report.regions[0].handler.lostPushedImages == 0)
    #expect(report.regions[0].pushedBytesHeld == 100 * (5 << 20 + 1_000))
  }

  @Test func whatIsLostIsUnknownToClients() throws {
    func unknown(_ replication: BehaviourSwitches.ZoneReplication) throws -> Int {
      let report = try report {
        $0.behaviour.zoneReplication = replication
        $0.workloads = [smallScenario().workloads[0]]
        $0.workloads[0].clients.attempts = 1
        $0.workloads[0].images.repositories = ["apps/*"]
        $0.workloads[0].arrivals = .steady(rate: .perMinute(60))
      }
      #expect(report.violations == [])
      #expect(report.regions[0].handler.pullsTooEarly == 0)
      return report.regions[0].handler.unmatched
    }
    // Those of the first two minutes come before the pushes.
    #expect(try unknown(.asynchronous) > unknown(.synchronous) + 100)
  }

  /// A region that is out takes no push; five attempts within 50 s may outlast it.
  @Test(arguments: [(Span.seconds(45), 1, 0), (.seconds(55), 0, 1)] as [(Span, Int, Int)])
  func aPushIsTriedAgainAndGivenUp(outage: Span, taken: Int, failed: Int) throws {
    let report = try run(
      smallScenario {
        $0.run.warmUp = .zero
        $0.workloads = []
        $0.registry.replication.delay = Delay(median: .seconds(5), sigma: 0)
        $0.pushes = [
          PushDescription(
            image: "apps/web:1", layers: [.mebibytes(4)], at: .minutes(2), region: "eastus")
        ]
        $0.faults = [
          FaultDescription(
            name: "region", kind: .regionOut(region: "eastus"),
            occurrence: .scheduled(at: .minutes(2) - .seconds(1), lasts: outage + .seconds(1)))
        ]
      })
    #expect(report.violations == [])
    #expect(report.regions.map(\.handler.pushesFailed) == [0, failed, 0])
    let bytes = Int64(taken) * (4 << 20 + 1_000)
    #expect(report.regions.map(\.pushedBytesHeld) == [bytes, bytes, bytes])
  }
}
