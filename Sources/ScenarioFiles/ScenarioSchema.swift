import Words

/// The format as a JSON Schema (draft 2020-12), for editors.
///
/// A file with `extends` is held to `changes`, in which nothing but the identity of list elements
/// is required and elements can be removed; any other file to `scenario`.
public enum ScenarioSchema {
  /// The schema's text, ending in a newline.
  public static var json: String {
    let shape = ScenarioFormat.document.codec.shape
    let root = JSON.object([
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string("Longshore scenario")),
      (
        "if",
        .object([("type", .string("object")), ("required", .array([.string(Inheritance.key)]))])
      ),
      ("then", .object([("$ref", .string("#/$defs/changes"))])),
      ("else", .object([("$ref", .string("#/$defs/scenario"))])),
      (
        "$defs",
        .object([
          ("scenario", schema(shape, partial: false, isRoot: true)),
          ("changes", schema(shape, partial: true, isRoot: true)),
        ])
      ),
    ])
    return root.text + "\n"
  }

  private static func schema(
    _ shape: Shape, partial: Bool, isRoot: Bool = false, identity: String? = nil
  ) -> JSON {
    switch shape {
    case .text(let pattern, let expected):
      var members: [(String, JSON)] = [("type", .string("string"))]
      if let pattern { members.append(("pattern", .string(pattern))) }
      return .object(members + [("description", .string("Expected: \(expected)."))])
    case .words(let words):
      return .object([("enum", .array(words.map { .string($0) }))])
    case .truth: return .object([("type", .string("boolean"))])
    case .integer(let low, let high):
      return .object([
        ("type", .string("integer")), ("minimum", .number("\(low)")),
        ("maximum", .number("\(high)")),
      ])
    case .number(let low, let high):
      return .object([
        ("type", .string("number")), ("minimum", .number(Quantity.decimal(low))),
        ("maximum", .number(Quantity.decimal(high))),
      ])
    case .section(let notes, let shorthand):
      var properties = notes.map { note in
        (note.key, documented(schema(note.shape, partial: partial), note.documentation))
      }
      if isRoot, partial {
        properties.insert(
          (
            Inheritance.key,
            .object([
              ("type", .string("string")), ("minLength", .number("1")),
              (
                "description",
                .string("The file, relative to this one, of which only the differences follow.")
              ),
            ])
          ), at: 0)
      }
      if partial, identity != nil {
        properties.append(
          (
            "remove",
            .object([
              ("const", .word("true")),
              ("description", .string("Takes the element of this name out of the base's list.")),
            ])
          ))
      }
      let required =
        partial
        ? notes.map(\.key).filter { $0 == identity }
        : notes.filter(\.isRequired).map(\.key)
      var members: [(String, JSON)] = [
        ("type", .string("object")), ("properties", .object(properties)),
        ("additionalProperties", .word("false")),
      ]
      if !required.isEmpty { members.append(("required", .array(required.map { .string($0) }))) }
      guard let shorthand, let short = notes.first(where: { $0.key == shorthand }) else {
        return .object(members)
      }
      return .object([
        ("anyOf", .array([schema(short.shape, partial: partial), .object(members)]))
      ])
    case .list(let element, let identity, let atLeastOne):
      var members: [(String, JSON)] = [
        ("type", .string("array")),
        ("items", schema(element, partial: partial, identity: identity)),
      ]
      if atLeastOne, !partial { members.append(("minItems", .number("1"))) }
      return .object(members)
    case .choice(let alternatives):
      return .object([
        ("type", .string("object")),
        (
          "properties",
          .object(
            alternatives.map {
              ($0.word, documented(schema($0.shape, partial: partial), $0.documentation))
            })
        ),
        ("additionalProperties", .word("false")), ("minProperties", .number("1")),
        ("maxProperties", .number("1")),
      ])
    case .any: return .object([])
    case .either(let shapes):
      return .object([("anyOf", .array(shapes.map { schema($0, partial: partial) }))])
    }
  }

  /// A schema with a key's documentation in front of what describes its type.
  private static func documented(_ schema: JSON, _ documentation: String) -> JSON {
    guard case .object(let members) = schema else { return schema }
    var text = documentation
    if case .string(let expected)? = members.first(where: { $0.0 == "description" })?.1 {
      text += " " + expected
    }
    return .object(
      [("description", .string(text))] + members.filter { $0.0 != "description" })
  }
}

/// JSON that keeps the order of its members.
indirect enum JSON {
  case string(String)
  case number(String)
  case word(String)
  case array([JSON])
  case object([(String, JSON)])

  /// The text, indented by two spaces a level; short arrays of scalars on one line.
  var text: String { text(indent: "") }

  private func text(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .string(let text): return Output.quoted(text)
    case .number(let text), .word(let text): return text
    case .array(let items):
      let texts = items.map { $0.text(indent: inner) }
      let line = "[" + texts.joined(separator: ", ") + "]"
      if !line.contains("\n"), line.count <= 80 { return line }
      return "[\n" + texts.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let texts = members.map { "\(inner)\(Output.quoted($0.0)): \($0.1.text(indent: inner))" }
      return "{\n" + texts.joined(separator: ",\n") + "\n\(indent)}"
    }
  }
}
