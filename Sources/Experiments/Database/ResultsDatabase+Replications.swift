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
  /// What it observed, in the form of whoever stores it.
  public var observations: Data
  /// Its ``ReplicationFigures/encoded``; nil where observations are all that is needed.
  public var figures: Data?

  public init(number: Int, fingerprint: UInt64, observations: Data, figures: Data? = nil) {
    (self.number, self.fingerprint) = (number, fingerprint)
    (self.observations, self.figures) = (observations, figures)
  }
}

extension ResultsDatabase {
  /// The replications of a run that are there, by number.
  ///
  /// - Parameters:
  ///   - limit: Only those with smaller numbers.
  ///   - withFigures: Whether figures are read too, which are most of it.
  public func replications(
    of run: RunKey, below limit: Int, withFigures: Bool = true
  ) throws(ResultsDatabaseError) -> [Int: StoredReplication] {
    try read { db in
      var found: [Int: StoredReplication] = [:]
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT replication, fingerprint, observations, \(withFigures ? "figures" : "NULL")
          FROM replications WHERE identity = ? AND program = ? AND replication < ?
          """, arguments: [run.identity, run.program, limit])
      while let row = try rows.next() {
        let number: Int = row[0]
        // A row that nobody of ours has written counts as none: the replication is made again.
        guard let fingerprint = UInt64(row[1] as String, radix: 16) else { continue }
        found[number] = StoredReplication(
          number: number, fingerprint: fingerprint, observations: row[2], figures: row[3])
      }
      return found
    }
  }

  /// Keeps a replication. It is safe on disk when this returns.
  ///
  /// One that is there already stays; figures that it lacked are added.
  ///
  /// - Throws: ``ResultsDatabaseError/contradiction(replication:identity:path:)`` where the one that
  ///   is there has another fingerprint.
  public func store(
    _ replication: StoredReplication, of run: RunKey, at time: Date = Date()
  ) throws(ResultsDatabaseError) {
    let fingerprint = NumberText.hexadecimal(replication.fingerprint)
    try write { db in
      let former = try String.fetchOne(
        db,
        sql: """
          SELECT fingerprint FROM replications
          WHERE identity = ? AND program = ? AND replication = ?
          """, arguments: [run.identity, run.program, replication.number])
      guard former == nil || former == fingerprint else {
        throw ResultsDatabaseError.contradiction(
          replication: replication.number, identity: run.identity, path: path)
      }
      try db.execute(
        sql: """
          INSERT INTO replications
            (identity, program, replication, fingerprint, observations, figures, stored_utc)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET figures = coalesce(figures, excluded.figures)
          """,
        arguments: [
          run.identity, run.program, replication.number, fingerprint, replication.observations,
          replication.figures, ExperimentRecord.text(of: time),
        ])
    }
  }
}
