import Experiments
import ScenarioFiles

/// How much sooner replications are done on two threads than on one, in turn, by the wall clock.
enum SpeedUp {
  private static let replications = 8
  private static let rounds = 3

  private static let scenario = """
    title: speed-up
    registry: {home: westeurope, replicas: [eastus]}
    rules:
      - {name: docker-hub, source: docker.io/library/*, target: hub/*, credentialSet: docker-hub}
    workloads:
      - {name: europe, region: westeurope, clients: {nodes: 500}, arrivals: {steady: 50/s}}
      - {name: america, region: eastus, clients: {nodes: 500}, arrivals: {steady: 50/s}}
    run: {duration: 10min, warmUp: 2min, replications: \(replications)}
    """

  static func report() throws {
    let resolved = try ScenarioReader.read(text: scenario, path: "speed-up.yaml")
    var best = [Double.infinity, .infinity]
    for _ in 0..<rounds {
      for workers in 1...2 {
        let start = ContinuousClock.now
        _ = try Replicator(workers: workers).run(resolved)
        best[workers - 1] = min(best[workers - 1], (ContinuousClock.now - start) / .seconds(1))
      }
    }
    let ratio = best[0] / best[1]
    print(
      "workload=speedup system=longshore replications=\(replications)",
      "one_thread_s=\(best[0]) two_threads_s=\(best[1]) ratio=\(ratio)")
  }
}
