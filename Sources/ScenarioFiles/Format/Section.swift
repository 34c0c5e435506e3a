import Words

/// One key of a section, bound to a member of a Swift type.
struct Field<Value: Sendable>: Sendable {
  var note: FieldNote
  var read: @Sendable (Tree, String, DefaultSource, inout Value, inout Reading) -> Void
  var absent: @Sendable (String, DefaultSource, inout Reading) -> Void
  /// What the key holds; nil where it is left out.
  var write: @Sendable (Value) -> Output?

  /// Binds a key to a member. A `source` of nil inherits the section's.
  init<Member: Sendable>(
    _ key: String, _ path: any WritableKeyPath<Value, Member> & Sendable, _ codec: Codec<Member>,
    _ documentation: String, _ source: DefaultSource? = nil
  ) {
    note = FieldNote(key: key, documentation: documentation, source: source, shape: codec.shape)
    read = { tree, name, source, value, reading in
      codec.read(tree, name, source, &value[keyPath: path], &reading)
    }
    absent = codec.absent
    write = { codec.write($0[keyPath: path]) }
  }

  /// Binds a key to a member that is there only where the key is written.
  init<Member: Sendable>(
    _ key: String, ifWritten path: any WritableKeyPath<Value, Member?> & Sendable,
    _ codec: Codec<Member>, starting: Member, _ documentation: String
  ) {
    note = FieldNote(key: key, documentation: documentation, source: nil, shape: codec.shape)
    read = { tree, name, source, value, reading in
      var member = starting
      codec.read(tree, name, source, &member, &reading)
      value[keyPath: path] = member
    }
    absent = { _, _, _ in }
    write = { $0[keyPath: path].map(codec.write) }
  }

  private init<Part: Sendable>(
    _ field: Field<Part>, of path: any WritableKeyPath<Value, Part> & Sendable
  ) {
    note = field.note
    read = { tree, name, source, value, reading in
      field.read(tree, name, source, &value[keyPath: path], &reading)
    }
    absent = field.absent
    write = { field.write($0[keyPath: path]) }
  }

  /// The same key of something larger, of which the value is a part.
  func part<Whole: Sendable>(
    of path: any WritableKeyPath<Whole, Value> & Sendable
  ) -> Field<Whole> {
    Field<Whole>(self, of: path)
  }
}

/// A mapping of the format, bound to a Swift type.
struct Section<Value: Sendable>: Sendable {
  var fields: [Field<Value>]
  /// The key that a scalar in place of the mapping stands for.
  var shorthand: String?

  init(_ fields: [Field<Value>], shorthand: String? = nil) {
    self.fields = fields
    self.shorthand = shorthand
  }

  var codec: Codec<Value> {
    Codec(
      .section(fields.map(\.note), shorthand: shorthand),
      read: read, absent: absent,
      write: { value in
        .mapping(
          fields.compactMap { field in field.write(value).map { (field.note.key, $0) } })
      })
  }

  /// Reads the known keys in their own order, then names the unknown ones.
  @Sendable
  private func read(
    tree: Tree, path: String, source: DefaultSource, value: inout Value, reading: inout Reading
  ) {
    let tree = tree.expanded(shorthand)
    reading.places[path] = tree.place
    guard case .mapping(let entries) = tree.content else {
      let keys = fields.prefix(4).map(\.note.key).joined(separator: ", ")
      reading.refuse(
        tree.place, "\(tree.found) stands here; expected a mapping with keys such as \(keys)")
      return
    }
    for field in fields {
      let name = path.isEmpty ? field.note.key : "\(path).\(field.note.key)"
      let source = field.note.source ?? source
      if let entry = entries.first(where: { $0.key == field.note.key }) {
        reading.places[name] = entry.value.place
        if case .scalar(_, .nothing) = entry.value.content {
          reading.refuse(
            entry.place,
            "'\(entry.key)' has no value; expected one after the colon, or the key left out")
        } else {
          field.read(entry.value, name, source, &value, &reading)
        }
      } else if field.note.isRequired, reading.isPartial {
        continue
      } else if field.note.isRequired {
        reading.refuse(
          tree.place,
          "the key '\(field.note.key)' is missing\(path.isEmpty ? "" : " in '\(path)'"); "
            + "expected it here: \(lowercasedFirst(field.note.documentation))")
      } else {
        field.absent(name, source, &reading)
      }
    }
    // The key that is followed before anything is read stands at the top of a file alone.
    let keys = (path.isEmpty ? [Inheritance.key] : []) + fields.map(\.note.key)
    for entry in entries where !keys.contains(entry.key) {
      let suggestion = NearestWord.suggestion(entry.key, among: keys)
      reading.refuse(
        entry.place,
        "unknown key '\(Tree.shortened(entry.key))'; expected \(listed(keys))\(suggestion)")
    }
  }

  @Sendable
  private func absent(path: String, source: DefaultSource, reading: inout Reading) {
    for field in fields {
      let name = path.isEmpty ? field.note.key : "\(path).\(field.note.key)"
      field.absent(name, field.note.source ?? source, &reading)
    }
  }
}

extension Tree {
  /// A scalar as the mapping that it is short for.
  func expanded(_ shorthand: String?) -> Tree {
    guard let shorthand, case .scalar = content else { return self }
    return Tree(
      place: place, content: .mapping([Entry(key: shorthand, place: place, value: self)]))
  }
}

/// One key of a tagged union.
struct Case<Value: Sendable>: Sendable {
  var alternative: Shape.Alternative
  var read: @Sendable (Tree, String, inout Reading) -> Value?
  /// What the key holds if the value is of this case.
  var write: @Sendable (Value) -> Output?

  /// Binds a key to a case whose payload has the defaults of `starting`.
  init<Payload: Sendable>(
    _ word: String, _ documentation: String, _ codec: Codec<Payload>, starting: Payload,
    make: @escaping @Sendable (Payload) -> Value,
    take: @escaping @Sendable (Value) -> Payload?
  ) {
    alternative = .init(word: word, documentation: documentation, shape: codec.shape)
    read = { tree, path, reading in
      var payload = starting
      let before = reading.mistakes.count
      codec.read(
        tree, path, .assumption("a plausible value to begin with"), &payload, &reading)
      return reading.mistakes.count == before ? make(payload) : nil
    }
    write = { take($0).map(codec.write) }
  }
}

extension Codec {
  /// A mapping with exactly one of some keys.
  static func choice(_ cases: [Case<Value>]) -> Codec {
    let words = cases.map(\.alternative.word)
    return Codec(
      .choice(cases.map(\.alternative)),
      read: { tree, path, _, value, reading in
        reading.origins[path] = .file(tree.place)
        guard case .mapping(let entries) = tree.content else {
          let suggestion: String
          if case .scalar(let text, _) = tree.content {
            suggestion =
              words.contains(text)
              ? "; write '{\(text): …}' with what it takes"
              : NearestWord.suggestion(text, among: words)
          } else {
            suggestion = ""
          }
          reading.refuse(
            tree.place,
            "\(tree.found) stands here; expected a mapping with one of \(listed(words))"
              + suggestion
          )
          return
        }
        for entry in entries where !words.contains(entry.key) {
          reading.refuse(
            entry.place,
            "unknown key '\(Tree.shortened(entry.key))'; expected one of \(listed(words))"
              + NearestWord.suggestion(entry.key, among: words))
        }
        let known = entries.filter { words.contains($0.key) }
        if entries.isEmpty || known.count > 1 {
          reading.refuse(
            known.dropFirst().first?.place ?? tree.place,
            "\(known.count) of the alternatives stand here; expected exactly one of "
              + listed(words)
          )
        }
        for entry in known {
          let place = "\(path).\(entry.key)"
          reading.places[place] = entry.value.place
          if let read = cases.first(where: { $0.alternative.word == entry.key })?
            .read(entry.value, place, &reading)
          {
            value = read
          }
        }
      },
      write: { value in
        for one in cases {
          if let payload = one.write(value) {
            return .mapping([(one.alternative.word, payload)])
          }
        }
        return .mapping([])
      })
  }

  /// A list whose elements begin as `starting`; `identity` tells them apart.
  static func list<Element: Sendable>(
    of element: Codec<Element>, starting: Element, identity: String? = nil,
    atLeastOne: Bool = false
  ) -> Codec where Value == [Element] {
    Codec(
      .list(of: element.shape, identity: identity, atLeastOne: atLeastOne),
      read: { tree, path, _, value, reading in
        reading.origins[path] = .file(tree.place)
        guard case .sequence(let items) = tree.content else {
          reading.refuse(
            tree.place,
            "\(tree.found) stands here; expected a list, as in [a, b] or with each element after "
              + "'- '")
          return
        }
        if items.isEmpty, atLeastOne, !reading.isPartial {
          reading.refuse(tree.place, "the list is empty; expected at least one element")
        }
        value = []
        for (index, item) in items.enumerated() {
          var next = starting
          reading.places["\(path).\(index)"] = item.place
          element.read(
            item, "\(path).\(index)", .assumption("a plausible value to begin with"), &next,
            &reading)
          value.append(next)
        }
      },
      write: { .sequence($0.map(element.write)) })
  }
}

/// Words as a sentence lists them: 'a', 'b' or 'c'.
func listed(_ words: [String]) -> String {
  let quoted = words.map { "'\($0)'" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
  return quoted.dropLast().joined(separator: ", ") + " or " + last
}

/// A sentence as the second half of another.
func lowercasedFirst(_ sentence: String) -> String {
  guard let first = sentence.first else { return sentence }
  return first.lowercased() + sentence.dropFirst()
}
