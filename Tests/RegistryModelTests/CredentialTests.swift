import CacheRules
import ContentCache
import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// Credentials in whole runs: in which direction they move what clients feel.
@Suite struct CredentialTests {
  /// One region; its clients keep nothing, and everything comes from Docker Hub.
  private func scenario(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
    smallScenario {
      $0.registry.replicas = []
      $0.workloads.removeLast(2)
      $0.workloads[0].clients.layerStore = nil
      $0.workloads[0].clients.attempts = 1
      $0.rules.removeLast()
      $0.run.warmUp = .zero
      change(&$0)
    }
  }

  private func run(
    _ scenario: Scenario, _ conditions: [(at: Span, KeyVaultCondition, begins: Bool)] = [],
    audit: Bool = false
  ) throws -> RunReport {
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var simulation = Simulation(plan, replication: 0, recordsAudit: audit)
    for (at, condition, begins) in conditions {
      simulation.schedule(.keyVault(.condition(condition, begins: begins)), at: .zero + at)
    }
    simulation.run(until: .zero + scenario.run.duration)
    #expect(simulation.report.violations == [])
    return simulation.report
  }

  /// A pull of one image that is in the cache from the second on, once a minute.
  private func onePullAMinute(_ scenario: inout Scenario) {
    scenario.workloads = (0..<15).map { minute in
      var workload = scenario.workloads[0]
      workload.name = "minute-\(minute)"
      workload.clients.nodes = 1
      workload.arrivals = .scaleOut(
        at: .minutes(Int64(minute)) + .seconds(10),
        image: minute % 2 == 0 ? "docker/node:latest" : "docker/redis:latest", within: .zero)
      return workload
    }
  }

  private let set = CredentialSetID(0)

  @Test func aHerdNeedsOneToken() throws {
    let report = try run(
      scenario {
        $0.behaviour.concurrentMisses = .separate
        $0.workloads[0].arrivals = .scaleOut(
          at: .minutes(1), image: "docker/node:latest", within: .zero)
        $0.upstreams = [UpstreamDescription(host: "docker.io", quota: .unlimited)]
      })
    let credentials = report.regions[0].handler.credentials
    #expect(report.workloads[0].served == 20)
    #expect(report.upstreams[0].manifests == 20)
    #expect(credentials.tokenRequests == 1)
    #expect(credentials.secretReads == 2)
    #expect(credentials.joinedWaits >= 19)
    #expect(credentials.time.count == credentials.joinedWaits + 1)
  }

  @Test func anAnonymousUpstreamNeedsNone() throws {
    let report = try run(
      scenario {
        $0.rules = [
          RuleDescription(name: "microsoft", source: "mcr.microsoft.com/*", target: "mcr/*")
        ]
      }, [(.zero, .out, true)])
    #expect(report.regions[0].handler.credentials == CredentialRecorder())
    #expect(report.workloads[0].failed == 0)
    #expect(report.upstreams.contains { $0.requests > 0 })
  }

  @Test func tokensThatLastLessAreAskedForMoreOften() throws {
    func requests(_ lifetime: Span) throws -> Int {
      try run(
        scenario {
          $0.behaviour.tagFreshness = .everyPull
          $0.upstreams = [
            UpstreamDescription(host: "docker.io", quota: .unlimited, tokenLifetime: lifetime)
          ]
        }
      ).regions[0].handler.credentials.tokenRequests
    }
    let (short, usual, long) = (
      try requests(.seconds(60)), try requests(.seconds(300)), try requests(.hours(1))
    )
    #expect(short > usual && usual > long)
    #expect(long == 1)
  }

  @Test func aSlowVaultDelaysTheFirstMissAndNoHit() throws {
    let base = scenario { onePullAMinute(&$0) }
    let usual = try run(base)
    let slow = try run(base, [(.zero, .slow(factor: 40), true)])
    func latency(_ report: RunReport, _ pull: Int) -> Double {
      report.workloads[pull].latency[0].mean ?? -1
    }
    #expect(usual.workloads.allSatisfy { $0.served == 1 })
    #expect(slow.workloads.allSatisfy { $0.served == 1 })
    #expect(latency(slow, 0) > latency(usual, 0) + 300e6)
    for hit in 2..<15 { #expect(latency(slow, hit) == latency(usual, hit), "pull \(hit)") }
  }

  @Test func whatIsCachedIsServedWithoutCredentials() throws {
    let base = scenario {
      onePullAMinute(&$0)
      $0.credentialSets = [CredentialSetDescription(name: "docker-hub", secretLifetime: .zero)]
      $0.upstreams = [UpstreamDescription(host: "docker.io", tokenLifetime: .seconds(30))]
    }
    let conditions: [(KeyVaultCondition, AnswerStatus)] = [
      (.out, .unavailable), (.secretMissing(set), .unauthorized),
      (.secretExpired(set), .unauthorized), (.roleRevoked(set), .unauthorized),
    ]
    for (condition, status) in conditions {
      // Everything is cached by then.
      let late = try run(base, [(.seconds(130), condition, true)])
      #expect(late.workloads.allSatisfy { $0.served == 1 }, "\(condition)")
      // Nothing ever is.
      let early = try run(base, [(.zero, condition, true)])
      #expect(early.workloads.allSatisfy { $0.ended[Int(status.rawValue)] == 1 }, "\(condition)")
      #expect(early.regions[0].unhealthyTime(ofSet: 0) > .minutes(14))
      // The second image cannot be had; the first goes on being served.
      let between = try run(base, [(.seconds(65), condition, true)])
      #expect(
        between.workloads.map { $0.served == 1 } == (0..<15).map { $0 % 2 == 0 }, "\(condition)")
    }
  }

  @Test func anExpiredSecretIsFeltWhenTheTokenIsOver() throws {
    // Each pull asks upstream whether its tag is up to date.
    let base = scenario {
      onePullAMinute(&$0)
      $0.behaviour.tagFreshness = .everyPull
      $0.behaviour.upstreamFailure = .fail
      $0.upstreams = [UpstreamDescription(host: "docker.io", tokenLifetime: .seconds(200))]
    }
    let report = try run(
      base,
      [(.seconds(90), .secretExpired(set), true), (.seconds(580), .secretExpired(set), false)])
    let served = report.workloads.map { $0.served == 1 }
    // The token of 10 s is good until 210 s; the secret in memory is refused until it is read again.
    #expect(served == (0..<15).map { $0 <= 3 })
    #expect(report.regions[0].handler.credentials.failedTokenRequests == 11)
    let again = try run(
      {
        var scenario = base
        scenario.credentialSets = [
          CredentialSetDescription(name: "docker-hub", refusedSecret: .readAgain)
        ]
        return scenario
      }(),
      [(.seconds(90), .secretExpired(set), true), (.seconds(580), .secretExpired(set), false)])
    #expect(again.workloads.map { $0.served == 1 } == (0..<15).map { $0 <= 3 || $0 >= 10 })
  }

  @Test func aRotatedSecretIsFoundAtOnceWithoutAVersionAndByAChangeWithOne() throws {
    func served(_ password: String?) throws -> [Bool] {
      let rotated = scenario {
        onePullAMinute(&$0)
        $0.behaviour.tagFreshness = .everyPull
        $0.behaviour.upstreamFailure = .fail
        $0.upstreams = [UpstreamDescription(host: "docker.io", tokenLifetime: .seconds(30))]
        $0.credentialSets = [
          CredentialSetDescription(
            name: "docker-hub", password: password, secretLifetime: .seconds(30))
        ]
      }
      return try run(
        rotated,
        [(.seconds(290), .secretRotated(set), true), (.seconds(590), .secretRotated(set), false)]
      ).workloads.map { $0.served == 1 }
    }
    #expect(try served(nil) == (0..<15).map { _ in true })
    let version = "https://my-vault.vault.azure.net/secrets/hub/0123456789abcdef0123456789abcdef"
    #expect(try served(version) == (0..<15).map { $0 <= 4 || $0 >= 10 })
  }

  @Test func conditionsThatOverlapEndWithTheLast() throws {
    let report = try run(
      scenario {
        onePullAMinute(&$0)
        $0.registry.cache.policy = "lru-ttl:30s"
        $0.credentialSets = [CredentialSetDescription(name: "docker-hub", secretLifetime: .zero)]
        $0.upstreams = [UpstreamDescription(host: "docker.io", tokenLifetime: .seconds(1))]
      },
      [
        (.seconds(125), .roleRevoked(set), true), (.seconds(185), .roleRevoked(set), true),
        (.seconds(245), .roleRevoked(set), false), (.seconds(365), .roleRevoked(set), false),
      ])
    let refused = report.workloads.map { $0.ended[Int(AnswerStatus.unauthorized.rawValue)] == 1 }
    #expect(refused == (0..<15).map { (2...5).contains($0) })
  }

  @Test func theVaultServesSoManyRequestsInTenSeconds() {
    var throttle = VaultThrottle(limit: 3)
    func admits(_ seconds: Double) -> Bool {
      throttle.admits(at: .zero + Span(seconds: seconds))
    }
    #expect([0, 1, 9.999].map(admits) == [true, true, true])
    // What is refused does not count.
    #expect([9.9995, 9.9999].map(admits) == [false, false])
    #expect([10, 10.1, 19, 19.5, 25].map(admits) == [true, true, true, false, true])
  }

  @Test func aVaultBeyondItsLimitIsAskedAgain() throws {
    func report(_ limit: Int?) throws -> RunReport {
      try run(
        scenario {
          $0.keyVault.requestsPer10Seconds = limit
          $0.registry.fetching.attempts = 5
          $0.registry.fetching.backoff = .seconds(5)
          $0.workloads[0].arrivals = .scaleOut(
            at: .minutes(1), image: "docker/node:latest", within: .zero)
        }, audit: true)
    }
    let unlimited = try report(nil)
    #expect(try report(4_000).fingerprint == unlimited.fingerprint)
    // Both secrets are asked for at once, and one of them at least is refused, however often.
    let limited = try report(1)
    #expect(limited.workloads[0].failed == 20)
    #expect(limited.vaultAccesses.count { $0.outcome == .throttled } >= 5)
    #expect(limited.regions[0].handler.credentials.secretReads == 10)
    #expect(limited.regions[0].credentialHealth[0].code == "KeyVaultUnavailable")
    // One that is enough delays nobody.
    #expect(try report(2).workloads[0].latency[0] == unlimited.workloads[0].latency[0])
  }

  @Test func everyAccessIsInTheAuditLog() throws {
    let base = scenario {
      onePullAMinute(&$0)
      $0.credentialSets = [
        CredentialSetDescription(name: "docker-hub", healthCheckInterval: .minutes(5))
      ]
    }
    let report = try run(base, [(.minutes(8), .secretMissing(set), true)], audit: true)
    let credentials = report.regions[0].handler.credentials
    #expect(report.vaultAccesses.count == credentials.secretReads)
    #expect(report.vaultAccesses.map(\.time) == report.vaultAccesses.map(\.time).sorted())
    #expect(
      report.vaultAccesses.map(\.outcome).filter { $0 == .notFound }.count
        == credentials.failedSecretReads)
    #expect(Set(report.vaultAccesses.map(\.secret)) == Set(SecretKind.allCases))
    #expect(try run(base).vaultAccesses == [])
    #expect(report.regions[0].unhealthyTime(ofSet: 0) > .minutes(5))
    #expect(report.regions[0].credentialHealth.map(\.code) == ["KeyVaultSecretNotFound"])
    #expect(try run(base).regions[0].credentialHealth.map(\.status) == [.healthy])
  }

  @Test(arguments: [nil, "japaneast"])
  func aRunInPartsIsTheWholeRun(vault: String?) throws {
    let scenario = smallScenario {
      $0.behaviour.missFetcher = .servingRegion
      $0.run = RunDescription(
        duration: .minutes(3), warmUp: .seconds(30), replications: 1,
        timelineInterval: .seconds(50))
      $0.keyVault.region = vault
      $0.keyVault.failureRate = 0.2
      $0.credentialSets = [
        CredentialSetDescription(
          name: "docker-hub", secretLifetime: .seconds(20), healthCheckInterval: .seconds(40))
      ]
      $0.upstreams = ["docker.io", "mcr.microsoft.com"].map {
        UpstreamDescription(
          host: $0, near: "westus", tokenLifetime: .seconds(10), failureRate: 0.1)
      }
    }
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var whole = Simulation(plan, replication: 0, recordsAudit: true)
    var parts = PartitionedRun(plan, replication: 0, recordsAudit: true)
    #expect(parts.parts.count == 5 + (vault == nil ? 0 : 1))
    whole.run(until: .zero + scenario.run.duration)
    parts.run(until: .zero + scenario.run.duration) { window in
      window % 2 == 0 ? nil : Array((0..<plan.partitionCount).reversed())
    }
    let (expected, found) = (whole.report, parts.report)
    #expect(expected.violations == [] && found.violations == [])
    #expect(found.regions == expected.regions)
    #expect(found.upstreams == expected.upstreams)
    #expect(found.vaultAccesses == expected.vaultAccesses)
    #expect(expected.vaultAccesses.contains { $0.outcome == .failed })
    #expect(expected.regions[1].handler.credentials.tokenRequests > 3)
  }

  @Test(arguments: UpstreamDescription.QuotaScope.allCases)
  func regionsShareAnAccountsQuotaButNotAnAddresss(
    scope: UpstreamDescription.QuotaScope
  ) throws {
    func refused(regions: Int) throws -> [Int] {
      let report = try run(
        smallScenario {
          $0.registry.replicas = Array($0.registry.replicas.prefix(regions - 1))
          $0.workloads = Array($0.workloads.prefix(regions))
          $0.behaviour.missFetcher = .servingRegion
          $0.registry.replication.delay = Delay(median: .hours(5), sigma: 0)
          $0.rules.removeLast()
          $0.run.warmUp = .zero
          $0.upstreams = [
            UpstreamDescription(
              host: "docker.io", quota: .init(requests: 30, window: .hours(6), per: scope))
          ]
        })
      return [report.upstreams[0].counted, report.upstreams[0].quota?.mostUsed ?? 0]
    }
    let (one, three) = (try refused(regions: 1), try refused(regions: 3))
    // Each region alone wants more than the quota.
    #expect(one == [30, 30])
    #expect(three == [scope == .account ? 30 : 90, 30])
  }

  @Test func aRefusalThatSaysWhenIsWaitedForIfThatIsSoonEnough() throws {
    func herd(limit: Span, header: UpstreamDescription.RetryAfterHeader) throws -> RunReport {
      try run(
        scenario {
          $0.behaviour.concurrentMisses = .separate
          $0.behaviour.missDelivery = .streamAndCopy
          $0.registry.fetching.retryAfterLimit = limit
          $0.registry.fetching.attempts = 5
          $0.workloads[0].arrivals = .scaleOut(
            at: .minutes(1), image: "docker/node:latest", within: .zero)
          $0.upstreams = [
            UpstreamDescription(
              host: "docker.io",
              quota: .stated(
                .init(requests: 10, window: .seconds(20), retryAfter: header)))
          ]
        })
    }
    let patient = try herd(limit: .seconds(20), header: .stated)
    #expect(patient.workloads[0].served == 20)
    #expect(patient.upstreams[0].refused == 10)
    let impatient = try herd(limit: .seconds(19), header: .stated)
    #expect(impatient.workloads[0].served == 10)
    let silent = try herd(limit: .seconds(20), header: .absent)
    #expect(silent.workloads[0].served == 10)
  }

  @Test func aLayerThatCreepsIsGivenUp() throws {
    let report = try run(
      scenario {
        $0.registry.fetching.lowestSpeed = .megabits(100)
        $0.registry.fetching.timeout = .seconds(5)
        $0.registry.fetching.attempts = 1
        $0.workloads[0].arrivals = .scaleOut(
          at: .minutes(1), image: "docker/node:latest", within: .zero)
        $0.upstreams = [
          UpstreamDescription(host: "docker.io", bandwidthPerDownload: .megabits(20))
        ]
      })
    #expect(report.regions[0].handler.timeouts > 0)
    #expect(report.workloads[0].served == 0)
    #expect(report.workloads[0].inFlight == 0)
  }

  @Test func aManagedIdentitySignsInWithoutAVault() throws {
    let report = try run(
      scenario {
        onePullAMinute(&$0)
        $0.rules[0].credentialSet = nil
        $0.rules[0].managedIdentity = "/subscriptions/0/userAssignedIdentities/puller"
        $0.upstreams = [
          UpstreamDescription(host: "docker.io", credentials: .managedIdentity)
        ]
      }, [(.zero, .out, true)], audit: true)
    #expect(report.workloads.allSatisfy { $0.served == 1 })
    #expect(report.regions[0].handler.credentials.tokenRequests == 1)
    #expect(report.regions[0].handler.credentials.secretReads == 0)
    #expect(report.vaultAccesses == [])
  }

  @Test func aRegistryOfOnesOwnCanBeTried() throws {
    var custom = scenario {
      $0.rules = [
        RuleDescription(name: "own-registry", source: "docker.io/library/*", target: "own/*")
      ]
    }
    #expect(throws: PlanError.self) { try WorldPlan(custom, catalogue: .popularImages) }
    custom.upstreams = [UpstreamDescription(host: "docker.io", credentials: .optional)]
    let report = try run(custom)
    #expect(report.regions[0].handler.credentials.tokenRequests == 0)
    // Without an account, so as one address.
    #expect(report.upstreams[0].quota?.limit == 100)
    custom.rules[0].source = "registry.example.com/*"
    custom.upstreams = [UpstreamDescription(host: "registry.example.com", preset: .custom)]
    #expect(custom.ruleSet { _, _, refusal in Issue.record("\(refusal)") }.rules.count == 1)
    custom.upstreams[0].preset = nil
    var refusals = 0
    _ = custom.ruleSet { _, _, _ in refusals += 1 }
    #expect(refusals == 1)
  }
}
