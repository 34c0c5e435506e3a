/// Replay results as text: CSV for programs, an aligned table for people. Both are the same bytes
/// for the same results, wherever they are made.
public enum ReplayReport {
  static let columns = [
    "trace", "algorithm", "cache_bytes", "requests", "object_misses", "bytes_requested",
    "byte_misses", "object_miss_ratio", "byte_miss_ratio",
  ]

  /// Results as CSV (RFC 4180 fields, lines ending in LF), header first.
  public static func csv(_ results: [ReplayResult], trace: String) -> String {
    var text = columns.joined(separator: ",") + "\n"
    for result in results {
      text += fields(of: result, trace: trace).map(quoted).joined(separator: ",") + "\n"
    }
    return text
  }

  /// Results as a table: names to the left, numbers to the right.
  public static func table(_ results: [ReplayResult]) -> String {
    let header = [
      "policy", "capacity (bytes)", "requests", "misses", "miss ratio", "byte miss ratio",
    ]
    let rows =
      [header]
      + results.map { result in
        let all = fields(of: result, trace: "")
        return [all[1], all[2], all[3], all[4], all[7], all[8]]
      }
    let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ") + "\n"
    }.joined()
  }

  /// The name of a trace in results: the file's without folder, `.xz` and `.csv`; `stdin` for `-`.
  public static func traceName(ofPath path: String) -> String {
    if path == "-" { return "stdin" }
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".xz", ".csv"] where name.hasSuffix(ending) && name != ending {
      name.removeLast(ending.count)
    }
    return name
  }

  private static func fields(of result: ReplayResult, trace: String) -> [String] {
    [
      trace, "\(result.policy)", "\(result.capacity)", "\(result.requests)", "\(result.misses)",
      "\(result.bytesRequested)", "\(result.bytesMissed)",
      ratio(result.misses, result.requests), ratio(result.bytesMissed, result.bytesRequested),
    ]
  }

  /// The double nearest to a ratio between 0 and 1 with six decimals, its exact binary value
  /// rounded to the nearest and ties to even: what every C library prints.
  static func ratio(_ part: Int64, _ whole: Int64) -> String {
    guard whole > 0, part > 0 else { return "0.000000" }
    let value = Double(part) / Double(whole)
    let shift = 52 - Int(value.exponent)
    guard shift < 100 else { return "0.000000" }
    let significand = Int128(value.significandBitPattern | 1 << 52) * 1_000_000
    var millionths = significand >> Int128(shift)
    let rest = significand - (millionths << Int128(shift))
    let half = Int128(1) << Int128(shift - 1)
    if rest > half || (rest == half && millionths % 2 == 1) { millionths += 1 }
    let decimals = String(millionths % 1_000_000)
    return "\(millionths / 1_000_000)."
      + String(repeating: "0", count: 6 - decimals.count) + decimals
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
