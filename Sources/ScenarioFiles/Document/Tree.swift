/// A YAML document with the place of every key and value.
struct Tree: Sendable {
  /// A key with its value.
  struct Entry: Sendable {
    var key: String
    var place: Place
    var value: Tree
  }

  /// What stands at a place.
  indirect enum Content: Sendable {
    case scalar(String, Kind)
    case sequence([Tree])
    case mapping([Entry])
  }

  /// What a scalar is by YAML 1.2's core schema.
  enum Kind: Hashable, Sendable {
    case text, integer, number, truth, nothing
  }

  var place: Place
  var content: Content

  /// The value of a key, if this is a mapping that has it.
  subscript(key: String) -> Tree? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The entries of a mapping; none of anything else.
  var entries: [Entry] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  /// What stands here, in the words of an error message.
  var found: String {
    switch content {
    case .scalar(_, .nothing): return "nothing"
    case .scalar(let text, .text): return "'\(Tree.shortened(text))'"
    case .scalar(let text, _): return "\(Tree.shortened(text))"
    case .sequence: return "a list"
    case .mapping: return "a mapping"
    }
  }

  /// A text that fits into a message: one line of at most 60 characters.
  static func shortened(_ text: String) -> String {
    let line = text.unicodeScalars.map { $0.isControl ? " " : String($0) }.joined()
    return line.count <= 60 ? line : line.prefix(57) + "…"
  }

  /// The kind of a plain (unquoted) scalar by YAML 1.2's core schema.
  static func kind(ofPlain text: String) -> Kind {
    switch text {
    case "", "~", "null", "Null", "NULL": return .nothing
    case "true", "True", "TRUE", "false", "False", "FALSE": return .truth
    case ".nan", ".NaN", ".NAN": return .number
    default: break
    }
    var rest = Substring(text)
    if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
    if rest == ".inf" || rest == ".Inf" || rest == ".INF" { return .number }
    if text.hasPrefix("0x"), text.count > 2, text.dropFirst(2).allSatisfy(\.isHexDigit) {
      return .integer
    }
    if text.hasPrefix("0o"), text.count > 2,
      text.dropFirst(2).allSatisfy({ ("0"..."7").contains($0) })
    {
      return .integer
    }
    let whole = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(whole.count)
    if rest.isEmpty { return .integer }
    var fraction = Substring()
    if rest.first == "." {
      fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return .text }
    if rest.first == "e" || rest.first == "E" {
      rest = rest.dropFirst()
      if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
      guard !rest.isEmpty, rest.allSatisfy({ $0.isASCII && $0.isNumber }) else { return .text }
      return .number
    }
    return rest.isEmpty ? .number : .text
  }
}
