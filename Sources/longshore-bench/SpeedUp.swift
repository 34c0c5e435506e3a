import Experiments
import ImageCatalogue
import RegistryModel
import SimulationKernel

/// How much sooner replications are done on two threads than on one, in turn, by the wall clock.
enum SpeedUp {
  private static let replications = 8
  private static let rounds = 3

  static func report() throws {
    let scenario = Scenario(
      title: "speed-up",
      registry: RegistryDescription(home: "westeurope", replicas: ["eastus"]),
      rules: [
        RuleDescription(
          name: "docker-hub", source: "docker.io/library/*", target: "hub/*",
          credentialSet: "docker-hub")
      ],
      workloads: ["westeurope", "eastus"].map {
        WorkloadDescription(name: $0, region: $0, arrivals: .steady(rate: Rate(perSecond: 50)))
      },
      run: RunDescription(
        duration: .minutes(40), warmUp: .minutes(5), replications: replications,
        timelineInterval: .minutes(5)))
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var best = [Double.infinity, .infinity]
    for _ in 0..<rounds {
      for workers in 1...2 {
        let start = ContinuousClock.now
        _ = try ReplicationRunner(plan, workers: workers).run()
        best[workers - 1] = min(best[workers - 1], (ContinuousClock.now - start) / .seconds(1))
      }
    }
    let ratio = best[0] / best[1]
    print(
      "workload=speedup system=longshore replications=\(replications)",
      "one_thread_s=\(best[0]) two_threads_s=\(best[1]) ratio=\(ratio)")
  }
}
