import DatabaseFiles
import Foundation
import GRDB
import Testing

@testable import Experiments

@Suite("Results database")
struct ResultsDatabaseTests {
  /// Gives the path of a database that is yet to be made, in a fresh folder.
  static func withPath(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "longshore.db").path)
  }

  static let run = RunKey(identity: String(repeating: "ab", count: 16), program: "this")

  static func replication(_ number: Int, figures: Data? = nil) -> StoredReplication {
    StoredReplication(
      number: number, fingerprint: UInt64.max - UInt64(number),
      figures: figures ?? Data("figures \(number)".utf8))
  }

  /// All that is there of a run.
  static func stored(_ run: RunKey, in database: ResultsDatabase) throws -> [StoredReplication] {
    try database.replicationNumbers(of: run, below: .max).sorted().compactMap {
      try database.replication($0, of: run)
    }
  }

  static func experiment(_ verb: String, _ scenario: String, title: String = "A run")
    -> ExperimentRecord
  {
    ExperimentRecord(
      verb: verb, title: title, scenario: scenario, scenarioText: "title: \(title)\n",
      scenarioHash: "0f", seed: .max, replications: 3,
      started: Date(timeIntervalSince1970: 1_000_000_000), folder: "Results/x", verdict: "stable",
      fingerprint: "00ff")
  }

  // MARK: Replications

  @Test("A replication is found by run, program and number, by whoever opens the file later")
  func replications() throws {
    try Self.withPath { path in
      let database = try ResultsDatabase(path: path)
      for number in [0, 1, 5] { try database.store(Self.replication(number), of: Self.run) }
      let again = try ResultsDatabase(path: path, for: .reading)
      #expect(
        try Self.stored(Self.run, in: again) == [0, 1, 5].map { Self.replication($0) })
      #expect(try again.replicationNumbers(of: Self.run, below: 5) == [0, 1])
      #expect(try again.replication(2, of: Self.run) == nil)
      let otherProgram = RunKey(identity: Self.run.identity, program: "that")
      #expect(try again.replicationNumbers(of: otherProgram, below: 6).isEmpty)
      let otherRun = RunKey(identity: "00", program: "this")
      #expect(try again.replicationNumbers(of: otherRun, below: 6).isEmpty)
    }
  }

  @Test("What is stored again stays, and must be the same")
  func storedAgain() throws {
    try Self.withPath { path in
      let database = try ResultsDatabase(path: path)
      try database.store(Self.replication(2), of: Self.run)
      try database.store(Self.replication(2), of: Self.run)
      #expect(try Self.stored(Self.run, in: database) == [Self.replication(2)])
      var other = Self.replication(2)
      other.fingerprint = 7
      #expect(
        throws: ResultsDatabaseError.contradiction(
          replication: 2, identity: Self.run.identity, path: path)
      ) { try database.store(other, of: Self.run) }
      #expect(try Self.stored(Self.run, in: database) == [Self.replication(2)])
    }
  }

  @Test("Pruning removes replications of other programs and old ones, and gives space back")
  func pruning() throws {
    try Self.withPath { path in
      let database = try ResultsDatabase(path: path)
      let (old, new) = (Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 9_000_000))
      let other = RunKey(identity: Self.run.identity, program: "that")
      let large = Data(repeating: 1, count: 100_000)
      try database.store(Self.replication(0, figures: large), of: other, at: new)
      try database.store(Self.replication(0, figures: large), of: Self.run, at: old)
      try database.store(Self.replication(1), of: Self.run, at: new)
      try database.record(Self.experiment("run", "a.yaml"))
      func size() throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      }
      let before = try size()

      let rule = PruningRule(program: "this", storedBefore: Date(timeIntervalSince1970: 5_000))
      let planned = try database.prune(rule, isDryRun: true)
      #expect(planned == PruningOutcome(removed: 2, removedBytes: 200_000, kept: 1))
      #expect(try size() == before)
      #expect(
        try database.prune(PruningRule(program: nil, storedBefore: nil))
          == PruningOutcome(removed: 0, removedBytes: 0, kept: 3))
      #expect(try database.prune(rule) == planned)
      #expect(try Self.stored(Self.run, in: database) == [Self.replication(1)])
      #expect(try size() < before - 150_000)
      #expect(try database.experiments().count == 1)
    }
  }

  @Test("Where the file cannot be compacted, it is said beside what was removed")
  func pruningWithoutSpace() throws {
    try Self.withPath { path in
      let database = try ResultsDatabase(path: path)
      try database.store(Self.replication(0), of: Self.run)
      // Compaction attaches a database, and this connection has as many as it may have.
      try database.read { db in
        for number in 0..<10 { try db.execute(sql: "ATTACH ':memory:' AS other\(number)") }
      }
      let outcome = try database.prune(PruningRule(program: "that"))
      #expect(outcome.removed == 1 && outcome.kept == 0)
      #expect(outcome.compactionFailure?.description.contains("too many attached") == true)
      #expect(try Self.stored(Self.run, in: ResultsDatabase(path: path)).isEmpty)
    }
  }

  // MARK: Experiments

  @Test("An experiment comes back with all that was recorded of it")
  func experiments() throws {
    try Self.withPath { path in
      let database = try ResultsDatabase(path: path)
      var labels = Metric.Labels()
      (labels.workload, labels.toRegion) = ("pipelines", "eastus")
      let metric = ExperimentMetric(
        point: 2, Metric("latency_p99", labels, unit: "s"), count: 5, mean: 0.1 + 0.2,
        halfWidth: 1 / 3, verdict: "stable")
      let none = ExperimentMetric(Metric("x", unit: "1"), count: 1, mean: 1, halfWidth: nil)
      let parameters = [
        ExperimentParameter(key: "run.seed", value: "7"),
        ExperimentParameter(point: 2, key: "registry.zones", value: "3"),
      ]
      var record = Self.experiment("sweep", "a.yaml", title: "It's \"quoted\", with 'all'")
      record.id = try database.record(record, parameters: parameters, metrics: [metric, none])

      let again = try ResultsDatabase(path: path, for: .reading)
      #expect(try again.experiments() == [record])
      #expect(record.startedUTC == "2001-09-09T01:46:40Z")
      #expect(try again.parameters(of: record.id) == parameters)
      #expect(try again.metrics(of: record.id) == [none, metric])
    }
  }

  @Test("In the export a point has the parameters of the whole before its own")
  func exportedParameters() {
    let whole = [
      ExperimentParameter(key: "metric", value: "x"), ExperimentParameter(key: "a", value: "1"),
    ]
    let points = 1...20_000
    let own = points.map { ExperimentParameter(point: $0, key: "b", value: "\($0)") }
    let metrics = (0...points.upperBound + 1).map { point in
      ExperimentMetric(point: point, Metric("x", unit: "1"), count: 1, mean: 1, halfWidth: nil)
    }
    let rows = ExperimentTables.metricRows(
      Self.experiment("sweep", "a.yaml"), whole + own, metrics)
    #expect(
      [0, 1, 20_000, 20_001].map { rows[$0][4] }
        == ["metric=x; a=1", "metric=x; a=1; b=1", "metric=x; a=1; b=20000", "metric=x; a=1"])
  }

  @Test("Experiments are chosen by number, verb, scenario and age")
  func queries() throws {
    try Self.withPath { path in
      let database = try ResultsDatabase(path: path)
      for (verb, scenario) in [
        ("run", "a.yaml"), ("sweep", "a.yaml"), ("run", "b.yml"), ("run", "a.yaml"),
      ] {
        try database.record(Self.experiment(verb, scenario))
      }
      func ids(_ query: ExperimentQuery) throws -> [Int64] {
        try database.experiments(matching: query).map(\.id)
      }
      #expect(try ids(ExperimentQuery()) == [1, 2, 3, 4])
      #expect(try ids(ExperimentQuery(verb: "run")) == [1, 3, 4])
      #expect(try ids(ExperimentQuery(verb: "run", last: 2)) == [3, 4])
      #expect(try ids(ExperimentQuery(scenario: "a")) == [1, 2, 4])
      #expect(try ids(ExperimentQuery(scenario: "b.yml")) == [3])
      #expect(try ids(ExperimentQuery(ids: [4, 2])) == [2, 4])
      #expect(throws: ResultsDatabaseError.noExperiment(9, nearest: 4, path: path)) {
        try ids(ExperimentQuery(ids: [1, 9]))
      }
      #expect(throws: ResultsDatabaseError.noExperiment(.min, nearest: 1, path: path)) {
        try database.metrics(of: .min)
      }
    }
  }

  // MARK: Files

  @Test("What is no results database is refused, and left as it was")
  func foreignFiles() throws {
    try Self.withPath { path in
      func error(_ access: DatabaseFile.Access = .creating, _ place: String? = nil)
        -> DatabaseFileError?
      {
        do {
          _ = try ResultsDatabase(path: place ?? path, for: access, patience: 0)
          return nil
        } catch ResultsDatabaseError.file(let error, _) {
          return error
        } catch { return .failed("\(error)") }
      }
      #expect(error(.reading) == .missing && error(.writing) == .missing)
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(error(.creating, "") == .failed("this is no file's name"))
      #expect(error(.creating, ":memory:") == .failed("this is no file's name"))
      #expect(error(.creating, path + "/x") == .failed("there is no folder to make it in"))
      #expect(
        error(.creating, URL(filePath: path).deletingLastPathComponent().path) == .isDirectory)

      let text = Data("a text of more than sixteen bytes".utf8)
      try text.write(to: URL(filePath: path))
      #expect(error() == .foreign)
      #expect(try Data(contentsOf: URL(filePath: path)) == text)

      try FileManager.default.removeItem(atPath: path)
      try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
      let theirs = try Data(contentsOf: URL(filePath: path))
      #expect(error() == .foreign && error(.reading) == .foreign)
      #expect(try Data(contentsOf: URL(filePath: path)) == theirs)

      try FileManager.default.removeItem(atPath: path)
      #expect(error() == nil)
      let other = try DatabaseQueue(path: path)
      try other.write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 of the future')")
      }
      #expect(error() == .newerSchema)
      try other.write {
        try $0.execute(sql: "DELETE FROM grdb_migrations WHERE identifier LIKE '9%'")
      }
      try other.inDatabase { db in
        try db.execute(sql: "BEGIN EXCLUSIVE")
        #expect(error() == .locked)
        try db.execute(sql: "ROLLBACK")
      }
      #expect(error() == nil)
    }
  }

  // MARK: The program

  @Test("A program is told from any that differs in a byte, or in length")
  func programs() throws {
    let identity = ProgramIdentity.current
    #expect(identity.wholeMatch(of: /[0-9a-f]{32}/) != nil)
    let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    #expect(FileManager.default.isReadableFile(atPath: executable.path))
    var seen: Set<UInt128> = []
    for length in 0..<70 {
      var data = Data(repeating: 0, count: length)
      seen.insert(ProgramIdentity.hash(of: data))
      for place in 0..<length {
        data[place] = 1
        seen.insert(ProgramIdentity.hash(of: data))
        data[place] = 0
      }
    }
    #expect(seen.count == 70 + (0..<70).reduce(0, +))
  }
}
