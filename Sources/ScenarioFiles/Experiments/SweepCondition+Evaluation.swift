import Words

extension SweepCondition {
  /// What a part of a condition comes to at a point.
  private enum Value {
    case measure(Measure.Dimension, Double)
    case word(String)

    init(_ text: String) {
      if let measure = Measure(parsing: text) {
        self = .measure(measure.dimension, measure.value)
      } else {
        self = .word(text)
      }
    }

    var found: String {
      switch self {
      case .measure(let dimension, _): dimension.noun
      case .word(let text): "the word '\(Tree.shortened(text))'"
      }
    }
  }

  /// Sees to it that every comparison is of an axis.
  ///
  /// - Throws: Which part speaks of no axis, and which was perhaps meant.
  func check(against axes: [SweepAxis]) throws(ScenarioErrors) {
    do throws(ConditionMistake) {
      try check(expression, axes.map(\.name))
    } catch {
      throw error.asErrors(place)
    }
  }

  private func check(_ part: Expression, _ axes: [String]) throws(ConditionMistake) {
    switch part {
    case .and(let left, let right), .or(let left, let right):
      try check(left, axes)
      try check(right, axes)
    case .not(let inner): try check(inner, axes)
    case .comparison(_, let left, let right, let character):
      let words = words(of: left) + words(of: right)
      for (text, name, character) in words where name == .axis && !axes.contains(text) {
        throw ConditionMistake(
          character: character,
          sentence: "stands '\(text)', which is no axis; expected \(listed(axes))"
            + NearestWord.suggestion(text, among: axes))
      }
      guard !words.contains(where: { $0.name != .text && axes.contains($0.text) }) else { return }
      let near = words.lazy.compactMap { NearestWord.to($0.text, among: axes) }.first
      throw ConditionMistake(
        character: words.first?.character ?? character,
        sentence: "begins a comparison of no axis; expected \(listed(axes)) on one of its sides"
          + Quantity.suggestion(near))
    case .word, .calculation: return
    }
  }

  private func words(of part: Expression) -> [(text: String, name: Expression.Name, character: Int)]
  {
    switch part {
    case .word(let text, let name, let character): [(text, name, character)]
    case .calculation(_, let left, let right, _): words(of: left) + words(of: right)
    case .comparison, .not, .and, .or: []
    }
  }

  /// Whether a point meets the condition.
  ///
  /// - Throws: What cannot be compared or calculated, at its character.
  func holds(for point: [SweepPoint.Coordinate]) throws(ScenarioErrors) -> Bool {
    do throws(ConditionMistake) {
      return try holds(expression, point)
    } catch {
      throw error.asErrors(place)
    }
  }

  private func holds(
    _ part: Expression, _ point: [SweepPoint.Coordinate]
  ) throws(ConditionMistake) -> Bool {
    switch part {
    case .not(let inner): return try !holds(inner, point)
    case .and(let left, let right):
      guard try holds(left, point) else { return false }
      return try holds(right, point)
    case .or(let left, let right):
      if try holds(left, point) { return true }
      return try holds(right, point)
    case .comparison(let sign, let left, let right, let character):
      return try compare(value(left, point), sign, value(right, point), character)
    case .word, .calculation: return false
    }
  }

  private func compare(
    _ left: Value, _ sign: String, _ right: Value, _ character: Int
  ) throws(ConditionMistake) -> Bool {
    switch (left, right) {
    case (.measure(let one, let first), .measure(let other, let second)) where one == other:
      switch sign {
      case "=": return first == second
      case "!=": return first != second
      case "<": return first < second
      case "<=": return first <= second
      case ">": return first > second
      default: return first >= second
      }
    case (.measure, .measure): break
    case (.word(let first), .word(let second)) where sign == "=" || sign == "!=":
      return (first == second) == (sign == "=")
    // A word such as unlimited is no quantity, and so none of those that are.
    case _ where sign == "=" || sign == "!=": return sign == "!="
    default: break
    }
    throw ConditionMistake(
      character: character,
      sentence: "\(left.found) and \(right.found) are compared by '\(sign)'; expected two of a kind"
    )
  }

  private func value(
    _ part: Expression, _ point: [SweepPoint.Coordinate]
  ) throws(ConditionMistake) -> Value {
    switch part {
    case .word(let text, .text, _): return .word(text)
    case .word(let text, _, _):
      return Value(point.first { $0.axis == text }?.value.text ?? text)
    case .calculation(let sign, let left, let right, let character):
      return try calculate(value(left, point), sign, value(right, point), character)
    case .comparison, .not, .and, .or: return .word("")
    }
  }

  private func calculate(
    _ left: Value, _ sign: String, _ right: Value, _ character: Int
  ) throws(ConditionMistake) -> Value {
    if case .measure(let one, let first) = left, case .measure(let other, let second) = right {
      switch (sign, one, other) {
      case ("+", _, _) where one == other: return .measure(one, first + second)
      case ("-", _, _) where one == other: return .measure(one, first - second)
      case ("*", .number, _): return .measure(other, first * second)
      case ("*", _, .number): return .measure(one, first * second)
      case ("/", _, _) where second == 0:
        throw ConditionMistake(character: character, sentence: "is a division by 0")
      case ("/", _, .number): return .measure(one, first / second)
      case ("/", _, _) where one == other: return .measure(.number, first / second)
      default: break
      }
    }
    throw ConditionMistake(
      character: character,
      sentence:
        "'\(sign)' stands between \(left.found) and \(right.found); expected two of a kind, "
        + "or a number to multiply or divide by")
  }
}

extension Measure.Dimension {
  /// The kind as messages name it.
  var noun: String {
    switch self {
    case .number: "a number"
    case .share: "a share"
    case .time: "a time"
    case .data: "an amount of data"
    case .bandwidth: "a bandwidth"
    case .rate: "a rate"
    }
  }
}
