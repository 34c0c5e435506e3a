import ImageCatalogue
import RegistryModel
import SimulationKernel
import Testing

/// Runs a scenario to its end.
func run(
  _ scenario: Scenario, replication: UInt32 = 0, shuffledTies: UInt64? = nil
) throws -> Simulation<RegistryWorld> {
  let plan = try WorldPlan(scenario, catalogue: .popularImages)
  var simulation = Simulation(plan, replication: replication, shuffledTies: shuffledTies)
  simulation.run(until: .zero + scenario.run.duration)
  return simulation
}

@Suite struct RegistryWorldTests {
  @Test(arguments: BehaviourProfile.allCases)
  func everyPullIsServedFailedOrUnderWay(profile: BehaviourProfile) throws {
    let report = try run(smallScenario(profile: profile)).report
    #expect(report.violations == [])
    #expect(report.workloads.allSatisfy { $0.served > 1_000 })
    #expect(report.workloads.allSatisfy { $0.failed == 0 })
  }
}
