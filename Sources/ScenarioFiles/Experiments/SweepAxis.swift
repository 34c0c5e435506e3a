/// One thing that an experiment varies: a key of the scenario, or several keys together under a
/// name, with the values that it takes in turn.
public struct SweepAxis: Hashable, Sendable {
  /// The key, or the name that is given to several keys; the header of its column in results.
  public let name: String
  /// Whether the name is given, and the values with it.
  public let isNamed: Bool
  /// At least one.
  public let values: [SweepValue]

  init(name: String, isNamed: Bool, values: [SweepValue]) {
    self.name = name
    self.isNamed = isNamed
    self.values = values
  }

  /// A key with values in YAML's flow style.
  ///
  /// - Parameter place: Where the values are written; nil for the command line.
  public init(key: String, values: [String], place: Place? = nil) {
    self.init(
      name: key, isNamed: false,
      values: values.map { value in
        let change = ScenarioChange(key: key, value: value, place: place)
        let tree = try? Tree.value(of: value, at: change.place)
        return SweepValue(text: tree?.wordText ?? value, changes: [change])
      })
  }

  /// Reads `KEY=VALUE,VALUE…`; the commas inside lists and mappings in flow style stay theirs.
  ///
  /// - Parameter option: How the option that takes it is called, for messages.
  /// - Throws: What is wrong with the text, at the place `--axis KEY=…`.
  public init(parsing text: String, option: String = "--axis") throws(ScenarioErrors) {
    let place = ScenarioChange.place(text, option: option)
    let key = text.prefix { $0 != "=" }
    guard key.count < text.count, !key.allSatisfy(\.isWhitespace) else {
      throw ScenarioErrors([
        Diagnostic(
          place, .form,
          "this is no axis; expected KEY=VALUE,VALUE,…, such as "
            + "registry.cache.capacity=5GiB,10GiB")
      ])
    }
    let list = try Tree.value(of: "[\(text.dropFirst(key.count + 1))]", at: place)
    guard case .sequence(let items) = list.content, !items.isEmpty else {
      throw ScenarioErrors([
        Diagnostic(place, .form, "there is no value; expected one or more after '='")
      ])
    }
    self.init(
      key: ScenarioChange.trimmed(key), values: items, at: items.map { _ in place })
  }

  init(key: String, values: [Tree], at places: [Place]) {
    self.init(
      name: key, isNamed: false,
      values: zip(values, places).map { value, place in
        SweepValue(
          text: value.wordText,
          changes: [ScenarioChange(key: key, value: value.flowText, place: place)])
      })
  }
}

/// One of an axis's values.
public struct SweepValue: Hashable, Sendable {
  /// What tables show: the value as it is written, or its name.
  public let text: String
  /// What it changes in the scenario.
  public let changes: [ScenarioChange]

  public init(text: String, changes: [ScenarioChange]) {
    self.text = text
    self.changes = changes
  }
}
