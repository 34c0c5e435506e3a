import ContentCache
import ImageCatalogue
import SimulationKernel
import Testing

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
