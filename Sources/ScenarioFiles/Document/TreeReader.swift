import Foundation
import Yams

/// Reads a file into a ``Tree``, refusing whatever is no plain, small, single YAML document.
///
/// The bounds keep hostile input from costing more than an error message: the size of the file,
/// the depth of nesting (the parser recurses), the number of values after aliases are followed.
enum TreeReader {
  /// The most bytes that a file may have.
  static let largestFile = 1 << 20
  /// The deepest nesting.
  static let deepest = 64
  /// The most values in a document, each use of an alias counted anew.
  static let mostValues = 50_000
  /// The most aliases in a document.
  static let mostAliases = 16
  /// The most repeated keys that are looked for in one file.
  private static let mostRepeatedKeys = 50

  /// The bytes of a file; in a failure, why there are none.
  static func bytes(of path: String) -> Result<[UInt8], Reason> {
    guard !path.contains("\0"), FileManager.default.fileExists(atPath: path) else {
      return .failure(Reason("there is no such file; expected a scenario file"))
    }
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let isFolder = try? target.resourceValues(forKeys: [.isDirectoryKey]).isDirectory
    guard isFolder != true else {
      return .failure(Reason("this is a folder; expected a scenario file"))
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      return .failure(Reason("the file cannot be opened for reading"))
    }
    defer { try? file.close() }
    do {
      let data = try file.read(upToCount: largestFile + 1) ?? Data()
      return .success([UInt8](data))
    } catch {
      return .failure(Reason("the file cannot be read"))
    }
  }

  /// Why something failed, as a sentence.
  struct Reason: Error {
    var sentence: String
    init(_ sentence: String) { self.sentence = sentence }
  }

  /// The tree of a document; nil where the mistakes leave none.
  static func tree(of bytes: [UInt8], file: String, into mistakes: inout [Diagnostic]) -> Tree? {
    func refuse(_ sentence: String, line: Int = 1, column: Int = 1) -> Tree? {
      mistakes.append(
        Diagnostic(Place(file: file, line: max(line, 1), column: max(column, 1)), .form, sentence))
      return nil
    }
    guard bytes.count <= largestFile else {
      return refuse("the file is larger than 1 MiB; expected a scenario, which is a few KiB")
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      return refuse("the file is not UTF-8 text; expected a YAML document in UTF-8")
    }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    if let place = Guard.tooDeep(text) {
      return refuse(
        "values nest too deeply; expected at most \(deepest) levels", line: place.line,
        column: place.column)
    }
    if let place = Guard.tooManyAliases(text) {
      return refuse(
        "too many aliases; expected at most \(mostAliases), and 'extends' to share a whole file",
        line: place.line, column: place.column)
    }
    var repeated: [Place: String] = [:]
    while true {
      do {
        guard let node = try Yams.compose(yaml: text) else {
          return refuse("the file is empty; expected a scenario such as 'registry: …'")
        }
        if case .scalar(let scalar) = node, scalar.string.isEmpty {
          return refuse("the document is empty; expected a scenario such as 'registry: …'")
        }
        var conversion = Conversion(file: file, repeated: repeated)
        let tree = conversion.tree(from: node, within: Place(file: file, line: 1, column: 1))
        mistakes += conversion.mistakes
        return conversion.isBroken ? nil : tree
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        // The parser stops at the first mapping with a repeated key. Repeated keys get another
        // last letter of the same width, so that the rest is read with its places unchanged.
        guard repeated.count < mostRepeatedKeys,
          let found = RepeatedKeys.disguise(names: names, in: &text, round: repeated.count)
        else {
          let list = names.sorted().map { "'\(Tree.shortened($0))'" }.joined(separator: ", ")
          return refuse(
            "the same key stands twice in one mapping: \(list); expected each key once",
            line: context.mark.line, column: context.mark.column)
        }
        repeated[Place(file: file, line: found.line, column: found.column)] = found.key
      } catch let error as YamlError {
        return refuse(error)
      } catch {
        return refuse("the file is not readable as YAML")
      }
    }
    func refuse(_ error: YamlError) -> Tree? {
      switch error {
      case .scanner(let context, let problem, let mark, _),
        .parser(let context, let problem, let mark, _):
        let origin = context.map { "\($0.text) from line \($0.mark.line): " } ?? ""
        return refuse("not YAML: \(origin)\(problem)", line: mark.line, column: mark.column)
      case .composer(_, let problem, let mark, _):
        let sentence =
          problem.contains("another document")
          ? "a second document begins here; expected one scenario a file" : "not YAML: \(problem)"
        return refuse(sentence, line: mark.line, column: mark.column)
      case .reader(let problem, _, _, _):
        return refuse("not YAML: \(problem); expected printable UTF-8 text")
      default:
        return refuse("the file is not readable as YAML")
      }
    }
  }
}

/// The walk from the parser's nodes to a ``Tree``.
private struct Conversion {
  let file: String
  let repeated: [Place: String]
  var mistakes: [Diagnostic] = []
  var isBroken = false
  private var values = 0

  init(file: String, repeated: [Place: String]) {
    self.file = file
    self.repeated = repeated
  }

  /// The tree of a node. `within` is the place of what contains it, for nodes without their own.
  mutating func tree(from node: Node, within: Place) -> Tree {
    let place =
      node.mark.map { Place(file: file, line: $0.line, column: $0.column) } ?? within
    values += 1
    guard values <= TreeReader.mostValues else {
      if !isBroken {
        mistakes.append(
          Diagnostic(
            place, .form,
            "more than \(TreeReader.mostValues) values, aliases counted; expected a scenario"))
      }
      isBroken = true
      return Tree(place: place, content: .scalar("", .nothing))
    }
    switch node {
    case .scalar(let scalar):
      let kind = scalar.style == .plain ? Tree.kind(ofPlain: scalar.string) : .text
      return Tree(place: place, content: .scalar(scalar.string, kind))
    case .sequence(let sequence):
      var items: [Tree] = []
      for item in sequence where !isBroken { items.append(tree(from: item, within: place)) }
      return Tree(place: place, content: .sequence(items))
    case .mapping(let mapping):
      var entries: [Tree.Entry] = []
      for (key, value) in mapping where !isBroken {
        let keyPlace =
          key.mark.map { Place(file: file, line: $0.line, column: $0.column) } ?? place
        guard case .scalar(let name) = key else {
          mistakes.append(
            Diagnostic(keyPlace, .form, "a list or mapping as a key; expected a word"))
          continue
        }
        if let word = repeated[keyPlace] {
          mistakes.append(
            Diagnostic(
              keyPlace, .form,
              "the key '\(Tree.shortened(word))' stands twice in this mapping; expected each key "
                + "once"
            ))
          continue
        }
        if name.string == "<<", name.style == .plain {
          mistakes.append(
            Diagnostic(
              keyPlace, .form,
              "merge keys are not part of the format; expected 'extends: FILE.yaml' at the top"))
          continue
        }
        entries.append(
          Tree.Entry(key: name.string, place: keyPlace, value: tree(from: value, within: keyPlace)))
      }
      return Tree(place: place, content: .mapping(entries))
    case .alias:
      return Tree(place: place, content: .scalar("", .nothing))
    }
  }
}

/// Checks on the raw text that must come before the recursive parser sees it.
private enum Guard {
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

/// Finds keys that stand twice in a block mapping.
private enum RepeatedKeys {
  /// Gives the first repetition of one of the names another last letter (from a private area of
  /// Unicode), and says where it stood. Nil where the text shows none, as in `{a: 1, a: 2}`.
  static func disguise(names: [String], in text: inout String, round: Int)
    -> (line: Int, column: Int, key: String)?
  {
    guard let letter = Unicode.Scalar(0xE000 + UInt32(round)) else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var open: [(indent: Int, keys: Set<String>)] = []
    for index in lines.indices {
      let scalars = Array(lines[index].unicodeScalars)
      var column = scalars.prefix { $0 == " " }.count
      guard column < scalars.count, scalars[column] != "#" else { continue }
      while column + 1 < scalars.count, scalars[column] == "-", scalars[column + 1] == " " {
        // A new list element closes the mapping of the one before.
        while let last = open.last, last.indent > column { open.removeLast() }
        column += 2
        while column < scalars.count, scalars[column] == " " { column += 1 }
      }
      while let last = open.last, last.indent > column { open.removeLast() }
      guard let key = key(in: scalars, from: column) else { continue }
      if open.last?.indent != column { open.append((column, [])) }
      if open[open.count - 1].keys.insert(key).inserted { continue }
      guard names.contains(key) else { continue }
      var changed = scalars
      changed[column + key.unicodeScalars.count - 1] = letter
      lines[index] = String(String.UnicodeScalarView(changed))
      text = lines.joined(separator: "\n")
      return (index + 1, column + 1, key)
    }
    return nil
  }

  /// The unquoted key that begins at a column, if one does.
  private static func key(in scalars: [Unicode.Scalar], from start: Int) -> String? {
    var end = start
    while end < scalars.count {
      if scalars[end] == ":", end + 1 == scalars.count || scalars[end + 1] == " " { break }
      if scalars[end] == " " || scalars[end] == "\"" || scalars[end] == "'" { return nil }
      end += 1
    }
    guard end < scalars.count, end > start else { return nil }
    return String(String.UnicodeScalarView(scalars[start..<end]))
  }
}
