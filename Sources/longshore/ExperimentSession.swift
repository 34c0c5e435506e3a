import ArgumentParser
import Experiments

/// What surrounds the work of every verb that simulates: progress on standard error, the end by a
/// signal, and the exit codes of what can go wrong.
struct ExperimentSession {
  private let isQuiet: Bool
  private let line = ProgressLine()

  /// - Parameter isQuiet: Whether no progress is shown.
  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Takes in a report of a replication, from any thread.
  var progress: @Sendable (RunProgress) -> Void {
    if isQuiet { return { _ in } }
    return { [line] progress in line.update(progress) }
  }

  /// Removes the line of progress.
  func finishProgress() { line.finish() }

  /// Does the work.
  ///
  /// - Throws: The exit code, once the reason stands on standard error: 70 for a defect of the
  ///   program, `refusal` for anything else.
  func perform(refusal: ExitCode = ExitCode(1), _ body: () throws -> Void) throws {
    let interruption = Interruption { [line] in line.finish() }
    defer { withExtendedLifetime(interruption) {} }
    do {
      try body()
    } catch let error as InvariantViolation {
      line.finish()
      StandardError.report(error)
      throw ExitCode(70)
    } catch let error as ExitCode {
      line.finish()
      throw error
    } catch {
      line.finish()
      StandardError.report(error)
      throw refusal
    }
  }
}
