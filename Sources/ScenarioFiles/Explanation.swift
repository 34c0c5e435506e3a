import RegistryModel
import Words

/// A resolved scenario for a terminal of 100 columns: every key with its value, its meaning and
/// where the value comes from.
public struct Explanation: Sendable, CustomStringConvertible {
  private static let width = 100
  private var lines: [String] = []
  /// The paths of everything that can be asked for, lists' elements by number.
  public private(set) var keys: [String] = []

  /// - Parameters:
  ///   - resolved: The scenario.
  ///   - key: Explain this key and what is below it only (`registry.cache`); elements of lists by
  ///     number from 0 or by name (`workloads.builds`).
  public init(_ resolved: ResolvedScenario, key: String? = nil) {
    if key == nil {
      lines.append(resolved.scenario.title)
      lines.append("files: " + resolved.files.joined(separator: ", which extends "))
      lines.append("scenario hash: \(resolved.scenarioHash)")
    }
    let format = ScenarioFormat.document.codec
    explain(
      format.write(resolved.document), format.shape, path: "", named: "", depth: 0, resolved,
      wanted: key)
  }

  /// Whether anything is explained: false where the key asked for does not exist.
  public var isEmpty: Bool { lines.isEmpty }

  /// The nearest key to one that does not exist.
  public func nearest(to key: String) -> String? { NearestWord.to(key, among: keys) }

  public var description: String { lines.joined(separator: "\n") }

  private mutating func explain(
    _ output: Output, _ shape: Shape, path: String, named: String, depth: Int,
    _ resolved: ResolvedScenario, wanted: String?
  ) {
    switch (output, shape) {
    case (.mapping(let entries), .section(let notes, _)):
      for entry in entries {
        guard let note = notes.first(where: { $0.key == entry.key }) else { continue }
        member(
          entry.key, entry.value, note.shape, note.documentation, path: path, named: named,
          depth: depth, resolved, wanted: wanted)
      }
    case (.mapping(let entries), .choice(let alternatives)):
      for entry in entries {
        guard let one = alternatives.first(where: { $0.word == entry.key }) else { continue }
        member(
          entry.key, entry.value, one.shape, one.documentation, path: path, named: named,
          depth: depth, resolved, wanted: wanted)
      }
    case (.mapping, .either(let shapes)):
      for shape in shapes {
        switch shape {
        case .section, .choice:
          explain(
            output, shape, path: path, named: named, depth: depth, resolved, wanted: wanted)
          return
        default: continue
        }
      }
    case (.sequence(let items), .list(let element, let identity, _)):
      for (index, item) in items.enumerated() {
        var name = "\(index)"
        if case .mapping(let entries) = item,
          case .text(let text)? = entries.first(where: { $0.key == identity })?.value
        {
          name = text
        }
        member(
          "\(index)", item, element, "", path: path, named: named, depth: depth, resolved,
          wanted: wanted, title: name)
      }
    default: break
    }
  }

  private mutating func member(
    _ key: String, _ value: Output, _ shape: Shape, _ documentation: String, path: String,
    named: String, depth: Int, _ resolved: ResolvedScenario, wanted: String?,
    title: String? = nil
  ) {
    let path = path.isEmpty ? key : "\(path).\(key)"
    let name = named.isEmpty ? title ?? key : "\(named).\(title ?? key)"
    keys.append(name)
    let isInside = wanted.map { isPart(path, of: $0) || isPart(name, of: $0) } ?? true
    if isInside {
      let isGroup = depth == 0 || (title != nil && value.scalar == nil)
      if isGroup, !lines.isEmpty { lines.append("") }
      let indent = String(repeating: "  ", count: depth)
      var head = "\(indent)\(title ?? key)"
      if let scalar = text(of: value, path: path, resolved) { head += ": \(scalar)" }
      append(head, resolved.origins[path].map { "[\($0)]" } ?? "", indent: indent + "    ")
      wrap(documentation, indent: indent + "    ")
    }
    explain(
      value, shape, path: path, named: name, depth: depth + 1, resolved, wanted: wanted)
  }

  /// A scalar as it was written, else as ``ResolvedScenario/canonicalYAML`` has it; with what it
  /// comes to where it refers to another value.
  private func text(of value: Output, path: String, _ resolved: ResolvedScenario) -> String? {
    guard let scalar = value.scalar else { return nil }
    guard case .plain = value else { return scalar }
    let text = resolved.texts[path] ?? scalar
    return Explanation.referent(of: scalar, path: path, resolved).map { "\(text), \($0)" } ?? text
  }

  /// What a word comes to that stands for the value of another key.
  private static func referent(
    of word: String, path: String, _ resolved: ResolvedScenario
  ) -> String? {
    let scenario = resolved.scenario
    switch word {
    case "by-profile" where path == "registry.cache.capacity":
      let capacity = scenario.profile.cacheCapacity
      return capacity.map { Quantity.text($0.bytes, Quantity.bytes) } ?? "unlimited"
    case "by-tier" where path == "registry.storage.limit":
      return scenario.storageLimit.map { Quantity.text($0.bytes, Quantity.bytes) }
    case "by-tier" where path == "registry.throttling.reads":
      let reads = scenario.requestLimits?.perRegion[RequestKind.read.rawValue]
      return reads.map { "\($0)/min" } ?? "no limit"
    case "by-catalogue" where path.hasSuffix(".popularityExponent"):
      return Quantity.decimal(scenario.catalogue.popularityExponent)
    case "by-kind" where path.hasSuffix(".manifestRequests"):
      let parts = path.split(separator: ".")
      return Int(parts[1]).map { "\(scenario.workloads[$0].manifestRequests)" }
    default: return published(word, path: path, resolved)
    }
  }

  private func isPart(_ path: String, of wanted: String) -> Bool {
    path == wanted || path.hasPrefix(wanted + ".")
  }

  /// A value at the left and its origin at the right, or below where both do not fit.
  private mutating func append(_ left: String, _ right: String, indent: String) {
    let gap = Explanation.width - left.count - right.count
    if right.isEmpty {
      lines.append(left)
    } else if gap >= 2 {
      let spaces = min(gap, max(2, 40 - left.count))
      lines.append(left + String(repeating: " ", count: spaces) + right)
    } else {
      wrap(left, indent: "")
      wrap(right, indent: indent)
    }
  }

  private mutating func wrap(_ text: String, indent: String) {
    var line = ""
    let leading = String(text.prefix { $0 == " " })
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > Explanation.width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? indent + leading + word : " \(word)"
    }
    if !line.isEmpty { lines.append(line) }
  }
}
