import Foundation
import Words

/// The axes of sweeps and plans.
extension ScenarioFormat {
  static let axisGroups: Codec<[[SweepAxis]]> = .list(
    of: axisGroup, starting: [], atLeastOne: true)

  private static let axisGroup = Codec<[SweepAxis]>(
    form: Section<AxisForm>(
      axisFields + [
        Field(
          "zip", ifWritten: \.zip,
          .list(of: Section(axisFields).codec, starting: AxisForm(), atLeastOne: true),
          starting: [], "In place of all else: axes of equal lengths whose values go together.")
      ]), starting: AxisForm(), write: AxisForm.init(group:)
  ) { form, place, reading in form.group(place, &reading) }

  private static let axisFields: [Field<AxisForm>] = [
    Field(
      "key", ifWritten: \.key, .text("a key's path such as 'registry.cache.capacity'"),
      starting: "", "The key that varies, by its path as 'longshore explain' shows it."),
    Field(
      "name", ifWritten: \.name, .text("a name such as 'size'"), starting: "",
      "In place of a key: a name for several keys that vary together."),
    Field(
      "values", ifWritten: \.values, .list(of: .anything, starting: .nothing, atLeastOne: true),
      starting: [],
      "The values in turn; under a name each is {name: …, set: {KEY: VALUE, …}}."),
    Field(
      "from", ifWritten: \.from, .measure, starting: AxisForm.zero,
      "In place of values: the first of a range."),
    Field("to", ifWritten: \.to, .measure, starting: AxisForm.zero, "The last of the range."),
    Field(
      "count", ifWritten: \.count, .integer(2...10_000), starting: 2,
      "How many values the range has."),
    Field(
      "scale", ifWritten: \.scale, .word, starting: .linear,
      "Whether the range's values have equal differences (linear, as without) or equal ratios."),
  ]
}

extension Codec where Value == Tree {
  /// Any value: what it must be depends on the key that it is for.
  fileprivate static var anything: Codec {
    Codec(
      .any,
      read: { tree, path, _, value, reading in
        reading.origins[path] = .file(tree.place)
        value = tree
      },
      write: { .plain($0.flowText) })
  }
}

extension Tree {
  fileprivate static let nothing = Tree(
    place: Place(file: ""), content: .scalar("", .nothing))
}

extension Codec {
  /// Reads a section and makes of it what it stands for, once its form is right.
  init<Form: Sendable>(
    form: Section<Form>, starting: Form, write: @escaping @Sendable (Value) -> Form,
    make: @escaping @Sendable (Form, Place, inout Reading) -> Value?
  ) {
    let codec = form.codec
    self.init(
      codec.shape,
      read: { tree, path, source, value, reading in
        var written = starting
        let before = reading.mistakes.count
        codec.read(tree, path, source, &written, &reading)
        guard reading.mistakes.count == before, !reading.isPartial,
          let made = make(written, tree.place, &reading)
        else { return }
        value = made
      }, absent: codec.absent, write: { codec.write(write($0)) })
  }
}

/// An axis as it is written.
private struct AxisForm: Sendable {
  enum Scale: String, CaseIterable, Sendable { case linear, logarithmic }

  static let zero = Measure(.number, 0, "0")

  var key: String?
  var name: String?
  var values: [Tree]?
  var from: Measure?
  var to: Measure?
  var count: Int?
  var scale: Scale?
  var zip: [AxisForm]?

  init() {}

  /// A group as it is written: the axis alone, or several.
  init(group: [SweepAxis]) {
    if group.count == 1 {
      self = AxisForm(group[0])
    } else {
      zip = group.map { AxisForm($0) }
    }
  }

  private init(_ axis: SweepAxis) {
    if axis.isNamed { name = axis.name } else { key = axis.name }
    values = axis.values.map { value in
      let place = value.changes.first?.place ?? Place(file: "")
      let changes = value.changes.map { change in
        Tree.Entry(
          key: change.key, place: place,
          value: (try? Tree.value(of: change.value, at: place)) ?? .nothing)
      }
      guard axis.isNamed else { return changes.first?.value ?? .nothing }
      let name = Tree(place: place, content: .scalar(value.text, .text))
      return Tree(
        place: place,
        content: .mapping([
          Tree.Entry(key: "name", place: place, value: name),
          Tree.Entry(
            key: "set", place: place, value: Tree(place: place, content: .mapping(changes))),
        ]))
    }
  }

  func group(_ place: Place, _ reading: inout Reading) -> [SweepAxis]? {
    guard let zip else { return axis(place, &reading).map { [$0] } }
    guard key == nil, name == nil, values == nil, from == nil, to == nil, count == nil, scale == nil
    else {
      reading.doubt(place, "beside 'zip' stands another key; expected 'zip' alone")
      return nil
    }
    let axes = zip.compactMap { $0.axis(place, &reading) }
    return axes.count == zip.count ? axes : nil
  }

  private func axis(_ place: Place, _ reading: inout Reading) -> SweepAxis? {
    switch (key, name) {
    case (let key?, nil): return axis(of: key, place, &reading)
    case (nil, let name?):
      guard let values, from == nil, to == nil, count == nil, scale == nil else {
        reading.doubt(
          place, "a named axis has 'values' alone; expected each as {name: …, set: {KEY: VALUE}}")
        return nil
      }
      let named = values.compactMap { Self.named($0, &reading) }
      return named.count == values.count
        ? SweepAxis(name: name, isNamed: true, values: named) : nil
    default:
      let both = key == nil ? "neither 'key' nor" : "both 'key' and"
      reading.doubt(place, "\(both) 'name' stand in this axis; expected one of them")
      return nil
    }
  }

  private func axis(of key: String, _ place: Place, _ reading: inout Reading) -> SweepAxis? {
    if let values, from == nil, to == nil, count == nil, scale == nil {
      return SweepAxis(key: key, values: values, at: values.map(\.place))
    }
    guard values == nil, let from, let to, let count else {
      reading.doubt(
        place,
        "the axis has no values; expected 'values', or all of 'from', 'to' and 'count' and no values"
      )
      return nil
    }
    do throws(AxisRange.Refusal) {
      let range = try AxisRange(
        from: from, to: to, count: count, isLogarithmic: scale == .logarithmic,
        isWhole: ScenarioFormat.scenario.codec.shape.isWhole(at: key))
      return SweepAxis(key: key, values: range.texts, place: place)
    } catch {
      reading.doubt(place, error.sentence)
      return nil
    }
  }

  /// A value of a named axis: `{name: …, set: {KEY: VALUE, …}}`.
  private static func named(_ tree: Tree, _ reading: inout Reading) -> SweepValue? {
    guard tree.entries.count == 2, let name = tree.text(of: "name"), !name.isEmpty,
      let set = tree["set"], !set.entries.isEmpty
    else {
      reading.doubt(
        tree.place,
        "\(tree.found) stands here; expected a value of a named axis, {name: …, set: {KEY: VALUE}}")
      return nil
    }
    return SweepValue(
      text: name,
      changes: set.entries.map {
        ScenarioChange(key: $0.key, value: $0.value.flowText, place: $0.value.place)
      })
  }
}
