import Foundation
import LocalFiles
import Words

/// Follows `extends` from file to file and merges the files into one tree.
///
/// The merge goes by key, deeply. Lists whose elements have an identity (`name`, `host`) merge
/// element by element, and `remove: true` takes one out; other lists are replaced, as is a choice
/// of which another alternative is written. Every value keeps the place of the file it stands in.
struct Inheritance {
  /// The key, at the top of a file, that names the file it builds on.
  static let key = "extends"
  /// The longest chain of files.
  static let longestChain = 16

  /// All mistakes of form found on the way.
  var mistakes: [Diagnostic] = []
  /// The files read, the scenario itself first.
  var files: [String] = []
  private var chain: [String] = []

  /// The merged tree of a file and its bases; nil where none can be made.
  mutating func tree(ofFile path: String) -> Tree? {
    do {
      return tree(of: try TreeReader.bytes(of: path), file: path)
    } catch {
      mistakes.append(Diagnostic(Place(file: path), .form, error.description))
      return nil
    }
  }

  /// The merged tree of a text that stands for a file.
  mutating func tree(of bytes: [UInt8], file path: String) -> Tree? {
    files.append(path)
    chain.append(Inheritance.standard(path))
    defer { chain.removeLast() }
    guard var tree = TreeReader.tree(of: bytes, file: path, into: &mistakes) else { return nil }
    guard case .mapping(var entries) = tree.content else {
      mistakes.append(
        Diagnostic(
          tree.place, .form,
          "\(tree.found) stands here; expected a mapping with keys such as registry, rules, "
            + "workloads"))
      return nil
    }
    guard let index = entries.firstIndex(where: { $0.key == Inheritance.key }) else { return tree }
    let value = entries.remove(at: index).value
    tree.content = .mapping(entries)
    guard case .scalar(let name, .text) = value.content, !name.isEmpty else {
      mistakes.append(
        Diagnostic(
          value.place, .form, "\(value.found) stands here; expected a file such as 'base.yaml'"))
      return nil
    }
    guard !name.contains("\0") else {
      mistakes.append(Diagnostic(value.place, .form, "there is no such file; expected a scenario"))
      return nil
    }
    guard let base = base(named: name, of: path, at: value.place) else { return nil }
    checkForm(of: base)
    return merge(base, with: tree, as: ScenarioFormat.document.codec.shape)
  }

  /// Reports what is wrong with a base even where the files above replace it. What they leave is
  /// found again with them, and the same mistake is reported once.
  private mutating func checkForm(of base: Tree) {
    var reading = Reading(whole: base.place)
    reading.isPartial = true
    var document = ScenarioDocument()
    ScenarioFormat.document.codec.read(base, "", .required, &document, &reading)
    mistakes += reading.mistakes
  }

  private mutating func base(named name: String, of path: String, at place: Place) -> Tree? {
    let folder = LocalPath.parent(of: path)
    let base = LocalPath.resolve(name, in: folder)
    if chain.contains(Inheritance.standard(base)) {
      mistakes.append(
        Diagnostic(
          place, .form,
          "'\(Tree.shortened(name))' extends this file in turn; expected a base that does not"))
      return nil
    }
    guard chain.count < Inheritance.longestChain else {
      mistakes.append(
        Diagnostic(
          place, .form,
          "the chain of files is too long; expected at most \(Inheritance.longestChain)"))
      return nil
    }
    do {
      return tree(of: try TreeReader.bytes(of: base), file: base)
    } catch {
      let folderOrHere = folder.isEmpty ? "." : folder
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folderOrHere)) ?? []
      let scenarios = names.filter { $0.hasSuffix(".yaml") }.sorted()
      mistakes.append(
        Diagnostic(
          place, .form,
          "'\(Tree.shortened(name))': \(error), named relative to this file"
            + NearestWord.suggestion(name, among: scenarios)))
      return nil
    }
  }

  private static func standard(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  /// `change` laid over `base`, both of a shape.
  mutating func merge(_ base: Tree, with change: Tree, as shape: Shape) -> Tree {
    switch shape {
    case .section(let notes, let shorthand):
      let base = base.expanded(shorthand)
      let change = change.expanded(shorthand)
      guard case .mapping(var entries) = base.content, case .mapping(let changes) = change.content
      else { return change }
      for entry in changes {
        guard let index = entries.firstIndex(where: { $0.key == entry.key }) else {
          entries.append(entry)
          continue
        }
        if let note = notes.first(where: { $0.key == entry.key }) {
          let merged = merge(entries[index].value, with: entry.value, as: note.shape)
          entries[index] = Tree.Entry(key: entry.key, place: entry.place, value: merged)
        } else {
          entries[index] = entry
        }
      }
      return Tree(place: change.place, content: .mapping(entries))
    case .choice(let alternatives):
      guard case .mapping(let old) = base.content, case .mapping(let new) = change.content,
        old.count == 1, new.count == 1, old[0].key == new[0].key,
        let alternative = alternatives.first(where: { $0.word == old[0].key })
      else { return change }
      var entry = new[0]
      entry.value = merge(old[0].value, with: entry.value, as: alternative.shape)
      return Tree(place: change.place, content: .mapping([entry]))
    case .either(let shapes):
      guard case .mapping = base.content, case .mapping = change.content else { return change }
      for shape in shapes {
        switch shape {
        case .section, .choice: return merge(base, with: change, as: shape)
        default: continue
        }
      }
      return change
    case .list(let element, let identity?, _):
      guard case .sequence(var items) = base.content, case .sequence(let changes) = change.content
      else { return change }
      // A list that is written empty is meant to be.
      if changes.isEmpty { return change }
      for item in changes {
        let name = item.text(of: identity)
        let index = name.flatMap { name in items.firstIndex { $0.text(of: identity) == name } }
        if let removal = item["remove"] {
          remove(item, removal, index, name ?? "", identity, from: &items)
        } else if let index {
          items[index] = merge(items[index], with: item, as: element)
        } else {
          items.append(item)
        }
      }
      return Tree(place: change.place, content: .sequence(items))
    default:
      return change
    }
  }

  private mutating func remove(
    _ item: Tree, _ removal: Tree, _ index: Int?, _ name: String, _ identity: String,
    from items: inout [Tree]
  ) {
    guard case .scalar("true", .truth) = removal.content, case .mapping(let entries) = item.content,
      entries.count == 2
    else {
      mistakes.append(
        Diagnostic(
          removal.place, .form,
          "an element is removed by its \(identity) and 'remove: true' alone; expected just these"))
      return
    }
    if let index {
      items.remove(at: index)
    } else {
      let names = items.compactMap { $0.text(of: identity) }
      mistakes.append(
        Diagnostic(
          item.place, .meaning,
          "there is no '\(Tree.shortened(name))' in the base to remove; expected \(listed(names))"
            + NearestWord.suggestion(name, among: names)))
    }
  }
}

extension Tree {
  /// The text under a key of this mapping.
  func text(of key: String) -> String? {
    guard case .scalar(let text, _) = self[key]?.content else { return nil }
    return text
  }
}
