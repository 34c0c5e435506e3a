import Foundation
import Words

/// Files that a command writes on request.
enum OutputFile {
  /// Writes a whole text, or leaves what was there as it was.
  ///
  /// - Throws: ``Refusal`` with the system's reason.
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Refusal("'\(path)' cannot be written: \(SystemReason.of(error))")
    }
  }
}
