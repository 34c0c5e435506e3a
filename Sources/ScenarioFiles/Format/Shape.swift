import Words

/// What may stand at a place of a scenario file.
///
/// Reading, merging, explaining and the JSON schema all follow this one description.
indirect enum Shape: Sendable {
  /// Text; with a pattern (ECMA regular expression) that it must match, and examples.
  case text(pattern: String?, expected: String)
  /// One of some words.
  case words([String])
  /// True or false.
  case truth
  /// A whole number in a range.
  case integer(Int64, UInt64)
  /// A number in a range.
  case number(Double, Double)
  /// A mapping with known keys; a scalar in its place stands for the key `shorthand`.
  case section([FieldNote], shorthand: String?)
  /// A list; with `identity`, the key by which elements are told apart and merged.
  case list(of: Shape, identity: String?, atLeastOne: Bool)
  /// A mapping with exactly one of some keys.
  case choice([Alternative])
  /// One of several shapes.
  case either([Shape])
  /// Any value: what it must be depends on what else is written.
  case any

  /// One key of a ``choice``.
  struct Alternative: Sendable {
    var word: String
    var documentation: String
    var shape: Shape
  }
}

/// What is known of a key apart from its type.
struct FieldNote: Sendable {
  var key: String
  /// One sentence.
  var documentation: String
  /// Where the default comes from; nil: from where the default of the whole section comes.
  var source: DefaultSource?
  var shape: Shape
  var isRequired: Bool { source == .required }
}

/// Where a default value comes from.
enum DefaultSource: Hashable, Sendable, CustomStringConvertible {
  /// Published; where.
  case documented(String)
  /// Measured; by whom.
  case measured(String)
  /// Chosen; why.
  case assumption(String)
  /// Set by the profile.
  case profile
  /// There is none: the key must be written.
  case required

  var description: String {
    switch self {
    case .documented(let source): "documented: \(source)"
    case .measured(let source): "measured: \(source)"
    case .assumption(let reason): "assumption: \(reason)"
    case .profile: "set by the profile"
    case .required: "no default"
    }
  }
}

/// A value on its way out: what ``ResolvedScenario/canonicalYAML`` prints.
indirect enum Output: Sendable {
  /// A scalar that is written as it is (numbers, quantities, words of the format).
  case plain(String)
  /// Text of the user's, quoted.
  case text(String)
  case sequence([Output])
  case mapping([(key: String, value: Output)])

  /// A scalar as YAML; nil for lists and mappings.
  var scalar: String? {
    switch self {
    case .plain(let text): text
    case .text(let text): Output.quoted(text)
    case .sequence(let items) where items.isEmpty: "[]"
    default: nil
    }
  }

  /// A double-quoted YAML (and JSON) string.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if !scalar.isControl, scalar != "\u{FEFF}" {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u" + hexadecimal(scalar.value, digits: 4)
        }
      }
    }
    return result + "\""
  }
}
