import ImageCatalogue
import RegistryModel
import SimulationKernel
import Testing

/// The rules of a scenario mean in a run what they mean to the engine.
@Suite struct ScenarioRulesTests {
  private func scenario(source: String, target: String, image: String) -> Scenario {
    smallScenario(arrivals: .scaleOut(at: .minutes(1), image: image, within: .seconds(5))) {
      $0.registry.replicas = []
      $0.workloads.removeLast(2)
      $0.run.warmUp = .zero
      $0.upstreams.removeLast()
      $0.rules = [
        RuleDescription(
          name: "docker-hub", source: source, target: target, credentialSet: "docker-hub")
      ]
    }
  }

  @Test(arguments: [
    ("docker.io/nginx", "web/nginx", "web/nginx:latest"),
    ("DOCKER.IO/library/*", "hub/*", "hub/nginx:latest"),
    ("docker.io/*", "*", "library/nginx:latest"),
  ])
  func aSourceIsReadAsTheEngineReadsIt(source: String, target: String, image: String) throws {
    let report = try run(scenario(source: source, target: target, image: image))
    #expect(report.served == 20)
    #expect(report.upstreams.map(\.host) == ["docker.io"])
    #expect(report.upstreamBytes > 0)
  }

  @Test func aRefusalNamesTheRuleAndItsPart() throws {
    func error(_ source: String, _ target: String) -> PlanError? {
      #expect(throws: PlanError.self) {
        try run(scenario(source: source, target: target, image: "hub/nginx:latest"))
      }
    }
    #expect(error("docker.io/nginx:1", "hub/nginx")?.place == "rules.docker-hub.source")
    #expect(error("docker.io/library/*", "Hub/*")?.place == "rules.docker-hub.target")
    #expect(error("docker.io/library/*", "hub")?.place == "rules.docker-hub.target")
  }

  @Test func aPolicyNeedsSomethingToEvict() throws {
    func plan(_ capacity: CacheDescription.Capacity, _ policy: String?) throws -> WorldPlan {
      try WorldPlan(
        smallScenario(profile: .acr2026) {
          $0.registry.cache = CacheDescription(capacity: capacity, policy: policy)
        }, catalogue: .popularImages)
    }
    _ = try plan(.byProfile, nil)
    _ = try plan(.byProfile, "none")
    _ = try plan(.limited(.gibibytes(1)), "sieve")
    let error = #expect(throws: PlanError.self) { _ = try plan(.byProfile, "sieve") }
    #expect(error?.place == "registry.cache.policy")
    #expect(error?.sentence.contains("profile acr-2026") == true)
  }
}
