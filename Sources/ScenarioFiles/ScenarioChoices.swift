public import RegistryModel

/// A word that a scenario says where the format offers several: a value of a switch, a kind of
/// arrivals, a limit or none.
public struct ScenarioChoice: Hashable, Sendable {
  /// The key, without the numbers of elements of lists (`workloads.arrivals`).
  public var key: String
  /// The word; where anything else than a word may stand and does, ``value``.
  public var word: String

  public init(key: String, word: String) {
    self.key = key
    self.word = word
  }

  /// What stands for a number, a text or a quantity in the place of a word.
  public static let value = "…"
}

extension ScenarioReader {
  /// What a scenario chooses wherever the format offers words, each once, in the format's order.
  ///
  /// It follows the description of the format, so a key that is added there is here too.
  public static func choices(of scenario: Scenario) -> [ScenarioChoice] {
    walk(.choices, scenario)
  }

  /// All choices that the format offers, in its order.
  public static var allChoices: [ScenarioChoice] { walk(.choices, nil) }

  /// What a scenario says at each key that holds one value or a list of such: words, numbers and
  /// texts as ``canonicalYAML(of:)`` has them, each once, in the format's order.
  package static func values(of scenario: Scenario) -> [ScenarioChoice] { walk(.values, scenario) }

  /// All keys of the format that hold a value, in its order, each with the words that may stand
  /// there and with ``ScenarioChoice/value`` where others may.
  package static var allValues: [ScenarioChoice] { walk(.values, nil) }

  private static func walk(
    _ subject: FormatWalk.Subject, _ scenario: Scenario?
  ) -> [ScenarioChoice] {
    var walk = FormatWalk(subject)
    let format = ScenarioFormat.scenario.codec
    walk.visit(format.shape, scenario.map(format.write), "")
    return walk.found
  }
}

/// Collects what is said along a shape: in an output or, without one, all that can be said.
private struct FormatWalk {
  enum Subject {
    /// Words among which there is a choice.
    case choices
    /// Whatever is no mapping.
    case values
  }

  private(set) var found: [ScenarioChoice] = []
  private let subject: Subject
  private var seen = Set<ScenarioChoice>()

  init(_ subject: Subject) { self.subject = subject }

  private mutating func note(_ key: String, _ word: String) {
    let choice = ScenarioChoice(key: key, word: word)
    if seen.insert(choice).inserted { found.append(choice) }
  }

  mutating func visit(_ shape: Shape, _ output: Output?, _ path: String) {
    switch shape {
    case .section(let notes, _):
      for note in notes {
        let key = path.isEmpty ? note.key : "\(path).\(note.key)"
        if let output {
          guard let member = output.member(note.key) else { continue }
          visit(note.shape, member, key)
        } else {
          visit(note.shape, nil, key)
        }
      }
    case .list(let element, _, _): visit(listOf: element, output, path)
    case .choice(let alternatives):
      for alternative in alternatives {
        if let output {
          guard let member = output.member(alternative.word) else { continue }
          note(path, alternative.word)
          visit(alternative.shape, member, "\(path).\(alternative.word)")
        } else {
          note(path, alternative.word)
          visit(alternative.shape, nil, "\(path).\(alternative.word)")
        }
      }
    case .words(let words): visit(words: words, output, path)
    case .truth: visit(words: ["false", "true"], output, path)
    case .either(let shapes): visit(either: shapes, output, path)
    case .text, .integer, .number, .any:
      guard subject == .values else { return }
      if let output {
        if let value = output.scalar { note(path, value) }
      } else {
        note(path, ScenarioChoice.value)
      }
    }
  }

  private mutating func visit(words: [String], _ output: Output?, _ path: String) {
    if let output {
      if let word = output.scalar { note(path, word) }
    } else {
      for word in words { note(path, word) }
    }
  }

  private mutating func visit(listOf element: Shape, _ output: Output?, _ path: String) {
    guard let output else { return visit(element, nil, path) }
    if case .sequence(let items) = output, !items.isEmpty {
      for item in items { visit(element, item, path) }
    } else if subject == .values, let line = output.scalar {
      // An empty list, or one whose elements mean something by their order only.
      note(path, line)
    }
  }

  private mutating func visit(either shapes: [Shape], _ output: Output?, _ path: String) {
    var words: [String] = []
    for case .words(let some) in shapes { words += some }
    let others = shapes.filter { if case .words = $0 { false } else { true } }
    if let output {
      if let word = output.scalar, words.contains(word) { return note(path, word) }
    } else {
      for word in words { note(path, word) }
    }
    for other in others {
      // A mapping says for itself what it is.
      if case .choice = other {} else if subject == .choices { note(path, ScenarioChoice.value) }
      visit(other, output, path)
    }
  }
}

extension Output {
  /// The value of a key of a mapping.
  fileprivate func member(_ key: String) -> Output? {
    guard case .mapping(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }
}
