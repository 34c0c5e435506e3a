import Words

/// A JSON value that is always spelled the same: keys sorted, two blanks of indentation, numbers in
/// their shortest exact form, everything beyond ASCII as it is.
enum StableJSON {
  case string(String)
  case integer(Int64)
  case unsigned(UInt64)
  case array([StableJSON])
  case object([String: StableJSON])

  /// The text, with an end of line.
  var text: String {
    var text = ""
    write(to: &text, indentation: "")
    return text + "\n"
  }

  private func write(to text: inout String, indentation: String) {
    let inner = indentation + "  "
    switch self {
    case .string(let value): text += Self.quoted(value)
    case .integer(let value): text += String(value)
    case .unsigned(let value): text += String(value)
    case .array(let values):
      guard !values.isEmpty else {
        text += "[]"
        return
      }
      for (index, value) in values.enumerated() {
        text += (index == 0 ? "[\n" : ",\n") + inner
        value.write(to: &text, indentation: inner)
      }
      text += "\n\(indentation)]"
    case .object(let members):
      guard !members.isEmpty else {
        text += "{}"
        return
      }
      for (index, (key, value)) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        text += (index == 0 ? "{\n" : ",\n") + inner + Self.quoted(key) + ": "
        value.write(to: &text, indentation: inner)
      }
      text += "\n\(indentation)}"
    }
  }

  /// A string as JSON.
  static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}":
        text += "\\u" + hexadecimal(scalar.value, digits: 4)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
