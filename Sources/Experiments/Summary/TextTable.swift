/// Rows of text in aligned columns: the first ones to the left, all others to the right.
public struct TextTable: Sendable {
  private var rows: [[String]] = []
  private let leftColumns: Int

  /// Creates a table without rows whose first so many columns are aligned to the left.
  public init(leftColumns: Int = 1) { self.leftColumns = leftColumns }

  /// Adds a row; the first one is the header.
  public mutating func row(_ cells: [String]) { rows.append(cells) }

  /// The lines, each indented by two blanks, without blanks at their ends.
  public var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = "  "
      for (column, cell) in row.enumerated() {
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { line += "   " }
        line += column < leftColumns ? cell + blanks : blanks + cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The lines with their ends.
  public var text: String { lines.map { $0 + "\n" }.joined() }

  /// A name cut to so many characters, with an ellipsis where something is missing.
  static func name(_ name: String, limit: Int = 24) -> String {
    name.count <= limit ? name : String(name.prefix(limit - 1)) + "…"
  }
}
