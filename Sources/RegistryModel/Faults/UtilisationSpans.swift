import SimulationKernel

/// How busy something was over each of some occurrences, from a running total of its work.
struct UtilisationSpans: Sendable {
  private struct Mark {
    var occurrence: Int
    var begin: Instant
    var total: Double
  }

  private var open: [Mark] = []
  private var ended: [(occurrence: Int, mean: Double)] = []

  /// An occurrence begins or ends.
  ///
  /// - Parameter total: The work done so far, in nanoseconds of one server or of the whole.
  mutating func mark(_ occurrence: Int, _ begins: Bool, total: Double, at now: Instant) {
    if begins {
      open.append(Mark(occurrence: occurrence, begin: now, total: total))
    } else if let mean = mean(occurrence, total: total, at: now) {
      open.removeAll { $0.occurrence == occurrence }
      ended.append((occurrence, mean))
    }
  }

  /// The mean over an occurrence, up to now where it has not ended; nil where it took no time.
  func mean(_ occurrence: Int, total: Double, at now: Instant) -> Double? {
    if let mark = open.first(where: { $0.occurrence == occurrence }) {
      let time = (now - mark.begin).nanoseconds
      return time > 0 ? (total - mark.total) / Double(time) : nil
    }
    return ended.first { $0.occurrence == occurrence }?.mean
  }
}
