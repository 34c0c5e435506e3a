import DatabaseFiles
import RegistryModel
import Synchronization

/// What came of a results database that failed while it was in use.
public struct StorageTrouble: Hashable, Sendable {
  /// What first kept it from being used.
  public let error: ResultsDatabaseError
  /// How many replications it does not keep therefore.
  public var unstored = 0
}

/// Finished replications: in the results database, or in memory where none keeps them.
///
/// The database serves later experiments; a result does not depend on it. So an access that fails is
/// a ``trouble`` to be told, and the next one is tried again. After several failures in a row, or when
/// another process has held the file for as long as the database waits, accesses pause: each might wait
/// as long.
final class ReplicationStore: Sendable {
  /// So many failures in a row are enough for a pause.
  private static let mostFailures = 3
  private static let pause = Duration.seconds(60)

  private struct Access {
    var failures = 0
    var resumption: ContinuousClock.Instant?
    var trouble: StorageTrouble?

    var isPaused: Bool { resumption.map { ContinuousClock.now < $0 } ?? false }

    /// - Returns: Whether it is the first failure of all.
    mutating func fail(_ error: ResultsDatabaseError) -> Bool {
      failures += 1
      if case .file(.locked, _) = error { failures = mostFailures }
      if failures >= mostFailures { resumption = .now + pause }
      guard trouble == nil else { return false }
      trouble = StorageTrouble(error: error)
      return true
    }
  }

  private let database: ResultsDatabase?
  private let tell: @Sendable (ResultsDatabaseError) -> Void
  private let access = Mutex(Access())
  private let kept = Mutex<[RunKey: [Int: ReplicationFigures]]>([:])

  /// - Parameters:
  ///   - database: Nil: all is kept in memory.
  ///   - tell: Takes in the first failure as it happens, from any thread.
  init(
    _ database: ResultsDatabase?, tell: @escaping @Sendable (ResultsDatabaseError) -> Void
  ) {
    self.database = database
    self.tell = tell
  }

  /// How the database failed; nil where it did not.
  var trouble: StorageTrouble? { access.withLock(\.trouble) }

  /// The numbers of a run's replications that are there, of those below a limit.
  func numbers(of run: RunKey, below limit: Int) throws -> Set<Int> {
    let stored = try usingDatabase { database throws(ResultsDatabaseError) in
      try database.replicationNumbers(of: run, below: limit)
    }
    return kept.withLock { Set(($0[run] ?? [:]).keys.filter { $0 < limit }) }.union(stored ?? [])
  }

  /// A replication of a run; nil where it is not there, or cannot be read.
  func figures(_ number: Int, of run: RunKey) throws -> ReplicationFigures? {
    if let figures = kept.withLock({ $0[run]?[number] }) { return figures }
    let stored = try usingDatabase { database throws(ResultsDatabaseError) in
      try database.replication(number, of: run)
    }
    guard let stored = stored ?? nil,
      let figures = try? ReplicationFigures(encoded: stored.figures),
      figures.report.fingerprint == stored.fingerprint
    else { return nil }
    return figures
  }

  /// Keeps a replication; in the database it is safe on disk when this returns.
  ///
  /// - Throws: ``ResultsDatabaseError/contradiction(replication:identity:path:)``.
  func keep(_ figures: ReplicationFigures, _ number: Int, of run: RunKey) throws {
    if database != nil {
      let stored = StoredReplication(
        number: number, fingerprint: figures.report.fingerprint, figures: try figures.encoded)
      let isStored: Void? = try usingDatabase { database throws(ResultsDatabaseError) in
        try database.store(stored, of: run)
      }
      if isStored != nil { return }
      access.withLock { $0.trouble?.unstored += 1 }
    }
    kept.withLock { $0[run, default: [:]][number] = figures }
  }

  /// Drops what memory holds of a run.
  func forget(_ run: RunKey) { kept.withLock { $0[run] = nil } }

  /// Uses the database; nil where there is none, or it does not serve.
  private func usingDatabase<Value: Sendable>(
    _ body: (ResultsDatabase) throws(ResultsDatabaseError) -> Value
  ) throws(ResultsDatabaseError) -> Value? {
    guard let database else { return nil }
    // One at a time, as the database itself has it: who waited behind the access that met a lock does
    // not wait for the lock as well.
    return try access.withLock { access throws(ResultsDatabaseError) in
      if access.isPaused { return nil }
      do throws(ResultsDatabaseError) {
        let value = try body(database)
        access.failures = 0
        return value
      } catch {
        if case .contradiction = error { throw error }
        if access.fail(error) { tell(error) }
        return nil
      }
    }
  }
}
