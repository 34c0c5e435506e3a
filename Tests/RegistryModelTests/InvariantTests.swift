import ImageCatalogue
import SimulationKernel
import Testing

@testable import ContentCache
@testable import RegistryModel

/// What must hold in every run is noticed where it does not.
@Suite struct InvariantTests {
  private func violations(_ change: (inout RegistryWorld) -> Void) throws -> [String] {
    let plan = try WorldPlan(smallScenario(), catalogue: .popularImages)
    var world = RegistryWorld(plan, replication: 0)
    change(&world)
    return world.violations(at: .zero + .seconds(1))
  }

  @Test func aWorldAtItsBeginningIsSound() throws {
    #expect(try violations { _ in } == [])
  }

  @Test func aPullThatVanishesIsNoticed() throws {
    let found = try violations { $0.pools[1].recorder.started(at: .zero) }
    #expect(
      found.first
        == "workload cluster-eastus: 1 pulls started, 0 were served and 0 failed, but 0 are in "
        + "flight")
  }

  @Test func whatABalancerLosesOrLetsPassTooOftenIsNoticed() throws {
    #expect(
      try violations { $0.balancers[1].ledger.arrivals = 1 } == [
        "balancer of eastus: 1 requests came, but 0 were passed on, 0 refused and 0 lost"
      ])
    // A bucket of 10,000, and a second's refill.
    for (passed, expected) in [(10_166, 0), (10_167, 1)] {
      #expect(
        try violations {
          $0.balancers[0].ledger.arrivals = passed
          $0.balancers[0].ledger.forwarded = passed
        }.count == expected)
    }
  }

  @Test func whatIsHeldAgainstTheRulesIsNoticed() throws {
    let scenario = smallScenario {
      $0.registry.networkRules = NetworkRules(publicAccess: false, trustedServices: false)
    }
    var world = RegistryWorld(
      try WorldPlan(scenario, catalogue: .popularImages), replication: 0)
    #expect(world.violations(at: .zero) == [])
    _ = world.handlers[0].cache.store(LayerID(rawValue: 0), at: 0)
    #expect(
      world.violations(at: .zero) == [
        "region westeurope: the network rules let nothing be stored, but something is"
      ])
  }

  @Test func whatIsPushedBeyondTheLimitOrNowhereIsNoticed() throws {
    let scenario = smallScenario {
      $0.registry.storage.limit = .limited(ByteCount(3_000))
      $0.pushes = [PushDescription(image: "apps/web:1", layers: [ByteCount(1_000)])]
    }
    var world = RegistryWorld(
      try WorldPlan(scenario, catalogue: .popularImages), replication: 0)
    #expect(world.violations(at: .zero) == [] && world.missingPushes == [])
    let image = world.plan.pushes[0].entries[0]
    world.handlers[1].pushed = PushedContent(world.plan)
    #expect(
      world.missingPushes == [
        "region eastus: the image apps/web:1 never comes, which was pushed to the registry"
      ])
    // As long as an offer waits nothing is amiss, nor once an image is lost.
    world.handlers[0].condition.heldOffers = [
      (RegionID(1), .init(tag: image, since: .zero, source: .home))
    ]
    #expect(world.missingPushes == [])
    world.handlers[0].condition.heldOffers = []
    world.handlers[0].losePushed(world.plan.content.layer(0, of: image), at: .zero)
    #expect(world.missingPushes == [])
    world.handlers[2].pushed.store(LayerID(rawValue: 0), bytes: 1_001)
    #expect(
      world.violations(at: .zero).first
        == "region southeastasia: 3001 bytes are held, but at most 3000 may be")
  }

  @Test func aFetchThatNobodyBringsIsNoticed() throws {
    let stuck = "region eastus: a request or a fetch waits for what nobody brings"
    let byJob = try violations {
      _ = $0.handlers[1].jobs.insert(
        FetchJob(tags: [], owner: nil, zone: 0, source: .region(.home), phase: .layers))
    }
    #expect(byJob == [stuck])
    let byLayer = try violations {
      _ = $0.handlers[1].misses.join($0.plan.content.layer(0, of: .init(rawValue: 0)), .nobody)
    }
    #expect(byLayer == [stuck])
    let byCheck = try violations { $0.handlers[1].checks[0] = [] }
    #expect(byCheck == [stuck])
  }

  @Test func aTokenThatNobodyFetchesIsNoticed() throws {
    let lost = "region eastus: a request waits for a token that nobody fetches"
    let found = try violations {
      var call = Call(
        purpose: .layer, source: .upstream(UpstreamID(0)), tag: .init(rawValue: 0),
        part: .layer(0), zone: 0, isReplication: false)
      call.phase = .authorizing
      _ = $0.handlers[1].calls.insert(call)
    }
    #expect(found.contains(lost))
    let idle = try violations {
      _ = $0.handlers[1].credentials[0].flow.need(0, at: .zero)
    }
    #expect(idle.contains(lost))
  }

  @Test func whatAnUpstreamMiscountsIsNoticed() throws {
    let found = try violations { $0.upstreams[0].recorder.requests = 2 }
    #expect(
      found == [
        "upstream docker.io: 2 requests came, but 0 were counted, 0 refused, 0 exempt and 0 not "
          + "answered",
        "upstream docker.io: 2 requests came, but 0 for indexes, manifests, layers and tag checks",
      ])
  }

  @Test func requestsThatNobodySentOrThatNeverComeAreNoticed() throws {
    let upstream = "upstream mcr.microsoft.com: "
    #expect(
      try violations { $0.upstreams[1].received = 1 } == [
        upstream + "1 requests came, but regions sent 0, of which 0 wait for their answers"
      ])
    #expect(
      try violations {
        $0.handlers[0].sentUpstream[1] = 2
        $0.handlers[1].sentUpstream[1] = 1
        $0.upstreams[1].received = 2
      } == [upstream + "2 requests came, but regions sent 3, of which 0 wait for their answers"])
    // What is on the way is not lost.
    func onTheWay(sent: Int) throws -> [String] {
      try violations {
        var call = Call(
          purpose: .layer, source: .upstream(UpstreamID(1)), tag: .init(rawValue: 0),
          part: .layer(0), zone: 0, isReplication: false)
        call.unanswered = 1
        call.phase = .over
        _ = $0.handlers[1].calls.insert(call)
        $0.handlers[1].sentUpstream[1] = sent
      }
    }
    #expect(try onTheWay(sent: 1) == [])
    #expect(try onTheWay(sent: 2).count == 1)
  }

  @Test func aWindowThatGrantsTooMuchIsNoticed() throws {
    let scenario = smallScenario {
      $0.upstreams[0].quota = .init(requests: 1, window: .hours(1))
    }
    var world = RegistryWorld(
      try WorldPlan(scenario, catalogue: .popularImages), replication: 0)
    let request = UpstreamRequest(
      slot: 0, number: 0, tag: .init(rawValue: 0), part: .manifest, region: .home, attempt: 1,
      credentials: .anonymous)
    world.upstreams[0].quota?.count(request, at: .zero)
    #expect(world.violations(at: .zero) == [])
    world.upstreams[0].quota?.count(request, at: .zero)
    #expect(
      world.violations(at: .zero) == [
        "upstream docker.io: a window of its quota has 2 requests; it grants 1"
      ])
  }

  @Test func bytesThatVanishOnTheirWayAreNoticed() throws {
    let lost = "the bytes to be sent are not those that were sent and that are on their way"
    #expect(
      try violations { $0.storages[2].downloads.begun = 1 } == [
        "storage of southeastasia: \(lost)"
      ])
    #expect(
      try violations { $0.links[1].transfers.begun = 1 } == [
        "link from westeurope to eastus: \(lost)"
      ])
    #expect(
      try violations { $0.upstreams[0].downloads.begun = 1 } == ["upstream docker.io: \(lost)"])
  }

  @Test func whatAFrontEndMiscountsIsNoticed() throws {
    let place = "front ends of westeurope, zone 1: "
    #expect(
      try violations { $0.frontEnds[0].ledger.arrivals = 3 } == [
        place + "3 requests came and 0 left, but 0 are there"
      ])
    #expect(
      try violations { $0.frontEnds[0].ledger.workBefore = 1 } == [
        place + "the busy servers, over time, are not the sum of the service times"
      ])
  }

  @Test func aStayThatIsNotThatOfThePullIsNoticed() throws {
    func found(startedAt: Instant) throws -> [String] {
      try violations {
        $0.pools[1].recorder.started(at: .zero)
        _ = $0.pools[1].pulls.insert(
          Pull(number: 0, tag: .init(rawValue: 0), node: 0, startedAt: startedAt))
      }
    }
    #expect(try found(startedAt: .zero) == [])
    #expect(
      try found(startedAt: .zero + .milliseconds(1)) == [
        "workload cluster-eastus: the pulls under way, over time, are not the sum of their stays"
      ])
  }

  // MARK: Caches

  private static let layer = LayerID(rawValue: 0)

  @Test func aCacheThatHoldsWhatWasNeverStoredIsNoticed() throws {
    let found = try violations {
      _ = $0.handlers[0].cache.store(Self.layer, at: 0)
      $0.handlers[0].cache.bytesHeld -= 1
    }
    #expect(found.contains { $0.contains("bytes went into the cache, but it holds") })
    #expect(found.contains { $0.hasSuffix("is not what it counts: the bytes held") })
  }

  @Test func aCacheBeyondItsCapacityIsNoticed() throws {
    let scenario = smallScenario { $0.registry.cache.capacity = .limited(.gibibytes(1)) }
    var world = RegistryWorld(
      try WorldPlan(scenario, catalogue: .popularImages), replication: 0)
    world.handlers[0].cache.bytesHeld = (1 << 30) + 1
    #expect(
      world.violations(at: .zero, .flows).contains(
        "region westeurope: the cache holds 1073741825 bytes; its capacity is 1073741824"))
  }

  @Test func anEvictionThatNobodyReportsIsNoticed() throws {
    let found = try violations { world in
      _ = world.handlers[0].cache.store(Self.layer, at: 0)
      _ = world.handlers[0].cache.remove(Self.layer)
    }
    #expect(found.contains { $0.contains("the cache evicted 1 objects of ") })
  }

  @Test func aDigestThatChangesItsContentIsNoticed() throws {
    let found = try violations { world in
      var other = ContentDescription()
      _ = other.addLayer(bytes: 1)
      let cache = world.handlers[0].cache
      world.handlers[0].cache = ContentCache(cache.configuration, description: other)
    }
    #expect(found.contains("region westeurope: a cached digest has changed its content"))
  }

  @Test func anImageWithoutItsLayersIsNoticed() throws {
    let found = try violations { world in
      let tag = TagID(rawValue: 0)
      let manifest = world.plan.content.image(tag).manifest
      _ = world.handlers[0].cache.store(manifest, at: 0)
      world.handlers[0].cache.point(tag, to: manifest, at: 0)
    }
    #expect(
      found == ["region westeurope: the cached image of manifest 0 lacks a layer"])
  }

  @Test func theServiceGivenIsThatOfTheRequests() {
    var ledger = ServiceLedger()
    ledger.begin(.seconds(3), at: .zero)
    ledger.begin(.seconds(5), at: .zero + .seconds(1))
    #expect(ledger.work(by: 2, at: .zero + .seconds(2)) == 3_000_000_000)
    ledger.end(at: .zero + .seconds(3))
    #expect(ledger.work(by: 1, at: .zero + .seconds(4)) == 6_000_000_000)
    ledger.end(at: .zero + .seconds(6))
    #expect(ledger.work(by: 0, at: .zero + .seconds(9)) == 8_000_000_000)
  }
}
