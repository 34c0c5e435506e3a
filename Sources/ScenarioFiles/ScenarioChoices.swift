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
    var walk = ChoiceWalk()
    let format = ScenarioFormat.scenario.codec
    walk.visit(format.shape, format.write(scenario), "")
    return walk.found
  }

  /// All choices that the format offers, in its order.
  public static var allChoices: [ScenarioChoice] {
    var walk = ChoiceWalk()
    walk.visit(ScenarioFormat.scenario.codec.shape, nil, "")
    return walk.found
  }
}

/// Collects choices along a shape: those that were made or, without an output, all.
private struct ChoiceWalk {
  private(set) var found: [ScenarioChoice] = []
  private var seen = Set<ScenarioChoice>()

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
    case .list(let element, _, _):
      guard let output else { return visit(element, nil, path) }
      if case .sequence(let items) = output {
        for item in items { visit(element, item, path) }
      }
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
    case .words(let words):
      if let output {
        if let word = output.scalar { note(path, word) }
      } else {
        for word in words { note(path, word) }
      }
    case .truth:
      if let output {
        if let word = output.scalar { note(path, word) }
      } else {
        for word in ["false", "true"] { note(path, word) }
      }
    case .either(let shapes): visit(either: shapes, output, path)
    case .text, .integer, .number: break
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
      if case .choice = other {} else { note(path, ScenarioChoice.value) }
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
