import RegistryModel
import SimulationKernel

/// A registry in three regions with one upstream and a few clients: small enough for a test.
func smallScenario(
  profile: BehaviourProfile = .architecture,
  arrivals: ArrivalDescription = .steady(rate: .perMinute(60)),
  change: (inout Scenario) -> Void = { _ in }
) -> Scenario {
  var scenario = Scenario(
    title: "small", profile: profile,
    registry: RegistryDescription(home: "westeurope", replicas: ["eastus", "southeastasia"]),
    rules: [
      RuleDescription(
        name: "docker-hub", source: "docker.io/library/*", target: "docker/*",
        credentialSet: "docker-hub"),
      RuleDescription(name: "microsoft", source: "mcr.microsoft.com/*", target: "mcr/*"),
    ],
    // What a quota does, tests of quotas show; and what is asked for before a manifest, tests of that.
    upstreams: [
      UpstreamDescription(host: "docker.io", quota: .unlimited, index: .absent),
      UpstreamDescription(host: "mcr.microsoft.com", index: .absent),
    ],
    workloads: ["westeurope", "eastus", "southeastasia"].map { region in
      WorkloadDescription(
        name: "cluster-\(region)", region: region,
        clients: ClientDescription(nodes: 20, manifestRequests: 1), arrivals: arrivals)
    },
    run: RunDescription(
      duration: .minutes(16), warmUp: .minutes(4), replications: 1,
      timelineInterval: .minutes(4)))
  change(&scenario)
  return scenario
}
