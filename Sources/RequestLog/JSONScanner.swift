/// Reads the members of JSON objects, one object after the other, in memory that one object takes.
///
/// Values that are objects or arrays themselves are passed over.
struct JSONScanner {
  /// A value that is a single one.
  enum Value: Equatable {
    case text(String)
    /// As it is written.
    case number(String)
    /// `true`, `false` or `null`.
    case word(String)
    /// An object or an array.
    case compound
  }

  private static let deepest = 100

  private(set) var source: ByteSource
  private var isArray = false
  private var begun = false
  private var isOver = false

  init(_ source: ByteSource) { self.source = source }

  /// The members of the next object, and the line in which it begins; nil after the last.
  mutating func next() throws(RequestLogError) -> (
    members: [(key: String, value: Value)], line: Int
  )? {
    if isOver { return nil }
    var byte = try skipBlanks()
    if !begun {
      begun = true
      // A byte order mark.
      while let mark = byte, mark >= 0x80 { try source.next(); byte = try skipBlanks() }
      if byte == UInt8(ascii: "[") {
        isArray = true
        try source.next()
        byte = try skipBlanks()
      }
    } else if byte == UInt8(ascii: ",") {
      try source.next()
      byte = try skipBlanks()
    } else if isArray, byte == UInt8(ascii: "{") {
      throw source.failure("expected ',' or ']' between records, found '{'")
    }
    if isArray, byte == UInt8(ascii: "]") {
      try source.next()
      isOver = true
      if let rest = try skipBlanks() {
        throw source.failure("expected nothing after the list of records, found \(Self.name(rest))")
      }
      return nil
    }
    guard let byte else {
      isOver = true
      if isArray { throw source.failure("the list of records has no end; expected ']'") }
      return nil
    }
    guard byte == UInt8(ascii: "{") else {
      throw source.failure("expected a record in braces, found \(Self.name(byte))")
    }
    let line = source.line
    try source.next()
    return (try members(), line)
  }

  private mutating func members() throws(RequestLogError) -> [(key: String, value: Value)] {
    var members: [(key: String, value: Value)] = []
    if try skipBlanks() == UInt8(ascii: "}") {
      try source.next()
      return members
    }
    while true {
      guard try skipBlanks() == UInt8(ascii: "\"") else {
        throw source.failure("expected a key in quotes, found \(try found())")
      }
      let key = try string()
      guard try skipBlanks() == UInt8(ascii: ":") else {
        throw source.failure("expected ':' after the key \(shown(key)), found \(try found())")
      }
      try source.next()
      members.append((key, try value()))
      guard members.count <= 1_000 else {
        throw source.failure("the record has more than 1000 members")
      }
      switch try skipBlanks() {
      case UInt8(ascii: ","): try source.next()
      case UInt8(ascii: "}"):
        try source.next()
        return members
      default:
        throw source.failure("expected ',' or '}' after a value, found \(try found())")
      }
    }
  }

  private mutating func value() throws(RequestLogError) -> Value {
    switch try skipBlanks() {
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skipCompound()
      return .compound
    default:
      let text = try word()
      if ["true", "false", "null"].contains(text) { return .word(text) }
      guard Double(text) != nil else {
        throw source.failure(
          text.isEmpty
            ? "expected a value, found \(try found())"
            : "expected a number, a text in quotes, true, false or null, found \(shown(text))")
      }
      return .number(text)
    }
  }

  /// Letters, digits, signs and points.
  private mutating func word() throws(RequestLogError) -> String {
    var bytes: [UInt8] = []
    while let byte = try source.peek(),
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    {
      guard bytes.count < 100 else { throw source.failure("the number has more than 100 digits") }
      bytes.append(byte)
      try source.next()
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func string() throws(RequestLogError) -> String {
    let line = source.line
    try source.next()
    var bytes: [UInt8] = []
    while let byte = try source.next() {
      guard bytes.count < ByteSource.longestLine else {
        throw source.failure("the text is longer than \(ByteSource.longestLine) bytes", at: line)
      }
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &bytes)
      case ..<0x20:
        throw source.failure("a text has no end; expected a quote before the line's end", at: line)
      default: bytes.append(byte)
      }
    }
    throw source.failure("a text has no end; expected a quote", at: line)
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(RequestLogError) {
    switch try source.next() {
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "u"):
      var unit = try hexadecimal()
      // The second half of a pair; one that stands alone is no character.
      if (0xD800..<0xDC00).contains(unit) {
        guard try source.next() == UInt8(ascii: "\\"), try source.next() == UInt8(ascii: "u") else {
          throw source.failure("a character is cut in half; expected \\u and four digits")
        }
        let low = try hexadecimal()
        unit = 0x10000 + (unit - 0xD800) << 10 + (low & 0x3FF)
      }
      bytes += String(Unicode.Scalar(unit).map(Character.init) ?? "\u{FFFD}").utf8
    case let byte?
    where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
      || byte == UInt8(ascii: "/"):
      bytes.append(byte)
    default: throw source.failure("unknown escape in a text; expected one of JSON's")
    }
  }

  private mutating func hexadecimal() throws(RequestLogError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = try source.next(),
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { throw source.failure("expected four hexadecimal digits after \\u") }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// An object or an array with all that is in it.
  private mutating func skipCompound() throws(RequestLogError) {
    var depth = 0
    repeat {
      switch try skipBlanks() {
      case UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        guard depth <= Self.deepest else {
          throw source.failure("values are nested more than \(Self.deepest) deep")
        }
        try source.next()
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        try source.next()
      case nil: throw source.failure("a value has no end; expected a closing bracket")
      default: try source.next()
      }
    } while depth > 0
  }

  /// Passes over blanks; returns the byte after them.
  private mutating func skipBlanks() throws(RequestLogError) -> UInt8? {
    while let byte = try source.peek() {
      guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return byte }
      try source.next()
    }
    return nil
  }

  private mutating func found() throws(RequestLogError) -> String {
    try source.peek().map(Self.name) ?? "the end of the file"
  }

  private static func name(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte)
      ? "'\(Character(Unicode.Scalar(byte)))'" : "a byte \(byte) that stands for nothing here"
  }
}
