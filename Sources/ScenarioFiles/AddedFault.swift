import Foundation
import RegistryModel
public import SimulationKernel
import Words

/// A fault that a command line adds to a scenario: `regionOut=westeurope`.
public struct AddedFault: Hashable, Sendable {
  /// What it is, as the format spells it.
  public let kind: String
  /// What it befalls, in YAML as it would stand behind the kind: `westeurope`, or
  /// `{region: westeurope, zone: 1}`.
  public let argument: String

  /// Why a text is no fault, as a sentence.
  public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// Reads `KIND=ARGUMENT`. Whether the argument fits is found when the scenario is read.
  ///
  /// - Throws: What is wrong, what was expected, what was perhaps meant.
  public init(parsing text: String) throws(Refusal) {
    let shown = "'\(Tree.shortened(text))'"
    guard let sign = text.firstIndex(of: "="), text.index(after: sign) < text.endIndex,
      !text.unicodeScalars.contains(where: \.isControl)
    else {
      throw Refusal(
        description: "\(shown) is no fault; expected KIND=ARGUMENT in one line, such as "
          + "regionOut=westeurope")
    }
    let kind = String(text[..<sign])
    guard Self.kinds.contains(kind) else {
      throw Refusal(
        description: "'\(Tree.shortened(kind))' is no kind of fault; expected "
          + listed(Self.kinds) + NearestWord.suggestion(kind, among: Self.kinds))
    }
    self.kind = kind
    argument = String(text[text.index(after: sign)...])
  }

  /// All kinds, in the order of the format.
  public static var kinds: [String] {
    guard case .choice(let alternatives) = ScenarioFormat.faultKind.shape else { return [] }
    return alternatives.map(\.word)
  }

  /// As it was written.
  public var text: String { "\(kind)=\(argument)" }
}

extension ScenarioReader {
  /// Reads a file as if it had some faults more, all of which happen once and at the same time.
  ///
  /// They are read by the format, from a text that extends the file. Each has the name of its kind,
  /// with a number where that is taken.
  ///
  /// - Parameters:
  ///   - path: The file, as messages are to name it.
  ///   - faults: What is added.
  ///   - at: When they begin.
  ///   - lasts: How long they last; nil: for good.
  /// - Throws: All mistakes, as ``read(path:)``. Those in what is added name it instead of a place.
  public static func read(
    path: String, adding faults: [AddedFault], at: Span, lasts: Span?
  ) throws(ScenarioErrors) -> ResolvedScenario {
    guard !faults.isEmpty else { return try read(path: path) }
    // Mistakes of the file's own are told with its places alone.
    var names = try read(path: path).scenario.faults.map(\.name)
    var lines = ["extends: \(Output.quoted((path as NSString).lastPathComponent))", "faults:"]
    var owners: [String] = []
    for fault in faults {
      let name = freeName(fault.kind, names)
      names.append(name)
      let when = "{at: \(time(at)), lasts: \(lasts.map(time) ?? "for-good")}"
      lines += [
        "  - name: \(name)", "    what:", "      \(fault.kind): \(fault.argument)",
        "    when: {once: \(when)}",
      ]
      owners += Array(repeating: fault.text, count: 4)
    }
    let folder = (path as NSString).deletingLastPathComponent
    let file = (folder as NSString).appendingPathComponent("--fault")
    do {
      let resolved = try read(text: lines.joined(separator: "\n") + "\n", path: file)
      return ResolvedScenario(
        scenario: resolved.scenario, path: path, files: resolved.files.filter { $0 != file },
        origins: resolved.origins, texts: resolved.texts, notes: resolved.notes)
    } catch {
      throw ScenarioErrors(
        error.diagnostics.map { mistake in
          guard mistake.place.file == file else { return mistake }
          let index = min(max(mistake.place.line - 3, 0), owners.count - 1)
          return Diagnostic(
            Place(file: "--fault \(owners[index])"), mistake.check, mistake.message)
        })
    }
  }

  private static func time(_ span: Span) -> String {
    Quantity.text(span.nanoseconds, Quantity.time)
  }

  private static func freeName(_ kind: String, _ names: [String]) -> String {
    var (name, number) = (kind, 1)
    while names.contains(name) {
      number += 1
      name = "\(kind)-\(number)"
    }
    return name
  }
}
