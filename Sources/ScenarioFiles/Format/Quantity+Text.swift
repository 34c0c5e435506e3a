import Words

extension Quantity {
  /// The pattern of a number with one of some units.
  static func pattern(_ words: [String]) -> String {
    "^[0-9]+(\\.[0-9]+)? ?(" + words.joined(separator: "|") + ")$"
  }

  /// The pattern of a time: numbers with units, each unit smaller than the one before.
  static let timePattern =
    "^(?=[0-9])"
    + time.reversed().map { "([0-9]+(\\.[0-9]+)? ?\($0.word))?" }.joined() + "$"

  /// A quantity in the largest unit of which it is a whole number.
  static func text(_ value: Int64, _ units: [Unit]) -> String {
    let fitting = units.filter { value != 0 && value % $0.size == 0 }.max { $0.size < $1.size }
    let unit = fitting ?? units[0]
    return "\(value / unit.size)\(unit.word)"
  }
}
