/// A value that takes the place of what a scenario's files say, such as
/// `registry.cache.capacity=20GiB`.
///
/// Two changes are equal that do the same, wherever they are written.
public struct ScenarioChange: Hashable, Sendable, CustomStringConvertible {
  /// The path of the key, as `longshore explain` shows it; elements of lists by their number from
  /// 0 or their name or host (`workloads.builds.clients.nodes`).
  public let key: String
  /// The value in YAML's flow style: `20GiB`, `[eastus, uksouth]`, `{steady: 60/min}`.
  public let value: String
  /// Where it is written: in a file, or on the command line, which has no lines.
  public let place: Place

  /// - Parameter place: Nil for the command line's `--set KEY=VALUE`.
  public init(key: String, value: String, place: Place? = nil) {
    self.key = key
    self.value = value
    self.place = place ?? Self.place("\(key)=\(value)", option: Self.option)
  }

  /// Reads `KEY=VALUE`.
  ///
  /// - Parameter option: How the option that takes it is called, for messages.
  /// - Throws: What is wrong with the text, at the place `--set KEY=VALUE`.
  public init(parsing text: String, option: String = option) throws(ScenarioErrors) {
    let place = Self.place(text, option: option)
    let key = text.prefix { $0 != "=" }
    guard key.count < text.count, !key.allSatisfy(\.isWhitespace) else {
      throw ScenarioErrors([
        Diagnostic(
          place, .form,
          "this is no change; expected KEY=VALUE, such as registry.cache.capacity=20GiB")
      ])
    }
    self.key = Self.trimmed(key)
    value = Self.trimmed(text.dropFirst(key.count + 1))
    self.place = place
  }

  /// The option that takes changes on the command line.
  public static let option = "--set"

  /// The place of something on the command line.
  static func place(_ text: String, option: String) -> Place {
    Place(file: "\(option) \(Tree.shortened(text))")
  }

  static func trimmed(_ text: Substring) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(String(start.reversed().drop(while: \.isWhitespace)).reversed())
  }

  public var description: String { "\(key)=\(value)" }

  public static func == (left: ScenarioChange, right: ScenarioChange) -> Bool {
    left.key == right.key && left.value == right.value
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(value)
  }
}
