import Foundation
import GRDB
import LocalFiles
import ScenarioFiles

/// What a shard's file says of itself.
struct ShardHeader: Hashable, Sendable {
  var shard: SweepShard
  /// The ``Sweep/identity``.
  var sweep: String
  var version: String
  var program: String
}

/// The file of one shard of a sweep: a results database with the replications of its points, which
/// says which sweep it is a part of and keeps what its finished points found.
///
/// Every change is one transaction, so that a task that is killed goes on where it was, and two that
/// take themselves for the same shard write the same.
public struct ShardFile: Sendable {
  public let database: ResultsDatabase
  let shard: SweepShard

  /// Opens the file of a shard in a folder, or makes both.
  ///
  /// - Throws: A ``SweepRefusal`` where the file is of another sweep or of another build of the
  ///   program, or a ``ResultsDatabaseError``.
  public init(_ shard: SweepShard, of sweep: Sweep, in folder: String) throws {
    self.shard = shard
    let header = ShardHeader(
      shard: shard, sweep: try sweep.identity, version: Version.current,
      program: ProgramIdentity.current)
    do {
      try FileManager.default.createDirectory(
        atPath: folder.isEmpty ? "." : folder, withIntermediateDirectories: true)
    } catch {
      throw SweepRefusal(
        "the folder '\(LocalPath.shortened(folder))' cannot be made: \(error.localizedDescription)")
    }
    database = try ResultsDatabase(path: LocalPath.join(folder, shard.fileName))
    let found = try database.claim(header, try sweep.summary.encoded)
    guard found == header else {
      let what = found.sweep == header.sweep ? "another build of the program" : "another sweep"
      throw SweepRefusal(
        "'\(LocalPath.shortened(database.path))' is of \(what); remove it, or name another folder")
    }
  }

  /// Keeps what a point found. It is safe on disk when this returns.
  public func store(_ outcome: PointOutcome) throws {
    try database.store(point: outcome.index, try JSONEncoder.stable.encode(outcome))
  }
}

extension ResultsDatabase {
  /// Makes the database that of a shard, where it is none yet.
  ///
  /// - Returns: What shard it is of.
  func claim(
    _ header: ShardHeader, _ summary: Data
  ) throws(ResultsDatabaseError) -> ShardHeader {
    try write { db in
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO shard (id, shard, shards, sweep, version, program, summary)
          VALUES (1, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          header.shard.number, header.shard.count, header.sweep, header.version, header.program,
          summary,
        ])
      return try Self.shard(db)?.header ?? header
    }
  }

  /// What shard the database is of, and of which sweep; nil where it is of none.
  func shard() throws(ResultsDatabaseError) -> (header: ShardHeader, summary: Data)? {
    try read(Self.shard)
  }

  private static func shard(_ db: Database) throws -> (header: ShardHeader, summary: Data)? {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM shard") else { return nil }
    return (
      ShardHeader(
        shard: try SweepShard(row["shard"], of: row["shards"]), sweep: row["sweep"],
        version: row["version"], program: row["program"]), row["summary"]
    )
  }

  /// Keeps what a point of the shard found. One that is there already stays: it is the same.
  func store(point index: Int, _ outcome: Data) throws(ResultsDatabaseError) {
    try write { db in
      try db.execute(
        sql: "INSERT OR IGNORE INTO shard_points (point, outcome) VALUES (?, ?)",
        arguments: [index, outcome])
    }
  }

  /// What the finished points of the shard found, in order.
  func shardPoints() throws(ResultsDatabaseError) -> [Data] {
    try read { db in
      try Data.fetchAll(db, sql: "SELECT outcome FROM shard_points ORDER BY point")
    }
  }
}
