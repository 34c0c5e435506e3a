import Glibc

extension Theory {
  /// The exact hit ratio of an LRU cache under independent references, for objects of one size.
  ///
  /// Let requests be Poisson with rate one. An object is in the cache if fewer than `capacity`
  /// others were asked for since its own last request, which lies an exponential time t back; at a
  /// given t the others are independent of each other. With qᵢ = 1 − exp(−pᵢt) the hit ratio is
  ///
  /// Σᵢ pᵢ² ∫ exp(−pᵢt) · P(fewer than C of the others) dt,
  ///
  /// where the sum of the products of generating functions that leave one object out is built up
  /// object by object. The integral is taken over the logarithm of t by the trapezoid rule, which
  /// converges exponentially for such functions: with the step taken here it is off by some 10⁻¹⁵.
  ///
  /// Source: Flajolet, Gardy, Thimonier, *Birthday paradox, coupon collectors, caching algorithms
  /// and self-organizing search*, Discrete Applied Mathematics 39, 1992, section 6; the same value
  /// as King's sum over permutations (*Analysis of demand paging algorithms*, IFIP 1971).
  ///
  /// - Parameters:
  ///   - popularity: the objects' request rates; only their proportions matter.
  ///   - capacity: how many objects the cache holds.
  /// - Returns: the share of requests that hit.
  /// - Throws: ``StatisticsError`` for no objects, a negative rate or a negative capacity.
  /// - Complexity: objects × capacity, some 250 times, or 80·√capacity times if that is more.
  public static func exactLRUHitRatio(
    popularity: [Double], capacity: Int
  ) throws(StatisticsError) -> Double {
    let check = Arguments(of: "LRU, exact")
    try check.count(popularity.count, "number of objects")
    try check.count(capacity, "capacity", least: 0)
    for (object, rate) in popularity.enumerated() {
      try check.nonNegative(rate, "popularity of object \(object)")
    }
    let total = popularity.reduce(0, +)
    try check.positive(total, "total popularity")
    let shares = popularity.map { $0 / total }.filter { $0 > 0 }
    guard capacity > 0 else { return 0 }
    guard capacity < shares.count, let rarest = shares.min() else { return 1 }

    // Below e⁻³⁷ lies less than a rounding error of the integral, and as little where even the
    // rarest object has been asked for 40 times in the mean.
    let (first, last) = (-37.0, log(40) - log(rarest))
    // The number asked for passes the capacity within some 1 ∕ √C of the logarithm of time.
    let step = min(0.2, 0.6 / Double(capacity).squareRoot())
    var sum = 0.0
    var position = first
    while position <= last {
      let time = exp(position)
      sum += time * density(of: shares, after: time, capacity: capacity)
      position += step
    }
    return min(sum * step, 1)
  }

  /// Σᵢ pᵢ² exp(−pᵢt) · P(fewer than `capacity` of the others were asked for within t).
  private static func density(
    of shares: [Double], after time: Double, capacity: Int
  ) -> Double {
    // Entry k: the probability that k of the objects so far were asked for; and the weighted sum
    // over the object left out of the same probability for the rest.
    var all = [Double](repeating: 0, count: capacity)
    var withoutOne = all
    all[0] = 1
    for share in shares {
      let absent = exp(-share * time)
      let asked = -expm1(-share * time)
      let weight = share * share * absent
      for count in stride(from: capacity - 1, through: 0, by: -1) {
        let fewer = count > 0 ? withoutOne[count - 1] : 0
        withoutOne[count] = withoutOne[count] * absent + fewer * asked + weight * all[count]
        all[count] = all[count] * absent + (count > 0 ? all[count - 1] * asked : 0)
      }
    }
    return withoutOne.reduce(0, +)
  }
}
