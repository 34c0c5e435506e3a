import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// What a pull asks for before its layers, and what a fetch does.
@Suite struct ManifestRequestTests {
  // MARK: Names

  @Test(arguments: 1...ContentPart.mostManifestRequests, [false, true])
  func aPullAsksForIndexesAndThenForTheManifest(count: Int, byDigest: Bool) {
    var parts = [ContentPart.first(of: count, byDigest: byDigest)]
    while let next = parts[parts.count - 1].next(of: count) { parts.append(next) }
    #expect(parts.count == count)
    #expect(Set(parts).count == count)
    for (number, part) in parts.enumerated() {
      #expect(part.layerPosition == nil && part != .tagCheck)
      #expect(part.isIndex == (number + 1 < count))
      #expect(part.isFollowUp == (number > 0) && part.namesWhatWasTold == (number > 0))
      #expect(part.isByDigest == (byDigest || number > 0))
      #expect(part.isWholeManifest == (count == 1))
      #expect(part.ofManifest.isIndex == false && part.ofIndex.isIndex)
      #expect(part.ofIndex.ofManifest == part.ofManifest)
    }
    // The only request of a pull is the one for the manifest.
    #expect(parts[0].ofManifest == (byDigest ? .digest : .manifest))
  }

  @Test func layersAndChecksAreNoManifests() {
    for part in (0..<128).map(ContentPart.layer) + [.tagCheck] {
      #expect(!part.isIndex && !part.isFollowUp && !part.isByDigest && !part.isWholeManifest)
      #expect(part.namesWhatWasTold == (part.layerPosition != nil))
    }
    #expect(ContentPart.layer(127).layerPosition == 127)
  }

  // MARK: Pulls

  /// A region with clients that make so many requests, on a network without variation.
  private func oneRegion(
    requests: Int?, change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    smallScenario {
      $0.registry.replicas = []
      $0.registry.network.jitter = 0
      $0.registry.frontEnds.serviceTime = Delay(median: .milliseconds(4), sigma: 0)
      $0.workloads.removeLast(2)
      $0.workloads[0].clients.manifestRequests = requests
      $0.workloads[0].clients.layerStore = nil
      change(&$0)
    }
  }

  @Test(arguments: [0, 1])
  func eachRequestCostsARoundTripAndTimeAtAFrontEnd(digestShare: Double) throws {
    let reports = try [1, 2, 3].map { count in
      try run(oneRegion(requests: count) { $0.workloads[0].images.digestShare = digestShare })
    }
    for (count, report) in zip([1, 2, 3], reports) {
      #expect(report.violations == [])
      #expect(report.failed == 0)
      let region = report.regions[0]
      let attempts = region.handler.manifests.answered.requests
      let layers = region.handler.layers.answered.requests
      // What was on its way at either end of the measured time is counted on one side alone.
      #expect(abs(region.balancer.reads - (count * attempts + layers)) < 20)
    }
    // The first request finds the image; the others are no more hits.
    let attempts = reports.map { $0.regions[0].handler.manifests.answered.requests }
    #expect(attempts.max()! - attempts.min()! <= 2)
    let means = try reports.map { try #require($0.workloads[0].latency[0].mean) }
    // There and back 0.5 ms each, 0.454 ms inside the zone and 4 ms of service.
    for step in [means[1] - means[0], means[2] - means[1]] {
      #expect((4.9e6..<8e6).contains(step), "\(step) ns")
    }
  }

  @Test func kindsAndLogsHaveNumbersOfTheirOwn() throws {
    var workload = oneRegion(requests: nil).workloads[0]
    #expect(workload.manifestRequests == 2)
    workload.clients.kindWithDefaults = .aks
    #expect(workload.manifestRequests == 3)
    workload.arrivals = .replay(LogReplay(file: "a.log", upstream: "docker.io/library"))
    #expect(workload.manifestRequests == 1)
    workload.clients.manifestRequests = 4
    #expect(workload.manifestRequests == 4)
    // A log's pulls are each one request for a manifest and those for the layers that it shows.
    let plan = try replayPlan { scenario, _ in scenario.workloads.removeLast(2) }
    var simulation = Simulation(plan, replication: 0)
    simulation.run(until: .zero + plan.scenario.run.duration)
    let region = simulation.report.regions[0]
    #expect(region.handler.manifests.answered.requests == 12)
    #expect(region.balancer.reads == 12 + region.handler.layers.answered.requests)
  }

  @Test func whatIsLostBetweenTwoRequestsIsFetchedByItsDigest() throws {
    // A cache that holds one image at a time, and pulls that take long to ask.
    let report = try run(
      oneRegion(requests: ContentPart.mostManifestRequests) {
        $0.registry.cache.capacity = .limited(ByteCount(400_000_000))
        $0.registry.network.clientToRegion = .seconds(2)
        $0.workloads[0].arrivals = .steady(rate: .perMinute(20))
      })
    #expect(report.violations == [])
    #expect(report.served > 100)
    // More manifests than attempts: the later requests find them gone.
    let handler = report.regions[0].handler
    #expect(handler.withdrawnImages > 50)
    #expect(
      report.upstreams.reduce(0) { $0 + $1.manifests }
        > handler.manifests[.upstream].requests + handler.manifests[.joined].requests)
  }

  @Test(arguments: BehaviourSwitches.MissFetcher.allCases, [1, 2, 3])
  func aPullIsOfTheVersionThatItWasToldFirst(
    fetcher: BehaviourSwitches.MissFetcher, requests: Int
  ) throws {
    for check in BehaviourSwitches.TagCheck.allCases {
      try pullsAreOfTheVersionThatTheyWereToldFirst(fetcher, check, requests: requests)
    }
  }

  private func pullsAreOfTheVersionThatTheyWereToldFirst(
    _ fetcher: BehaviourSwitches.MissFetcher, _ check: BehaviourSwitches.TagCheck, requests: Int
  ) throws {
    let report = try run(
      smallScenario {
        $0.behaviour.missFetcher = fetcher
        $0.behaviour.tagFreshness = .everyPull
        $0.behaviour.tagCheck = check
        $0.upstreams[0].index = .uncounted
        $0.catalogue.tagChanges = TagChangeDescription(
          rate: Rate(perSecond: 1 / 20.0), share: 1)
        for index in $0.workloads.indices {
          $0.workloads[index].clients.manifestRequests = requests
          $0.workloads[index].images.repositories = ["docker/node"]
        }
      })
    #expect(report.violations == [])
    #expect(report.failed == 0)
    // What was asked for by digest is no answer to a tag: the share of old ones stays small.
    for region in report.regions {
      #expect(region.handler.tagAnswers == region.handler.manifests.answered.requests)
      #expect(region.handler.staleAnswers < region.handler.tagAnswers / 4)
    }
  }

  // MARK: Upstreams

  private func pullOnce(
    _ index: UpstreamDescription.Index, counting: UpstreamDescription.Counting = .manifestGets,
    digestShare: Double = 0,
    abuseLimit: UpstreamDescription.Limit<UpstreamDescription.Quota> = .unlimited
  ) throws -> RunReport {
    try run(
      oneRegion(requests: 2) {
        $0.run.warmUp = .zero
        $0.upstreams = [
          UpstreamDescription(
            host: "docker.io", responseTime: Delay(median: .milliseconds(60), sigma: 0),
            quota: .init(requests: 100, window: .hours(6), counting: counting), index: index,
            abuseLimit: abuseLimit)
        ]
        $0.workloads[0].clients.nodes = 1
        $0.workloads[0].images.digestShare = digestShare
        $0.workloads[0].arrivals = .scaleOut(
          at: .zero, image: "docker/node:latest", within: .zero)
      })
  }

  @Test(arguments: [0, 1])
  func aFetchAsksForTheIndexAndCountsOnce(digestShare: Double) throws {
    let found = try UpstreamDescription.Index.allCases.map { index in
      let report = try pullOnce(index, digestShare: digestShare)
      #expect(report.violations == [])
      #expect(report.served == 1)
      let upstream = report.upstreams[0]
      #expect(upstream.manifests == 1 && upstream.layers == 8)
      #expect(upstream.indexes == (index == .absent ? 0 : 1))
      #expect(upstream.requests == upstream.counted + upstream.exempt)
      #expect(upstream.counted == (index == .counted ? 2 : 1))
      return try #require(report.workloads[0].latency[0].mean)
    }
    // Whether it counts takes no time; that it is asked for takes a round trip to the upstream.
    let (absent, uncounted, counted) = (found[0], found[1], found[2])
    #expect(counted == uncounted)
    #expect((100e6..<250e6).contains(uncounted - absent), "\(uncounted - absent) ns")
  }

  @Test func whereEveryRequestCountsSoDoesTheIndex() throws {
    let upstream = try pullOnce(.uncounted, counting: .allRequests).upstreams[0]
    #expect(upstream.counted == 10 && upstream.exempt == 0)
  }

  @Test(arguments: UpstreamDescription.Index.allCases)
  func anAbuseLimitCountsAnIndexAsTheQuotaDoes(index: UpstreamDescription.Index) throws {
    // It grants one request that is counted: with a counted index, none is left for the manifest.
    let report = try pullOnce(index, abuseLimit: .init(requests: 1, window: .hours(1)))
    #expect(report.served == (index == .counted ? 0 : 1))
    #expect((report.upstreams[0].refused > 0) == (index == .counted))
  }

  @Test(arguments: [1, 2, 3])
  func separateMissesAreOnePullOfTheUpstreamEach(requests: Int) throws {
    for region in 0...1 {
      let report = try run(
        smallScenario(
          arrivals: .scaleOut(at: .seconds(10), image: "docker/node:latest", within: .zero)
        ) {
          $0.run.warmUp = .zero
          $0.registry.replicas = ["eastus"]
          $0.workloads = [$0.workloads[region]]
          $0.workloads[0].clients.manifestRequests = requests
          $0.behaviour.concurrentMisses = .separate
          $0.upstreams[0].index = .uncounted
        })
      #expect(report.violations == [])
      #expect(report.served == 20)
      #expect(report.upstreams[0].manifests == 20, "clients in region \(region)")
    }
  }

  @Test(arguments: [1, 2, 3])
  func whatPassesThroughIsOnePullOfTheUpstream(requests: Int) throws {
    for index in UpstreamDescription.Index.allCases {
      let report = try run(
        oneRegion(requests: requests) {
          $0.run.warmUp = .zero
          $0.registry.networkRules = NetworkRules(
            defaultAction: .deny, privateEndpoints: ["own"], trustedServices: false)
          $0.workloads[0].clients.source = .virtualNetwork("own")
          $0.workloads[0].arrivals = .scaleOut(
            at: .zero, image: "docker/node:latest", within: .zero)
          $0.upstreams[0].index = index
        })
      #expect(report.violations == [])
      #expect(report.served == 20)
      let upstream = report.upstreams[0]
      #expect(upstream.manifests == 20)
      // A client that makes one request is given what two yield; others ask for both themselves.
      let before = 20 * max(requests - 1, index == .absent ? 0 : 1)
      #expect(upstream.indexes == (index == .absent ? 0 : before))
      #expect(upstream.tagChecks == (index == .absent ? before : 0))
    }
  }
}
