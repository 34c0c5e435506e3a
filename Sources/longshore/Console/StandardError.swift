import Foundation

/// Standard error, for what is not the result: progress and refusals.
enum StandardError {
  /// Whether a person watches, rather than a file or another program.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes a text as it is. Where nobody reads any more, nothing is written.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
