/// All that a sweep found: whoever has it writes the same files, however the points came together.
public struct SweepOutcome: Sendable {
  public let summary: SweepSummary
  /// In the order of the grid.
  public let points: [PointOutcome]

  /// - Parameter points: One outcome a point, in order.
  /// - Throws: A ``SweepRefusal`` where no point has figures.
  init(_ summary: SweepSummary, _ points: [PointOutcome]) throws(SweepRefusal) {
    self.summary = summary
    self.points = points
    guard points.contains(where: { $0.fingerprint != nil }) else {
      throw SweepRefusal(
        "no point has results; of point 1: \(points.first?.sentence ?? "there is none")")
    }
  }

  /// One number for all points in their order: equal sweeps have equal ones.
  public var fingerprint: UInt64 { points.map { $0.fingerprint ?? 0 }.rollingFingerprint }

  /// The points' verdict, or that they differ.
  var verdict: String {
    let verdicts = Set(points.map(\.verdict))
    return verdicts.count == 1 ? verdicts.first ?? "" : "mixed"
  }

  /// How many replications all points have together.
  var replications: Int { points.reduce(0) { $0 + $1.replications } }
}

/// That a sweep or a part of it cannot be made, in a sentence.
public struct SweepRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
