import ArgumentParser
import DatabaseFiles
import Experiments
import LocalFiles

/// Where a verb that makes results keeps them besides its folder, as ``ExperimentStorage`` does.
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

  /// The database, made where there is none; nil where none is wanted or there is no place for one.
  func open() throws(ResultsDatabaseError) -> ResultsDatabase? {
    guard let path else { return nil }
    return try ResultsDatabase(path: path)
  }

  /// The database where there is one already, to look into.
  func openIfThere() throws(ResultsDatabaseError) -> ResultsDatabase? {
    guard let path else { return nil }
    do throws(ResultsDatabaseError) {
      return try ResultsDatabase(path: path, for: .reading)
    } catch {
      if case .file(.missing, _) = error { return nil }
      throw error
    }
  }
}
