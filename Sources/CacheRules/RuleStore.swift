import DatabaseFiles
public import Foundation
import GRDB

/// The rules and credential sets of one registry, kept in an SQLite file.
///
/// Every change is one immediate transaction: it reads what is there, lets ``RuleSet`` decide, and
/// writes the change together with its line in the audit log. So two processes that add at once
/// take turns, and what was confirmed by a normal return survives a crash at any later moment, for
/// the rollback journal is written through (`synchronous = EXTRA`) before the call returns. A
/// refused access changes nothing but the log.
///
/// Operations throw ``RuleRefusal`` where the answer is no, and ``RuleStoreError`` where the file
/// cannot be used.
public final class RuleStore: Sendable {
  /// The file.
  public let path: String
  /// The registry's name, part of its credential sets' identities.
  public let registry: String
  let queue: DatabaseQueue

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - creating: Whether to make the file where there is none. An empty file is taken for none.
  ///   - registry: The registry's name for a new store; a store that exists keeps its own.
  ///   - patience: Seconds to wait for another process before ``RuleStoreError/locked(path:)``.
  /// - Throws: A ``RuleStoreError`` that says what the file is instead; nothing was written then.
  public init(
    path: String, creating: Bool = true, registry: String = "registry", patience: Double = 10
  ) throws(RuleStoreError) {
    self.path = path
    do {
      queue = try Self.file.open(path, for: creating ? .creating : .writing, patience: patience)
      self.registry = try queue.inDatabase { db in
        var name: String?
        try db.inTransaction(.immediate) {
          name = try String.fetchOne(db, sql: "SELECT name FROM registry")
          if name == nil {
            try db.execute(
              sql: "INSERT INTO registry (id, name) VALUES (1, ?)", arguments: [registry])
          }
          return .commit
        }
        return name ?? registry
      }
    } catch { throw RuleStoreError(error, path: path) }
  }

  // MARK: Access

  /// Runs one operation with the caller's role, in one transaction with its audit line.
  func access<Value>(
    _ operation: Operation, _ subject: String, by caller: Caller, at time: Date,
    _ body: (Database) throws -> Value
  ) throws -> Value {
    do {
      return try queue.inDatabase { db in
        var result: Result<Value, RuleRefusal>?
        try db.inTransaction(.immediate) {
          var refusal: RuleRefusal?
          do {
            try caller.demand(operation)
            var value: Value?
            // What a refused operation may have written goes; its audit line stays.
            try db.inSavepoint {
              value = try body(db)
              return .commit
            }
            result = value.map { .success($0) }
          } catch let error as RuleRefusal {
            refusal = error
            result = .failure(error)
          }
          try AuditRecord(
            milliseconds: Self.milliseconds(time), principal: caller.principal,
            role: caller.role.rawValue, operation: operation.rawValue, subject: subject,
            refusal: refusal?.code
          ).insert(db)
          return .commit
        }
        guard let result else { throw RuleStoreError.failed(path: path, detail: "no result") }
        return try result.get()
      }
    } catch let refusal as RuleRefusal {
      throw refusal
    } catch {
      throw RuleStoreError(error, path: path)
    }
  }

  static func milliseconds(_ time: Date) -> Int64 {
    let value = (time.timeIntervalSince1970 * 1000).rounded()
    return Int64(exactly: value) ?? (value < 0 ? .min : .max)
  }

  /// The newest lines of the audit log, oldest first.
  public func auditLog(
    last count: Int = 1_000, by caller: Caller, at time: Date
  ) throws -> [AuditEntry] {
    try access(.readAudit, "", by: caller, at: time) { db in
      try AuditRecord.fetchAll(
        db, sql: "SELECT * FROM auditLog ORDER BY id DESC LIMIT ?", arguments: [max(0, count)]
      ).reversed().compactMap { $0.entry() }
    }
  }
}
