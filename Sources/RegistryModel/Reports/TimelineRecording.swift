import SimulationKernel

/// Turns running totals into figures of one interval.
///
/// An actor keeps totals since the end of the warm-up; a timeline wants what each interval added.
/// After a reset of the totals the first difference would be negative, so a total that fell is
/// taken as it stands.
struct IntervalDifference: Sendable {
  private var last = 0.0

  mutating func advance(to total: Double) -> Double {
    defer { last = total }
    return total >= last ? total - last : total
  }
}
