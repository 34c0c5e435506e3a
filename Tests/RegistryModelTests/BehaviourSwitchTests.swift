import ContentCache
import ImageCatalogue
import RegistryModel
import SimulationKernel
import Statistics
import Testing

/// Each value of a switch changes what a run shows, in the direction that it should.
@Suite struct BehaviourSwitchTests {
  /// One region, and scale-outs of one image, each of some nodes at a minute of the run.
  private func scaleOuts(
    _ image: String, at minutes: [Int64], nodes: Int = 20,
    change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    smallScenario { scenario in
      scenario.registry.replicas = []
      scenario.run.warmUp = .zero
      scenario.workloads = minutes.map { minute in
        WorkloadDescription(
          name: "at-\(minute)", region: "westeurope", clients: ClientDescription(nodes: nodes),
          arrivals: .scaleOut(at: .minutes(minute), image: image, within: .seconds(5)))
      }
      change(&scenario)
    }
  }

  @Test func aWholeImageIsThereForEveryPlatform() throws {
    func report(_ parts: BehaviourSwitches.MultiPlatform, at minutes: [Int64]) throws -> RunReport {
      try run(
        scaleOuts("mcr/dotnet/aspnet:10.0", at: minutes) {
          $0.behaviour.multiPlatform = parts
          $0.workloads[minutes.count - 1].clients.platform = "linux/arm64"
        })
    }
    // Of one platform, more is fetched than is asked for.
    #expect(
      try report(.whole, at: [1]).upstreamBytes > report(.pulledPlatform, at: [1]).upstreamBytes)
    let whole = try report(.whole, at: [1, 10])
    let pulled = try report(.pulledPlatform, at: [1, 10])
    // The second platform came with the first, or is a miss of its own.
    #expect(whole.regions[0].handler.manifests[.upstream].requests == 1)
    #expect(pulled.regions[0].handler.manifests[.upstream].requests == 2)
    #expect(whole.upstreamBytes == pulled.upstreamBytes)
    #expect(whole.workloads[1].latency[0].mean! < pulled.workloads[1].latency[0].mean!)
  }

  @Test func aStaleImageIsServedOrNot() throws {
    func report(_ failure: BehaviourSwitches.UpstreamFailure) throws -> RunReport {
      try run(
        scaleOuts("docker/node:latest", at: [1, 8], nodes: 40) {
          $0.behaviour.tagFreshness = .everyPull
          $0.behaviour.upstreamFailure = failure
          $0.registry.fetching.attempts = 1
          $0.upstreams = [UpstreamDescription(host: "docker.io", failureRate: 0.3)]
        })
    }
    let stale = try report(.serveStale)
    let failing = try report(.fail)
    #expect(stale.regions[0].handler.servedStale > 0)
    #expect(failing.regions[0].handler.servedStale == 0)
    // Once the image is cached, only pulls that may not have a stale one try again.
    #expect(stale.workloads[1].retries == 0)
    #expect(failing.workloads[1].retries > 0)
  }

  @Test func zonesLagBehindWhereTheyReplicateAsynchronously() throws {
    func report(_ replication: BehaviourSwitches.ZoneReplication) throws -> RunReport {
      try run(
        scaleOuts("docker/node:latest", at: [1, 2, 12]) {
          $0.behaviour.zoneReplication = replication
          $0.registry.storage.zoneLag = Delay(median: .minutes(5), sigma: 0)
          $0.registry.storage.firstByte = Delay(median: .milliseconds(15), sigma: 0)
          // What passes between zones is to be seen.
          $0.registry.network.zoneToZone = .milliseconds(200)
        })
    }
    let synchronous = try report(.synchronous)
    let asynchronous = try report(.asynchronous)
    #expect(synchronous.regions[0].handler.layers[.region].requests == 0)
    #expect(asynchronous.regions[0].handler.layers[.region].requests > 0)
    // A minute after the write two zones of three read from the third, eleven minutes after it
    // none does; a write is confirmed later where it waits for all zones.
    let mean = { (report: RunReport, workload: Int) in report.workloads[workload].latency[0].mean! }
    #expect(mean(asynchronous, 1) > mean(synchronous, 1) + 0.2e9)
    #expect(mean(asynchronous, 2) == mean(synchronous, 2))
    #expect(mean(synchronous, 0) > mean(asynchronous, 0))
  }

  @Test func overlappingWildcardsAreOrderedOrRefused() throws {
    func scenario(_ policy: BehaviourSwitches) -> Scenario {
      scaleOuts("docker/dotnet/aspnet:10.0", at: [1]) {
        $0.behaviour.overlappingWildcards = policy.overlappingWildcards
        $0.rules[1] = RuleDescription(
          name: "dotnet", source: "mcr.microsoft.com/dotnet/*", target: "docker/dotnet/*")
      }
    }
    // The more specific rule decides, so the image comes from the Microsoft registry.
    let report = try run(scenario(BehaviourProfile.architecture.switches))
    #expect(report.served == 20)
    #expect(report.upstreams.first { $0.host == "mcr.microsoft.com" }!.bytesSent > 0)
    #expect(report.upstreams.first { $0.host == "docker.io" }!.requests == 0)
    let refused = #expect(throws: PlanError.self) {
      try run(scenario(BehaviourProfile.acr2026.switches))
    }
    #expect(refused?.place == "rules.dotnet.source")
    #expect(refused?.sentence.contains("overlap") == true)
  }

  @Test func aStreamedImageIsMissedUntilItsCopyEnds() throws {
    func report(_ megabits: Int64) throws -> RunReport {
      try run(
        scaleOuts("docker/node:latest", at: [1, 12], nodes: 60) {
          $0.behaviour.missDelivery = .streamAndCopy
          $0.behaviour.concurrentMisses = .separate
          $0.workloads[0].arrivals = .scaleOut(
            at: .minutes(1), image: "docker/node:latest", within: .minutes(2))
          $0.upstreams = [
            UpstreamDescription(host: "docker.io", bandwidthPerDownload: .megabits(megabits))
          ]
        })
    }
    let slow = try report(50)
    let fast = try report(800)
    let misses = { (report: RunReport) in
      report.regions[0].handler.manifests[.upstream].requests
    }
    // Pulls come every two seconds: the longer the copy takes, the more of them are misses.
    #expect(misses(slow) > misses(fast) + 2)
    #expect(misses(slow) < 60)
    #expect(slow.upstreamBytes > fast.upstreamBytes)
    // After its end all are hits.
    for report in [slow, fast] {
      let manifests = report.regions[0].handler.manifests
      #expect(manifests.hits.requests + misses(report) == 120)
      #expect(manifests.hits.requests >= 60)
      #expect(report.failed == 0)
    }
  }

  @Test func anImageEvictedDuringItsCheckIsAMiss() throws {
    let (checked, other) = ("mcr/dotnet/aspnet:10.0", "docker/node:latest")
    let scenario = scaleOuts(checked, at: [1, 8], nodes: 1) {
      $0.behaviour.tagFreshness = .everyPull
      $0.behaviour.multiPlatform = .pulledPlatform
      // The other image takes all of the cache while the check is under way.
      $0.workloads.append(
        WorkloadDescription(
          name: "other", region: "westeurope", clients: ClientDescription(nodes: 1),
          arrivals: .scaleOut(
            at: .minutes(8) + .seconds(1), image: other, within: .milliseconds(1))))
      for index in 0..<2 {
        $0.workloads[index].arrivals = .scaleOut(
          at: .minutes(index == 0 ? 1 : 8), image: checked, within: .milliseconds(1))
      }
      $0.upstreams = [
        UpstreamDescription(
          host: "mcr.microsoft.com", responseTime: Delay(median: .seconds(25), sigma: 0)),
        UpstreamDescription(
          host: "docker.io", responseTime: Delay(median: .milliseconds(10), sigma: 0),
          bandwidthPerDownload: .gigabits(10)),
      ]
      let content = try! WorldPlan($0, catalogue: .popularImages).content
      let node = content.images.first { $0.reference == other && $0.platform == "linux/amd64" }!
      $0.registry.cache.capacity = .limited(
        ByteCount(content.description.imageBytes(of: node.manifest)))
    }
    let report = try run(scenario)
    let handler = report.regions[0].handler
    #expect(report.violations == [])
    #expect(report.served == 3)
    #expect(handler.withdrawnImages >= 1)
    #expect(handler.checks == 1)
    #expect(handler.manifests.hits.requests == 0)
    #expect(handler.manifests[.upstream].requests == 3)
  }

  @Test func whatIsStreamedComesSoonerThanWhatIsStoredFirst() throws {
    func mean(_ delivery: BehaviourSwitches.MissDelivery) throws -> Double {
      try run(
        scaleOuts("docker/node:latest", at: [1], nodes: 1) {
          $0.behaviour.missDelivery = delivery
        }
      ).workloads[0].latency[0].mean!
    }
    // Stored first, each layer is sent once more, from storage.
    #expect(try mean(.streamAndCopy) < mean(.storeThenServe))
  }

  @Test func aPeerThatHasTheImageSparesTheUpstream() throws {
    func report(_ fetcher: BehaviourSwitches.MissFetcher) throws -> RunReport {
      try run(
        smallScenario { scenario in
          scenario.run.warmUp = .zero
          scenario.behaviour.missFetcher = fetcher
          // Replication comes too late to be of use.
          scenario.registry.replication.delay = Delay(median: .hours(1), sigma: 0)
          for (index, minute) in [Int64(10), 10, 1].enumerated() {
            scenario.workloads[index].arrivals = .scaleOut(
              at: .minutes(minute), image: "docker/node:latest", within: .seconds(20))
          }
        })
    }
    let home = try report(.home)
    let serving = try report(.servingRegion)
    let peer = try report(.peerFirst)
    // Asia asks first, nine minutes before the others.
    #expect(home.region("southeastasia").handler.layers[.home].requests > 0)
    #expect(home.region("westeurope").handler.layers[.upstream].requests == 0)
    #expect(serving.upstreamBytes == 3 * home.upstreamBytes)
    #expect(serving.links.allSatisfy { $0.bytesSent == 0 })
    #expect(peer.upstreamBytes == home.upstreamBytes)
    #expect(peer.region("southeastasia").handler.layers[.upstream].requests > 0)
    #expect(peer.region("westeurope").handler.layers[.peer].requests > 0)
    #expect([home, serving, peer].allSatisfy { $0.served == 60 })
  }

  @Test func aQuotaNeverEvictsAndKeepsNoMore() throws {
    func report(_ capacity: CacheDescription.Capacity, _ policy: String?) throws -> RegionReport {
      try run(
        smallScenario {
          $0.registry.replicas = []
          $0.workloads.removeLast(2)
          $0.workloads[0].clients.layerStore = nil
          $0.registry.cache = CacheDescription(capacity: capacity, policy: policy)
        }
      ).regions[0]
    }
    let quota = try report(.limited(.mebibytes(800)), "none")
    let evicting = try report(.limited(.mebibytes(800)), "lru")
    let unlimited = try report(.unlimited, nil)
    #expect(quota.handler.evictedLayers == 0 && unlimited.handler.evictedLayers == 0)
    #expect(evicting.handler.evictedLayers > 0)
    #expect(quota.cacheBytesHeld <= 800 << 20)
    #expect(unlimited.cacheBytesHeld > 800 << 20)
    #expect(quota.handler.layers.hits.requests < unlimited.handler.layers.hits.requests)
    #expect(evicting.handler.layers.hits.requests < unlimited.handler.layers.hits.requests)
  }
}
