import ArgumentParser
import ContentCache
import Experiments
import Foundation
import LocalFiles
import ScenarioFiles

/// Standard output, for results.
enum StandardOutput {
  /// Writes a text as it is. A reader that has gone away (`| head`) has seen what it wanted: the
  /// rest is dropped and the command goes on to its own exit code.
  ///
  /// - Throws: Exit code 1, with the reason on standard error, where the text cannot be written.
  static func write(_ text: String) throws {
    do {
      try WritableFile.write(Array(text.utf8), to: STDOUT_FILENO)
    } catch {
      if error.number == EPIPE { return }
      StandardError.write("error: standard output cannot be written: \(error)\n")
      throw ExitCode(1)
    }
  }
}

/// Standard error, for what is not the result: progress and refusals.
enum StandardError {
  /// Whether a person watches, rather than a file or another program.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes why something was refused, as compilers do: `error: …`, or `PLACE: error: …` where a
  /// place in a file is to blame.
  static func report(_ error: any Error) {
    let namesPlace = error is ScenarioErrors || error is ScenarioRefusal || error is TraceError
    write(namesPlace ? "\(error)\n" : "error: \(error)\n")
  }

  /// Writes a text as it is. Where it cannot be written, nobody can be told.
  static func write(_ text: String) {
    try? WritableFile.write(Array(text.utf8), to: STDERR_FILENO)
  }
}

/// What standard output and standard error share.
enum StandardStreams {
  /// Makes sure that writing returns an error instead of ending the process, and that no file is
  /// opened as a standard stream, where messages would be written into it.
  static func prepare() {
    // Closed pipes, and files that would become larger than allowed.
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      // The lowest free descriptor is the one that is missing.
      if fcntl(descriptor, F_GETFD) == -1 { _ = unsafe open("/dev/null", O_RDWR) }
    }
  }
}
