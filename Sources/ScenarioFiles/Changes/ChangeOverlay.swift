import Words

/// Lays changes over the merged tree of a scenario's files, by the description of the format.
///
/// A change says one value at a path, which is merged with what is there as ``Inheritance`` merges
/// a file with its base: mappings by key, lists with an identity by element, anything else is
/// replaced. On the way to the value mappings are made where no file has them.
struct ChangeOverlay {
  /// What is asked of a scenario is no part of it.
  private static let fixed = [Inheritance.key] + ScenarioFormat.experiment.fields.map(\.note.key)

  private(set) var tree: Tree
  private(set) var mistakes: [Diagnostic] = []

  init(tree: Tree) { self.tree = tree }

  /// Lays a change over what is there; where it cannot be, notes the mistake and leaves all as it
  /// was.
  mutating func lay(_ change: ScenarioChange) {
    if let other = Self.alternative(to: change), tree["run"]?[other.key] != nil {
      layAlone(
        ScenarioChange(key: "run.\(other.key)", value: other.value, place: change.place))
    }
    layAlone(change)
  }

  /// A number of replications and a precision exclude each other, and the one that comes later holds:
  /// what the other is to be then.
  private static func alternative(to change: ScenarioChange) -> (key: String, value: String)? {
    switch (change.key, change.value) {
    case ("run.precision", "none"), ("run.replications", ScenarioFormat.byPrecision): nil
    case ("run.precision", _): ("replications", ScenarioFormat.byPrecision)
    case ("run.replications", _): ("precision", "none")
    default: nil
    }
  }

  private mutating func layAlone(_ change: ScenarioChange) {
    do throws(ScenarioErrors) {
      let value = try Tree.value(of: change.value, at: change.place)
      let first = change.key.prefix { $0 != "." }
      if Self.fixed.contains(String(first)) {
        throw ScenarioErrors([
          Diagnostic(
            change.place, .form,
            "'\(first)' does not describe what is simulated, and cannot be changed; expected a key "
              + "of the scenario such as registry.zones")
        ])
      }
      var step = Step(change: change, value: value, implied: ImpliedElements(of: tree))
      let changed = try step.lay(
        over: tree, ScenarioFormat.scenario.codec.shape, at: "", rest: change.key[...])
      mistakes += step.mistakes
      tree = changed
    } catch {
      mistakes += error.diagnostics
    }
  }
}

/// The walk of one change from the top to its value.
private struct Step {
  let change: ScenarioChange
  let value: Tree
  let implied: ImpliedElements
  var mistakes: [Diagnostic] = []

  init(change: ScenarioChange, value: Tree, implied: ImpliedElements) {
    self.change = change
    self.value = value
    self.implied = implied
  }

  /// The tree at a path with the value at the rest of the way.
  ///
  /// - Parameters:
  ///   - tree: What is there; nil where no file has it.
  ///   - path: The way so far.
  ///   - rest: The way on; empty at the value.
  mutating func lay(
    over tree: Tree?, _ shape: Shape, at path: String, rest: Substring
  ) throws(ScenarioErrors) -> Tree {
    guard !rest.isEmpty else { return merged(with: tree, shape) }
    switch shape {
    case .section(let notes, let shorthand):
      return try lay(into: notes, over: tree?.expanded(shorthand), at: path, rest)
    case .choice(let alternatives):
      return try lay(into: alternatives, over: tree, at: path, rest)
    case .list(let element, let identity, _):
      return try lay(into: tree, of: element, identity, at: path, rest)
    case .either(let shapes): return try lay(intoOneOf: shapes, over: tree, at: path, rest)
    case .text, .words, .truth, .integer, .number, .any:
      throw refusal(
        "'\(path)' holds one value and has no key '\(Tree.shortened(String(rest)))' below it")
    }
  }

  private mutating func merged(with tree: Tree?, _ shape: Shape) -> Tree {
    guard let tree else { return value }
    var inheritance = Inheritance()
    let merged = inheritance.merge(tree, with: value, as: shape)
    mistakes += inheritance.mistakes.map { Diagnostic(change.place, $0.check, $0.message) }
    return merged
  }

  // MARK: Mappings

  private mutating func lay(
    into notes: [FieldNote], over tree: Tree?, at path: String, _ rest: Substring
  ) throws(ScenarioErrors) -> Tree {
    let (key, further) = Self.split(rest)
    guard let note = notes.first(where: { $0.key == key }) else {
      throw refusal(unknown: key, at: path, among: notes.map(\.key))
    }
    var entries = tree?.entries ?? []
    let index = entries.firstIndex { $0.key == key }
    let inner = try lay(
      over: index.map { entries[$0].value }, note.shape, at: Self.join(path, key), rest: further)
    let place = index == nil || further.isEmpty ? change.place : entries[index ?? 0].place
    let entry = Tree.Entry(key: key, place: place, value: inner)
    if let index { entries[index] = entry } else { entries.append(entry) }
    return Tree(place: tree?.place ?? change.place, content: .mapping(entries))
  }

  /// A choice keeps what its alternative has; another alternative takes its place.
  private mutating func lay(
    into alternatives: [Shape.Alternative], over tree: Tree?, at path: String, _ rest: Substring
  ) throws(ScenarioErrors) -> Tree {
    let (word, further) = Self.split(rest)
    guard let alternative = alternatives.first(where: { $0.word == word }) else {
      throw refusal(unknown: word, at: path, among: alternatives.map(\.word))
    }
    let old = tree?.entries.first { $0.key == word }
    let inner = try lay(
      over: old?.value, alternative.shape, at: Self.join(path, word), rest: further)
    let entry = Tree.Entry(key: word, place: old?.place ?? change.place, value: inner)
    return Tree(
      place: old == nil ? change.place : tree?.place ?? change.place,
      content: .mapping([entry]))
  }

  /// Of several shapes those with keys lead on; a word in their place has none, and makes way.
  private mutating func lay(
    intoOneOf shapes: [Shape], over tree: Tree?, at path: String, _ rest: Substring
  ) throws(ScenarioErrors) -> Tree {
    let words = shapes.flatMap { if case .words(let words) = $0 { words } else { [String]() } }
    var tree = tree
    if case .scalar(let text, _) = tree?.content, words.contains(text) { tree = nil }
    for shape in shapes {
      switch shape {
      case .section, .choice, .list, .either:
        return try lay(over: tree, shape, at: path, rest: rest)
      case .text, .words, .truth, .integer, .number, .any: continue
      }
    }
    throw refusal(
      "'\(path)' holds one value and has no key '\(Tree.shortened(String(rest)))' below it")
  }

  // MARK: Lists

  private mutating func lay(
    into tree: Tree?, of element: Shape, _ identity: String?, at path: String, _ rest: Substring
  ) throws(ScenarioErrors) -> Tree {
    var items: [Tree] = []
    if case .sequence(let written) = tree?.content { items = written }
    var names: [String?] = items.map { item in identity.flatMap { item.text(of: $0) } }
    if let identity {
      for name in implied.names(at: path) where !names.contains(name) {
        let text = Tree(place: change.place, content: .scalar(name, .text))
        items.append(
          Tree(
            place: change.place,
            content: .mapping([Tree.Entry(key: identity, place: change.place, value: text)])))
        names.append(name)
      }
    }
    guard let (index, further) = Self.element(of: names, rest) else {
      throw refusal(noElement: rest, of: names, at: path)
    }
    items[index] = try lay(
      over: items[index], element, at: Self.join(path, names[index] ?? "\(index)"), rest: further)
    // Elements that no file writes and that are not meant stay unwritten.
    let written = if case .sequence(let some) = tree?.content { some.count } else { 0 }
    let kept = items.enumerated().filter { $0.offset < written || $0.offset == index }
    return Tree(
      place: tree?.place ?? change.place, content: .sequence(kept.map(\.element)))
  }

  /// The element that a path goes on with, and the way from there. Names may hold dots: the
  /// longest that fits is meant, and a number only where no name fits.
  private static func element(
    of names: [String?], _ rest: Substring
  ) -> (index: Int, rest: Substring)? {
    var best: (index: Int, name: String)?
    for (index, name) in names.enumerated() {
      guard let name, !name.isEmpty, rest == name || rest.hasPrefix(name + "."),
        name.count > best?.name.count ?? 0
      else { continue }
      best = (index, name)
    }
    if let best { return (best.index, rest.dropFirst(best.name.count + 1)) }
    let (number, further) = split(rest)
    guard number.utf8.allSatisfy({ (48...57).contains($0) }), let index = Int(number),
      names.indices.contains(index)
    else { return nil }
    return (index, further)
  }

  // MARK: Paths and refusals

  private static func split(_ path: Substring) -> (first: String, rest: Substring) {
    let first = path.prefix { $0 != "." }
    return (String(first), path.dropFirst(first.count + 1))
  }

  private static func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }

  private func refusal(_ sentence: String) -> ScenarioErrors {
    ScenarioErrors([Diagnostic(change.place, .form, sentence)])
  }

  private func refusal(
    unknown key: String, at path: String, among keys: [String]
  ) -> ScenarioErrors {
    let place = path.isEmpty ? "" : " in '\(path)'"
    let near = NearestWord.to(key, among: keys).map { Self.join(path, $0) }
    return refusal(
      "there is no key '\(Tree.shortened(key))'\(place); expected \(listed(keys))\(Quantity.suggestion(near))"
    )
  }

  private func refusal(
    noElement rest: Substring, of names: [String?], at path: String
  ) -> ScenarioErrors {
    guard !names.isEmpty else {
      return refusal(
        "no file writes elements of '\(path)'; expected the whole list as the value of '\(path)'")
    }
    let known = names.compactMap(\.self)
    let numbers = names.count == 1 ? "0" : "a number from 0 to \(names.count - 1)"
    let expected = known.isEmpty ? numbers : "\(listed(known)), or \(numbers)"
    let name = Self.split(rest).first
    // Names may hold dots, so both the first part and all that follows may be the mistyped name.
    let near =
      NearestWord.to(name, among: known) ?? NearestWord.to(String(rest), among: known)
      ?? known.first { name in
        let count = name.split(separator: ".").count
        let parts = rest.split(separator: ".").prefix(count).joined(separator: ".")
        return NearestWord.to(parts, among: [name]) != nil
      }
    return refusal(
      "there is no '\(Tree.shortened(name))' in '\(path)'; expected \(expected)"
        + Quantity.suggestion(near.map { Self.join(path, $0) }))
  }
}
