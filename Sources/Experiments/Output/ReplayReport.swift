public import ContentCache

/// Replay results as text: CSV for programs, an aligned table for people. Both are the same bytes
/// for the same results, wherever they are made.
public enum ReplayReport {
  static let columns = [
    "trace", "algorithm", "cache_bytes", "requests", "object_misses", "bytes_requested",
    "byte_misses", "object_miss_ratio", "byte_miss_ratio",
  ]

  /// Results as CSV, header first. Policies have the names of the published reference counts; a
  /// ratio is empty where nothing was requested.
  public static func csv(_ results: [ReplayResult], trace: String) throws -> String {
    var writer = try CSVWriter(columns)
    for result in results {
      let ratios = ratios(of: result)
      try writer.row([
        trace, "\(result.policy)", "\(result.capacity)", "\(result.requests)", "\(result.misses)",
        "\(result.bytesRequested)", "\(result.bytesMissed)", ratios.objects ?? "",
        ratios.bytes ?? "",
      ])
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Results as a table: names to the left, numbers to the right.
  ///
  /// - Parameters:
  ///   - results: Every policy at every capacity, capacities varying fastest.
  ///   - policies: The policies as they were asked for.
  ///   - capacities: The capacities as they were asked for.
  public static func table(
    _ results: [ReplayResult], policies: [String], capacities: [String]
  ) -> String {
    precondition(results.count == policies.count * capacities.count, "a result a line")
    var table = TextTable()
    table.row([
      "policy", "capacity", "bytes", "requests", "misses", "miss ratio", "byte miss ratio",
    ])
    for (index, result) in results.enumerated() {
      let (policy, capacity) = index.quotientAndRemainder(dividingBy: capacities.count)
      let ratios = ratios(of: result)
      table.row([
        policies[policy], capacities[capacity], "\(result.capacity)", "\(result.requests)",
        "\(result.misses)", ratios.objects ?? "–", ratios.bytes ?? "–",
      ])
    }
    return table.text
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

  private static func ratios(of result: ReplayResult) -> (objects: String?, bytes: String?) {
    (ratio(result.misses, result.requests), ratio(result.bytesMissed, result.bytesRequested))
  }

  /// The double nearest to a ratio between 0 and 1 with six decimals, its exact binary value
  /// rounded to the nearest and ties to even: what every C library prints. Nil for a ratio to 0.
  static func ratio(_ part: Int64, _ whole: Int64) -> String? {
    guard whole > 0 else { return nil }
    guard part > 0 else { return "0.000000" }
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
}
