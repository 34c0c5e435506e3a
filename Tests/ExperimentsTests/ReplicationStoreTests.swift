import DatabaseFiles
import Foundation
import GRDB
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

@testable import Experiments

@Suite("Replications that are kept, and databases that fail meanwhile")
struct ReplicationStoreTests {
  private static func demand(seed: Int = 1, replications: Int = 4) throws -> Demand {
    let resolved = try ScenarioReader.read(
      text: SweepTests.small, path: "small.yaml",
      changes: [ScenarioChange(key: "run.seed", value: "\(seed)")])
    return Demand(try Alternative("small", resolved), replications: replications)
  }

  /// The fingerprints of what demands come to.
  private static func results(
    _ replicator: Replicator, _ demands: [Demand],
    progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> [UInt64] {
    try replicator.replicate(demands, progress: progress) { $1.fingerprint }
  }

  private static func expected(_ demands: Demand...) throws -> [UInt64] {
    try results(Replicator(), demands)
  }

  /// Does something to a file behind the back of whoever has it open.
  private static func execute(_ sql: String, on path: String) {
    #expect(throws: Never.self) {
      try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }
  }

  @Test("A row that is damaged is simulated again, and replaced")
  func damagedRows() throws {
    try ResultsDatabaseTests.withPath { path in
      let demand = try Self.demand()
      let expected = try Self.expected(demand)
      #expect(
        try Self.results(Replicator(database: ResultsDatabase(path: path)), [demand]) == expected)
      for damage in ["figures = x'00'", "fingerprint = 'none'"] {
        Self.execute("UPDATE replications SET \(damage) WHERE replication IN (1, 2)", on: path)
        let repairing = Replicator(database: try ResultsDatabase(path: path))
        #expect(try Self.results(repairing, [demand]) == expected)
        #expect(repairing.origins.simulated == 2 && repairing.origins.found == 2)
        #expect(repairing.trouble == nil)
        let again = Replicator(database: try ResultsDatabase(path: path))
        #expect(try Self.results(again, [demand]) == expected)
        #expect(again.origins.simulated == 0 && again.origins.found == 4)
      }
    }
  }

  @Test("A database that is locked is waited for once, and the results are the same")
  func locked() throws {
    try ResultsDatabaseTests.withPath { path in
      let demand = try Self.demand()
      let expected = try Self.expected(demand)
      let database = try ResultsDatabase(path: path, patience: 0.3)
      let other = try DatabaseQueue(path: path)
      try other.inDatabase { db in
        try db.execute(sql: "BEGIN EXCLUSIVE")
        let replicator = Replicator(database: database, workers: 3)
        #expect(try Self.results(replicator, [demand]) == expected)
        #expect(replicator.trouble?.error == .file(.locked, path: path))
        #expect(replicator.trouble?.unstored == 4)
        try db.execute(sql: "ROLLBACK")
        // Later accesses do not wait again.
        _ = try Self.results(replicator, [try Self.demand(seed: 2)])
        #expect(replicator.trouble?.unstored == 8)
      }
      #expect(try database.replicationNumbers(of: demand.alternative.key, below: 9).isEmpty)
    }
  }

  @Test("After a failure the database is used again; after several in a row no more")
  func failures() throws {
    try ResultsDatabaseTests.withPath { path in
      let demand = try Self.demand()
      let expected = try Self.expected(demand)
      let key = demand.alternative.key
      let database = try ResultsDatabase(path: path)
      /// Has the database out of order while some of the replications run.
      func run(outOfOrder: Range<Int>) throws -> Replicator {
        let replicator = Replicator(database: database, workers: 1)
        let found = try Self.results(replicator, [demand]) { progress in
          guard progress.now == .zero + progress.duration else { return }
          if progress.replication == outOfOrder.lowerBound {
            Self.execute("ALTER TABLE replications RENAME TO gone", on: path)
          } else if progress.replication == outOfOrder.upperBound {
            Self.execute("ALTER TABLE gone RENAME TO replications", on: path)
          }
        }
        #expect(found == expected)
        return replicator
      }
      let once = try run(outOfOrder: 0..<1)
      #expect(once.trouble?.unstored == 1)
      #expect(try database.replicationNumbers(of: key, below: 9) == [1, 2, 3])
      Self.execute("DELETE FROM replications", on: path)
      let often = try run(outOfOrder: 0..<3)
      #expect(often.trouble?.unstored == 4)
      #expect(try database.replicationNumbers(of: key, below: 9).isEmpty)
    }
  }

  @Test("Alternatives that differ in prices alone share their replications")
  func shared() throws {
    let cheap = try ScenarioReader.read(text: SweepTests.small, path: "small.yaml")
    let dear = try cheap.with([ScenarioChange(key: "prices.frontEndServerPerMonth", value: "9")])
    let demands = [
      Demand(try Alternative("cheap", cheap), replications: 2),
      Demand(try Alternative("dear", dear), replications: 3),
    ]
    #expect(demands[0].alternative.key == demands[1].alternative.key)
    let replicator = Replicator()
    let found = try replicator.replicate(demands) { place, results in
      (place, results.replications.count, results.scenario.prices.frontEndServerPerMonth)
    }
    #expect(found.map(\.0) == [0, 1] && found.map(\.1) == [2, 3])
    #expect(found.map(\.2) == [0, 9])
    #expect(replicator.origins.simulated == 3)
  }

  @Test("What was there and cannot be read after all is simulated, on all threads")
  func lostMeanwhile() throws {
    try ResultsDatabaseTests.withPath { path in
      let (fresh, stored) = (try Self.demand(seed: 1), try Self.demand(seed: 2))
      let expected = try Self.expected(fresh, stored)
      let database = try ResultsDatabase(path: path)
      _ = try Self.results(Replicator(database: database), [stored])
      let replicator = Replicator(database: database, workers: 1)
      let found = try Self.results(replicator, [fresh, stored]) { progress in
        // The first one runs, and the second one has been found.
        guard progress.replication == 0, progress.now == .zero + progress.duration else { return }
        Self.execute("DELETE FROM replications WHERE replication > 0", on: path)
      }
      #expect(found == expected)
      #expect(replicator.origins.found == 1 && replicator.origins.simulated == 7)
    }
  }

  @Test("Without a database memory holds what may be asked for again, until a run has ended")
  func memory() throws {
    let demand = try Self.demand()
    let replicator = Replicator()
    _ = try Self.results(replicator, [demand])
    _ = try Self.results(replicator, [try Self.demand(replications: 6)])
    #expect(replicator.origins.simulated == 6 && replicator.origins.found == 0)
    let running = Replicator()
    _ = try running.run(demand.alternative.resolved)
    #expect(try running.found(of: [demand]) == 0)
  }
}
