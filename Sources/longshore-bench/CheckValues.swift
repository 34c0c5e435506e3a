/// What the workloads must give: the check values of the baseline specification.
///
/// With reference sampling every system gives the same; one with a clock of whole nanoseconds within
/// some parts in 10⁹. With other sampling, the figures of M/M/1 and of the chain of caches agree
/// within four standard deviations with the means over other seeds, both as the specification reports
/// them. For the others theory gives the deviation: M/M/1 ends with the last of N arrivals, a sum of N
/// exponential gaps. PHOLD's n events in flight are renewal processes of mean 1.1 s and deviation 1 s,
/// so the instant of a certain event has the deviation 0.95 √(end / n) s; its mean is not known, so the
/// reference value stands for it, with the same deviation.
struct CheckValue {
  let workload: String
  let figure: String
  /// With reference sampling.
  let reference: Double
  /// With any other sampling.
  let otherwise: ClosedRange<Double>

  static let all = [
    CheckValue("mm1", "mean_wait", 9.041152940, otherwise: 8.996, deviation: 0.095),
    CheckValue("mm1", "end", 5_552_098.199973211, otherwise: 5_555_556, deviation: 2_485),
    CheckValue("phold1024", "end", 671.757072959, otherwise: 671.757, deviation: 0.273),
    CheckValue("phold65536", "end", 10.588452759, otherwise: 10.5885, deviation: 0.0043),
    CheckValue("cachechain", "mean", 0.271970212, otherwise: 0.2731, deviation: 0.0005),
    CheckValue("cachechain", "p50", 0.094794488, otherwise: 0.0951, deviation: 0.0002),
    CheckValue("cachechain", "p99", 2.744877317, otherwise: 2.759, deviation: 0.010),
    CheckValue("cachechain", "region_hit", 0.601865, otherwise: 0.6006, deviation: 0.0004),
    CheckValue("cachechain", "primary_hit", 0.404525, otherwise: 0.4019, deviation: 0.0009),
    CheckValue("cachechain", "end", 234.667442, otherwise: nil),
    CheckValue("cachechain", "events", 12_540_858, otherwise: nil),
    CheckValue("lru", "miss_ratio", 0.221998100, otherwise: nil),
  ]

  private init(
    _ workload: String, _ figure: String, _ reference: Double, otherwise mean: Double?,
    deviation: Double = 0
  ) {
    (self.workload, self.figure, self.reference) = (workload, figure, reference)
    otherwise =
      mean.map { $0 - 4 * deviation...$0 + 4 * deviation }
      ?? -Double.infinity...Double.infinity
  }

  /// What is wrong with a result, a sentence a figure.
  static func complaints(about result: WorkloadResult, own: Bool) -> [String] {
    all.filter { $0.workload == result.workload }.compactMap { check in
      guard let figure = result.figures.first(where: { $0.name == check.figure }) else {
        return "\(check.workload) gave no \(check.figure)"
      }
      let value = decimal(figure.value, figure.digits)
      if own {
        guard !check.otherwise.contains(figure.value) else { return nil }
        let (lower, upper) = (check.otherwise.lowerBound, check.otherwise.upperBound)
        return "\(check.workload): \(check.figure) is \(value), not from"
          + " \(decimal(lower, figure.digits)) to \(decimal(upper, figure.digits))"
      }
      // Half a unit of the last digit, or what a clock of nanoseconds may differ by.
      var unit = 1.0
      for _ in 0..<figure.digits { unit /= 10 }
      guard abs(figure.value - check.reference) > max(unit / 2, 3e-9 * check.reference) else {
        return nil
      }
      return "\(check.workload): \(check.figure) is \(value), not"
        + " \(decimal(check.reference, figure.digits))"
    }
  }
}
