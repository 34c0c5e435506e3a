/// What is wrong with a condition, and at which of its characters, from 1.
struct ConditionMistake: Error {
  var character: Int
  var sentence: String

  func asErrors(_ place: Place) -> ScenarioErrors {
    ScenarioErrors([
      Diagnostic(place, .meaning, "at character \(character) of the condition \(sentence)")
    ])
  }
}

/// A word, sign or parenthesis of a condition.
struct ConditionToken {
  enum Kind {
    case word(SweepCondition.Expression.Name)
    /// A comparison, a calculation or a parenthesis.
    case sign
  }

  var kind: Kind
  var text: String
  /// From 1.
  var character: Int

  static func tokens(of text: String) throws(ConditionMistake) -> [ConditionToken] {
    var tokens: [ConditionToken] = []
    let characters = Array(text)
    var index = 0
    func run(while isPart: (Character) -> Bool) -> String {
      let start = index
      while index < characters.count, isPart(characters[index]) { index += 1 }
      return String(characters[start..<index])
    }
    while index < characters.count {
      let start = index
      switch characters[index] {
      case " ", "\t", "\n": index += 1
      case "(", ")":
        index += 1
        tokens.append(.init(kind: .sign, text: String(characters[start]), character: start + 1))
      case "=", "!", "<", ">":
        let sign = run { "=!<>".contains($0) }
        guard ["=", "!=", "<", "<=", ">", ">="].contains(sign) else {
          let meant = sign == "==" ? "; did you mean '='?" : ""
          throw ConditionMistake(
            character: start + 1,
            sentence: "stands '\(sign)'; expected '=', '!=', '<', '<=', '>' or '>='\(meant)")
        }
        tokens.append(.init(kind: .sign, text: sign, character: start + 1))
      case let mark where "'\"`".contains(mark):
        index += 1
        let word = run { $0 != mark }
        guard index < characters.count else {
          throw ConditionMistake(
            character: start + 1, sentence: "begins a quotation that has no end")
        }
        index += 1
        let name: SweepCondition.Expression.Name = mark == "`" ? .axis : .text
        tokens.append(.init(kind: .word(name), text: word, character: start + 1))
      default:
        let word = run { !" \t\n()=!<>".contains($0) }
        let isSign = ["+", "-", "*", "/"].contains(word)
        tokens.append(
          .init(kind: isSign ? .sign : .word(.any), text: word, character: start + 1))
      }
    }
    return tokens
  }
}

/// Reads a condition: `or` binds least, then `and`, `not`, comparisons, sums, products.
struct ConditionParser {
  private typealias Expression = SweepCondition.Expression
  /// The most parentheses and negations inside each other.
  private static let deepest = 64

  private let tokens: [ConditionToken]
  private var index = 0
  private var depth = 0

  init(_ tokens: [ConditionToken]) { self.tokens = tokens }

  mutating func parse() throws(ConditionMistake) -> SweepCondition.Expression {
    let expression = try alternatives()
    if index < tokens.count { throw unexpected("'and', 'or' or the end") }
    return expression
  }

  private mutating func alternatives() throws(ConditionMistake) -> Expression {
    var left = try conjunction()
    while take(word: "or") { left = .or(left, try conjunction()) }
    return left
  }

  private mutating func conjunction() throws(ConditionMistake) -> Expression {
    var left = try negation()
    while take(word: "and") { left = .and(left, try negation()) }
    return left
  }

  private mutating func negation() throws(ConditionMistake) -> Expression {
    guard take(word: "not") else { return try comparison() }
    try deepen()
    defer { depth -= 1 }
    return .not(try negation())
  }

  /// A comparison, or a whole condition in parentheses.
  private mutating func comparison() throws(ConditionMistake) -> Expression {
    if let inner = try parenthesised() { return inner }
    let left = try sum()
    guard let sign = take(signs: ["=", "!=", "<", "<=", ">", ">="]) else {
      throw unexpected("'=', '!=', '<', '<=', '>' or '>='")
    }
    return .comparison(sign.text, left, try sum(), sign.character)
  }

  /// Parentheses round a condition; nil, and nothing read, where they are round a number.
  private mutating func parenthesised() throws(ConditionMistake) -> Expression? {
    let start = index
    guard take(signs: ["("]) != nil else { return nil }
    try deepen()
    defer { depth -= 1 }
    // Which of the two it is shows at the comparison inside.
    guard holdsComparison(from: index) else {
      index = start
      return nil
    }
    let inner = try alternatives()
    guard take(signs: [")"]) != nil else { throw unexpected("')'") }
    return inner
  }

  private func holdsComparison(from start: Int) -> Bool {
    var open = 1
    for token in tokens[start...] {
      guard case .sign = token.kind else { continue }
      switch token.text {
      case "(": open += 1
      case ")":
        open -= 1
        if open == 0 { return false }
      case "+", "-", "*", "/": continue
      default: return true
      }
    }
    return false
  }

  private mutating func sum() throws(ConditionMistake) -> Expression {
    var left = try product()
    while let sign = take(signs: ["+", "-"]) {
      left = .calculation(sign.text, left, try product(), sign.character)
    }
    return left
  }

  private mutating func product() throws(ConditionMistake) -> Expression {
    var left = try operand()
    while let sign = take(signs: ["*", "/"]) {
      left = .calculation(sign.text, left, try operand(), sign.character)
    }
    return left
  }

  private mutating func operand() throws(ConditionMistake) -> Expression {
    if take(signs: ["("]) != nil {
      try deepen()
      defer { depth -= 1 }
      let inner = try sum()
      guard take(signs: [")"]) != nil else { throw unexpected("')'") }
      return inner
    }
    guard index < tokens.count, case .word(let name) = tokens[index].kind,
      name != .any || !["and", "or", "not"].contains(tokens[index].text)
    else { throw unexpected("an axis or a value") }
    defer { index += 1 }
    return .word(tokens[index].text, name, tokens[index].character)
  }

  private mutating func take(word: String) -> Bool {
    guard index < tokens.count, case .word(.any) = tokens[index].kind, tokens[index].text == word
    else { return false }
    index += 1
    return true
  }

  private mutating func take(signs: [String]) -> ConditionToken? {
    guard index < tokens.count, case .sign = tokens[index].kind, signs.contains(tokens[index].text)
    else { return nil }
    defer { index += 1 }
    return tokens[index]
  }

  private mutating func deepen() throws(ConditionMistake) {
    depth += 1
    guard depth <= Self.deepest else { throw unexpected("fewer parentheses and negations") }
  }

  private func unexpected(_ expected: String) -> ConditionMistake {
    guard index < tokens.count else {
      let end = tokens.last.map { $0.character + $0.text.count } ?? 1
      return ConditionMistake(character: end, sentence: "is its end; expected \(expected)")
    }
    let found = Tree.shortened(tokens[index].text)
    return ConditionMistake(
      character: tokens[index].character, sentence: "stands '\(found)'; expected \(expected)")
  }
}
