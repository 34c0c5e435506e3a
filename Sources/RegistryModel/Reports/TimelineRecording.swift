import SimulationKernel

/// Turns a running total into what each interval of the timeline added to it.
///
/// The total starts anew at the end of the warm-up, perhaps inside an interval; what the interval
/// had gathered until then is carried over, so that the timeline knows no warm-up.
struct IntervalDifference: Sendable {
  private var last = 0.0
  private var carried = 0.0

  /// The interval ends: what it added.
  mutating func advance(to total: Double) -> Double {
    defer {
      last = total
      carried = 0
    }
    return carried + total - last
  }

  /// The total, which has come so far, starts anew from 0.
  mutating func restart(from total: Double) {
    carried += total - last
    last = 0
  }
}
