import SimulationKernel
import Testing

@testable import RegistryModel

/// A slow upstream takes so many times as long for all that it does.
@Suite struct SlowUpstreamTests {
  /// How long the one pull of a cold image takes.
  private func latency(
    _ factor: Double?, from begin: Span = .zero, lasts: Span? = nil,
    change: (inout Scenario) -> Void = { _ in }
  ) throws -> Double {
    let report = try faultRun {
      $0.registry.replicas = []
      $0.behaviour.missDelivery = .storeThenServe
      $0.workloads = [$0.workloads[0]]
      $0.workloads[0].clients.nodes = 1
      $0.workloads[0].arrivals = .scaleOut(
        at: .minutes(1), image: "docker/node:latest", within: .zero)
      // The way and the registry's own part are nothing beside the upstream's.
      $0.upstreams[0].near = "westeurope"
      $0.upstreams[0].responseTime = Delay(median: .milliseconds(500), sigma: 0)
      $0.upstreams[0].bandwidthPerDownload = .megabits(40)
      $0.registry.storage.bandwidthPerDownload = .gigabits(100)
      $0.workloads[0].clients.bandwidth = .gigabits(100)
      if let factor {
        $0.faults = [
          once(.upstreamSlow(host: "docker.io", factor: factor), at: begin, lasts: lasts)
        ]
      }
      change(&$0)
    }.report
    let pull = try #require(report.workloads[0].pulls.first)
    #expect(pull.status == .ok && pull.attempts == 1)
    return (pull.endedAt - pull.startedAt).seconds
  }

  @Test(arguments: [2, 4, 10])
  func aColdPullTakesSoManyTimesAsLong(factor: Double) throws {
    let usual = try latency(nil)
    let ratio = try latency(factor) / usual
    #expect(usual > 10 && ratio > 0.9 * factor && ratio <= factor, "\(ratio)")
  }

  @Test func downloadsUnderWayAreSlowedAndGoOnFasterAfterwards() throws {
    let usual = try latency(nil)
    // For four seconds in the middle of the layers nothing to speak of comes.
    let interrupted = try latency(1_000, from: .seconds(65), lasts: .seconds(4))
    #expect(abs(interrupted - usual - 4) < 0.3)
  }

  @Test func whereTheSharedBandwidthIsTheBottleneckThatIsDivided() throws {
    let narrow = { (scenario: inout Scenario) in
      scenario.upstreams[0].bandwidth = .megabits(60)
    }
    let (usual, slow) = (try latency(nil, change: narrow), try latency(3, change: narrow))
    #expect(slow / usual > 2.7 && slow / usual <= 3)
  }
}
