public import Foundation
import GRDB

/// What, together with its number, decides a replication, and so by what it is found again.
public struct RunKey: Hashable, Sendable {
  /// The identity of the run, as 32 hexadecimal digits: everything of the scenario that touches the
  /// simulation, and nothing else.
  public var identity: String
  /// The program that simulates, as ``ProgramIdentity`` has it.
  public var program: String

  public init(identity: String, program: String = ProgramIdentity.current) {
    (self.identity, self.program) = (identity, program)
  }
}

/// A finished replication as the database keeps it.
public struct StoredReplication: Hashable, Sendable {
  /// Which replication, from 0.
  public var number: Int
  /// The fingerprint of its messages.
  public var fingerprint: UInt64
  /// Its ``ReplicationFigures/encoded``.
  public var figures: Data

  public init(number: Int, fingerprint: UInt64, figures: Data) {
    (self.number, self.fingerprint, self.figures) = (number, fingerprint, figures)
  }
}

extension ResultsDatabase {
  /// The numbers of the replications of a run that are there.
  ///
  /// - Parameter limit: Only smaller numbers.
  public func replicationNumbers(
    of run: RunKey, below limit: Int
  ) throws(ResultsDatabaseError) -> Set<Int> {
    try read { db in
      try Set(
        Int.fetchAll(
          db,
          sql: """
            SELECT replication FROM replications
            WHERE identity = ? AND program = ? AND replication < ?
            """, arguments: [run.identity, run.program, limit]))
    }
  }

  /// A replication of a run; nil where it is not there, or its row is none that the program wrote.
  public func replication(
    _ number: Int, of run: RunKey
  ) throws(ResultsDatabaseError) -> StoredReplication? {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT fingerprint, figures FROM replications
          WHERE identity = ? AND program = ? AND replication = ?
          """, arguments: [run.identity, run.program, number])
      guard let row, let fingerprint = UInt64(row[0] as String, radix: 16) else { return nil }
      return StoredReplication(number: number, fingerprint: fingerprint, figures: row[1])
    }
  }

  /// Keeps a replication. It is safe on disk when this returns. One that is there already stays; of
  /// one whose row is damaged, the fresh one takes the place.
  ///
  /// - Throws: ``ResultsDatabaseError/contradiction(replication:identity:path:)`` where the one that
  ///   is there has another fingerprint.
  public func store(
    _ replication: StoredReplication, of run: RunKey, at time: Date = Date()
  ) throws(ResultsDatabaseError) {
    try write { db in
      let former = try String.fetchOne(
        db,
        sql: """
          SELECT fingerprint FROM replications
          WHERE identity = ? AND program = ? AND replication = ?
          """, arguments: [run.identity, run.program, replication.number])
      if let former = former.flatMap({ UInt64($0, radix: 16) }), former != replication.fingerprint {
        throw ResultsDatabaseError.contradiction(
          replication: replication.number, identity: run.identity, path: path)
      }
      // A program encodes the same figures as the same bytes, so others are damaged.
      try db.execute(
        sql: """
          INSERT INTO replications
            (identity, program, replication, fingerprint, figures, stored_utc)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET
            fingerprint = excluded.fingerprint, figures = excluded.figures,
            stored_utc = excluded.stored_utc
          WHERE fingerprint <> excluded.fingerprint OR figures <> excluded.figures
          """,
        arguments: [
          run.identity, run.program, replication.number,
          NumberText.hexadecimal(replication.fingerprint), replication.figures,
          ExperimentRecord.text(of: time),
        ])
    }
  }
}
