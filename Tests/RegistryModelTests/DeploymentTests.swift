import ImageCatalogue
import Randomness
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

@Suite struct DeploymentTests {
  private func report(
    _ arrivals: ArrivalDescription, shuffledTies: UInt64? = nil,
    change: (inout ClientDescription) -> Void = { _ in }
  ) throws -> WorkloadReport {
    let scenario = smallScenario(arrivals: arrivals) { scenario in
      scenario.run.warmUp = .zero
      scenario.workloads.removeLast(2)
      change(&scenario.workloads[0].clients)
    }
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var simulation = Simulation(
      plan, replication: 0, recordsPulls: true, shuffledTies: shuffledTies)
    simulation.run(until: .zero + scenario.run.duration)
    let report = simulation.report
    #expect(report.violations == [])
    return report.workloads[0]
  }

  private func starts(_ report: WorkloadReport) -> [Int64] {
    report.pulls.sorted { $0.number < $1.number }.map { $0.startedAt.nanoseconds / 1_000_000_000 }
  }

  @Test func aScaleOutComesAgainToTheNextNodes() throws {
    let report = try report(
      .scaleOut(
        ScaleOut(
          at: .minutes(1), image: "docker/node:latest", within: .zero, every: .minutes(3), nodes: 8)
      ))
    // At 1, 4, 7, 10, 13 and 16 minutes, the last at the very end.
    #expect(report.started == 48)
    let pulls = report.pulls.sorted { $0.number < $1.number }
    #expect(pulls.prefix(24).map(\.node) == (0..<24).map { UInt32($0 % 20) })
    #expect(
      starts(report).prefix(17)
        == ([60, 240].flatMap { Array(repeating: $0, count: 8) } + [420])[...])
  }

  @Test func newMachinesAreSlowerThanOldOnes() throws {
    func again(fresh: Bool) throws -> WorkloadReport {
      try report(
        .scaleOut(
          ScaleOut(
            at: .minutes(1), images: ["docker/node:latest", "docker/redis:latest"],
            within: .seconds(5), every: .minutes(4), fresh: fresh)))
    }
    let (warm, cold) = (try again(fresh: false), try again(fresh: true))
    #expect(warm.started == 160 && cold.started == 160)
    #expect(cold.layersKept == 0 && warm.layersKept > 0)
    #expect(cold.layersDownloaded.requests == 4 * warm.layersDownloaded.requests)
    #expect(cold.latency[0].quantile(0.4)! > 2 * warm.latency[0].quantile(0.4)!)
  }

  @Test(arguments: [nil, 1, 2, 3] as [UInt64?])
  func aBatchThatIsWaitedForEndsBeforeTheNext(shuffledTies: UInt64?) throws {
    let report = try report(
      .rollingDeployment(
        RollingDeployment(
          at: .minutes(1), images: ["docker/node:latest", "docker/redis:latest"], batch: 6,
          pause: .seconds(10), waits: true)), shuffledTies: shuffledTies)
    #expect(report.served == 40)
    let batches = Dictionary(grouping: report.pulls) { Int($0.node) / 6 }
    #expect(batches.count == 4)
    for batch in 1..<4 {
      let end = batches[batch - 1]!.map(\.endedAt).max()!
      #expect(Set(batches[batch]!.map(\.startedAt)) == [end + .seconds(10)])
    }
  }

  @Test func batchesThatAreNotWaitedForFollowTheClock() throws {
    let report = try report(
      .rollingDeployment(
        at: .minutes(1), image: "docker/node:latest", batch: 6, pause: .seconds(20)))
    #expect(Set(starts(report)) == [60, 80, 100, 120])
  }

  @Test func aFailedPullEndsItsBatchToo() throws {
    let report = try report(
      .rollingDeployment(
        RollingDeployment(
          at: .seconds(1), image: "docker/node:latest", batch: 10, pause: .zero, waits: true))
    ) { $0.attempts = 1 }
    #expect(report.served + report.failed == 20)
  }

  @Test func aWeekFollowsItsHoursAndDays() throws {
    var hours = [Double](repeating: 0, count: 24)
    hours[7] = 1
    hours[8] = 3
    func pulls(_ day: WeeklyLoad.Day) throws -> [Int] {
      let report = try run(
        smallScenario(
          arrivals: .week(
            WeeklyLoad(mean: .perMinute(5), hours: hours, weekend: 0.25, firstDay: day))
        ) {
          $0.workloads.removeLast(2)
          $0.run.duration = .hours(3)
          $0.run.warmUp = .zero
          $0.run.timelineInterval = .hours(1)
        })
      #expect(report.violations == [])
      return report.workloads[0].timeline.filter { $0.metric == .pullsStarted }
        .map { Int($0.value) }
    }
    // From 7 to 10: a quarter and three quarters of the day's 7,200 pulls.
    let friday = try pulls(.friday)
    #expect(friday.count == 3 && friday[2] == 0)
    #expect(abs(friday[0] - 1_800) < 150 && abs(friday[1] - 5_400) < 260)
    let sunday = try pulls(.sunday)
    #expect(abs(sunday[0] - 450) < 80 && abs(sunday[1] - 1_350) < 130)
  }

  @Test("A rate so low that the next pull is beyond the end of time yields none")
  func beyondTheEndOfTime() {
    let night = (0..<24).map { $0 == 3 ? 1.0 : 0 }
    let descriptions: [ArrivalDescription] = [
      .week(WeeklyLoad(mean: Rate(perSecond: 1e-9), hours: night)),
      .timeOfDay(mean: Rate(perSecond: 1e-9), swing: 1, peak: .hours(3)),
    ]
    for description in descriptions {
      var arrivals = Arrivals(
        description, startOfDay: .hours(23),
        key: StreamKey(seed: 1, replication: 0, name: "pool", purpose: "arrivals"))
      #expect(arrivals.next(after: .distantFuture - .hours(1)) == .maximum)
    }
  }
}
