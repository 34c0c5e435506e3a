import Glibc

extension Theory {
  /// The hit probabilities of an LRU cache under independent references, by Che's approximation.
  public struct LRU: Sendable, Hashable {
    /// T: how long an object stays that is not asked for again, counted in requests.
    public let characteristicTime: Double
    /// The hit probability of each object, 1 − exp(−p·T), in the order given.
    public let hitProbabilities: [Double]
    /// The share of requests that hit.
    public let hitRatio: Double
    /// The share of requested bytes that hit; equals ``hitRatio`` where all sizes are equal.
    public let byteHitRatio: Double
  }

  /// LRU under the independent reference model.
  ///
  /// The characteristic time solves Σ s·(1 − exp(−p·T)) = capacity, found by bisection: the left
  /// side rises with T. The approximation is within a fraction of a per cent for caches of some
  /// ten objects or more.
  ///
  /// Source: Che, Tung, Wang, *Hierarchical Web caching systems*, IEEE JSAC 20(7), 2002; why it
  /// works: Fricker, Robert, Roberts, ITC 24, 2012.
  ///
  /// - Parameters:
  ///   - popularity: the objects' request rates; only their proportions matter.
  ///   - sizes: the objects' sizes in the unit of `capacity`, or `nil` for one each.
  ///   - capacity: what the cache holds. Where it holds everything, all requests hit and the
  ///     characteristic time is `Double.greatestFiniteMagnitude`.
  /// - Returns: the hit probabilities and what follows from them.
  /// - Throws: ``StatisticsError`` for no objects, a negative rate, a size that is not above zero
  ///   or a number of sizes other than that of objects.
  /// - Complexity: linear in the number of objects, some 100 times.
  public static func lru(
    popularity: [Double], sizes: [Double]? = nil, capacity: Double
  ) throws(StatisticsError) -> LRU {
    let check = Arguments(of: "LRU by Che's approximation")
    try check.count(popularity.count, "number of objects")
    try check.nonNegative(capacity, "capacity")
    let sizes = sizes ?? [Double](repeating: 1, count: popularity.count)
    guard sizes.count == popularity.count else {
      throw check.refuse("number of sizes", sizes.count, "one for each of \(popularity.count)")
    }
    for (object, size) in sizes.enumerated() {
      try check.positive(size, "size of object \(object)")
    }
    for (object, rate) in popularity.enumerated() {
      try check.nonNegative(rate, "popularity of object \(object)")
    }
    let total = popularity.reduce(0, +)
    try check.positive(total, "total popularity")
    let shares = popularity.map { $0 / total }

    func occupied(after time: Double) -> Double {
      var sum = 0.0
      for (share, size) in zip(shares, sizes) { sum -= size * expm1(-share * time) }
      return sum
    }
    var wanted = 0.0
    for (share, size) in zip(shares, sizes) where share > 0 { wanted += size }

    var time = Double.greatestFiniteMagnitude
    if capacity < wanted {
      var (low, high) = (0.0, 1.0)
      while occupied(after: high) < capacity, high < 0x1p1000 { (low, high) = (high, high * 2) }
      while true {
        let middle = low + (high - low) / 2
        guard middle > low, middle < high, (high - low) > high * 1e-14 else { break }
        if occupied(after: middle) < capacity { low = middle } else { high = middle }
      }
      time = high
    }
    if capacity == 0 { time = 0 }
    let hits = shares.map { $0 > 0 ? -expm1(-$0 * time) : 0 }
    var (ratio, hitBytes, bytes) = (0.0, 0.0, 0.0)
    for object in shares.indices {
      ratio += shares[object] * hits[object]
      hitBytes += shares[object] * hits[object] * sizes[object]
      bytes += shares[object] * sizes[object]
    }
    return LRU(
      characteristicTime: time, hitProbabilities: hits, hitRatio: ratio,
      byteHitRatio: hitBytes / bytes)
  }

  /// What a request does to the lifetime of a cached object.
  public enum LifetimeRule: Sendable, Hashable {
    /// The lifetime runs from the fetch: hit ratio λT ∕ (1 + λT).
    case fromFetch
    /// Each request starts the lifetime anew: hit ratio 1 − exp(−λT).
    case renewedByRequest
  }

  /// The hit ratio of one object with a lifetime under Poisson requests, fetched in no time.
  ///
  /// Source: Fofack, Nain, Neglia, Towsley, *Analysis of TTL-based cache networks*, 2012; Jung,
  /// Berger, Balakrishnan, INFOCOM 2003, for the lifetime from the fetch.
  public static func timeToLiveHitRatio(
    requestRate: Double, lifetime: Double, rule: LifetimeRule
  ) throws(StatisticsError) -> Double {
    let check = Arguments(of: "cache with lifetimes")
    try check.nonNegative(requestRate, "requestRate")
    try check.nonNegative(lifetime, "lifetime")
    let expected = requestRate * lifetime
    switch rule {
    case .fromFetch: return expected.isFinite ? expected / (1 + expected) : 1
    case .renewedByRequest: return -expm1(-expected)
    }
  }
}
