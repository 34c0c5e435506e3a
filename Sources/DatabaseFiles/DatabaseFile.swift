import Foundation
public import GRDB
import LocalFiles

/// What kind of SQLite file a part of the program keeps, and how one is opened.
///
/// Whatever a path leads to instead is told in words and left as it was: another program's database,
/// a text, a pipe, a file of a newer version. A change is a transaction in the rollback journal,
/// written through (`synchronous = EXTRA`) before it is confirmed; processes take turns, on a network
/// file system too, where the write-ahead log would not work. So a crash at any moment loses at most
/// what was not confirmed.
public struct DatabaseFile: Sendable {
  /// What a file is opened for.
  public enum Access: Sendable {
    /// A file that cannot be written will do.
    case reading
    /// The file must be there and writable.
    case writing
    /// The file is made where there is none. An empty one is taken for none.
    case creating
  }

  /// Marks a file as one of this kind, in its header's application id.
  public let applicationID: Int32
  /// Brings a file's tables up to date; the first step sets the application id.
  public let migrator: DatabaseMigrator

  public init(applicationID: Int32, migrator: DatabaseMigrator) {
    self.applicationID = applicationID
    self.migrator = migrator
  }

  /// Opens a file, its tables up to date.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - access: What for.
  ///   - patience: Seconds to wait for another process before ``DatabaseFileError/locked``.
  /// - Throws: What the file is instead; nothing was written then.
  public func open(
    _ path: String, for access: Access, patience: Double = 10
  ) throws(DatabaseFileError) -> DatabaseQueue {
    // SQLite would read these as a database in memory or a URI, and confirm what it then forgets.
    if path.isEmpty || path.hasPrefix(":") || path.utf8.contains(0) {
      throw .failed("this is no file's name")
    }
    let place = path.hasPrefix("file:") ? "./" + path : path
    let kind = try? LocalPath.kind(of: place)
    let exists = kind != nil
    if kind == .folder { throw .isDirectory }
    if !exists, access != .creating { throw .missing }
    if !exists, (try? LocalPath.kind(of: LocalPath.parent(of: place))) != .folder {
      throw .failed("there is no folder to make it in")
    }
    // A pipe would be waited for without end.
    if exists, kind != .file { throw .foreign }
    let isWritable = !exists || FileManager.default.isWritableFile(atPath: place)
    if !isWritable, access != .reading { throw .readOnly }
    if let start = exists ? Self.start(of: place) : nil {
      if start.isEmpty, access != .creating { throw .missing }
      if !start.isEmpty, start != Self.magic { throw .foreign }
    }
    do {
      var configuration = Configuration()
      configuration.readonly = !isWritable
      configuration.busyMode = .timeout(max(0, min(patience, 3600)))
      configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = EXTRA") }
      let queue = try DatabaseQueue(path: place, configuration: configuration)
      try refuseForeign(queue)
      if isWritable {
        try migrate(queue)
      } else if try !queue.read(migrator.hasCompletedMigrations) {
        throw DatabaseFileError.readOnly
      }
      return queue
    } catch { throw DatabaseFileError(error) }
  }

  /// What a database begins with.
  private static let magic = Data("SQLite format 3\0".utf8)

  /// The first bytes of a file, as many as tell whether it is a database. SQLite itself would take a
  /// file of a few bytes for an empty one, and write over it. `nil` where SQLite is to decide: a
  /// rollback journal beside the file means that a change was cut short.
  private static func start(of place: String) -> Data? {
    guard !FileManager.default.fileExists(atPath: place + "-journal"),
      let file = FileHandle(forReadingAtPath: place)
    else { return nil }
    defer { try? file.close() }
    return (try? file.read(upToCount: magic.count)) ?? Data()
  }

  /// Leaves other programs' databases as they are: nothing is written before this has passed.
  private func refuseForeign(_ queue: DatabaseQueue) throws {
    try queue.read { db in
      let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      let isOurs =
        try Int32.fetchOne(db, sql: "PRAGMA application_id").map { $0 == applicationID } ?? false
      // A first opening that was cut short leaves the migrator's empty table.
      let begun =
        try db.tableExists("grdb_migrations")
        && Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations") == 0
      if tables > 0, !isOurs, !(begun && tables <= 2) { throw DatabaseFileError.foreign }
      if isOurs, try migrator.hasBeenSuperseded(db) { throw DatabaseFileError.newerSchema }
    }
  }

  /// Two processes may both find a new file; the one that comes second fails in its own
  /// transaction and finds what it wanted to do done when it looks again, step by step.
  private func migrate(_ queue: DatabaseQueue) throws {
    for _ in migrator.migrations {
      do {
        return try migrator.migrate(queue)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        throw error
      } catch { continue }
    }
    try migrator.migrate(queue)
  }
}
