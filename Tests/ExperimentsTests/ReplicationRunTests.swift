import Foundation
import ImageCatalogue
import SimulationKernel
import Synchronization
import Testing

@testable import Experiments
@testable import RegistryModel

@Suite("Replications of a small scenario, end to end")
struct ReplicationRunTests {
  static let scenario: Scenario = {
    var run = RunDescription()
    run.duration = .minutes(20)
    run.warmUp = .minutes(2)
    run.replications = 3
    run.timelineInterval = .minutes(5)
    return Scenario(
      title: "small",
      registry: RegistryDescription(home: "westeurope", replicas: ["eastus"], zones: 2),
      rules: [
        RuleDescription(
          name: "hub-rule", source: "docker.io/library/*", target: "hub/*",
          credentialSet: "docker-hub")
      ],
      workloads: [
        WorkloadDescription(
          name: "clusters", region: "eastus", clients: ClientDescription(nodes: 10),
          arrivals: .steady(rate: .perMinute(20)))
      ], run: run)
  }()

  private func run(
    workers: Int, recordsPulls: Bool = true, progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> (plan: WorldPlan, results: Results) {
    let resolved = try Self.scenario.resolved()
    return (
      try WorldPlan(resolved),
      try resolved.replicated(
        workers: workers, recording: Recording(pulls: recordsPulls), progress: progress)
    )
  }

  private func bytes(workers: Int) throws -> [String: Data] {
    let base = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: base) }
    let (plan, results) = try run(workers: workers)
    try results.write(
      to: ResultsFolder(base.path),
      provenance: Provenance(scenarioText: "small", scenarioHash: "0"),
      imageNames: { plan.content.images[Int($0)].reference })
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: base.path) {
      files[name] = try Data(contentsOf: base.appending(path: name))
    }
    return files
  }

  @Test("One worker and several write the same bytes")
  func workers() throws {
    let one = try bytes(workers: 1)
    #expect(one.count == 9)
    #expect(one["pulls.csv"].map { $0.count > 1_000 } == true)
    for workers in [2, 8] {
      #expect(try bytes(workers: workers) == one, "\(workers) workers")
    }
  }

  @Test("Slices change nothing: a replication equals the same run straight through")
  func slices() throws {
    let (plan, results) = try run(workers: 2)
    #expect(results.replications.map(\.report.replication) == [0, 1, 2])
    for replication in results.replications {
      var straight = Simulation(plan, replication: replication.report.replication)
      straight.run(until: .zero + Self.scenario.run.duration)
      #expect(straight.fingerprint == replication.report.fingerprint)
      #expect(straight.report.messages == replication.report.messages)
    }
    #expect(Set(results.replications.map(\.report.fingerprint)).count == 3)
    let from = Instant.zero + Self.scenario.run.warmUp
    let pulls = results.replications.map { replication in
      replication.report.workloads[0].pulls.count { $0.startedAt >= from }
    }
    let ended = results.replications.map { $0.report.workloads[0].ended.reduce(0, +) }
    #expect(pulls == ended)
    #expect(ended.allSatisfy { $0 > 250 })
  }

  @Test("Progress is reported after each slice and ends at the duration")
  func progress() throws {
    let seen = Mutex<[Int: [RunProgress]]>([:])
    _ = try run(workers: 2, recordsPulls: false) { progress in
      seen.withLock { $0[progress.replication, default: []].append(progress) }
    }
    let reports = seen.withLock { $0 }
    #expect(reports.count == 3)
    for (replication, reports) in reports {
      #expect(reports.count == Int(ReplicationRun.slices), "replication \(replication)")
      #expect(reports.last?.now == Instant.zero + Self.scenario.run.duration)
      #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.now < $1.now })
    }
  }

  @Test("The summary names what was run")
  func table() throws {
    let text = RunSummaryTable(try run(workers: 2).results, resultsPath: "Results/small").text
    for expected in ["small", "eastus", "clusters", "3 replications", "Results/small", "saved"] {
      #expect(text.contains(expected), "\(expected)")
    }
  }

  @Test("A violation reads as a sentence that says where")
  func violation() {
    let violation = InvariantViolation(
      replication: 1, seed: 7, at: .zero + .seconds(90), after: "'retry' to clients a",
      sentences: ["lost a layer"])
    #expect(
      violation.description
        == "the run broke a rule of the model at 90 s of replication 1: after 'retry' to clients a: "
        + "lost a layer; this is a defect of Longshore; please report it with the scenario and seed 7"
    )
  }
}
