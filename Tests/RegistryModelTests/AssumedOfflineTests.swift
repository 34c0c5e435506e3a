import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// Upstreams that are assumed to be offline after a failure.
@Suite struct AssumedOfflineTests {
  private func at(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

  // MARK: The state machine

  @Test func nothingIsRememberedForNoTime() {
    var upstream = UpstreamReachability(memory: .zero)
    for second in Int64(0)..<3 {
      #expect(upstream.admit(at: at(second)) == .asks)
      upstream.ended(.asks, .upstreamFailed, isUpstreams: true, at: at(second))
    }
    #expect(upstream.admit(at: at(3)) == .asks)
  }

  @Test func afterAFailureNobodyAsksUntilTheTimeIsOver() {
    var upstream = UpstreamReachability(memory: .seconds(300))
    #expect(upstream.admit(at: at(0)) == .asks)
    upstream.ended(.asks, .upstreamFailed, isUpstreams: true, at: at(90))
    #expect(upstream.admit(at: at(90)) == .refused)
    // Whoever was refused has learnt nothing, and who began before has nothing new to tell.
    upstream.ended(.refused, .upstreamFailed, isUpstreams: true, at: at(91))
    upstream.ended(.asks, .upstreamFailed, isUpstreams: true, at: at(200))
    #expect(upstream.admit(at: at(389)) == .refused)
    #expect(upstream.admit(at: at(390)) == .triesAgain)
    // One finds out for all.
    #expect(upstream.admit(at: at(390)) == .refused)
    upstream.ended(.triesAgain, .upstreamFailed, isUpstreams: true, at: at(480))
    #expect(upstream.admit(at: at(779)) == .refused)
    #expect(upstream.admit(at: at(780)) == .triesAgain)
    upstream.ended(.triesAgain, .ok, isUpstreams: true, at: at(781))
    #expect(upstream.admit(at: at(781)) == .asks)
  }

  @Test(arguments: AnswerStatus.allCases)
  func whateverTheUpstreamSaysIsAnAnswer(status: AnswerStatus) {
    var upstream = UpstreamReachability(memory: .seconds(300))
    upstream.ended(.asks, status, isUpstreams: true, at: at(0))
    #expect(upstream.admit(at: at(0)) == (status == .upstreamFailed ? .refused : .asks))
    // An answer to an earlier question ends the assumption.
    upstream.ended(.asks, .upstreamFailed, isUpstreams: true, at: at(0))
    upstream.ended(.asks, .notFound, isUpstreams: true, at: at(1))
    #expect(upstream.admit(at: at(1)) == .asks)
  }

  @Test(arguments: [AnswerStatus.unavailable, .unauthorized])
  func aTryThatNeverCameToAskIsMadeAgain(status: AnswerStatus) {
    var upstream = UpstreamReachability(memory: .seconds(300))
    upstream.ended(.asks, .upstreamFailed, isUpstreams: true, at: at(0))
    #expect(upstream.admit(at: at(300)) == .triesAgain)
    upstream.ended(.triesAgain, status, isUpstreams: false, at: at(310))
    #expect(upstream.admit(at: at(310)) == .triesAgain)
    // Nor does one that began before the failure end the assumption.
    upstream.ended(.triesAgain, .upstreamFailed, isUpstreams: true, at: at(320))
    upstream.ended(.asks, status, isUpstreams: false, at: at(330))
    #expect(upstream.admit(at: at(330)) == .refused)
    upstream.forget()
    #expect(upstream.admit(at: at(330)) == .asks)
  }

  // MARK: In a registry

  private func outage(
    memory: Span, change: (inout Scenario) -> Void = { _ in }
  ) throws -> RunReport {
    let report = try run(
      smallScenario {
        $0.run.duration = .minutes(50)
        $0.run.warmUp = .minutes(10)
        $0.registry.replicas = []
        $0.workloads.removeLast(2)
        $0.workloads[0].images.repositories = ["docker/node", "docker/redis", "docker/nginx"]
        $0.behaviour.tagFreshness = .interval(.minutes(2))
        $0.behaviour.upstreamFailure = .serveStale
        $0.upstreams[0].assumedOfflineFor = memory
        // A token outlasts the outage, so that it is the upstream that does not answer.
        $0.upstreams[0].tokenLifetime = .hours(2)
        $0.faults = [
          FaultDescription(
            name: "hub", kind: .upstreamOut(host: "docker.io"),
            occurrence: .scheduled(at: .minutes(15), lasts: .minutes(20)))
        ]
        change(&$0)
      })
    #expect(report.violations == [])
    return report
  }

  @Test func staleContentIsServedWithoutTheWait() throws {
    let without = try outage(memory: .zero)
    let with = try outage(memory: .minutes(5))
    #expect(without.failed == 0 && with.failed == 0)
    func latency(_ report: RunReport, _ quantile: Double) throws -> Int64 {
      try #require(report.workloads[0].latency[0].quantile(quantile))
    }
    // Without, every pull of the outage waits for all attempts; with, the few that try.
    #expect(try latency(without, 0.9) > 30_000_000_000)
    #expect(try latency(with, 0.9) < 2_000_000_000)
    let (one, other) = (without.regions[0].handler, with.regions[0].handler)
    #expect(one.assumedFailures == 0 && other.assumedFailures > 100)
    #expect(other.servedStale > one.servedStale / 2)
    #expect(with.upstreams[0].unanswered < without.upstreams[0].unanswered / 2)
    // It is told as late as the memory lasts that the upstream is back.
    let recovered = try #require(with.faults[0].recoveredAfter)
    #expect(recovered <= .minutes(5) + .minutes(2))
    #expect(try #require(without.faults[0].recoveredAfter) <= .minutes(2))
  }

  @Test func whatChangedIsFreshAgainAfterTheDelayAtMost() throws {
    // The tag changes during the outage, for good.
    let report = try outage(memory: .minutes(5)) {
      $0.workloads[0].images.repositories = ["docker/node"]
      $0.catalogue.tagChanges = TagChangeDescription(
        events: [TagChangeEvent(image: "docker/node:latest", at: .minutes(20))])
    }
    let handler = report.regions[0].handler
    #expect(report.failed == 0 && handler.changesFound == 1 && handler.staleAnswers > 0)
    // 15 minutes of the outage, then the memory, a check that is due, and a try that began before.
    let oldest = try #require(handler.staleAge.max)
    #expect(oldest <= Span.minutes(15 + 5 + 2).nanoseconds + Span.seconds(100).nanoseconds)
    #expect(oldest > Span.minutes(14).nanoseconds)
  }

  @Test func whatIsNotCachedFailsAtOnceAndIsTriedAgain() throws {
    let without = try outage(memory: .zero) { $0.workloads[0].images.repositories = [] }
    let with = try outage(memory: .minutes(1)) { $0.workloads[0].images.repositories = [] }
    #expect(with.regions[0].handler.assumedFailures > 0)
    // Of the pulls that fail, none fails for longer than the clients try.
    #expect(with.failed <= without.failed + without.served / 100)
    #expect(with.upstreams[0].unanswered < without.upstreams[0].unanswered)
  }

  @Test func aSetWithoutItsSecretTellsNothingOfTheUpstream() throws {
    func unanswered(secretIsMissing: Bool) throws -> Int {
      let report = try outage(memory: .minutes(5)) {
        $0.rules = ["node", "redis"].map {
          RuleDescription(
            name: "rule-\($0)", source: "docker.io/library/\($0)", target: "docker/\($0)",
            credentialSet: "set-\($0)")
        }
        $0.workloads[0].images.repositories = ["docker/node", "docker/redis"]
        guard secretIsMissing else { return }
        $0.faults.append(
          FaultDescription(
            name: "secret", kind: .secretMissing(set: "set-redis"),
            occurrence: .scheduled(at: .zero, lasts: nil)))
      }
      let refused = report.regions[0].handler.credentials.failedSecretReads
      #expect((refused > 0) == secretIsMissing)
      return report.upstreams[0].unanswered
    }
    let sound = try unanswered(secretIsMissing: false)
    #expect(sound > 0)
    // Only what the sound set fetches is asked for, and no more often.
    #expect(try unanswered(secretIsMissing: true) <= sound)
  }

  @Test(arguments: BehaviourSwitches.MissFetcher.allCases)
  func eachRegionFindsOutForItself(fetcher: BehaviourSwitches.MissFetcher) throws {
    let report = try run(
      smallScenario {
        $0.behaviour.missFetcher = fetcher
        $0.behaviour.tagFreshness = .everyPull
        $0.upstreams[0].assumedOfflineFor = .seconds(30)
        $0.faults = [
          FaultDescription(
            name: "hub", kind: .upstreamFailing(host: "docker.io", share: 0.9),
            occurrence: .scheduled(at: .minutes(5), lasts: .minutes(5))),
          FaultDescription(
            name: "region", kind: .regionOut(region: "westeurope"),
            occurrence: .scheduled(at: .minutes(8), lasts: .minutes(1))),
        ]
      })
    #expect(report.violations == [])
    let assumed = report.regions.map(\.handler.assumedFailures)
    #expect(assumed[0] > 0)
    // A region that asks the home region has nothing to assume of an upstream.
    #expect((assumed[1] > 0) == (fetcher != .home))
  }
}
