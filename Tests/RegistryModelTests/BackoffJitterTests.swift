import ImageCatalogue
import Randomness
import SimulationKernel
import Testing

@testable import RegistryModel

/// Machines that were refused together come back apart.
@Suite struct BackoffJitterTests {
  private func terms(_ jitter: Double) -> PullTerms {
    var clients = ClientDescription()
    clients.backoffJitter = jitter
    return PullTerms(clients)
  }

  @Test func aWaitGrowsByUpToItsShare() {
    var stream = StreamKey(seed: 1, replication: 0, name: "test", purpose: "jitter").stream
    let waits = (0..<1_000).map { _ in terms(0.5).jittered(.seconds(60), &stream) }
    // Never shorter, so that a Retry-After is kept to; evenly up to half as long again.
    #expect(waits.allSatisfy { $0 >= .seconds(60) && $0 <= .seconds(90) })
    let mean = waits.reduce(0) { $0 + $1.seconds } / 1_000
    #expect(abs(mean - 75) < 1)
    #expect(terms(0).jittered(.seconds(60), &stream) == .seconds(60))
  }

  /// 600 nodes that want one image of a registry that grants 1,000 reads a minute.
  private func herd(_ jitter: Double) throws -> (failed: Int, moments: Int) {
    let scenario = TierTests.herds([600], tier: .basic) {
      $0.workloads[0].clients.backoffJitter = jitter
      $0.run.duration = .minutes(30)
    }
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var simulation = Simulation(plan, replication: 0, recordsPulls: true)
    simulation.run(until: .zero + scenario.run.duration)
    let report = simulation.report
    #expect(report.violations == [])
    #expect(report.served + report.failed == 600)
    let failures = report.workloads[0].pulls.filter { $0.status == .throttled }
    return (report.failed, Set(failures.map { $0.endedAt.nanoseconds / 100_000_000 }).count)
  }

  @Test func aHerdThatSpreadsGivesUpLess() throws {
    let (lockstep, spread) = (try herd(0), try herd(0.5))
    // In step they meet the same empty bucket six times, and give up in the same moments.
    #expect(lockstep.failed > 200)
    #expect(lockstep.moments < lockstep.failed / 4)
    #expect(spread.failed < lockstep.failed / 2)
  }

  @Test func theDrawBelongsToPullAndAttempt() throws {
    func pulls(_ jitter: Double, extra: Bool) throws -> [PoolRecorder.PullRecord] {
      let scenario = TierTests.herds(extra ? [300, 5] : [300], tier: .basic) {
        $0.workloads[0].clients.backoffJitter = jitter
      }
      var simulation = Simulation(
        try WorldPlan(scenario, catalogue: .popularImages), replication: 0, recordsPulls: true)
      simulation.run(until: .zero + scenario.run.duration)
      return simulation.report.workloads[0].pulls
    }
    // The same once more, and something else with another jitter.
    #expect(try pulls(0.5, extra: false) == pulls(0.5, extra: false))
    #expect(try pulls(0.5, extra: false) != pulls(0.4, extra: false))
    // Who is not refused waits for nobody's jitter.
    let untouched = try pulls(0.5, extra: false).filter { $0.attempts == 1 }.map(\.number)
    #expect(!untouched.isEmpty)
    #expect(try pulls(0.4, extra: false).filter { $0.attempts == 1 }.map(\.number) == untouched)
  }
}
