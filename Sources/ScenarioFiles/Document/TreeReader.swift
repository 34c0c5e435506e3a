import LocalFiles
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

  /// The bytes of a file, up to one more than it may have.
  static func bytes(of path: String) throws(InputRefusal) -> [UInt8] {
    try InputFile(path, expected: "a scenario file").read(upToCount: largestFile + 1)
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
    var text: String
    do {
      text = try Printable.text(of: bytes)
    } catch {
      return refuse(error.sentence, line: error.line, column: error.column)
    }
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
        guard repeated.count < RepeatedKeys.most,
          let found = RepeatedKeys.disguise(
            names: names, from: context.mark, in: &text, round: repeated.count)
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
    if let tag = node.explicitTag() { refuse(tag: tag, at: place) }
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
        if let tag = key.explicitTag(isKey: true) { refuse(tag: tag, at: keyPlace) }
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

  private mutating func refuse(tag: String, at place: Place) {
    mistakes.append(
      Diagnostic(
        place, .form,
        "the tag '\(Tree.shortened(tag))' is not part of the format; expected the value alone"))
  }
}

extension Node {
  /// The tag that is written before a value or a key, if any.
  fileprivate func explicitTag(isKey: Bool = false) -> String? {
    let tag: String
    switch self {
    case .scalar(let scalar):
      tag = scalar.tag.description
      // What stands in quotation marks is text.
      if scalar.style != .plain, tag == Tag.Name.str.rawValue { return nil }
      // Keys have been compared with each other, and were given the tag that they imply.
      if isKey, scalar.style == .plain, Self.implied.contains(tag) { return nil }
    case .sequence(let sequence): tag = sequence.tag.description
    case .mapping(let mapping): tag = mapping.tag.description
    case .alias: return nil
    }
    return tag.isEmpty ? nil : tag
  }

  /// The tags that a plain word may imply.
  private static let implied = [
    Tag.Name.str, .int, .float, .bool, .null, .merge, .timestamp, .value,
  ].map(\.rawValue)
}
