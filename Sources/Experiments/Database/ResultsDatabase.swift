public import DatabaseFiles
import GRDB

/// What experiments have found, kept in an SQLite file: finished replications, by which runs are
/// extended and sweeps resumed, and a record of every experiment.
///
/// Each change is one immediate transaction, confirmed when it is on disk (``DatabaseFile``). So
/// processes that write at once take turns, and one that is killed loses at most the transaction it
/// was about, never what was confirmed. The tables are documented in `Results/README.md`.
public final class ResultsDatabase: Sendable {
  /// The file where none is named, below the current folder.
  public static let standardPath = "Results/longshore.db"

  /// The file.
  public let path: String
  private let queue: DatabaseQueue

  /// Opens a database.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - access: What for; ``DatabaseFile/Access/creating`` makes the file where there is none.
  ///   - patience: Seconds to wait for another process.
  /// - Throws: What the file is instead; it was left as it was then.
  public init(
    path: String, for access: DatabaseFile.Access = .creating, patience: Double = 10
  ) throws(ResultsDatabaseError) {
    self.path = path
    do {
      queue = try Self.file.open(path, for: access, patience: patience)
    } catch { throw ResultsDatabaseError(error, path: path) }
  }

  /// Runs one transaction that reads.
  func read<Value>(_ body: (Database) throws -> Value) throws(ResultsDatabaseError) -> Value {
    do {
      return try queue.read(body)
    } catch { throw ResultsDatabaseError(error, path: path) }
  }

  /// Runs one transaction that writes: all of it is done on return, or nothing.
  @discardableResult
  func write<Value>(_ body: (Database) throws -> Value) throws(ResultsDatabaseError) -> Value {
    do {
      return try queue.inDatabase { db in
        var result: Value?
        try db.inTransaction(.immediate) {
          result = try body(db)
          return .commit
        }
        guard let result else { throw DatabaseFileError.failed("the transaction was not made") }
        return result
      }
    } catch { throw ResultsDatabaseError(error, path: path) }
  }

  /// Gives the space of what was removed back to the file system.
  ///
  /// - Complexity: writes the whole file anew.
  func compact() throws(ResultsDatabaseError) {
    do {
      try queue.vacuum()
    } catch { throw ResultsDatabaseError(error, path: path) }
  }
}
