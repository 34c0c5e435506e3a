import ContentCache
import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// Who reaches the registry, and what a registry that is shut keeps.
@Suite struct NetworkRulesTests {
  private func range(_ text: String) throws -> AddressRange {
    try #require(AddressRange(parsing: text))
  }

  @Test func addressesAreReadAndWritten() throws {
    for text in ["203.0.113.7", "203.0.113.0/24", "0.0.0.0/0", "255.255.255.255"] {
      #expect(try range(text).description == text)
    }
    #expect(try range("203.0.113.7/24") == range("203.0.113.0/24"))
    #expect(try range("203.0.113.7/32") == range("203.0.113.7"))
    for text in [
      "", "203.0.113", "203.0.113.256", "203.0.113.7/33", "203.0.113.7/", "a.b.c.d", "1.2.3.4.5",
      "+1.2.3.4", "2001:db8::1", "203.0.113.0007",
    ] {
      #expect(AddressRange(parsing: text) == nil, "\(text)")
    }
    #expect(try range("203.0.113.0/24").contains(range("203.0.113.128/25")))
    #expect(try range("203.0.113.0/24").contains(range("203.0.113.9")))
    #expect(try !range("203.0.113.0/24").contains(range("203.0.112.0/23")))
    #expect(try !range("203.0.113.0/24").contains(range("203.0.114.1")))
    #expect(try range("0.0.0.0/0").contains(range("198.51.100.1")))
    #expect(
      try ["10.1.2.3", "172.31.0.0/16", "192.168.0.0/16"].allSatisfy { try range($0).isPrivate })
    #expect(try !range("172.32.0.1").isPrivate)
  }

  @Test func rulesDecideBySource() throws {
    let office = ClientSource.addresses(try range("203.0.113.7"))
    let elsewhere = ClientSource.addresses(try range("198.51.100.0/24"))
    let (spoke, hub) = (ClientSource.virtualNetwork("spoke"), ClientSource.virtualNetwork("hub"))
    let all = [office, elsewhere, spoke, hub, .internet]
    var rules = NetworkRules(
      addresses: [try range("203.0.113.0/24")], virtualNetworks: ["spoke"],
      privateEndpoints: ["hub"])
    func access() -> [NetworkAccess] { all.map { rules.access(from: $0) } }
    let (open, own, shut) = (
      NetworkAccess.publicEndpoint, NetworkAccess.privateEndpoint, NetworkAccess.forbidden
    )
    #expect(access() == [open, open, open, own, open])
    #expect(!rules.isRestricted)
    rules.defaultAction = .deny
    #expect(access() == [open, shut, open, own, shut])
    rules.publicAccess = false
    #expect(access() == [shut, shut, shut, own, shut])
    rules.defaultAction = .allow
    #expect(access() == [shut, shut, shut, own, shut])
    #expect(rules.isRestricted && !rules.storesNothing)
    rules.trustedServices = false
    #expect(rules.storesNothing)
    rules.publicAccess = true
    #expect(!rules.storesNothing)
  }

  @Test func aSourceThatNoRuleNamesIsForbidden() throws {
    let report = try run(
      TierTests.herds([20, 20]) { scenario in
        scenario.registry.networkRules = NetworkRules(
          defaultAction: .deny, addresses: [AddressRange(203 << 24, prefix: 8)])
        scenario.workloads[0].clients.source = .addresses(AddressRange(203 << 24, prefix: 24))
      })
    #expect(report.workloads[0].served == 20)
    #expect(report.workloads[1].ended[Int(AnswerStatus.forbidden.rawValue)] == 20)
    // Kubelet's attempts go on as after any failure, and none of them reaches a front end.
    #expect(report.regions[0].balancer.forbidden == 20 * 6)
    #expect(report.regions[0].balancer.reads == 20 * 10)
    #expect(report.regions[0].handler.manifests.answered.requests == 20)
    #expect(report.regions[0].handler.manifests[.failed].requests == 0)
    #expect(report.violations == [])
  }

  @Test func whatTheRulesForbidCountsTowardsNoLimit() throws {
    let report = try run(
      TierTests.herds([10, 500]) { scenario in
        scenario.registry.throttling.reads = 200
        scenario.registry.networkRules = NetworkRules(
          defaultAction: .deny, virtualNetworks: ["spoke"])
        scenario.workloads[0].clients.source = .virtualNetwork("spoke")
      })
    #expect(report.regions[0].balancer.forbidden == 500 * 6)
    #expect(report.regions[0].balancer.throttled == 0)
    #expect(report.workloads[0].served == 10)
  }

  @Test func aPrivateEndpointAddsItsDelayToEveryWay() throws {
    func mean(_ delay: Span?) throws -> Double {
      let report = try run(
        TierTests.herds([20]) { scenario in
          scenario.registry.network.jitter = 0
          scenario.workloads[0].clients.source = .virtualNetwork("spoke")
          scenario.registry.networkRules.defaultAction = .deny
          if let delay {
            scenario.registry.networkRules.privateEndpoints = ["spoke"]
            scenario.registry.networkRules.privateEndpointDelay = delay
          } else {
            scenario.registry.networkRules.virtualNetworks = ["spoke"]
          }
        })
      #expect(report.served == 20)
      return try #require(report.workloads[0].latency[0].mean)
    }
    let open = try mean(nil)
    // There and back for the manifest, and twice for the layers, three at a time.
    #expect(try mean(.zero) == open)
    #expect(try mean(.milliseconds(50)) > open + 0.3e9)
    #expect(try mean(.milliseconds(50)) < open + 1.5e9)
  }

  @Test func withoutTrustedServicesNothingIsStored() throws {
    func report(_ minutes: [Int64], trusted: Bool) throws -> RunReport {
      try run(
        smallScenario { scenario in
          scenario.run.warmUp = .zero
          scenario.registry.networkRules = NetworkRules(
            defaultAction: .deny, virtualNetworks: ["spoke"], trustedServices: trusted)
          let regions = ["westeurope", "eastus"]
          scenario.workloads = minutes.enumerated().map { index, minute in
            WorkloadDescription(
              name: "at-\(minute)", region: regions[index % 2],
              clients: ClientDescription(nodes: 5, source: .virtualNetwork("spoke")),
              arrivals: .scaleOut(
                at: .minutes(minute), image: "docker/node:latest", within: .seconds(5)))
          }
        })
    }
    let (kept, keptTwice) = (try report([1], trusted: true), try report([1, 8], trusted: true))
    let (none, twice) = (try report([1], trusted: false), try report([1, 8], trusted: false))
    #expect(keptTwice.upstreamBytes == kept.upstreamBytes)
    // Every pull comes from upstream again, through the home region for the replica's clients.
    #expect(none.upstreamBytes > 2 * kept.upstreamBytes)
    #expect(twice.upstreamBytes == 2 * none.upstreamBytes)
    #expect(none.upstreamBytes == none.workloads[0].layersDownloaded.bytes)
    #expect(none.upstreams[0].manifests == 5)
    #expect(twice.links.reduce(0) { $0 + $1.bytesSent } == none.upstreamBytes)
    for report in [none, twice] {
      #expect(report.failed == 0)
      #expect(report.violations == [])
      for region in report.regions {
        #expect(region.handler.manifests.hits.requests == 0)
        #expect(region.handler.layers.hits.requests == 0)
        #expect(region.handler.imagesCached == 0)
        #expect(region.handler.replications == 0)
        #expect(region.cacheBytesHeld == 0 && region.storedBytesMean == 0)
        // It is not for want of room.
        #expect(region.handler.storageRefusals == 0)
      }
    }
  }
}
