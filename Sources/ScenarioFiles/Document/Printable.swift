extension Unicode.Scalar {
  /// Whether it moves what is printed instead of being printed: the control characters, the ends
  /// of a line or paragraph, and what turns the direction of writing round, by which a text can
  /// look like another.
  var isControl: Bool {
    value < 0x20 || (0x7F...0x9F).contains(value) || (0x2028...0x2029).contains(value)
      || turnsDirection
  }

  /// The embeddings, overrides and isolates of bidirectional text.
  fileprivate var turnsDirection: Bool {
    (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
  }

  /// Whether a document may hold it as it is, by YAML 1.2 (`c-printable`) and for the eye.
  fileprivate var mayStand: Bool {
    switch value {
    case 9, 10, 13, 0x85: true
    case 0xFEFF, 0xFFFE, 0xFFFF: false
    default: value >= 0x20 && !(0x7F...0x9F).contains(value) && !turnsDirection
    }
  }
}

/// A document that is printable text, or the place where it is not.
enum Printable {
  /// What keeps bytes from being a document.
  struct Refusal: Error {
    var sentence: String
    var line: Int
    var column: Int
  }

  /// The text of bytes in UTF-8, without the mark of byte order that it may begin with.
  static func text(of bytes: [UInt8]) throws(Refusal) -> String {
    var text = String.UnicodeScalarView()
    var line = 1
    var column = 1
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    decoding: while true {
      let scalar: Unicode.Scalar
      switch decoder.decode(&rest) {
      case .scalarValue(let next): scalar = next
      case .emptyInput: break decoding
      case .error:
        throw Refusal(
          sentence: "the file is not UTF-8 text from here; expected a YAML document in UTF-8",
          line: line, column: column)
      }
      if scalar == "\u{FEFF}", text.isEmpty, line == 1, column == 1 { continue }
      guard scalar.mayStand else {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        throw Refusal(
          sentence: "a control character (\(code)) stands here; expected printable text",
          line: line, column: column)
      }
      text.append(scalar)
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return String(text)
  }
}
