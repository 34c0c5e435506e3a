/// Which metric of the results is meant: its name, and labels that pick one of its rows, written
/// as Prometheus does: `latency_p99`, `latency_p99{workload=pipelines}`.
///
/// The form alone is checked here; which metrics and labels there are is known to the results.
public struct MetricSelector: Hashable, Sendable, CustomStringConvertible {
  /// A label with the value that it must have.
  public struct Label: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Letters, digits and underscores, such as `latency_p99`.
  public let name: String
  /// Sorted by name, each once; empty for the whole run.
  public let labels: [Label]

  /// A metric by its name and labels, of which each name stands once.
  public init(_ name: String, _ labels: [Label] = []) {
    self.name = name
    self.labels = labels.sorted { $0.name < $1.name }
  }

  /// The value of a label; nil where any will do.
  public subscript(label: String) -> String? { labels.first { $0.name == label }?.value }

  /// The text that ``init(parsing:)`` reads; values are quoted where they need it.
  public var description: String {
    guard !labels.isEmpty else { return name }
    let pairs = labels.map { "\($0.name)=\(Self.written($0.value))" }
    return "\(name){\(pairs.joined(separator: ","))}"
  }

  private static func written(_ value: String) -> String {
    let isPlain =
      !value.isEmpty && value.first != " " && value.last != " "
      && !value.contains { special.contains($0) }
    if isPlain { return value }
    let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped)\""
  }

  private static let special: [Character] = ["\"", "{", "}", ",", "="]
}

extension MetricSelector {
  /// Why a text names no metric, as the second half of a sentence.
  public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// The form as a regular expression (ECMA), but that each label stands once.
  public static let pattern: String = {
    let name = "[A-Za-z_][A-Za-z0-9_]*"
    let plain = "[^ \"{},=]([^\"{},=]*[^ \"{},=])?"
    let quoted = "\"([^\"\\\\]|\\\\[\"\\\\])*\""
    let label = "\(name) *= *(\(plain)|\(quoted))"
    let printable = "(?![\\s\\S]*[\\u0000-\\u001F\\u007F-\\u009F\\u2028-\\u202E\\u2066-\\u2069])"
    return "^\(printable)\(name)( *\\{ *(\(label)( *, *\(label))*)? *\\})?$"
  }()

  /// Reads a metric's name and labels.
  ///
  /// - Throws: What is wrong with it.
  public init(parsing text: String) throws(Refusal) {
    var scanner = Scanner(rest: Substring(text))
    let name = try scanner.word("a metric's name")
    var labels: [Label] = []
    scanner.skipBlanks()
    if scanner.take("{") {
      scanner.skipBlanks()
      while !scanner.take("}") {
        if !labels.isEmpty { try scanner.need(",") }
        scanner.skipBlanks()
        let label = try scanner.word("a label")
        scanner.skipBlanks()
        try scanner.need("=")
        scanner.skipBlanks()
        labels.append(Label(label, try scanner.value()))
        scanner.skipBlanks()
        if labels.dropLast().contains(where: { $0.name == label }) {
          throw Refusal(description: "the label '\(label)' stands twice; expected each once")
        }
      }
    }
    guard scanner.rest.isEmpty else {
      throw Refusal(description: "'\(scanner.rest.prefix(20))' stands after the metric's end")
    }
    self.init(name, labels)
  }

  /// What is left of a text that is read from left to right.
  private struct Scanner {
    var rest: Substring

    mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

    mutating func take(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest.removeFirst()
      return true
    }

    mutating func need(_ character: Character) throws(Refusal) {
      guard !take(character) else { return }
      let found = rest.isEmpty ? "at the end" : "before '\(rest.prefix(20))'"
      throw Refusal(description: "a '\(character)' is missing \(found)")
    }

    mutating func word(_ expected: String) throws(Refusal) -> String {
      let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard let first = word.first, !first.isNumber else {
        let found = rest.isEmpty ? "at the end" : "before '\(rest.prefix(20))'"
        throw Refusal(description: "\(expected) is missing \(found)")
      }
      rest = rest.dropFirst(word.count)
      return String(word)
    }

    mutating func value() throws(Refusal) -> String {
      guard take("\"") else {
        var value = rest.prefix { !MetricSelector.special.contains($0) }
        rest = rest.dropFirst(value.count)
        while value.last == " " { value.removeLast() }
        if value.isEmpty { throw Refusal(description: "a label has no value") }
        return String(value)
      }
      var value = ""
      while let next = rest.popFirst() {
        if next == "\"" { return value }
        guard next == "\\" else {
          value.append(next)
          continue
        }
        guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else {
          throw Refusal(description: "after '\\' stands neither '\"' nor '\\'")
        }
        value.append(escaped)
      }
      throw Refusal(description: "a quotation has no end")
    }
  }
}
