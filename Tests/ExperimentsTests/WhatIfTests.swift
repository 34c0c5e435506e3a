import Foundation
import ImageCatalogue
import SimulationKernel
import Statistics
import TestSupport
import Testing

@testable import Experiments
@testable import RegistryModel

@Suite("What if") struct WhatIfTests {
  static let scenario: Scenario = {
    var scenario = ReplicationRunTests.scenario
    scenario.registry.cache.capacity = .limited(.gibibytes(2))
    scenario.workloads[0].clients.attempts = 1
    scenario.workloads[0].arrivals = .steady(rate: .perMinute(10))
    func fault(_ name: String, _ kind: FaultDescription.Kind, at: Span) -> FaultDescription {
      FaultDescription(
        name: name, kind: kind, occurrence: .scheduled(at: at, lasts: .minutes(4)))
    }
    scenario.faults = [
      fault("replica-out", .regionOut(region: "eastus"), at: .minutes(10)),
      fault("hub-out", .upstreamOut(host: "docker.io"), at: .minutes(7)),
      fault("hub-cold", .upstreamOut(host: "docker.io"), at: .zero),
      FaultDescription(
        name: "flaky", kind: .zoneOut(region: "eastus", zone: 1),
        occurrence: .random(meanTimeBetween: .minutes(15), meanTimeToRepair: .minutes(1))),
      fault("link", .linkImpaired(from: "westeurope", to: "eastus", share: 0.5), at: .minutes(18)),
    ]
    return scenario
  }()

  static func outcome(
    workers: Int, latestFork: Instant? = nil
  ) throws -> WhatIfOutcome {
    try WhatIfRunner(
      scenario, branches: WhatIfBranch.all(of: scenario), latestFork: latestFork, workers: workers
    ) {
      try WorldPlan(scenario, catalogue: .popularImages)
    }.run()
  }

  /// With two workers, for all tests that only look at it.
  private static let common = Result { try outcome(workers: 2) }

  static func results(workers: Int? = nil, latestFork: Instant? = nil) throws -> WhatIfResults {
    WhatIfResults(
      scenario: scenario, branches: WhatIfBranch.all(of: scenario), latestFork: latestFork,
      outcome: workers == nil && latestFork == nil
        ? try common.get() : try outcome(workers: workers ?? 2, latestFork: latestFork))
  }

  private func files(_ results: WhatIfResults) throws -> [String: Data] {
    let base = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: base) }
    try ResultsFolder(base.path, .whatif).replace {
      try results.write(to: $0, provenance: Provenance(scenarioText: "small", scenarioHash: "0"))
    }
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: base.path) {
      files[name] = try Data(contentsOf: base.appending(path: name))
    }
    return files
  }

  @Test("Branches are the runs of the scenario with one fault, replication by replication")
  func branches() throws {
    let outcome = try Self.common.get()
    for (index, fault) in Self.scenario.faults.enumerated() {
      var alone = Self.scenario
      alone.faults = [fault]
      let straight = try alone.resolved().replicated().replications
      let branch = outcome.branches[index]
      #expect(branch.map(\.report.fingerprint) == straight.map(\.report.fingerprint))
      #expect(branch.map(\.served) == straight.map(\.served))
      #expect(branch.map(\.report.messages) == straight.map(\.report.messages))
      #expect(
        branch.map { $0.report.faults.map(\.figures) }
          == straight.map { $0.report.faults.map(\.figures) })
    }
    var none = Self.scenario
    none.faults = []
    let straight = try none.resolved().replicated().replications
    #expect(
      outcome.undisturbed.map(\.report.fingerprint) == straight.map(\.report.fingerprint))
  }

  @Test("One worker and several write the same bytes; an earlier fork changes no figure")
  func workers() throws {
    let one = try files(try Self.results())
    #expect(
      one.keys.sorted() == ["branches.csv", "faults.csv", "manifest.json", "whatif_timeline.csv"])
    #expect(try files(try Self.results(workers: 1)) == one)
    let early = try files(try Self.results(latestFork: .zero + .minutes(3)))
    let manifest = String(decoding: try #require(early["manifest.json"]), as: UTF8.self)
    #expect(manifest.contains("\"latest_fork_s\": \"180\""))
    #expect(early["branches.csv"] == one["branches.csv"])
    #expect(early["faults.csv"] == one["faults.csv"])
    #expect(early["whatif_timeline.csv"] != one["whatif_timeline.csv"], "it begins earlier")
  }

  @Test("Each branch leaves the trunk just before its fault, and what came before is spared")
  func forks() throws {
    let results = try Self.results()
    let forks = results.branches.map { $0.forks.map(\.at) }
    let instant = { (span: Span) in Instant.zero + span - .nanoseconds(1) }
    #expect(forks[0] == Array(repeating: instant(.minutes(10)), count: 3))
    #expect(forks[1] == Array(repeating: instant(.minutes(7)), count: 3))
    #expect(forks[2] == [nil, nil, nil])
    #expect(results.branches[2].forks.allSatisfy { $0.messages == 0 })
    #expect(Set(forks[3]).count > 1, "a random fault begins when it is drawn")
    for branch in results.branches {
      for (fork, replication) in zip(branch.forks, results.undisturbed.replications) {
        #expect(fork.messages <= replication.report.messages)
      }
    }
    #expect(results.cost.forks == 15)
    #expect(results.messagesSpared > 0)
    #expect(results.messagesSpared < results.messagesOfSeparateRuns)
  }

  @Test("A difference is that of the pairs; before the fork there is none")
  func pairs() throws {
    let results = try Self.results()
    let branch = results.branches[0]
    let failed = { (replication: ReplicationFigures) in
      Double(replication.report.workloads[0].failed)
    }
    let comparison = try #require(results.comparison(branch, failed))
    let expected = zip(results.undisturbed.replications, branch.results.replications).map {
      failed($1) - failed($0)
    }
    #expect(comparison.differences == expected)
    #expect(comparison.difference.mean > 0)
    let timeline = results.timelines(of: branch)[0]
    #expect(timeline.element.name == "clusters" && timeline.count == 4)
    #expect(results.firstInterval(of: branch) == 2)
    for metric in [TimelineMetric.pullsStarted, .pullsFailed, .latency95] {
      for interval in 0..<2 {
        let before = try #require(timeline.comparison(metric, in: interval))
        #expect(before.differences.allSatisfy { $0 == 0 })
      }
    }
    let during = try #require(timeline.comparison(.pullsFailed, in: 2))
    #expect(during.difference.mean > 0)
    #expect(try #require(timeline.comparison(.pullsStarted, in: 3)).difference.mean == 0)
  }

  @Test("The tables have their columns, and the figures of the comparison")
  func tables() throws {
    let results = try Self.results()
    let files = try files(results)
    func rows(_ name: String) throws -> [[String]] {
      String(decoding: try #require(files[name]), as: UTF8.self).split(separator: "\n")
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }
    let branches = try rows("branches.csv")
    #expect(
      branches[0].joined(separator: ",")
        == "branch,metric,workload,region,to_region,upstream,outcome,fault,unit,n,"
        + "undisturbed_mean,undisturbed_half_width,branch_mean,branch_half_width,difference,"
        + "difference_half_width,correlation")
    let row = try #require(
      branches.first { $0[0] == "replica-out" && $0[1] == "pulls_failed" && $0[2] == "all" })
    let (usual, mean, gap) = (Double(row[10])!, Double(row[12])!, Double(row[14])!)
    #expect(abs(mean - usual - gap) < 1e-6 && gap > 0 && row[9] == "3")
    let timeline = try rows("whatif_timeline.csv")
    #expect(
      timeline[0].joined(separator: ",")
        == "branch,time_s,interval_s,kind,element,metric,unit,n,undisturbed_mean,branch_mean,"
        + "difference,difference_half_width")
    #expect(timeline.filter { $0[0] == "replica-out" }.allSatisfy { Double($0[1])! >= 600 })
    #expect(timeline.contains { $0[0] == "hub-cold" && $0[1] == "0" })
    #expect(Set(try rows("faults.csv").dropFirst().map { $0[0] }).count == 5)
    let manifest = String(decoding: try #require(files["manifest.json"]), as: UTF8.self)
    #expect(manifest.contains("\"format\": \"longshore-whatif-1\""))
    #expect(manifest.contains("599.999999999"))
  }

  @Test("The record's fingerprint is of the undisturbed run and of all branches")
  func fingerprint() throws {
    func recorded(_ branches: [WhatIfBranch]) throws -> String {
      ExperimentRecord(
        whatif: WhatIfResults(
          scenario: Self.scenario, branches: branches, outcome: try Self.common.get()),
        Provenance(scenarioText: "small", scenarioHash: "0"), scenarioFile: "small.yaml",
        started: .now, folder: "results"
      ).fingerprint
    }
    let branches = WhatIfBranch.all(of: Self.scenario)
    let all = try recorded(branches)
    #expect(try all == recorded(branches))
    #expect(try all != recorded(branches.dropLast()))
    #expect(try recorded([]) != recorded(branches.dropLast()))
  }

  @Test("The harm of a branch is where its pulls fail or wait, and nowhere before")
  func harm() throws {
    var scenario = Self.scenario
    scenario.run.replications = 8
    let branches = [WhatIfBranch.all(of: scenario)[0]]
    let outcome = try WhatIfRunner(scenario, branches: branches) { [scenario] in
      try WorldPlan(scenario, catalogue: .popularImages)
    }.run()
    let felt = WhatIfResults(scenario: scenario, branches: branches, outcome: outcome)
    let story = BranchStory(felt.branches[0], of: felt)
    #expect(story.isFelt && story.harm.intervals.first == 2)
    #expect(WhatIfTable(felt, resultsPath: nil).text.contains("Significantly felt from 10 min"))
  }

  @Test("The table fits, and tells of every branch and of when it hurts")
  func table() throws {
    let results = try Self.results()
    let text = WhatIfTable(results, resultsPath: nil).text
    #expect(text.contains("Significantly felt from "))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    for fault in Self.scenario.faults { #expect(text.contains("\n\(fault.name) · ")) }
    #expect(text.contains("simulated once instead of 6 times"))
  }

  /// The timeline of a workload whose figures are chance alone, in both runs; or, with `harm`, with so
  /// many more failed pulls in the tenth interval of the second.
  private func noise(seed: UInt64, replications: Int, harm: Double = 0) -> PairedTimeline {
    let element = TimelineElement(kind: "workload", name: "clusters") { report in
      var chance = SplitMix64(seed: seed &* 1_000 &+ UInt64(report.replication))
      let isSecond = report.replication >= 100
      return (0..<200).flatMap { interval in
        [
          TimelineSample(
            interval: interval, metric: .pullsFailed,
            value: Double(chance.below(2)) + (isSecond && interval == 9 ? harm : 0)),
          TimelineSample(
            interval: interval, metric: .latency95, value: 1 + 0.3 * abs(chance.normal())),
        ]
      }
    }
    func run(from first: Int) -> [ReplicationFigures] {
      (first..<first + replications).map {
        ReplicationFigures(
          ConstructedReports.report(UInt32($0), latencies: [100], failed: 0, hits: 1, misses: 0))
      }
    }
    return PairedTimeline(element, run(from: 0), run(from: 100))
  }

  @Test("Chance alone hurts in no interval, however many there are; what is plain still does")
  func chance() {
    let spurious = (0..<20).count { seed in
      !BranchHarm([noise(seed: UInt64(seed), replications: 5)], from: 0).intervals.isEmpty
    }
    #expect(spurious <= 3, "at most 5 % of 20 are to be expected")
    let plain = BranchHarm([noise(seed: 1, replications: 5, harm: 100)], from: 0)
    #expect(plain.intervals == [9] && plain.spell == 9...9)
  }

  @Test("One replication tells of no harm, and says so")
  func oneReplication() throws {
    #expect(BranchHarm([noise(seed: 1, replications: 1, harm: 100)], from: 0).spell == nil)
    let outcome = try Self.common.get()
    let results = WhatIfResults(
      scenario: Self.scenario, branches: WhatIfBranch.all(of: Self.scenario),
      outcome: WhatIfOutcome(
        undisturbed: [outcome.undisturbed[0]], branches: outcome.branches.map { [$0[0]] },
        forks: outcome.forks.map { [$0[0]] }, cost: outcome.cost))
    let text = WhatIfTable(results, resultsPath: nil).text
    #expect(text.contains("One replication cannot tell which are due to chance."))
    #expect(text.contains("In this replication ") && !text.contains("Felt "))
    #expect(!text.contains("Clients feel"))
  }

  @Test("A thread does the branches of its own trunk first, then trunks, then what others left")
  func order() throws {
    let plan = try WorldPlan(Self.scenario, catalogue: .popularImages)
    let run = CheckedRun { Simulation(plan, replication: 0) }
    let board = WhatIfBoard(replications: 3, branches: 2)
    func next(for worker: Int) -> String {
      switch board.next(for: worker) {
      case .trunk(let replication)?: "trunk \(replication)"
      case .branch(let branch, let replication, _)?: "branch \(branch) of \(replication)"
      case nil: "nothing"
      }
    }
    #expect([next(for: 0), next(for: 1)] == ["trunk 0", "trunk 1"])
    for (replication, worker) in [(0, 0), (1, 1)] {
      for branch in 0..<2 {
        board.add(
          run, branch: branch, replication: replication, Fork(at: nil, messages: 0), by: worker)
      }
    }
    #expect([next(for: 1), next(for: 1)] == ["branch 0 of 1", "branch 1 of 1"])
    #expect([next(for: 1), next(for: 1)] == ["trunk 2", "branch 0 of 0"])
    #expect(next(for: 0) == "branch 1 of 0")
    for _ in 0..<7 { board.finish() }
    #expect([next(for: 0), next(for: 1)] == ["nothing", "nothing"])
  }

  @Test("What cannot be compiled ends the what-if with its reason")
  func refusal() {
    let runner = WhatIfRunner(
      Self.scenario, branches: WhatIfBranch.all(of: Self.scenario), workers: 3
    ) {
      throw ScenarioRefusal("small.yaml: error: changed")
    }
    #expect(throws: ScenarioRefusal("small.yaml: error: changed")) { try runner.run() }
  }

  @Test("A fork whose bars are of one value, of none, and of more than fit")
  func sparkline() {
    #expect(Sparkline.text([nil, 0, 1, 4, 8], top: 8) == "··▁▄█")
    #expect(Sparkline.text([0, 0], top: 0) == "··")
    #expect(Sparkline.grouped([1, nil, 3, 2, nil], into: 3) == [1, 3, nil])
    #expect(Sparkline.grouped([1, 2], into: 40) == [1, 2])
  }
}
