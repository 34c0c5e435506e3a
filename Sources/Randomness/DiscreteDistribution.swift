/// True with a given probability.
@frozen
public struct Bernoulli: Distribution, Hashable {
  /// The probability of true.
  public let probability: Double

  /// Creates the distribution.
  @inlinable
  public init(_ probability: Double) { self.probability = probability }

  /// False first, true for the largest `u`, so that it rises with it.
  @inlinable
  public func quantile(_ u: Double) -> Bool { u > 1 - probability }
}

/// The number of failures before the first success.
@frozen
public struct Geometric: Distribution, Hashable {
  /// The probability of success, above 0 and at most 1.
  public let probability: Double
  @usableFromInline let logarithm: Double

  /// Creates the distribution on 0, 1, 2, …, with mean (1 − p) / p.
  @inlinable
  public init(probability: Double) {
    self.probability = probability
    logarithm = ElementaryFunctions.log(1 - probability)
  }

  @inlinable
  public func quantile(_ u: Double) -> Int {
    guard probability < 1 else { return 0 }
    // The smallest k with 1 − (1 − p)^(k + 1) ≥ u; the division may err by one next to a step.
    let exact = ElementaryFunctions.log(1 - u) / logarithm
    return exact < 0x1p62 ? Int(exact) : .max
  }
}

/// The number of failures before the `successes`-th success, which need not be whole: counts that
/// scatter more than a Poisson variable.
public struct NegativeBinomial: Distribution, Hashable {
  private let table: WeightedIndex

  /// Creates the distribution with probability `probability` of success, or nil for figures that
  /// are not positive (the probability also below 1), or whose table would pass a million entries.
  ///
  /// The mean is successes (1 − p) / p. Probabilities are tabulated until what remains is 2⁻⁵³.
  public init?(successes: Double, probability: Double) {
    guard successes > 0, successes.isFinite, probability > 0, probability < 1 else { return nil }
    // Weights relative to the mode's, so that none of importance underflows.
    let mode = max(0, (successes - 1) * (1 - probability) / probability)
    guard mode < 1e6 else { return nil }
    let start = Int(mode)
    var upward = [1.0]
    var weight = 1.0
    var sum = 1.0
    var k = start
    repeat {
      let ratio = (Double(k) + successes) / Double(k + 1) * (1 - probability)
      weight *= ratio
      upward.append(weight)
      sum += weight
      k += 1
      guard k < 1_000_000 else { return nil }
      // Beyond the mode the ratio falls towards 1 − p, which bounds what follows.
      let rest = ratio < 1 ? weight * ratio / (1 - ratio) : .infinity
      if rest < sum * 0x1p-53 { break }
    } while true
    var downward: [Double] = []
    weight = 1
    for k in stride(from: start, to: 0, by: -1) {
      weight *= Double(k) / ((Double(k) - 1 + successes) * (1 - probability))
      downward.append(weight)
    }
    guard let table = WeightedIndex(downward.reversed() + upward) else { return nil }
    self.table = table
  }

  public func quantile(_ u: Double) -> Int { table.quantile(u) }
}

/// An index with a probability in proportion to its weight.
///
/// Drawn by inversion through a guide table (Chen and Asau 1974): O(1) expected at any number of
/// weights, and, unlike the alias method, rising with the uniform number.
@frozen
public struct WeightedIndex: Distribution, Hashable {
  @usableFromInline let cumulative: [Double]
  /// For each of as many equal parts of [0, 1) as there are weights, the first index that reaches
  /// beyond its beginning.
  @usableFromInline let guide: [UInt32]

  /// The number of weights.
  @inlinable
  public var count: Int { cumulative.count }

  /// Creates the table; O(n).
  ///
  /// Nil unless there is a weight, none is negative, and their sum is positive and finite.
  public init?(_ weights: [Double]) {
    guard !weights.isEmpty, weights.count < Int(UInt32.max), weights.allSatisfy({ $0 >= 0 })
    else { return nil }
    var sums: [Double] = []
    sums.reserveCapacity(weights.count)
    var sum = 0.0
    for weight in weights {
      sum += weight
      sums.append(sum)
    }
    guard sum > 0, sum.isFinite else { return nil }
    let lastUseful = weights.lastIndex { $0 > 0 } ?? 0
    for index in sums.indices { sums[index] = index >= lastUseful ? 1 : sums[index] / sum }
    var starts: [UInt32] = []
    starts.reserveCapacity(sums.count)
    var index = 0
    for part in sums.indices {
      while sums[index] <= Double(part) / Double(sums.count) { index += 1 }
      starts.append(UInt32(index))
    }
    (cumulative, guide) = (sums, starts)
  }

  /// The first index whose cumulative probability exceeds `u`.
  @inlinable
  public func quantile(_ u: Double) -> Int {
    var index = Int(guide[min(Int(u * Double(guide.count)), guide.count - 1)])
    // The product may round up into the next part.
    while index > 0, cumulative[index - 1] > u { index -= 1 }
    while cumulative[index] <= u { index += 1 }
    return index
  }
}

/// Popularity by rank: rank r, counted from 0, has a weight of (r + 1)^−s.
@frozen
public struct Zipf: Distribution, Hashable {
  /// The exponent s.
  public let exponent: Double
  @usableFromInline let table: WeightedIndex

  /// Creates the distribution over `count` ranks; O(count).
  ///
  /// Nil unless there is a rank and the exponent is finite and not negative.
  public init?(count: Int, exponent: Double) {
    guard count > 0, exponent >= 0, exponent.isFinite,
      let table = WeightedIndex((1...count).map { ElementaryFunctions.pow(Double($0), -exponent) })
    else { return nil }
    (self.exponent, self.table) = (exponent, table)
  }

  /// The number of ranks.
  @inlinable
  public var count: Int { table.count }

  @inlinable
  public func quantile(_ u: Double) -> Int { table.quantile(u) }
}
