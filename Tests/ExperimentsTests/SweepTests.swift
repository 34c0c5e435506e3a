import Foundation
import GRDB
import RegistryModel
import ScenarioFiles
import Testing

@testable import Experiments

@Suite("Sweeps")
struct SweepTests {
  static let small = """
    title: A small registry
    registry:
      home: westeurope
      zones: 1
    rules:
      - name: microsoft
        source: mcr.microsoft.com/*
        target: mcr/*
    workloads:
      - name: nodes
        region: westeurope
        clients: {nodes: 5}
        arrivals:
          steady: {rate: 20/min}
    run:
      duration: 5min
      warmUp: 1min
      replications: 2
      timelineInterval: 1min
    """

  static func sweep(
    _ axes: String..., zipped: Bool = false, condition: String? = nil, metrics: [String] = [],
    of text: String = small
  ) throws -> Sweep {
    let base = try ScenarioReader.read(text: text, path: "small.yaml")
    let description = (base.experiment.sweep ?? SweepDescription()).with(
      axes: try axes.map { try SweepAxis(parsing: $0) }, zipped: zipped,
      condition: try condition.map { try SweepCondition(parsing: $0) },
      metrics: try metrics.map { try MetricSelector(parsing: $0) })
    return try Sweep(description, of: base)
  }

  static let capacities = "registry.cache.capacity=50MiB,500MiB,5GiB"

  /// The files of a sweep's folder.
  static func files(_ outcome: SweepOutcome) throws -> [String: String] {
    try inFolder { folder in
      let path = folder.appending(path: "out").path
      try ResultsFolder(path, .sweep).replace { try outcome.write(to: $0) }
      var files: [String: String] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: path) {
        files[name] = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
      }
      return files
    }
  }

  static func inFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  // MARK: Points

  private func points(_ sweep: Sweep) -> [String] {
    sweep.points.map { point in
      point.point.coordinates.map(\.value.text).joined(separator: " ")
    }
  }

  @Test("Axes are crossed, the last one varying fastest, hand in hand, or left out by a condition")
  func order() throws {
    let policies = "registry.cache.policy=lru,sieve"
    #expect(
      points(try Self.sweep("registry.cache.capacity=1GiB,2GiB", policies))
        == ["1GiB lru", "1GiB sieve", "2GiB lru", "2GiB sieve"])
    #expect(
      points(try Self.sweep("registry.cache.capacity=1GiB,2GiB", policies, zipped: true))
        == ["1GiB lru", "2GiB sieve"])
    // A value may stand twice beside different ones.
    #expect(
      points(
        try Self.sweep(
          "registry.cache.capacity=1GiB,1GiB", "registry.cache.policy=lru,sieve", zipped: true)
      ) == ["1GiB lru", "1GiB sieve"])
    let filtered = try Self.sweep(
      Self.capacities, policies,
      condition: "registry.cache.capacity >= 500MiB and not registry.cache.policy = lru")
    #expect(points(filtered) == ["500MiB sieve", "5GiB sieve"])
    #expect(filtered.points.map(\.number) == [1, 2])
  }

  @Test("An axis of the command line takes the place of the scenario's of that key")
  func replacedAxis() throws {
    let text =
      Self.small + "\nsweep:\n  axes:\n    - {key: registry.cache.capacity, values: [1GiB, 2GiB]}\n"
      + "    - {key: registry.cache.policy, values: [lru, sieve]}\n"
    #expect(points(try Self.sweep(of: text)).count == 4)
    #expect(
      points(try Self.sweep("registry.cache.capacity=7GiB", of: text)) == [
        "lru 7GiB", "sieve 7GiB",
      ])
  }

  @Test("A point's scenario is the one that would be run alone, without the sweep that it is from")
  func alone() throws {
    let text =
      Self.small + "\nsweep:\n  axes: [{key: registry.cache.capacity, values: [1GiB, 2GiB]}]\n"
    let sweep = try Self.sweep(of: text)
    let alone = try ScenarioReader.read(
      text: Self.small, path: "small.yaml",
      changes: [ScenarioChange(parsing: "registry.cache.capacity=2GiB")])
    #expect(sweep.points[1].resolved.scenarioHash == alone.scenarioHash)
    #expect(try sweep.points[1].resolved.runIdentity == alone.runIdentity)
  }

  @Test("All mistakes of all points are named at once, before anything runs")
  func mistakes() throws {
    func mistakes(_ axes: String...) -> [String] {
      do {
        let base = try ScenarioReader.read(text: Self.small, path: "small.yaml")
        let description = SweepDescription().with(axes: try axes.map { try SweepAxis(parsing: $0) })
        _ = try Sweep(description, of: base)
        return []
      } catch let error as ScenarioErrors {
        return error.diagnostics.map(\.description)
      } catch { return ["\(error)"] }
    }
    let values = mistakes("registry.cache.capacity=1GiB,2Gib,3XiB")
    #expect(values.count == 2)
    #expect(values[0].hasPrefix("--axis registry.cache.capacity=") && values[0].contains("2Gib"))
    #expect(
      mistakes("registry.cache.capasity=1GiB")[0].contains("did you mean 'registry.cache.capacity'")
    )
    #expect(mistakes()[0].contains("there is nothing to sweep over"))
    let twice = "the axis 'registry.cache.capacity' has 1024MiB twice; expected each value once"
    #expect(mistakes("registry.cache.capacity=1GiB,2GiB,1024MiB")[0].hasSuffix(twice))
    #expect(mistakes("run.seed=1,2", "run.seed=3")[0].contains("varies 'run.seed' already"))
    let late = mistakes("run.duration=2min,50s", "run.seed=1,2")
    #expect(late.count == 1)
    #expect(
      late[0].hasPrefix("small.yaml:17:11: error: the warm-up leaves nothing of the run")
        && late[0].hasSuffix("50s (with run.duration=50s, run.seed=1)"))
    let none = #expect(throws: ScenarioErrors.self) {
      try Self.sweep(Self.capacities, condition: "registry.cache.capacity > 1TiB")
    }
    #expect(none?.description.hasPrefix("--where registry.cache.capacity > 1TiB: error:") == true)
  }

  // MARK: The same bytes

  @Test("One worker and four write the same bytes, with every point and every metric")
  func workers() throws {
    let sweep = try Self.sweep(Self.capacities)
    let one = try Self.files(try sweep.run(by: Replicator(workers: 1)))
    #expect(one == (try Self.files(try sweep.run(by: Replicator(workers: 4)))))
    #expect(one.keys.sorted() == ["manifest.json", "points.csv", "sweep.csv"])
    let points = (one["points.csv"] ?? "").split(separator: "\n")
    #expect(
      points[0] == "point,registry.cache.capacity,replications,warm_up_s,verdict,fingerprint,"
        + "scenario_hash")
    #expect(points[1].hasPrefix("1,50MiB,2,60,"))
    #expect(points.count == 4)
    // The figures of a point are those of a run of its scenario.
    let alone = try Replicator().run(sweep.points[2].resolved).results
    let p95 = try #require(alone.summaryRows.first { $0.metric.description == "latency_p95" })
    let row = "3,5GiB,latency_p95,all,,,,,,2,\(p95.estimate.fields.joined(separator: ",")),s,"
    #expect((one["sweep.csv"] ?? "").contains("\n" + row))
    #expect(points[3].contains(alone.fingerprintText))
  }

  @Test("Metrics that are asked for are kept alone, and one that no point has is refused")
  func metrics() throws {
    let sweep = try Self.sweep(Self.capacities, metrics: ["bytes_fetched", "latency_p50"])
    let rows = try #require(try Self.files(try sweep.run(by: Replicator()))["sweep.csv"])
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",")[2] }
    #expect(Set(rows) == ["bytes_fetched", "latency_p50"] && rows.count == 6)
    let wrong = try Self.sweep(Self.capacities, metrics: ["bytes_fetcht"])
    let refusal = #expect(throws: MetricRefusal.self) { try wrong.checkMetrics(workers: 2) }
    #expect(refusal?.description.contains("did you mean 'bytes_fetched'") == true)
    try sweep.checkMetrics(workers: 2)
  }

  @Test("A metric has its column on the terminal however its labels are written")
  func columns() throws {
    let metrics = ["latency_p95{workload=all}", "pulls_ended{workload=nodes, outcome=served}"]
    let outcome = try Self.sweep(Self.capacities, metrics: metrics).run(by: Replicator())
    let table = SweepTable(outcome, resultsPath: nil).text
    #expect(table.contains("latency_p95{") && table.contains("pulls_ended{"), "\(table)")
    #expect(!table.contains("–"), "\(table)")
  }

  @Test("A metric that can be and never was has no rows, and its column in the table is empty")
  func absentMetric() throws {
    let sweep = try Self.sweep(
      Self.capacities, metrics: ["pulls_started", "latency_p50"],
      of: Self.small.replacing("20/min", with: "0.01/h"))
    try sweep.check(sweep.points, workers: 2)
    let outcome = try sweep.run(by: Replicator())
    let rows = try #require(try Self.files(outcome)["sweep.csv"])
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",")[2] }
    #expect(rows == Array(repeating: "pulls_started", count: 3))
    #expect(SweepTable(outcome, resultsPath: nil).text.contains("latency_p50"))
  }

  @Test("A precision that no point can have is refused beforehand; a point's own has its verdict")
  func unknownPrecision() throws {
    let text = Self.small.replacing(
      "replications: 2", with: "precision: {of: [pulls_started], minimum: 2, maximum: 2}")
    let misspelt = try Self.sweep("run.precision.of=[bytes_fetcht],[pulls_startet]", of: text)
    let refusal = #expect(throws: ScenarioRefusal.self) {
      try misspelt.check(misspelt.points, workers: 2)
    }
    #expect(
      refusal?.description.hasPrefix("small.yaml: error: the precision of 'bytes_fetcht': ") == true
    )
    let other = try Self.sweep("run.precision.of=[bytes_fetcht],[pulls_started]", of: text)
    try other.check(other.points, workers: 2)
    let replicator = Replicator()
    let outcome = try other.run(by: replicator)
    #expect(outcome.points.map(\.verdict) == ["no precision", "stable"])
    #expect(replicator.origins.simulated == 2)
  }

  @Test("A sweep whose database lost replications simulates these alone, to the same bytes")
  func resumed() throws {
    try Self.inFolder { folder in
      let path = folder.appending(path: "results.db").path
      let sweep = try Self.sweep(Self.capacities)
      let first = Replicator(database: try ResultsDatabase(path: path))
      let whole = try Self.files(try sweep.run(by: first))
      #expect(first.origins.simulated == 6 && first.origins.found == 0)
      try ResultsDatabase(path: path).write { db in
        try db.execute(
          sql: "DELETE FROM replications WHERE rowid IN (SELECT rowid FROM replications LIMIT 2)")
      }
      let again = Replicator(database: try ResultsDatabase(path: path))
      let list = try SweepList(sweep, sweep.points, by: again, database: "results.db").text
      #expect(list.contains("3 points make 6 replications. 4 of them are in results.db already."))
      #expect(try Self.files(try sweep.run(by: again)) == whole)
      #expect(again.origins.simulated == 2 && again.origins.found == 4)
    }
  }

  // MARK: Precision and warm-up

  @Test("Each point gets the replications that its precision asks for, as if it were run alone")
  func precision() throws {
    let text = Self.small.replacing(
      "  replications: 2",
      with:
        "  precision: {of: [bytes_fetched], halfWidth: 20%, minimum: 2, maximum: 6, lookAhead: 1}")
    let sweep = try Self.sweep(Self.capacities, of: text)
    let replicator = Replicator()
    let outcome = try sweep.run(by: replicator)
    let alone = try sweep.points.map {
      try Replicator().run($0.resolved).results.replications.count
    }
    #expect(outcome.points.map(\.replications) == alone)
    #expect(Set(alone).count > 1, "\(alone): the points should need different numbers")
    #expect(outcome.points.allSatisfy { $0.notes.first?.contains("precision") == true })
    // What an earlier round simulated is not taken for an earlier sweep's.
    #expect(replicator.origins.found == 0)
    #expect(replicator.origins.simulated == alone.reduce(0, +))
  }

  @Test("A point without a warm-up has its verdict and no figures, and the others go on")
  func noWarmUp() throws {
    let text = Self.small.replacing("warmUp: 1min", with: "kind: steady-state\n  warmUp: auto")
      .replacing("duration: 5min", with: "duration: 40min")
      .replacing("{nodes: 5}", with: "{nodes: 20, layerStore: none}")
    let rates = "workloads.nodes.arrivals.steady.rate=120/min,2/h"
    let outcome = try Self.sweep(rates, metrics: ["pulls_started"], of: text).run(by: Replicator())
    #expect(outcome.points[1].verdict == "no warm-up")
    #expect(outcome.points[1].metrics.isEmpty && outcome.points[1].sentence.hasPrefix("No warm-up"))
    #expect(outcome.points[0].replications == 2 && outcome.points[0].metrics.count == 1)
    let points = try #require(try Self.files(outcome)["points.csv"]).split(separator: "\n")
    #expect(points[2].hasPrefix("2,2/h,0,,no warm-up,,"))
    #expect(SweepTable(outcome, resultsPath: nil).text.contains("Point 2: No warm-up was found"))
  }
}
