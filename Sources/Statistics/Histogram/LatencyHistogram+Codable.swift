import Histogram

/// Encoded are the exact figures, and each cell that holds values with how many. An empty histogram
/// is an empty object. What is decoded equals what was encoded.
extension LatencyHistogram: Codable {
  private enum CodingKeys: String, CodingKey { case cells, clamped, sum, min, max }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    guard !isEmpty else { return }
    var cells: [Int64] = []
    forEachCell { value, times in cells += [value, Int64(times)] }
    try container.encode(cells, forKey: .cells)
    try container.encode(clampedCount, forKey: .clamped)
    try container.encode(String(sum), forKey: .sum)
    try container.encode(min, forKey: .min)
    try container.encode(max, forKey: .max)
  }

  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let cells = try container.decodeIfPresent([Int64].self, forKey: .cells) else { return }
    for place in stride(from: 0, to: cells.count - 1, by: 2) {
      record(nanoseconds: cells[place], count: Int(cells[place + 1]))
    }
    guard let sum = UInt128(try container.decode(String.self, forKey: .sum)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .sum, in: container, debugDescription: "the sum is no number")
    }
    // A cell's value stands for all in it; these are exact.
    restore(
      clampedCount: try container.decode(Int.self, forKey: .clamped), sum: sum,
      smallest: try container.decode(Int64.self, forKey: .min),
      largest: try container.decode(Int64.self, forKey: .max))
  }
}
