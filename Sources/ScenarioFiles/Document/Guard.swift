/// Checks on the raw text that must come before the recursive parser sees it.
enum Guard {
  /// The first place where brackets or indentation nest deeper than allowed.
  static func tooDeep(_ text: String) -> (line: Int, column: Int)? {
    var line = 1
    var column = 0
    var brackets = 0
    var indicators = 0
    var atStart = true
    for byte in text.utf8 {
      column += 1
      switch byte {
      case 10, 13:
        line += 1
        column = 0
        indicators = 0
        atStart = true
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
      default: break
      }
      // Each level of block nesting needs a column of its own, of spaces or of `-`, `?`, `:`.
      if atStart {
        switch byte {
        case 32, 9, UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): indicators += 1
        default: atStart = false
        }
      }
      if brackets > TreeReader.deepest { return (line, column) }
      if atStart, indicators > 2 * TreeReader.deepest { return (line, column) }
    }
    return nil
  }

  /// The place of the first alias too many, in a text that defines an anchor.
  ///
  /// A few aliases cannot multiply: with 16 of them, the largest expansion is some 400-fold.
  static func tooManyAliases(_ text: String) -> (line: Int, column: Int)? {
    var line = 1
    var column = 0
    var previous = UInt8(ascii: " ")
    var before = previous
    var aliases = 0
    var hasAnchor = false
    var place: (line: Int, column: Int)?
    for byte in text.utf8 {
      let starts = [32, 9, 10, 13, 0x5B, 0x7B, 0x2C, 0x3A, 0x2D, 0x3F].contains(before)
      let isName = byte > 32 && byte != 0x2A && byte != 0x26
      if starts, isName, previous == UInt8(ascii: "&") { hasAnchor = true }
      if starts, isName, previous == UInt8(ascii: "*") {
        aliases += 1
        if aliases == TreeReader.mostAliases + 1 { place = (line, column) }
      }
      before = previous
      previous = byte
      if byte == 10 {
        line += 1
        column = 0
      } else {
        column += 1
      }
    }
    return hasAnchor ? place : nil
  }
}
