/// Whether a system keeps up with its load, in a word and a sentence.
public struct StabilityVerdict: Sendable, Hashable {
  /// The word.
  public enum State: String, Sendable, Hashable {
    /// The backlog has no upward trend, and the load is below the capacity.
    case stable
    /// The load is below the capacity or unknown, and the backlog rose over the run.
    case backlogged
    /// More is offered than can be served: the backlog grows for as long as the run lasts.
    case overloaded
  }

  /// The word.
  public let state: State

  /// The sentence for the reader.
  public let sentence: String

  /// The number of batches the backlog is averaged into before the test of trend.
  public static let batches = 10

  /// Judges a run.
  ///
  /// The trend is tested by Mann and Kendall's statistic on ten batch means, one-sided at 0.1 %,
  /// and counts only where the last batch exceeds the first by more than one item and by half of
  /// the overall mean. Few runs of a busy but stable queue are called backlogged.
  ///
  /// Source: Mann 1945, Kendall 1975.
  ///
  /// - Parameters:
  ///   - offeredLoad: the offered over the possible work of the busiest resource, 1 being all it
  ///     can do; `nil` where it is not known.
  ///   - backlog: the number waiting at equally spaced times, or its mean in each interval.
  public init(offeredLoad: Double?, backlog: [Double]) {
    let rise = Self.rise(of: backlog)
    let offered = offeredLoad.flatMap { $0.isFinite ? $0 : nil }
    let percent = offered.map { "\(Int(min(max($0 * 100, 0), 1e9).rounded())) %" }
    let growth = rise.map { "the backlog grew from \(Self.short($0)) to \(Self.short($1))" }
    switch (offered, growth) {
    case (let load?, let growth) where load >= 1:
      state = .overloaded
      let fact = growth.map { "; \($0)" } ?? ""
      sentence =
        "Overloaded: the load offered is \(percent ?? "") of capacity\(fact). Waiting times "
        + "depend on how long the run is and say nothing about a steady state."
    case (_, let growth?):
      state = .backlogged
      sentence =
        "Backlogged: \(growth) over the run"
        + (percent.map { " although the load offered is \($0) of capacity." } ?? ".")
        + " Means over the run are not those of a steady state."
    default:
      state = .stable
      sentence =
        "Stable: the backlog shows no trend"
        + (percent.map { ", and the load offered is \($0) of capacity." } ?? ".")
    }
  }

  private static func short(_ level: Double) -> String {
    "\((min(level, 1e15) * 10).rounded() / 10)"
  }

  /// The first and last batch means of a backlog that rose, or `nil` where it did not.
  private static func rise(of backlog: [Double]) -> (Double, Double)? {
    guard backlog.count >= batches, backlog.allSatisfy(\.isFinite) else { return nil }
    let size = backlog.count / batches
    // What does not fill ten batches is left out at the start.
    let tail = Array(backlog.suffix(size * batches))
    let means = (0..<batches).compactMap { Moments(tail[$0 * size..<($0 + 1) * size]).mean }
    guard means.count == batches, let first = means.first, let last = means.last,
      let overall = Moments(means).mean
    else { return nil }
    var concordance = 0.0
    for later in 1..<batches {
      for earlier in 0..<later {
        if means[later] > means[earlier] { concordance += 1 }
        if means[later] < means[earlier] { concordance -= 1 }
      }
    }
    let n = Double(batches)
    let deviation = (n * (n - 1) * (2 * n + 5) / 18).squareRoot()
    let critical = 3.090  // the normal distribution's 99.9 % point
    guard (concordance - 1) / deviation > critical, last - first > 1,
      last - first > overall / 2
    else { return nil }
    return (first, last)
  }
}
