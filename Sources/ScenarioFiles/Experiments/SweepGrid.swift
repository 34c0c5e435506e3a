/// Axes that are crossed, those of a group hand in hand, and a condition that points must meet.
public struct SweepGrid: Hashable, Sendable {
  /// How many combinations there may be, before the condition leaves any out.
  public static let mostPoints = 100_000

  /// Each one axis, or several of equal lengths whose values go together.
  public var groups: [[SweepAxis]]
  /// What a point must meet; nil: all are wanted.
  public var condition: SweepCondition?

  public init(groups: [[SweepAxis]] = [], condition: SweepCondition? = nil) {
    self.groups = groups
    self.condition = condition
  }

  /// All axes in order: the columns of results.
  public var axes: [SweepAxis] { groups.flatMap(\.self) }

  /// The points in their order: the last axis varies fastest. Without axes, the one point that
  /// changes nothing.
  ///
  /// - Throws: That there are too many, that axes go together which are not equally long, that a value
  ///   stands twice, or what is wrong with the condition, at the place of what is to blame.
  /// - Complexity: O(*n*) in the number of combinations.
  public func points() throws(ScenarioErrors) -> [SweepPoint] {
    var total = 1
    for group in groups {
      let lengths = Set(group.map(\.values.count))
      guard lengths.count <= 1 else {
        throw refusal(
          "axes that go together have \(group.map { "\($0.values.count)" }.joined(separator: " and "))"
            + " values; expected as many each", group)
      }
      try refuseRepetition(in: group)
      let (product, overflow) = total.multipliedReportingOverflow(by: lengths.first ?? 1)
      guard !overflow, product <= Self.mostPoints else {
        throw refusal("the axes make more than \(Self.mostPoints) points; expected fewer", group)
      }
      total = product
    }
    try condition?.check(against: axes)
    var points: [SweepPoint] = []
    var indices = [Int](repeating: 0, count: groups.count)
    for _ in 0..<total {
      let values = zip(groups, indices).flatMap { group, index in
        group.map { SweepPoint.Coordinate(axis: $0.name, value: $0.values[index]) }
      }
      if try condition?.holds(for: values) ?? true {
        points.append(SweepPoint(index: points.count, coordinates: values))
      }
      // As an odometer: the last group turns fastest.
      for place in indices.indices.reversed() {
        indices[place] += 1
        if indices[place] < groups[place].first?.values.count ?? 1 { break }
        indices[place] = 0
      }
    }
    return points
  }

  /// Points that are the same would be run twice.
  private func refuseRepetition(in group: [SweepAxis]) throws(ScenarioErrors) {
    var seen = Set<[String]>()
    for index in group.first?.values.indices ?? 0..<0 {
      let values = group.map { $0.values[index] }
      guard !seen.insert(zip(group, values).map { $0.isNamed ? $1.text : $1.size }).inserted else {
        continue
      }
      let (names, texts) = (group.map { "'\($0.name)'" }, values.map(\.text))
      let place = values.first?.changes.first?.place ?? Place(file: "axes")
      throw ScenarioErrors([
        Diagnostic(
          place, .meaning,
          group.count == 1
            ? "the axis \(names[0]) has \(texts[0]) twice; expected each value once"
            : "the axes \(names.joined(separator: " and ")) have \(texts.joined(separator: " and ")) "
              + "together twice; expected each combination once")
      ])
    }
  }

  private func refusal(_ sentence: String, _ group: [SweepAxis]) -> ScenarioErrors {
    let place = group.first?.values.first?.changes.first?.place ?? Place(file: "axes")
    return ScenarioErrors([Diagnostic(place, .meaning, sentence)])
  }
}

extension SweepValue {
  /// The same for quantities of one size, whatever their units: 1GiB and 1024MiB.
  fileprivate var size: String {
    // A number may be a word, such as a tag: 1.1 and 1.10 differ.
    if let measure = Measure(parsing: text), measure.dimension != .number {
      return measure.description
    }
    return text
  }
}

/// One combination of the axes' values.
public struct SweepPoint: Hashable, Sendable {
  /// What an axis is at a point.
  public struct Coordinate: Hashable, Sendable {
    public let axis: String
    public let value: SweepValue

    public init(axis: String, value: SweepValue) {
      self.axis = axis
      self.value = value
    }
  }

  /// The point's number among those that meet the condition, from 0.
  public let index: Int
  /// In the order of the axes.
  public let coordinates: [Coordinate]

  public init(index: Int, coordinates: [Coordinate]) {
    self.index = index
    self.coordinates = coordinates
  }

  /// What the point changes in the scenario, for ``ResolvedScenario/with(_:)``.
  public var changes: [ScenarioChange] { coordinates.flatMap(\.value.changes) }
}
