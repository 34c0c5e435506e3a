import LocalFiles

/// A place in a scenario file. Lines and columns count from 1, columns in Unicode scalars.
public struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The file as it was named.
  public var file: String
  /// The line, from 1; 0 stands for the file as a whole.
  public var line: Int
  /// The column, from 1.
  public var column: Int

  public init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String {
    let file = LocalPath.shortened(file)
    return line == 0 ? file : "\(file):\(line):\(column)"
  }

  public static func < (left: Place, right: Place) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}

/// One mistake in a scenario, with its place and what to write instead.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
  /// What kind of check found a mistake.
  public enum Check: Hashable, Sendable {
    /// The form of the file: keys, kinds of value, words, units. The JSON schema finds it too.
    case form
    /// What values mean beside each other or in the world: known regions, times inside the run.
    case meaning
  }

  public var place: Place
  public var check: Check
  /// The whole sentence: what is wrong, what was expected, what was perhaps meant.
  public var message: String

  public init(_ place: Place, _ check: Check, _ message: String) {
    self.place = place
    self.check = check
    self.message = message
  }

  public var description: String { "\(place): error: \(message)" }

  /// The same, with the changes without which there would be no mistake; one that is at the place of a
  /// change says so already.
  ///
  /// - Parameter text: How a change is called.
  func broughtAbout(
    by changes: [ScenarioChange], text: (ScenarioChange) -> String
  ) -> Diagnostic {
    if changes.contains(where: { $0.place == place }) { return self }
    return Diagnostic(
      place, check, "\(message) (with \(changes.map(text).joined(separator: ", ")))")
  }
}

/// All mistakes of a scenario, sorted by place; never empty.
public struct ScenarioErrors: Error, Hashable, Sendable, CustomStringConvertible {
  public var diagnostics: [Diagnostic]

  /// - Parameter diagnostics: At least one, in any order.
  public init(_ diagnostics: [Diagnostic]) {
    var seen = Set<Diagnostic>()
    self.diagnostics = diagnostics.filter { seen.insert($0).inserted }
      .enumerated()
      .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map(\.element)
  }

  /// One mistake a line.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
