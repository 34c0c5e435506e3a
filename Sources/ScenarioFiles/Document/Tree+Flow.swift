extension Tree {
  /// The value in YAML's flow style, on one line; reading it gives the same value.
  var flowText: String {
    switch content {
    case .scalar(let text, let kind):
      return Tree.isPlain(text, kind) ? text : Output.quoted(text)
    case .sequence(let items):
      return "[" + items.map(\.flowText).joined(separator: ", ") + "]"
    case .mapping(let entries):
      let texts = entries.map { entry in
        let key = Tree.isPlain(entry.key, nil) ? entry.key : Output.quoted(entry.key)
        return "\(key): \(entry.value.flowText)"
      }
      return "{" + texts.joined(separator: ", ") + "}"
    }
  }

  /// A scalar's own text, any other value in flow style.
  var wordText: String {
    if case .scalar(let text, _) = content { return text }
    return flowText
  }

  /// Whether a scalar reads as the same without quotes; a key's kind does not matter.
  private static func isPlain(_ text: String, _ kind: Kind?) -> Bool {
    if let kind, Tree.kind(ofPlain: text) != kind { return false }
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else {
      return false
    }
    let isSafe = text.unicodeScalars.allSatisfy {
      !$0.isControl && !"[]{},#\"'\u{FEFF}".unicodeScalars.contains($0)
    }
    return isSafe && first != " " && last != " " && last != ":" && !text.contains(": ")
      && !"&*!|>%@`-?:=<~".unicodeScalars.contains(first)
  }

  /// The tree with all its values at one place.
  func moved(to place: Place) -> Tree {
    switch content {
    case .scalar: return Tree(place: place, content: content)
    case .sequence(let items):
      return Tree(place: place, content: .sequence(items.map { $0.moved(to: place) }))
    case .mapping(let entries):
      return Tree(
        place: place,
        content: .mapping(
          entries.map { Entry(key: $0.key, place: place, value: $0.value.moved(to: place)) }))
    }
  }

  /// The value of a text in YAML's flow style, all of it at one place.
  ///
  /// - Throws: What is wrong with the text, at that place.
  static func value(of text: String, at place: Place) throws(ScenarioErrors) -> Tree {
    var mistakes: [Diagnostic] = []
    let start = text.first { !$0.isWhitespace }
    guard let start, start != "#" else {
      throw ScenarioErrors([Diagnostic(place, .form, "there is no value; expected one after '='")])
    }
    let tree = TreeReader.tree(of: Array(text.utf8), file: place.file, into: &mistakes)
    guard let tree, mistakes.isEmpty else {
      throw ScenarioErrors(mistakes.map { Diagnostic(place, $0.check, $0.message) })
    }
    return tree.moved(to: place)
  }
}
