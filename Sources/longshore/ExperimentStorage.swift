import DatabaseFiles
import Experiments

/// The results database as one experiment uses it.
///
/// It serves later experiments; a result does not depend on it. So one that cannot be used is a note on
/// standard error, and the verb does its work without it. It is opened once, since a file that is locked
/// is waited for, and what it does not keep is told once.
final class ExperimentStorage {
  private let options: DatabaseOptions
  private lazy var database = openOrNote()
  /// How it failed while replications were kept in it.
  var trouble: StorageTrouble?

  init(_ options: DatabaseOptions) { self.options = options }

  /// The database, made where there is none; nil where it is not to be or cannot be used.
  func open() -> ResultsDatabase? { database }

  /// The database of an experiment that is resumed by it; nil where none is wanted or there is no
  /// place for one.
  ///
  /// - Throws: A refusal where it cannot be used.
  func openToResume() throws -> ResultsDatabase? {
    do throws(ResultsDatabaseError) {
      database = try options.open()
    } catch {
      throw Refusal("\(error); --no-database does without")
    }
    return database
  }

  private func openOrNote() -> ResultsDatabase? {
    do throws(ResultsDatabaseError) {
      return try options.open()
    } catch {
      StandardError.write(
        "note: the experiment is not recorded, which its results do not depend on: \(error)\n")
      return nil
    }
  }

  /// Keeps the record of an experiment whose files are in their place, and tells what is not kept.
  func record(
    _ experiment: @autoclosure () -> ExperimentRecord, parameters: [ExperimentParameter] = [],
    metrics: @autoclosure () -> [ExperimentMetric]
  ) {
    var failure: ResultsDatabaseError?
    do throws(ResultsDatabaseError) {
      try database?.record(experiment(), parameters: parameters, metrics: metrics())
    } catch {
      failure = error
    }
    tellTrouble(unrecorded: failure)
  }

  /// Tells what the database does not keep.
  ///
  /// - Parameter unrecorded: Why the record of the experiment is not in it.
  func tellTrouble(unrecorded: ResultsDatabaseError? = nil) {
    guard let error = unrecorded ?? trouble?.error else { return }
    var lost: [String] = []
    if let count = trouble?.unstored, count > 0 {
      lost.append("\(count) replication\(count == 1 ? "" : "s")")
    }
    if unrecorded != nil { lost.append("the record of the experiment") }
    let sentence =
      lost.isEmpty
      ? "stored replications could not be read"
      : "\(lost.joined(separator: " and ")) could not be stored"
    StandardError.write("note: \(sentence), though the results are complete: \(error)\n")
  }
}
