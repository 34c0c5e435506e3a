/// All that is wrong with a catalogue file, each with its line.
public struct CatalogueFileError: Error, Sendable {
  /// One thing that is wrong.
  public struct Mistake: Sendable, Hashable {
    /// The line, from 1; 0 where it is the file as a whole.
    public var line: Int
    /// What was found, what was expected and, where there is one, what may have been meant.
    public var message: String
  }

  /// The file's name as it was given.
  public var file: String
  /// The mistakes in order of their lines, at most ``CatalogueFileReader/reportedMistakes``.
  public var mistakes: [Mistake]
  /// How many mistakes there are beyond those.
  public var unreported: Int
}

extension CatalogueFileError: CustomStringConvertible {
  /// A line for each mistake: `file:line: message`.
  public var description: String {
    var lines = mistakes.map {
      $0.line == 0 ? "\(file): \($0.message)" : "\(file):\($0.line): \($0.message)"
    }
    if unreported > 0 { lines.append("\(file): \(unreported) more mistakes") }
    return lines.joined(separator: "\n")
  }
}
