import ImageCatalogue
import RegistryModel
import SimulationKernel
import Statistics
import Testing

/// Runs a scenario to its end.
func run(
  _ scenario: Scenario, replication: UInt32 = 0, shuffledTies: UInt64? = nil
) throws -> RunReport {
  let plan = try WorldPlan(scenario, catalogue: .popularImages)
  var simulation = Simulation(plan, replication: replication, shuffledTies: shuffledTies)
  simulation.run(until: .zero + scenario.run.duration)
  return simulation.report
}

extension RunReport {
  /// Bytes that all upstreams sent.
  var upstreamBytes: Int64 { upstreams.reduce(0) { $0 + $1.bytesSent } }
  /// Requests that all upstreams got.
  var upstreamRequests: Int { upstreams.reduce(0) { $0 + $1.requests } }
  /// Pulls that were served and that failed.
  var served: Int { workloads.reduce(0) { $0 + $1.served } }
  var failed: Int { workloads.reduce(0) { $0 + $1.failed } }
  func region(_ name: String) -> RegionReport { regions.first { $0.name == name }! }
}

@Suite struct RegistryWorldTests {
  @Test(arguments: BehaviourProfile.allCases)
  func everyPullIsServedFailedOrUnderWay(profile: BehaviourProfile) throws {
    let report = try run(smallScenario(profile: profile))
    #expect(report.violations == [])
    #expect(report.workloads.allSatisfy { $0.served > 400 })
    #expect(report.failed == 0)
    // What was started after the warm-up ended or is under way.
    for workload in report.workloads {
      let ended = workload.ended.reduce(0, +)
      #expect((0...workload.inFlight).contains(workload.started - ended))
    }
  }

  @Test func theSameSeedGivesTheSameMessages() throws {
    let scenario = smallScenario()
    let first = try run(scenario)
    let second = try run(scenario)
    #expect(first.fingerprint == second.fingerprint)
    #expect(first.messages == second.messages)
    #expect(try run(scenario, replication: 1).fingerprint != first.fingerprint)
  }

  @Test func aForkGoesOnLikeTheOriginal() throws {
    let scenario = smallScenario()
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var original = Simulation(plan, replication: 0)
    original.run(until: .zero + .minutes(7))
    var fork = original
    original.run(until: .zero + scenario.run.duration)
    fork.run(until: .zero + .minutes(9))
    fork.run(until: .zero + scenario.run.duration)
    #expect(original.fingerprint == fork.fingerprint)
    #expect(original.report.served == fork.report.served)
  }

  @Test(arguments: BehaviourProfile.allCases)
  func theModelDoesNotLeanOnTheOrderOfTies(profile: BehaviourProfile) throws {
    // Ties are many where nothing varies.
    let scenario = smallScenario(profile: profile) {
      $0.run.warmUp = .zero
      $0.registry.network.jitter = 0
      $0.registry.frontEnds.serviceTime = Delay(median: .milliseconds(4), sigma: 0)
      $0.registry.storage.firstByte = Delay(median: .milliseconds(15), sigma: 0)
    }
    let straight = try run(scenario)
    for seed in UInt64(1)...5 {
      let shuffled = try run(scenario, shuffledTies: seed)
      #expect(shuffled.violations == [])
      #expect(shuffled.failed == 0)
      for (one, other) in zip(shuffled.workloads, straight.workloads) {
        #expect(one.started == other.started)
        #expect(abs(one.served - other.served) <= 2)
        for (a, b) in zip(one.latency, other.latency) where b.count > 0 {
          #expect(abs(a.mean! / b.mean! - 1) < 0.02)
        }
      }
      let bytes = Double(shuffled.upstreamBytes) / Double(straight.upstreamBytes)
      #expect(abs(bytes - 1) < 0.05)
      for (one, other) in zip(shuffled.regions, straight.regions) {
        let (a, b) = (one.handler.layers, other.handler.layers)
        #expect(abs(a.answered.requests - b.answered.requests) <= 10)
        #expect(abs(a.hits.requests - b.hits.requests) <= b.answered.requests / 50)
      }
    }
  }

  @Test func theWarmUpEndsBeforeWhatStartsAtThatInstant() throws {
    for seed in UInt64(0)..<8 {
      let report = try run(
        smallScenario(
          arrivals: .scaleOut(at: .minutes(4), image: "docker/node:latest", within: .zero)),
        shuffledTies: seed)
      #expect(report.workloads.allSatisfy { $0.started == 20 && $0.served == 20 })
    }
  }

  @Test func theFirstDifferenceOfTwoRunsIsNamed() throws {
    func simulation(_ policy: String) throws -> Simulation<RegistryWorld> {
      let scenario = smallScenario {
        $0.registry.cache.capacity = .limited(.mebibytes(800))
        $0.registry.cache.policy = policy
      }
      return Simulation(try WorldPlan(scenario, catalogue: .popularImages), replication: 0)
    }
    let lru = try simulation("lru")
    #expect(lru.firstDifference(from: try simulation("lru"), maximumMessages: 50_000) == nil)
    let difference = try #require(
      lru.firstDifference(from: try simulation("fifo"), maximumMessages: 200_000))
    // Both runs are the same until the policies have chosen different victims.
    #expect(difference.index > 1_000)
    let (one, other) = (try #require(difference.one), try #require(difference.other))
    #expect(one.message != other.message || one.time != other.time)
    #expect(!one.message.kind.isEmpty)
  }

  @Test func aHerdMakesOneFetchIfMissesAreJoined() throws {
    func herd(_ misses: BehaviourSwitches.ConcurrentMisses) throws -> RunReport {
      try run(
        smallScenario(
          arrivals: .scaleOut(at: .minutes(1), image: "docker/node:latest", within: .seconds(5))
        ) {
          $0.workloads.removeLast(2)
          $0.run.warmUp = .zero
          $0.behaviour.concurrentMisses = misses
        })
    }
    let joined = try herd(.joinedPerRegion)
    let separate = try herd(.separate)
    #expect(joined.served == 20 && separate.served == 20)
    // One manifest and one GET for each of the image's eight layers.
    #expect(joined.upstreamRequests == 9)
    #expect(separate.upstreamRequests > 2 * joined.upstreamRequests)
    #expect(separate.upstreamBytes > 2 * joined.upstreamBytes)
  }

  @Test func aQuotaThatIsUsedUpMakesPullsWait() throws {
    let report = try run(
      smallScenario(
        arrivals: .scaleOut(at: .minutes(1), image: "docker/node:latest", within: .seconds(2))
      ) {
        $0.workloads.removeLast(2)
        $0.run.warmUp = .zero
        $0.behaviour.concurrentMisses = .separate
        $0.behaviour.missDelivery = .streamAndCopy
        $0.upstreams = [
          UpstreamDescription(
            host: "docker.io",
            quota: .stated(UpstreamDescription.Quota(requests: 5, window: .hours(6))))
        ]
      })
    #expect(report.upstreams[0].counted == 5)
    #expect(report.upstreams[0].refused > 0)
    #expect(report.workloads[0].retries > 0)
    // The copy that the first miss set off serves the later attempts.
    #expect(report.served == 20)
    #expect(report.violations == [])
  }

  @Test func replicationBringsImagesToReplicasBeforeTheyAreAskedFor() throws {
    let report = try run(
      smallScenario { scenario in
        scenario.run.warmUp = .zero
        for (index, minute) in [Int64(1), 10, 10].enumerated() {
          scenario.workloads[index].arrivals = .scaleOut(
            at: .minutes(minute), image: "mcr/dotnet/aspnet:10.0", within: .seconds(20))
        }
      })
    let asia = report.region("southeastasia").handler
    #expect(asia.layers[.replicated].requests > 0)
    #expect(asia.layers[.peer].requests == 0)
    #expect(asia.layers[.upstream].requests == 0)
    #expect(report.links.contains { $0.to == "southeastasia" && $0.bytesSent > 0 })
  }

  @Test func whoFetchesAMissDecidesWhoAsksUpstream() throws {
    func requests(_ fetcher: BehaviourSwitches.MissFetcher) throws -> [Int] {
      try run(
        smallScenario {
          $0.run.warmUp = .zero
          $0.behaviour.missFetcher = fetcher
        }
      ).regions.map(\.handler.upstreamRequests)
    }
    let home = try requests(.home)
    #expect(home[0] > 0 && home[1] == 0 && home[2] == 0)
    let serving = try requests(.servingRegion)
    #expect(serving.allSatisfy { $0 > 0 })
    let peer = try requests(.peerFirst)
    #expect(peer.reduce(0, +) <= serving.reduce(0, +))
  }

  @Test func oneFetchForTheWholeRegistrySparesTheUpstream() throws {
    func bytes(_ misses: BehaviourSwitches.ConcurrentMisses) throws -> Int64 {
      try run(
        smallScenario(
          arrivals: .scaleOut(at: .minutes(1), image: "docker/node:latest", within: .seconds(5))
        ) {
          $0.run.warmUp = .zero
          $0.behaviour.missFetcher = .servingRegion
          $0.behaviour.concurrentMisses = misses
        }
      ).upstreamBytes
    }
    let perRegion = try bytes(.joinedPerRegion)
    let perRegistry = try bytes(.joinedPerRegistry)
    #expect(perRegion == 3 * perRegistry)
  }

  @Test func aSmallCacheEvictsAndFetchesAgain() throws {
    func report(_ capacity: CacheDescription.Capacity) throws -> RunReport {
      try run(
        smallScenario {
          $0.registry.replicas = []
          $0.workloads.removeLast(2)
          $0.workloads[0].clients.layerStore = nil
          $0.registry.cache.capacity = capacity
        })
    }
    let small = try report(.limited(.mebibytes(800)))
    let large = try report(.unlimited)
    #expect(small.regions[0].handler.evictedLayers > 0)
    #expect(large.regions[0].handler.evictedLayers == 0)
    #expect(small.upstreamBytes > large.upstreamBytes)
    #expect(small.violations == [])
    #expect(small.regions[0].cacheBytesHeld <= 800 << 20)
  }

  @Test func comparingTagsCostsRequests() throws {
    func checks(_ freshness: BehaviourSwitches.TagFreshness) throws -> Int {
      try run(
        smallScenario {
          $0.registry.replicas = []
          $0.workloads.removeLast(2)
          $0.behaviour.tagFreshness = freshness
        }
      ).regions[0].handler.checks
    }
    let never = try checks(.never)
    let interval = try checks(.interval(.minutes(5)))
    let always = try checks(.everyPull)
    #expect(never == 0)
    #expect(interval > 0)
    #expect(always > interval)
  }

  @Test func aDistantRegistryIsSlower() throws {
    let near = try run(smallScenario())
    let far = try run(smallScenario { $0.registry.replicas = [] })
    let asia = near.workloads[2].latency[2].quantile(0.5)!
    let remote = far.workloads[2].latency[0].quantile(0.5)!
    // A pull takes at least one round trip to Europe, 169 ms by the published table.
    #expect(remote > 160_000_000)
    #expect(asia < remote / 2)
  }

  @Test func theTimelineKnowsNoWarmUp() throws {
    func timeline(_ warmUp: Span) throws -> [TimelineSample] {
      let report = try run(
        smallScenario {
          $0.registry.replicas = []
          $0.workloads.removeLast(2)
          // Not at the end of an interval of four minutes.
          $0.run.warmUp = warmUp
        })
      return report.regions[0].timeline + report.upstreams[0].timeline
    }
    let whole = try timeline(.zero)
    let warmedUp = try timeline(.minutes(6))
    #expect(whole.count == warmedUp.count)
    for (a, b) in zip(whole, warmedUp) {
      #expect(a.metric == b.metric && a.interval == b.interval)
      #expect(abs(a.value - b.value) <= 1e-9 * max(1, abs(a.value)))
    }
  }

  @Test func aFullFrontEndRefuses() throws {
    let report = try run(
      smallScenario(
        arrivals: .scaleOut(at: .minutes(1), image: "docker/node:latest", within: .seconds(1))
      ) {
        $0.workloads.removeLast(2)
        $0.run.warmUp = .zero
        $0.workloads[0].clients.nodes = 200
        $0.registry.frontEnds = FrontEndDescription(
          servers: 1, serviceTime: Delay(median: .milliseconds(100), sigma: 0), queueLimit: 2)
      })
    #expect(report.regions[0].frontEndRejections > 0)
    #expect(report.workloads[0].retries > 0)
    #expect(report.violations == [])
  }
}
