import Foundation
public import RegistryModel
import SimulationKernel
import Words

/// Reads scenario files.
public enum ScenarioReader {
  /// Reads a file and the files it extends, and checks what they say.
  ///
  /// - Parameter path: The file, as messages are to name it.
  /// - Returns: The scenario, with where each of its values comes from.
  /// - Throws: All mistakes that the files hold, sorted by place. Mistakes of meaning (regions
  ///   that do not exist, times outside the run) are looked for once the form is right.
  public static func read(path: String) throws(ScenarioErrors) -> ResolvedScenario {
    var inheritance = Inheritance()
    let tree = inheritance.tree(ofFile: path)
    return try resolve(tree, inheritance, path: path)
  }

  /// Reads a text as if it stood in a file.
  ///
  /// - Parameters:
  ///   - text: The document.
  ///   - path: The file's name in messages, to which `extends` is relative.
  /// - Returns: The scenario, as ``read(path:)``.
  /// - Throws: All mistakes, as ``read(path:)``.
  public static func read(text: String, path: String) throws(ScenarioErrors) -> ResolvedScenario {
    try read(bytes: Array(text.utf8), path: path)
  }

  /// Reads bytes as if they stood in a file.
  ///
  /// - Throws: All mistakes, as ``read(path:)``.
  public static func read(bytes: [UInt8], path: String) throws(ScenarioErrors) -> ResolvedScenario {
    var inheritance = Inheritance()
    let tree = inheritance.tree(of: bytes, file: path)
    return try resolve(tree, inheritance, path: path)
  }

  private static func resolve(
    _ tree: Tree?, _ inheritance: Inheritance, path: String
  ) throws(ScenarioErrors) -> ResolvedScenario {
    var reading = Reading(whole: Place(file: path))
    reading.mistakes = inheritance.mistakes
    guard let tree else { throw ScenarioErrors(reading.mistakes) }
    var scenario = ScenarioFormat.empty
    // The profile decides what the behaviour's defaults are called in `explain`.
    if case .scalar(let name, _) = tree["profile"]?.content { reading.profile = name }
    if reading.profile.isEmpty { reading.profile = scenario.profile.rawValue }
    ScenarioFormat.scenario.codec.read(
      tree, "", .assumption("a plausible value to begin with"), &scenario, &reading)
    scenario.fitZones(&reading)
    CrossChecks(scenario: scenario, folder: (path as NSString).deletingLastPathComponent)
      .run(&reading)
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
      scenario: scenario, path: path, files: inheritance.files, origins: reading.origins,
      texts: reading.texts, notes: reading.notes)
  }
}

/// A checked scenario, all defaults filled in, with where each value comes from.
public struct ResolvedScenario: Sendable {
  public let scenario: Scenario
  /// The file that was read.
  public let path: String
  /// All files that were read, the scenario's own first.
  public let files: [String]
  /// What is good to know before a run, such as what was made of a log; a sentence each.
  public let notes: [String]
  let origins: [String: Origin]
  /// Scalars as they were written, by path.
  let texts: [String: String]

  init(
    scenario: Scenario, path: String, files: [String], origins: [String: Origin],
    texts: [String: String], notes: [String] = []
  ) {
    self.scenario = scenario
    self.path = path
    self.files = files
    self.origins = origins
    self.texts = texts
    self.notes = notes
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
  public var canonicalYAML: String { ScenarioReader.canonicalYAML(of: scenario) }

  /// A 128-bit hash of ``canonicalYAML`` (FNV-1a), as 32 hexadecimal digits. It tells scenarios
  /// apart; it is not proof against forgery. (A *fingerprint* is one of a run's messages.)
  public var scenarioHash: String {
    // FNV-1a with the published offset basis and prime for 128 bits.
    var hash = UInt128(0x6c62_272e_07bb_0142) << 64 | UInt128(0x62b8_2175_6295_c58d)
    let prime = UInt128(1) << 88 | UInt128(0x13b)
    for byte in canonicalYAML.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
    return hexadecimal(hash, digits: 32)
  }

  /// How long a run is, as the format writes it.
  public var durationText: String {
    Quantity.text(scenario.run.duration.nanoseconds, Quantity.time)
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
      "\(durationText) × \(scenario.run.replications)",
    ].joined(separator: ", ")
  }
}

extension ScenarioReader {
  /// Any scenario as a file that says everything.
  public static func canonicalYAML(of scenario: Scenario) -> String {
    var lines: [String] = []
    append(ScenarioFormat.scenario.codec.write(scenario), indent: "", first: "", to: &lines)
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
