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

extension ResolvedScenario {
  /// The scenario with some faults more, all of which happen once and at the same time. Each has the
  /// name of its kind, with a number where that is taken.
  ///
  /// - Parameters:
  ///   - faults: What is added.
  ///   - at: When they begin.
  ///   - lasts: How long they last; nil: for good.
  /// - Throws: All mistakes; they name what is added instead of a place.
  public func adding(
    _ faults: [AddedFault], at: Span, lasts: Span?
  ) throws(ScenarioErrors) -> ResolvedScenario {
    guard !faults.isEmpty else { return self }
    var names = scenario.faults.map(\.name)
    let when = "{at: \(Self.time(at)), lasts: \(lasts.map(Self.time) ?? "for-good")}"
    return try with(
      faults.map { fault in
        let name = Self.freeName(fault.kind, names)
        names.append(name)
        return ScenarioChange(
          key: "faults",
          value: "[{name: \(name), what: {\(fault.kind): \(fault.argument)}, "
            + "when: {once: \(when)}}]",
          place: Place(file: "--fault \(fault.text)"))
      })
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
