/// A row of small bars, one a value.
enum Sparkline {
  private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The bars of some values below `top`; a dot where there is none, or nothing.
  static func text(_ values: [Double?], top: Double) -> String {
    String(
      values.map { value -> Character in
        guard let value, value > 0, top > 0 else { return "·" }
        let place = Int((value / top * Double(bars.count)).rounded(.up)) - 1
        return bars[min(max(place, 0), bars.count - 1)]
      })
  }

  /// Values in at most so many groups of neighbours, each by its largest.
  static func grouped(_ values: [Double?], into most: Int) -> [Double?] {
    let size = max(1, (values.count + most - 1) / max(1, most))
    return stride(from: 0, to: values.count, by: size).map { start in
      values[start..<min(start + size, values.count)].compactMap(\.self).max()
    }
  }
}
