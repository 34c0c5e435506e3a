import Foundation
import LocalFiles
public import RegistryModel
import SimulationKernel
import Words

/// Reads scenario files.
public enum ScenarioReader {
  /// Reads a file and the files it extends, and checks what they say.
  ///
  /// - Parameters:
  ///   - path: The file, as messages are to name it.
  ///   - changes: What is laid over what the files say, in this order.
  /// - Returns: The scenario, with where each of its values comes from.
  /// - Throws: All mistakes that the files hold, sorted by place. Mistakes of meaning (regions
  ///   that do not exist, times outside the run) are looked for once the form is right.
  public static func read(
    path: String, changes: [ScenarioChange] = []
  ) throws(ScenarioErrors) -> ResolvedScenario {
    var inheritance = Inheritance()
    let tree = inheritance.tree(ofFile: path)
    return try resolve(tree, inheritance, path: path, changes)
  }

  /// Reads a text as if it stood in a file.
  ///
  /// - Parameters:
  ///   - text: The document.
  ///   - path: The file's name in messages, to which `extends` is relative.
  ///   - changes: What is laid over it.
  /// - Returns: The scenario, as ``read(path:changes:)``.
  /// - Throws: All mistakes, as ``read(path:changes:)``.
  public static func read(
    text: String, path: String, changes: [ScenarioChange] = []
  ) throws(ScenarioErrors) -> ResolvedScenario {
    try read(bytes: Array(text.utf8), path: path, changes: changes)
  }

  /// Reads bytes as if they stood in a file.
  ///
  /// - Throws: All mistakes, as ``read(path:changes:)``.
  public static func read(
    bytes: [UInt8], path: String, changes: [ScenarioChange] = []
  ) throws(ScenarioErrors) -> ResolvedScenario {
    var inheritance = Inheritance()
    let tree = inheritance.tree(of: bytes, file: path)
    return try resolve(tree, inheritance, path: path, changes)
  }

  private static func resolve(
    _ tree: Tree?, _ inheritance: Inheritance, path: String, _ changes: [ScenarioChange]
  ) throws(ScenarioErrors) -> ResolvedScenario {
    guard let tree else { throw ScenarioErrors(inheritance.mistakes) }
    func resolved(_ changes: [ScenarioChange]) throws(ScenarioErrors) -> ResolvedScenario {
      try resolve(
        tree, path: path, files: inheritance.files, mistakes: inheritance.mistakes, changes)
    }
    do throws(ScenarioErrors) {
      return try resolved(changes)
    } catch {
      // Of files that are right by themselves, the changes are to blame.
      guard !changes.isEmpty, (try? resolved([])) != nil else { throw error }
      throw ScenarioErrors(
        error.diagnostics.map { $0.broughtAbout(by: changes, text: \.place.description) })
    }
  }

  /// Reads the merged tree of all files, with changes laid over it.
  static func resolve(
    _ written: Tree, path: String, files: [String], mistakes: [Diagnostic],
    _ changes: [ScenarioChange]
  ) throws(ScenarioErrors) -> ResolvedScenario {
    var reading = Reading(whole: Place(file: path))
    reading.mistakes = mistakes
    var overlay = ChangeOverlay(tree: written)
    for change in changes { overlay.lay(change) }
    reading.mistakes += overlay.mistakes
    let tree = overlay.tree
    var document = ScenarioDocument()
    // The profile decides what the behaviour's defaults are called in `explain`.
    if case .scalar(let name, _) = tree["profile"]?.content { reading.profile = name }
    if reading.profile.isEmpty { reading.profile = document.scenario.profile.rawValue }
    ScenarioFormat.document.codec.read(
      tree, "", .assumption("a plausible value to begin with"), &document, &reading)
    document.scenario.fitZones(&reading)
    ExperimentChecks(document: document, tree: tree).run(&reading)
    CrossChecks(
      scenario: document.scenario, folder: LocalPath.parent(of: path)
    ).run(&reading)
    var scenario = document.scenario
    guard reading.mistakes.isEmpty else { throw ScenarioErrors(reading.mistakes) }
    let written = scenario.upstreams.map(\.host)
    for host in CrossChecks.hosts(of: scenario.rules) where !written.contains(host) {
      let index = scenario.upstreams.count
      scenario.upstreams.append(UpstreamDescription(host: host))
      let path = "upstreams.\(index)"
      ScenarioFormat.upstream.codec.absent(
        path, .assumption("a host that a rule names"), &reading)
      reading.origins["\(path).host"] = .byDefault("named by a rule")
    }
    var named = Set(scenario.credentialSets.map { $0.name.lowercased() })
    for name in scenario.rules.compactMap(\.credentialSet)
    where named.insert(name.lowercased()).inserted {
      let path = "credentialSets.\(scenario.credentialSets.count)"
      scenario.credentialSets.append(CredentialSetDescription(name: name))
      ScenarioFormat.credentialSet.codec.absent(
        path, .assumption("a set that a rule names"), &reading)
      reading.origins["\(path).name"] = .byDefault("named by a rule")
    }
    return ResolvedScenario(
      scenario: scenario, experiment: document.experiment, changes: changes, path: path,
      files: files, notes: reading.notes, tree: tree, origins: reading.origins,
      texts: reading.texts)
  }
}

/// A checked scenario, all defaults filled in, with where each value comes from.
public struct ResolvedScenario: Sendable {
  public let scenario: Scenario
  /// What the files ask of it: sweeps, plans, comparisons.
  public let experiment: ExperimentDescription
  /// What was laid over what the files say.
  public let changes: [ScenarioChange]
  /// The file that was read.
  public let path: String
  /// All files that were read, the scenario's own first.
  public let files: [String]
  /// What is good to know before a run, such as what was made of a log; a sentence each.
  public let notes: [String]
  /// What the files say together, with the changes laid over it.
  let tree: Tree
  let origins: [String: Origin]
  /// Scalars as they were written, by path.
  let texts: [String: String]

  var document: ScenarioDocument { ScenarioDocument(scenario: scenario, experiment: experiment) }

  /// The scenario with further changes laid over it. Its files are not read again, so all points
  /// of an experiment build on what the files said when it began.
  ///
  /// - Throws: All mistakes, at the places of the changes.
  public func with(_ further: [ScenarioChange]) throws(ScenarioErrors) -> ResolvedScenario {
    try ScenarioReader.resolve(tree, path: path, files: files, mistakes: [], further)
      .adding(changes)
  }

  func adding(_ earlier: [ScenarioChange]) -> ResolvedScenario {
    ResolvedScenario(
      scenario: scenario, experiment: experiment, changes: earlier + changes, path: path,
      files: files, notes: notes, tree: tree, origins: origins, texts: texts)
  }

  /// Where the value of a key comes from.
  ///
  /// - Parameter key: The path of the key, elements of lists by number from 0
  ///   (`workloads.0.region`).
  /// - Returns: Nil where the path names no single value.
  public func origin(of key: String) -> Origin? { origins[key] }

  /// The scenario as a file that says everything and extends nothing; keys in a fixed order.
  ///
  /// Reading it gives an equal scenario.
  public var canonicalYAML: String { ScenarioReader.canonicalYAML(of: document) }

  /// A 128-bit hash of ``canonicalYAML`` (FNV-1a), as 32 hexadecimal digits. It tells scenarios
  /// apart; it is not proof against forgery. (A *fingerprint* is one of a run's messages.)
  public var scenarioHash: String {
    var hash = TextHash()
    hash.add(canonicalYAML.utf8)
    return hash.digits
  }

  /// How long a run is, as the format writes it.
  public var durationText: String {
    Quantity.text(scenario.run.duration.nanoseconds, Quantity.time)
  }

  /// How many replications there are to be, or that a precision decides it.
  private var replicationsText: String {
    guard let precision = scenario.run.precision else { return "\(scenario.run.replications)" }
    return "until ±\(Quantity.decimal(precision.halfWidth, shift: 2))%"
  }

  /// What `validate` says of it in one line.
  public var summary: String {
    let regions = scenario.registry.regions.count
    func count(_ number: Int, _ word: String) -> String {
      "\(number) \(word)\(number == 1 ? "" : "s")"
    }
    return [
      scenario.title, scenario.profile.rawValue, count(regions, "region"),
      count(scenario.registry.zones, "zone") + " each", count(scenario.rules.count, "rule"),
      count(scenario.workloads.count, "workload"),
      "\(durationText) × \(replicationsText)",
    ].joined(separator: ", ")
  }
}

extension ScenarioReader {
  /// Any scenario, and what is asked of it, as a file that says everything.
  public static func canonicalYAML(
    of scenario: Scenario, experiment: ExperimentDescription = ExperimentDescription()
  ) -> String {
    canonicalYAML(of: ScenarioDocument(scenario: scenario, experiment: experiment))
  }

  static func canonicalYAML(of document: ScenarioDocument) -> String {
    var lines: [String] = []
    append(ScenarioFormat.document.codec.write(document), indent: "", first: "", to: &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func append(
    _ output: Output, indent: String, first: String, to lines: inout [String]
  ) {
    var first = first
    switch output {
    case .mapping(let entries):
      for (key, value) in entries {
        if let scalar = value.scalar {
          lines.append("\(first)\(key): \(scalar)")
        } else {
          lines.append("\(first)\(key):")
          append(value, indent: indent + "  ", first: indent + "  ", to: &lines)
        }
        first = indent
      }
    case .sequence(let items):
      for item in items {
        if let scalar = item.scalar {
          lines.append("\(indent)- \(scalar)")
        } else {
          append(item, indent: indent + "  ", first: indent + "- ", to: &lines)
        }
      }
    default:
      lines.append(first + (output.scalar ?? ""))
    }
  }
}
