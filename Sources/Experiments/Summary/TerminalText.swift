/// Lines for a person at a terminal.
enum TerminalText {
  /// The widest line, in characters.
  static let width = 100

  /// Breaks a text at blanks so that no line is wider than the terminal.
  static func wrapped(_ text: String, indentation: String = "") -> [String] {
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = indentation
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + [line]
  }
}
