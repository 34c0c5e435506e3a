import Foundation
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Statistics
import Testing

@testable import Experiments

/// Plans over a small registry whose few front ends take long over a request.
@Suite("Plans of a small scenario, end to end") struct PlanTests {
  static let text = """
    title: A small registry to plan
    registry:
      home: westeurope
      zones: 2
      frontEnds: {servers: 4, serviceTime: 500ms}
      cache: {capacity: 4GiB, policy: lru}
    behaviour: {requestLimits: none}
    prices: {frontEndServerPerMonth: 10, cacheCapacityPerGiBMonth: 1}
    rules:
      - {name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}
    workloads:
      - name: nodes
        region: westeurope
        clients: {nodes: 4}
        arrivals: {steady: 12/min}
    run: {duration: 6min, warmUp: 1min, timelineInterval: 5min}
    faults:
      - name: zone-loss
        what: {zoneOut: {region: westeurope, zone: 1}}
        when: {once: {at: 2min, lasts: 3min}}
    plan:
      objectives:
        - {metric: latency_p95, atMost: 12s}
        - {metric: layer_byte_hit_ratio, atLeast: 40%}
        - {metric: latency_p95, atMost: 9s, under: zone-loss}
      knobs:
        - {key: registry.cache.capacity, values: [50MiB, 4GiB]}
        - {key: registry.frontEnds.servers, values: [1, 4]}
      maximum: 6

    """

  private static func resolved(_ text: String = text) throws -> ResolvedScenario {
    try ScenarioReader.read(text: text, path: "small.yaml")
  }

  @Test("The answer is that of a sweep of all candidates with many replications")
  func bruteForce() throws {
    let design = try PlanDesign(try Self.resolved())
    let replicator = Replicator()
    let plan = try replicator.plan(design)
    // Every candidate under the most replications, judged by its means.
    let scenarios = design.faults.count
    let demands = design.candidates.flatMap(\.alternatives).map { Demand($0, replications: 6) }
    let all = try replicator.replicate(demands) { $1.observations }
    let meeting = try design.candidates.indices.filter { candidate in
      try design.objectives.allSatisfy { objective in
        let place = try #require(design.faults.firstIndex(of: objective.fault))
        let found = all[candidate * scenarios + place][objective.metric]?.interval()
        let mean = try #require(found?.mean)
        return objective.sense == .atMost ? mean <= objective.bound : mean >= objective.bound
      }
    }
    let costs = try design.candidates.indices.map { candidate in
      try #require(all[candidate * scenarios][design.cost]?.interval()?.mean)
    }
    let best = meeting.min { (costs[$0], $0) < (costs[$1], $1) }
    #expect(best != nil && plan.answer == best.map { $0 + 1 })
    #expect(meeting.count < design.count, "not every candidate is to meet all")
    #expect(plan.effort.spent < plan.effort.full)
    // What is known of the cost beforehand is no more than it turns out to be.
    for (candidate, cost) in zip(design.candidates, costs) {
      let floor = try #require(candidate.floor)
      #expect(floor > 50 && floor <= cost)
    }
  }

  @Test("The same bytes with any number of threads, and when resumed")
  func sameBytes() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let design = try PlanDesign(try Self.resolved())
    let database = try ResultsDatabase(path: folder.appending(path: "r.db").path)
    var outputs: [[String: Data]] = []
    for (name, replicator) in [
      ("one", Replicator(workers: 1)), ("three", Replicator(database: database, workers: 3)),
      ("again", Replicator(database: database, workers: 2)),
    ] {
      let out = folder.appending(path: name)
      let results = try replicator.plan(design)
      try ResultsFolder(out.path, .plan).replace { try results.write(to: $0) }
      var files = ["table": Data(PlanTable(results, resultsPath: nil).text.utf8)]
      for file in ["candidates.csv", "objectives.csv", "manifest.json"] {
        files[file] = try Data(contentsOf: out.appending(path: file))
      }
      outputs.append(files)
      if name == "again" { #expect(replicator.origins.simulated == 0) }
    }
    #expect(outputs[0] == outputs[1] && outputs[1] == outputs[2])
    let table = String(decoding: outputs[0]["table"] ?? Data(), as: UTF8.self)
    #expect(table.contains("With 95 % confidence, the cheapest that"))
    #expect(!table.contains("small.yaml"))
  }

  @Test("Each candidate is read with its knobs, without faults and with the one that is asked for")
  func design() throws {
    let design = try PlanDesign(try Self.resolved())
    #expect(design.faults == [nil, "zone-loss"] && design.count == 4)
    for candidate in design.candidates {
      #expect(candidate.alternatives.map { $0.scenario.faults.map(\.name) } == [[], ["zone-loss"]])
    }
    #expect(
      design.candidates.map { $0.alternatives[1].scenario.registry.frontEnds.servers } == [
        1, 4, 1, 4,
      ])
    // 30 days of Premium, 2 zones of servers, and the capacity.
    let floor = try #require(design.candidates[3].floor)
    #expect(abs(floor - (30 * 1.667 + 2 * 4 * 10 + 4)) < 1e-6)
  }

  @Test(
    "What cannot be planned is refused before anything runs",
    arguments: [
      ("metric: layer_byte_hit_ratio", "metric: layer_hit_rato", "did you mean 'layer_hit_ratio'?"),
      (
        "metric: layer_byte_hit_ratio", "metric: 'latency_p95{workload=node}'",
        "did you mean 'latency_p95{workload=nodes}'?"
      ),
      (
        "atLeast: 40%", "atLeast: 2s",
        "of another kind than the metric; expected a share such as 95% or 0.95"
      ),
      ("atLeast: 40%", "atLeast: 40", "is beyond what it can be, 0 to 1"),
      ("atMost: 12s", "atMost: 12GiB", "expected a time such as 2s or 250ms"),
      ("atMost: 12s", "atMost: 12", "expected a time such as 2s or 250ms"),
      (
        "  maximum: 6", "  maximum: 6\n  minimise: cost_per_month", "there is no metric 'cost_per"
      ),
      ("  maximum: 6", "  where: registry.frontEnds.servers > 4", "no combination of the knobs'"),
      ("values: [1, 4]", "values: [1, -2]", "small.yaml:"),
    ])
  func refusals(part: String, change: String, expected: String) throws {
    let text = Self.text.replacing(part, with: change)
    let error = #expect(throws: (any Error).self) { _ = try PlanDesign(try Self.resolved(text)) }
    #expect(String(describing: error).contains(expected), "\(String(describing: error))")
  }

  @Test("A scenario without a plan is told what to write")
  func nothingToPlan() throws {
    let text = Self.text.components(separatedBy: "plan:\n")[0]
    let error = #expect(throws: ScenarioRefusal.self) {
      _ = try PlanDesign(try Self.resolved(text))
    }
    #expect(error?.description.contains("--objective and --knob") == true)
  }

  @Test("Each candidate has a warm-up of its own; one that has none is left out, and is told of")
  func warmUps() throws {
    let text =
      Self.text
      .replacing(
        "run: {duration: 6min, warmUp: 1min, timelineInterval: 5min}",
        with: "run: {kind: steady-state, duration: 30min, warmUp: auto, timelineInterval: 5min}"
      )
      .replacing("steady: 12/min", with: "steady: 40/min")
      .replacing("nodes: 4", with: "nodes: 20, layerStore: none")
      .components(separatedBy: "faults:\n")[0] + """
        plan:
          objectives: [{metric: latency_p95, atMost: 1h}]
          knobs:
            - {key: registry.frontEnds.servers, values: [1, 8]}
          maximum: 3
        """
    let plan = try Replicator().plan(try PlanDesign(try Self.resolved(text)))
    #expect(plan.answer == 2 && plan.ending(of: 0) == .noWarmUp)
    #expect(plan.warmUps[0] == nil && (plan.warmUps[1] ?? .zero) > .zero)
    let table = PlanTable(plan, resultsPath: nil).text.replacing("\n", with: " ")
    #expect(table.contains("The warm-up of each candidate was found by MSER-5"))
    #expect(table.contains("servers 1 is left out, having no steady state"))
  }

  @Test("An objective on the cost rejects what must cost more, without a run")
  func costObjective() throws {
    let text = Self.text.replacing(
      "- {metric: layer_byte_hit_ratio, atLeast: 40%}",
      with: "- {metric: cost_per_30_days, atMost: 60}")
    let plan = try Replicator().plan(try PlanDesign(try Self.resolved(text)))
    #expect(plan.answer == nil && plan.verdict == .infeasible)
    #expect(plan.effort.spent == 0)
    let table = PlanTable(plan, resultsPath: nil).text
    #expect(table.contains("no candidate meets all objectives"))
    #expect(table.contains("cost_per_30_days at most 60"))
  }
}
