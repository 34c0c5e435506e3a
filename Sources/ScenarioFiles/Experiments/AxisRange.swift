import Foundation
import Words

/// The values of an axis that is written by its ends: `from: 1GiB, to: 64GiB, count: 4`.
struct AxisRange {
  struct Refusal: Error { var sentence: String }

  /// The values as the format writes them, each once, in the unit of the first.
  private(set) var texts: [String] = []

  /// - Parameters:
  ///   - isLogarithmic: Whether ratios are equal, not differences.
  ///   - isWhole: Whether values are rounded to whole numbers.
  init(
    from: Measure, to: Measure, count: Int, isLogarithmic: Bool, isWhole: Bool
  ) throws(Refusal) {
    guard from.dimension == to.dimension else {
      throw Refusal(
        sentence:
          "the range goes from \(from.dimension.noun) to \(to.dimension.noun); expected two "
          + "of a kind")
    }
    guard from.value != to.value else {
      throw Refusal(sentence: "both ends of the range are \(from); expected two that differ")
    }
    guard !isLogarithmic || (from.value > 0 && to.value > 0) else {
      throw Refusal(sentence: "a logarithmic range has an end at or below 0; expected more")
    }
    let (first, unit) = Self.split(from)
    let last = first * (to.value / from.value)
    for step in 0..<count {
      let share = Double(step) / Double(count - 1)
      let text: String
      if step == 0 {
        text = from.written
      } else if step == count - 1 {
        text = to.written
      } else if isLogarithmic {
        // Rounding takes away the bits in which machines' `pow` differ.
        let exact = first * pow(to.value / from.value, share)
        text = Quantity.decimal(Self.rounded(exact, isWhole, digits: 6)) + unit
      } else {
        let end = from.value == 0 ? Self.split(to, in: unit) : last
        let exact = first + (end - first) * share
        text = Quantity.decimal(Self.rounded(exact, isWhole, digits: 12)) + unit
      }
      guard !texts.contains(text) else {
        throw Refusal(
          sentence:
            "rounded to whole numbers, \(text) stands twice in the range; expected a smaller "
            + "count")
      }
      texts.append(text)
    }
  }

  /// The number of a measure and its unit, as they are written; of `1h30min`, which has two units,
  /// as the format writes it.
  private static func split(_ measure: Measure) -> (number: Double, unit: String) {
    if measure.dimension == .number { return (measure.value, "") }
    for text in [measure.written, measure.description] {
      guard let (number, unit) = Quantity.split(text), let number = Double(number),
        Measure(parsing: "1\(unit)") != nil, !unit.contains(where: \.isNumber)
      else { continue }
      return (number, String(unit))
    }
    return (measure.value, "")
  }

  /// The number of a measure in the unit of another that is zero.
  private static func split(_ measure: Measure, in unit: String) -> Double {
    guard let one = Measure(parsing: "1\(unit)"), one.value > 0 else { return measure.value }
    return measure.value / one.value
  }

  private static func rounded(_ number: Double, _ isWhole: Bool, digits: Int) -> Double {
    if isWhole { return number.rounded() }
    return Double(String(format: "%.\(digits - 1)e", number)) ?? number
  }
}

extension Shape {
  /// Whether the value at a path is a whole number. Elements of lists have names, which may hold
  /// dots, so any number of parts may be one.
  func isWhole(at path: String) -> Bool {
    isWhole(at: path.split(separator: ".", omittingEmptySubsequences: false)[...])
  }

  private func isWhole(at path: ArraySlice<Substring>) -> Bool {
    switch self {
    case .integer: return path.isEmpty
    case .section(let notes, let shorthand):
      let key = path.first.map(String.init) ?? shorthand
      return notes.first { $0.key == key }?.shape.isWhole(at: path.dropFirst()) ?? false
    case .choice(let alternatives):
      guard let word = path.first else { return false }
      return alternatives.first { $0.word == word }?.shape.isWhole(at: path.dropFirst()) ?? false
    case .either(let shapes): return shapes.contains { $0.isWhole(at: path) }
    case .list(let element, _, _):
      return path.indices.contains { element.isWhole(at: path[($0 + 1)...]) }
    case .text, .words, .truth, .number, .any: return false
    }
  }
}
