import Experiments
import ScenarioFiles

/// How much sooner replications are done on two threads than on one, in turn, by the wall clock.
enum SpeedUp {
  /// So many that the last one, for which a thread may wait, hardly counts.
  private static let replications = 24
  /// Odd, so that the median is one of the ratios. A neighbour on the machine slows some of them.
  private static let rounds = 5

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
    func seconds(workers: Int) throws -> Double {
      let start = ContinuousClock.now
      _ = try Replicator(workers: workers).run(resolved)
      return (ContinuousClock.now - start) / .seconds(1)
    }
    var ratios: [Double] = []
    for _ in 0..<rounds {
      // One thread before and after the two, since the speed of a shared machine drifts.
      let before = try seconds(workers: 1)
      let two = try seconds(workers: 2)
      ratios.append((before + (try seconds(workers: 1))) / 2 / two)
    }
    ratios.sort()
    print(
      "workload=speedup system=longshore replications=\(replications) rounds=\(rounds)",
      "ratio_median=\(ratios[rounds / 2]) ratio_least=\(ratios[0]) ratio_most=\(ratios[rounds - 1])"
    )
  }
}
