import Foundation
import RegistryModel
import Testing

@testable import ScenarioFiles

@Suite struct SchemaTests {
  @Test func theCommittedSchemaIsTheGenerated() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Scenarios/scenario.schema.json").standardizedFileURL
    let committed = try String(contentsOf: file, encoding: .utf8)
    #expect(
      committed == ScenarioSchema.json,
      "write it anew: longshore schema > Scenarios/scenario.schema.json")
  }

  /// Whether the reader finds the form of a tree right.
  private func readerAccepts(_ tree: Tree) -> Bool {
    var reading = Reading(whole: Place(file: "s.yaml"))
    var document = ScenarioDocument()
    ScenarioFormat.document.codec.read(tree, "", .profile, &document, &reading)
    return !reading.mistakes.contains { $0.check == .form }
  }

  /// Reader and schema say the same of every mutation of every value of a full scenario.
  @Test func readerAndSchemaAgree() throws {
    let schema = try SchemaChecker(ScenarioSchema.json)
    func tree(_ text: String) throws -> Tree {
      let resolved = try ScenarioReader.read(text: text, path: "s.yaml")
      return try #require(
        TreeReader.tree(of: Array(resolved.canonicalYAML.utf8), file: "c.yaml", into: &ignored))
    }
    var ignored: [Diagnostic] = []
    let small = try #require(
      TreeReader.tree(of: Array(Samples.small.utf8), file: "s.yaml", into: &ignored))
    var checked = 0
    var accepted = 0
    let synthetic = "catalogue: {source: {synthetic: {images: 50}}}\n" + Samples.small
    // A log need not be there to be spoken of.
    var replaying = try Samples.scenario(Samples.small)
    replaying.workloads[0].arrivals = .replay(
      LogReplay(file: "a.log", upstream: "mcr.microsoft.com", loops: true))
    let replay = try #require(
      TreeReader.tree(
        of: Array(ScenarioReader.canonicalYAML(of: replaying).utf8), file: "c.yaml", into: &ignored)
    )
    let asked = """
      sweep: {axes: [{name: a, values: [{name: b, set: {registry.zones: 2}}]}], metrics: [x]}
      plan: {objectives: [{metric: 'a{b=c}', atMost: 2s}], knobs: [{key: run.seed, values: [1]}]}
      compare: {tolerances: [{metric: x, relative: 5%, better: lower}]}

      """
    let documents =
      try tree(asked + Samples.small).parts(of: small)
      .filter { document in ["sweep", "plan", "compare"].contains { document.tree[$0] != nil } }
      + tree(Samples.large).parts(of: small)
      + tree(synthetic).parts(of: small).filter { $0.tree["catalogue"] != nil }
      + replay.parts(of: small).filter { $0.tree.paths.count > small.paths.count }
    for document in documents {
      #expect(readerAccepts(document.tree))
      #expect(schema.accepts(document.tree))
      for path in document.tree.paths where path.first == document.entry {
        for mutant in document.tree.mutants(at: path) {
          let reader = readerAccepts(mutant.tree)
          #expect(schema.accepts(mutant.tree) == reader, "\(path): \(mutant.name)")
          checked += 1
          accepted += reader ? 1 : 0
        }
      }
    }
    #expect(checked > 3_000)
    #expect(accepted > 300)
    #expect(checked - accepted > 2_000)
  }

  @Test(arguments: [
    ("extends: base.yaml\n", true),
    ("extends: base.yaml\nregistry: {zones: 2}\n", true),
    ("extends: base.yaml\nworkloads: [{name: a, remove: true}]\n", true),
    ("extends: base.yaml\nworkloads: [{name: a, clients: {nodes: 3}}]\n", true),
    ("extends: base.yaml\nrules: [{name: a, target: x/*}]\nrun: {seed: 3}\n", true),
    ("extends: base.yaml\nworkloads: [{clients: {nodes: 3}}]\n", false),
    ("extends: base.yaml\nworkloads: [{name: a, remove: false}]\n", false),
    ("extends: base.yaml\nregistry: {zones: none}\n", false),
    ("extends: base.yaml\nregistry: {remove: true}\n", false),
    ("extends: 3\n", false),
    ("registry: {zones: 2}\n", false),
    ("- extends\n", false),
  ])
  func theSchemaKnowsChanges(text: String, valid: Bool) throws {
    var ignored: [Diagnostic] = []
    let tree = try #require(
      TreeReader.tree(of: Array(text.utf8), file: "s.yaml", into: &ignored))
    #expect(try SchemaChecker(ScenarioSchema.json).accepts(tree) == valid)
  }
}

extension Tree {
  /// The small document with each key of this one in turn, and each element of its lists of
  /// mappings; with the index of the entry. Small, so that many mutations are read quickly.
  func parts(of small: Tree) -> [(tree: Tree, entry: Int)] {
    guard case .mapping(let entries) = content, case .mapping(let least) = small.content else {
      return []
    }
    return entries.flatMap { entry in
      var values = [entry.value]
      if case .sequence(let items) = entry.value.content {
        values = items.map { Tree(place: $0.place, content: .sequence([$0])) }
      }
      return values.map { value in
        var parts = least
        let index = least.firstIndex { $0.key == entry.key } ?? parts.count
        let part = Entry(key: entry.key, place: entry.place, value: value)
        if index < parts.count { parts[index] = part } else { parts.append(part) }
        return (Tree(place: place, content: .mapping(parts)), index)
      }
    }
  }

  /// The paths to all values below this one, as indices of entries and items.
  var paths: [[Int]] {
    let children: [Tree]
    switch content {
    case .mapping(let entries): children = entries.map(\.value)
    case .sequence(let items): children = items
    case .scalar: children = []
    }
    return [[]] + children.enumerated().flatMap { index, child in child.paths.map { [index] + $0 } }
  }

  /// This tree with the value at a path put through a change; nil takes it out.
  func changed(at path: ArraySlice<Int>, _ change: (Tree) -> Tree?) -> Tree? {
    guard let index = path.first else { return change(self) }
    var result = self
    switch content {
    case .mapping(var entries):
      if let value = entries[index].value.changed(at: path.dropFirst(), change) {
        entries[index].value = value
      } else {
        entries.remove(at: index)
      }
      result.content = .mapping(entries)
    case .sequence(var items):
      if let item = items[index].changed(at: path.dropFirst(), change) {
        items[index] = item
      } else {
        items.remove(at: index)
      }
      result.content = .sequence(items)
    case .scalar: return nil
    }
    return result
  }

  /// What can go wrong, or right, with the value at a path.
  func mutants(at path: [Int]) -> [(name: String, tree: Tree)] {
    let plain = [
      "x", "3", "0", "-1", "2.5", "3.0", "1e3", "17", "99999999999999999999", ".nan", "true", "~",
      "10ms", "1.5h", "10 ms", "-5s", "5m", "1.s", "5GiB", "5gb", "2Mbit/s", "3/min", "3/m", "2%",
      "15:00", "7:5", "24:00", "none", "never", "every-pull", "unlimited", "by-profile", "built-in",
      "lru", "lru-ttl:7d", "lru-ttl:", "by-catalogue", "architecture", "home", "layer",
    ]
    var contents: [(String, Content)] = plain.map { ($0, .scalar($0, Tree.kind(ofPlain: $0))) }
    contents.append(("quoted 3", .scalar("3", .text)))
    contents.append(("blank", .scalar(" ", .text)))
    contents.append(("empty list", .sequence([])))
    contents.append(("list", .sequence([Tree(place: place, content: .scalar("a", .text))])))
    contents.append(("empty mapping", .mapping([])))
    let images = Entry(
      key: "images", place: place, value: Tree(place: place, content: .scalar("3", .integer)))
    contents.append(
      (
        "synthetic",
        .mapping([
          Entry(
            key: "synthetic", place: place, value: Tree(place: place, content: .mapping([images])))
        ])
      ))
    var result: [(name: String, tree: Tree)] = contents.compactMap { name, content in
      changed(at: path[...]) { Tree(place: $0.place, content: content) }.map { (name, $0) }
    }
    if !path.isEmpty, let without = changed(at: path[...], { _ in nil }) {
      result.append(("removed", without))
    }
    let extra = changed(at: path[...]) { tree in
      guard case .mapping(let entries) = tree.content else { return tree }
      let entry = Entry(key: "unheard-of", place: place, value: tree)
      return Tree(place: tree.place, content: .mapping(entries + [entry]))
    }
    if let extra { result.append(("another key", extra)) }
    return result
  }
}

/// A checker of the few JSON Schema keywords that the generated schema uses.
struct SchemaChecker {
  private final class Rule {
    var reference: String?
    var type: String?
    var words: [String]?
    var constant: Bool?
    var pattern: NSRegularExpression?
    var minLength: Int?
    var minimum: Double?
    var maximum: Double?
    var properties: [String: Rule]?
    var closed = false
    var required: [String] = []
    var minProperties: Int?
    var maxProperties: Int?
    var items: Rule?
    var minItems: Int?
    var anyOf: [Rule]?
    var condition: (test: Rule, yes: Rule, no: Rule)?
  }

  struct UnknownKeyword: Error { var keyword: String }

  private let root: Rule
  private var definitions: [String: Rule] = [:]

  init(_ json: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
    let members = try #require(object as? [String: Any])
    root = try SchemaChecker.rule(members)
    for (name, value) in try #require(members["$defs"] as? [String: Any]) {
      definitions["#/$defs/\(name)"] = try SchemaChecker.rule(value)
    }
  }

  private static func rule(_ value: Any) throws -> Rule {
    let rule = Rule()
    let members = try #require(value as? [String: Any])
    for (keyword, value) in members {
      switch keyword {
      case "$schema", "title", "description", "$defs", "then", "else": break
      case "$ref": rule.reference = value as? String
      case "type": rule.type = value as? String
      case "enum": rule.words = value as? [String]
      case "const": rule.constant = value as? Bool
      case "pattern": rule.pattern = try NSRegularExpression(pattern: #require(value as? String))
      case "minLength": rule.minLength = value as? Int
      case "minimum": rule.minimum = (value as? NSNumber)?.doubleValue
      case "maximum": rule.maximum = (value as? NSNumber)?.doubleValue
      case "properties":
        rule.properties = try #require(value as? [String: Any]).mapValues(SchemaChecker.rule)
      case "additionalProperties": rule.closed = value as? Bool == false
      case "required": rule.required = try #require(value as? [String])
      case "minProperties": rule.minProperties = value as? Int
      case "maxProperties": rule.maxProperties = value as? Int
      case "items": rule.items = try SchemaChecker.rule(value)
      case "minItems": rule.minItems = value as? Int
      case "anyOf": rule.anyOf = try #require(value as? [Any]).map(SchemaChecker.rule)
      case "if":
        rule.condition = (
          try SchemaChecker.rule(value), try SchemaChecker.rule(#require(members["then"])),
          try SchemaChecker.rule(#require(members["else"]))
        )
      default: throw UnknownKeyword(keyword: keyword)
      }
    }
    return rule
  }

  func accepts(_ tree: Tree) -> Bool { accepts(tree, root) }

  private func accepts(_ tree: Tree, _ rule: Rule) -> Bool {
    if let reference = rule.reference {
      guard let target = definitions[reference], accepts(tree, target) else { return false }
    }
    if let condition = rule.condition {
      let next = accepts(tree, condition.test) ? condition.yes : condition.no
      guard accepts(tree, next) else { return false }
    }
    if let anyOf = rule.anyOf, !anyOf.contains(where: { accepts(tree, $0) }) { return false }
    switch tree.content {
    case .mapping(let entries):
      if rule.words != nil || rule.constant != nil { return false }
      guard rule.type == nil || rule.type == "object" else { return false }
      if let least = rule.minProperties, entries.count < least { return false }
      if let most = rule.maxProperties, entries.count > most { return false }
      for key in rule.required where !entries.contains(where: { $0.key == key }) { return false }
      for entry in entries {
        if let property = rule.properties?[entry.key] {
          if !accepts(entry.value, property) { return false }
        } else if rule.closed {
          return false
        }
      }
    case .sequence(let items):
      if rule.words != nil || rule.constant != nil { return false }
      guard rule.type == nil || rule.type == "array" else { return false }
      if let least = rule.minItems, items.count < least { return false }
      if let element = rule.items { return items.allSatisfy { accepts($0, element) } }
    case .scalar(let text, let kind):
      return accepts(text, kind, rule)
    }
    return true
  }

  private func accepts(_ text: String, _ kind: Tree.Kind, _ rule: Rule) -> Bool {
    if let words = rule.words, kind != .text || !words.contains(text) { return false }
    if let constant = rule.constant, kind != .truth || text != "\(constant)" { return false }
    let number = kind == .integer || kind == .number ? Double(text) : nil
    switch rule.type {
    case nil: break
    case "string":
      guard kind == .text else { return false }
      if let least = rule.minLength, text.count < least { return false }
      if let pattern = rule.pattern {
        let whole = NSRange(location: 0, length: text.utf16.count)
        if pattern.firstMatch(in: text, range: whole) == nil { return false }
      }
    case "boolean": return kind == .truth
    case "number", "integer":
      guard let number, number.isFinite else { return false }
      if rule.type == "integer", number != number.rounded() { return false }
      if let minimum = rule.minimum, number < minimum { return false }
      if let maximum = rule.maximum, number > maximum { return false }
    default: return false
    }
    return true
  }
}
