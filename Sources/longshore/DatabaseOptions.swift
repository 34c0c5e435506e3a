import ArgumentParser
import DatabaseFiles
import Experiments
import LocalFiles

/// Where a verb that makes results keeps them besides its folder.
///
/// The database serves later runs; a result does not depend on it. So one that cannot be used is a
/// note on standard error, and the verb does its work without it.
struct DatabaseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The results database (default: \(ResultsDatabase.standardPath), where there is a folder "
        + "Results).", valueName: "file"),
    completion: .file(extensions: ["db"]))
  var database: String?

  @Flag(help: "Leave the results database alone.")
  var noDatabase = false

  func validate() throws {
    if noDatabase, database != nil {
      throw ValidationError("--database names what --no-database leaves alone; give one of them.")
    }
  }

  /// The file; nil where none is wanted, or none is named and there is no folder for it.
  private var path: String? {
    if noDatabase { return nil }
    if let database { return database }
    let standard = ResultsDatabase.standardPath
    return (try? LocalPath.kind(of: LocalPath.parent(of: standard))) == .folder ? standard : nil
  }

  /// The database, made where there is none; nil where it is not to be or cannot be used.
  func open() -> ResultsDatabase? {
    guard let path else { return nil }
    do {
      return try ResultsDatabase(path: path)
    } catch {
      note(error)
      return nil
    }
  }

  /// The database of an experiment that is resumed by it; nil where none is wanted or there is no
  /// place for one.
  ///
  /// - Throws: A refusal where it cannot be used.
  func openToResume() throws -> ResultsDatabase? {
    guard let path else { return nil }
    do {
      return try ResultsDatabase(path: path)
    } catch {
      throw Refusal("\(error); --no-database does without")
    }
  }

  /// The database where there is one already, to look into.
  func openIfThere() throws -> ResultsDatabase? {
    guard let path, try LocalPath.kindIfAny(of: path) != nil else { return nil }
    return try ResultsDatabase(path: path, for: .reading)
  }

  /// Keeps the record of an experiment whose files are in their place.
  func record(
    _ experiment: @autoclosure () -> ExperimentRecord, parameters: [ExperimentParameter] = [],
    metrics: @autoclosure () -> [ExperimentMetric]
  ) {
    guard let database = open() else { return }
    do {
      try database.record(experiment(), parameters: parameters, metrics: metrics())
    } catch {
      note(error)
    }
  }

  private func note(_ error: ResultsDatabaseError) {
    StandardError.write("note: the experiment is not recorded: \(error)\n")
  }
}
