import Foundation
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

/// Tiers, limits, network rules and prices as files say them.
@Suite struct TierFormatTests {
  /// The small sample with more keys of its registry and its clients, and more sections.
  private func text(
    _ registry: String, clients: String = "{}", more: String = ""
  ) -> String {
    Samples.small
      .replacingOccurrences(of: "  home: westeurope\n", with: "  home: westeurope\n\(registry)\n")
      .replacingOccurrences(
        of: "    region: westeurope\n", with: "    region: westeurope\n    clients: \(clients)\n")
      + more
  }

  @Test func everythingIsReadAndWritten() throws {
    let resolved = try ScenarioReader.read(
      text: text(
        """
          throttling: {reads: 25000, bucket: 30s, scaleOut: {share: 40%, time: 3min}}
          storage: {limit: 2TiB}
          networkRules:
            defaultAction: deny
            ipRules: [203.0.113.0/24, 198.51.100.7]
            virtualNetworks: [spoke]
            privateEndpoints: [hub]
            trustedServices: false
          dedicatedDataEndpoints: true
        """, clients: "{identity: kubelet, source: {ip: 203.0.113.128/25}}",
        more: "prices: {perDay: {premium: 2}, transferPerGB: 0.02}\n"), path: "s.yaml")
    let scenario = resolved.scenario
    let registry = scenario.registry
    #expect(registry.throttling.reads == 25_000)
    #expect(registry.throttling.bucket == .seconds(30))
    #expect(registry.throttling.scaleOut == .init(share: 0.4, time: .minutes(3)))
    #expect(registry.storage.limit == .limited(.gibibytes(2_048)))
    #expect(
      registry.networkRules.addresses.map(\.description) == ["203.0.113.0/24", "198.51.100.7"])
    #expect(registry.networkRules.storesNothing && registry.dedicatedDataEndpoints)
    #expect(scenario.workloads[0].clients.identity == .named("kubelet"))
    #expect(
      registry.networkRules.access(from: scenario.workloads[0].clients.source) == .publicEndpoint)
    #expect(scenario.prices.perDay == .init(basic: 0.167, standard: 0.667, premium: 2))
    let again = try ScenarioReader.read(text: resolved.canonicalYAML, path: "s.yaml")
    #expect(again.scenario == scenario)
  }

  @Test func aSmallTierStandsInOneZoneUnlessItIsSaidOtherwise() throws {
    let one = try ScenarioReader.read(text: text("  tier: basic"), path: "s.yaml")
    #expect(one.scenario.registry.zones == 1)
    #expect(one.origin(of: "registry.zones")?.description.contains("zone redundancy") == true)
    #expect(try Samples.scenario(text("  tier: premium")).registry.zones == 3)
    #expect(
      try Samples.scenario(text("  tier: basic", more: "profile: acr-2026\n")).registry.zones == 3)
  }

  @Test func whatTheTierLacksIsNamedWithItsPlace() {
    let found = Samples.mistakes(
      text(
        """
          tier: basic
          replicas: [eastus]
          zones: 3
          networkRules:
            publicAccess: false
            privateEndpoints: [hub]
          dedicatedDataEndpoints: true
        """))
    #expect(
      found == [
        "s.yaml:4:13: error: tier 'basic' has no replicas, which only 'premium' has; expected "
          + "tier: premium, or no replicas",
        "s.yaml:5:10: error: tier 'basic' stands in one zone where zone redundancy is Premium's; "
          + "expected zones: 1, tier: premium, or behaviour.zoneRedundancy: every-tier",
        "s.yaml:7:19: error: tier 'basic' has no network rules, which only 'premium' has; expected "
          + "tier: premium, or a registry open to all",
        "s.yaml:8:23: error: tier 'basic' has no private endpoints, which only 'premium' has; "
          + "expected tier: premium, or no private endpoints",
        "s.yaml:9:27: error: tier 'basic' has no dedicated data endpoints, which only 'premium' "
          + "has; expected tier: premium, or dedicatedDataEndpoints: false",
      ])
  }

  @Test(arguments: [
    ("  networkRules: {ipRules: [10.0.0.0/8]}", "{}", "10.0.0.0/8 is private"),
    ("  networkRules: {ipRules: [203.0.113.300]}", "{}", "IPv4 addresses such as 203.0.113.7"),
    ("  networkRules: {trustedServices: \"true\"}", "{}", "write it without quotes"),
    ("  networkRules: {trustedServices: yes}", "{}", "expected true or false"),
    ("  tier: premuim", "{}", "did you mean 'premium'?"),
    ("  throttling: {scaleOut: {share: 0%}}", "{}", "expected more than 0%"),
    ("  throttling: {reads: 9}\nbehaviour: {requestLimits: none}", "{}", "one of the two"),
    ("  throttling: {reads: 0}", "{}", "expected a whole number from 1"),
    ("  storage: {limit: 0GiB}", "{}", "expected more than 0B"),
    ("  zones: 1", "{source: {ip: 192.168.1.1}}", "192.168.1.1 is private"),
    ("  zones: 1", "{source: {vnet: hub}}", "unknown key 'vnet'; expected one of 'ip' or"),
    ("  zones: 1", "{source: intranet}", "did you mean 'internet'?"),
  ])
  func mistakesAreNamed(registry: String, clients: String, expected: String) {
    let found = Samples.mistakes(text(registry, clients: clients))
    #expect(found.count == 1)
    #expect(found.first?.contains(expected) == true, "\(found)")
  }

  @Test func aLimitByTierIsExplained() throws {
    let resolved = try ScenarioReader.read(text: text("  tier: standard"), path: "s.yaml")
    let explained = Explanation(resolved).description
    #expect(explained.contains("limit: by-tier, 20TiB"))
    #expect(explained.contains("reads: by-tier, 3000/min"))
  }
}
