import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// Half an hour of the small scenario, changed for a test of faults; nothing that must hold is broken.
func faultRun(
  replication: UInt32 = 0, audit: Bool = false, _ change: (inout Scenario) -> Void
) throws -> Simulation<RegistryWorld> {
  let scenario = smallScenario {
    $0.run = RunDescription(
      duration: .minutes(30), warmUp: .zero, replications: 1, timelineInterval: .minutes(1))
    change(&$0)
  }
  var simulation = Simulation(
    try WorldPlan(scenario, catalogue: .popularImages), replication: replication,
    recordsPulls: true, recordsAudit: audit)
  simulation.run(until: .zero + scenario.run.duration)
  #expect(simulation.report.violations == [])
  return simulation
}

func once(
  _ kind: FaultDescription.Kind, at begin: Span, lasts: Span?, name: String = "fault"
) -> FaultDescription {
  FaultDescription(name: name, kind: kind, occurrence: .scheduled(at: begin, lasts: lasts))
}

func once(
  _ kind: FaultDescription.Kind, at minutes: Int64, lasts: Int64?, name: String = "fault"
) -> FaultDescription {
  once(kind, at: .minutes(minutes), lasts: lasts.map(Span.minutes), name: name)
}

/// Pulls that started in some minutes, of one workload; there are some.
func pulls(
  _ report: RunReport, _ workload: Int, _ minutes: Range<Int64>
) throws -> [PoolRecorder.PullRecord] {
  let pulls = report.workloads[workload].pulls.filter {
    (Instant.zero + .minutes(minutes.lowerBound)..<Instant.zero + .minutes(minutes.upperBound))
      .contains($0.startedAt)
  }
  try #require(!pulls.isEmpty, "no pull of workload \(workload) in minutes \(minutes)")
  return pulls
}
