import Yams

/// Finds keys that stand twice in a mapping.
///
/// The parser stops at the first mapping with a repeated key and keeps the rest to itself. Here the
/// repetition is found in the text and gets another last letter (from a private area of Unicode) of
/// the same width, so that the rest is read with its places unchanged.
struct RepeatedKeys {
  /// The most repetitions that are looked for in one file.
  static let most = 50

  /// Where a repetition stood, and of what.
  struct Found {
    var line: Int
    var column: Int
    var key: String
  }

  private var scalars: [Unicode.Scalar]
  private let names: [String]

  /// Disguises the first repetition of one of some names at or after the name's first place.
  ///
  /// - Returns: Nil where the text shows none.
  static func disguise(
    names: [String], from mark: Mark, in text: inout String, round: Int
  ) -> Found? {
    guard let letter = Unicode.Scalar(0xE000 + UInt32(round)) else { return nil }
    var keys = RepeatedKeys(scalars: Array(text.unicodeScalars), names: names)
    guard let key = keys.inBlock(from: mark.line) ?? keys.inFlow(from: mark) else { return nil }
    keys.scalars[key.last] = letter
    text = String(String.UnicodeScalarView(keys.scalars))
    let line = keys.scalars[..<key.start].count { $0 == "\n" } + 1
    let before = keys.scalars[..<key.start].lastIndex(of: "\n") ?? -1
    return Found(line: line, column: key.start - before, key: key.name)
  }

  /// A key as it is written: where it starts, its last letter, what follows it.
  private struct Key {
    var name: String
    var start: Int
    var last: Int
    var end: Int
  }

  /// The key that begins at a place, if one does: a word, or a text in quotation marks without
  /// escapes, and a colon.
  private func key(at start: Int) -> Key? {
    guard start < scalars.count else { return nil }
    var end = start
    var first = start
    if scalars[start] == "\"" || scalars[start] == "'" {
      first += 1
      guard let quote = scalars[first...].firstIndex(of: scalars[start]),
        !scalars[first..<quote].contains(where: { $0 == "\\" || $0 == "\n" })
      else { return nil }
      end = quote + 1
    } else {
      while end < scalars.count, !isColon(end), !",[]{}\n#".unicodeScalars.contains(scalars[end]) {
        end += 1
      }
      while end > start, scalars[end - 1] == " " { end -= 1 }
    }
    let last = first > start ? end - 2 : end - 1
    guard last >= first else { return nil }
    var colon = end
    while colon < scalars.count, scalars[colon] == " " { colon += 1 }
    // After quotation marks a colon needs no blank.
    guard isColon(colon) || (first > start && colon < scalars.count && scalars[colon] == ":") else {
      return nil
    }
    return Key(
      name: String(String.UnicodeScalarView(scalars[first...last])), start: start, last: last,
      end: colon + 1)
  }

  /// Whether a colon that ends a key stands at a place.
  private func isColon(_ place: Int) -> Bool {
    guard place < scalars.count, scalars[place] == ":" else { return false }
    return place + 1 == scalars.count || " \t\r\n,]}".unicodeScalars.contains(scalars[place + 1])
  }

  /// Looks for a repetition in a block mapping, a key a line.
  private func inBlock(from line: Int) -> Key? {
    var open: [(indent: Int, keys: Set<String>)] = []
    var start = 0
    for _ in 1..<max(line, 1) {
      guard let end = scalars[start...].firstIndex(of: "\n") else { return nil }
      start = end + 1
    }
    while start < scalars.count {
      let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
      defer { start = end + 1 }
      var place = start
      while place < end, scalars[place] == " " { place += 1 }
      guard place < end, scalars[place] != "#" else { continue }
      while place + 1 < end, scalars[place] == "-", scalars[place + 1] == " " {
        // A new list element closes the mapping of the one before.
        while let last = open.last, last.indent > place - start { open.removeLast() }
        place += 2
        while place < end, scalars[place] == " " { place += 1 }
      }
      while let last = open.last, last.indent > place - start { open.removeLast() }
      guard let key = key(at: place) else { continue }
      if open.last?.indent != place - start { open.append((place - start, [])) }
      if !open[open.count - 1].keys.insert(key.name).inserted, names.contains(key.name) {
        return key
      }
    }
    return nil
  }

  /// Looks for a repetition in a flow mapping, `{a: 1, a: 2}`, from one of its keys on.
  private func inFlow(from mark: Mark) -> Key? {
    var place = 0
    for _ in 1..<max(mark.line, 1) {
      guard let end = scalars[place...].firstIndex(of: "\n") else { return nil }
      place = end + 1
    }
    place += max(mark.column, 1) - 1
    var seen = Set<String>()
    while place < scalars.count {
      place = afterBlanks(place)
      guard place < scalars.count, scalars[place] != "}" else { return nil }
      if let key = key(at: place) {
        if !seen.insert(key.name).inserted, names.contains(key.name) { return key }
        place = key.end
      }
      guard let comma = endOfValue(from: place) else { return nil }
      place = comma + 1
    }
    return nil
  }

  /// The place of what comes next, after blanks, comments and the mark of a key.
  private func afterBlanks(_ start: Int) -> Int {
    var place = start
    while place < scalars.count {
      switch scalars[place] {
      case "?" where place + 1 < scalars.count && scalars[place + 1] == " ": place += 2
      case " ", "\t", "\r", "\n": place += 1
      case "#": place = scalars[place...].firstIndex(of: "\n") ?? scalars.count
      default: return place
      }
    }
    return place
  }

  /// The comma after a value of a flow mapping; nil where the mapping ends.
  private func endOfValue(from start: Int) -> Int? {
    var depth = 0
    var place = start
    while place < scalars.count {
      let begins = place == start || " \t\n,:[{".unicodeScalars.contains(scalars[place - 1])
      switch scalars[place] {
      case "[", "{": depth += 1
      case "]", "}":
        if depth == 0 { return nil }
        depth -= 1
      case "," where depth == 0: return place
      case "#" where begins:
        place = scalars[place...].firstIndex(of: "\n") ?? scalars.count
      case "\"" where begins, "'" where begins:
        place = endOfQuotation(from: place)
      default: break
      }
      place += 1
    }
    return nil
  }

  /// The mark that ends a quotation.
  private func endOfQuotation(from start: Int) -> Int {
    var place = start + 1
    while place < scalars.count, scalars[place] != scalars[start] {
      // In double marks a backslash takes away what the next letter means.
      place += scalars[start] == "\"" && scalars[place] == "\\" ? 2 : 1
    }
    return place
  }
}
