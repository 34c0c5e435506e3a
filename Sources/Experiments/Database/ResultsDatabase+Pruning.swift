public import Foundation
import GRDB

/// Which stored replications are of no use any more.
public struct PruningRule: Sendable {
  /// Those of any other program go; nil: of none.
  public var program: String?
  /// Those stored before this go; nil: none.
  public var storedBefore: Date?

  public init(program: String? = ProgramIdentity.current, storedBefore: Date? = nil) {
    (self.program, self.storedBefore) = (program, storedBefore)
  }
}

/// What pruning removes, or would remove.
public struct PruningOutcome: Hashable, Sendable {
  /// How many replications go, and the bytes of what they hold.
  public var removed = 0
  public var removedBytes = 0
  /// How many stay.
  public var kept = 0
  /// Why their space was not given back although they are gone; nil where it was.
  public var compactionFailure: ResultsDatabaseError?
}

extension ResultsDatabase {
  /// Removes stored replications for which the rule has no use, and gives their space back.
  /// Experiments stay: they are the record of what was done.
  ///
  /// - Parameter isDryRun: Whether nothing is removed.
  /// - Throws: Why nothing was removed.
  public func prune(
    _ rule: PruningRule, isDryRun: Bool = false
  ) throws(ResultsDatabaseError) -> PruningOutcome {
    let condition = "((program <> ?1) IS TRUE OR (stored_utc < ?2) IS TRUE)"
    let arguments: StatementArguments = [
      rule.program, rule.storedBefore.map(ExperimentRecord.text(of:)),
    ]
    func outcome(_ db: Database) throws -> PruningOutcome {
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT count(*) FILTER (WHERE \(condition)),
            coalesce(sum(length(figures))
              FILTER (WHERE \(condition)), 0),
            count(*) FROM replications
          """, arguments: arguments)
      guard let row else { return PruningOutcome() }
      let (removed, all): (Int, Int) = (row[0], row[2])
      return PruningOutcome(removed: removed, removedBytes: row[1], kept: all - removed)
    }
    if isDryRun { return try read(outcome) }
    var pruned = try write { db in
      let pruned = try outcome(db)
      try db.execute(sql: "DELETE FROM replications WHERE \(condition)", arguments: arguments)
      return pruned
    }
    do {
      try compact()
    } catch { pruned.compactionFailure = error }
    return pruned
  }
}
