import ArgumentParser
import Experiments

/// What surrounds the work of every verb that simulates: progress on standard error, the end by a
/// signal, the exit codes of what can go wrong, and the results database.
struct ExperimentSession {
  private let isQuiet: Bool
  private let line: ProgressLine
  let storage: ExperimentStorage

  /// - Parameters:
  ///   - isQuiet: Whether no progress is shown.
  ///   - word: What is counted.
  ///   - database: The results database.
  init(isQuiet: Bool, word: String = "replication", database: DatabaseOptions) {
    self.isQuiet = isQuiet
    storage = ExperimentStorage(database)
    line = ProgressLine(word: word)
  }

  /// Takes in a report of a replication, from any thread.
  var progress: @Sendable (RunProgress) -> Void {
    if isQuiet { return { _ in } }
    return { [line] progress in line.update(progress) }
  }

  /// Removes the line of progress.
  func finishProgress() { line.finish() }

  /// Takes in the first failure of the results database, from any thread.
  var tell: @Sendable (ResultsDatabaseError) -> Void {
    { [line] error in
      line.finish()
      StandardError.write(
        "note: what is simulated cannot be kept for now, and is tried again: \(error)\n")
    }
  }

  /// Says on standard error what came from earlier experiments.
  func report(_ replicator: Replicator) {
    line.finish()
    let origins = replicator.origins
    if origins.found > 0, !isQuiet {
      StandardError.write(
        "note: \(origins.found) of \(origins.found + origins.simulated) replications were kept from "
          + "earlier experiments, and \(origins.simulated) simulated now\n")
    }
    storage.trouble = replicator.trouble
  }

  /// Does the work.
  ///
  /// - Throws: The exit code, once the reason stands on standard error: 70 for a defect of the
  ///   program, `refusal` for anything else.
  func perform(refusal: ExitCode = ExitCode(1), _ body: () throws -> Void) throws {
    let interruption = Interruption { [line] in line.finish() }
    defer { withExtendedLifetime(interruption) {} }
    do {
      try body()
    } catch let error as ExitCode {
      line.finish()
      throw error
    } catch {
      line.finish()
      StandardError.report(error)
      throw Self.isDefect(error) ? ExitCode(70) : refusal
    }
  }

  /// Whether the program is to blame, not what it was asked.
  private static func isDefect(_ error: any Error) -> Bool {
    if case ResultsDatabaseError.contradiction = error { return true }
    return error is InvariantViolation
  }
}
