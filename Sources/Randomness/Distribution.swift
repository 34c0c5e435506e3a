/// A distribution from which variates are drawn by inversion.
///
/// A variate is the quantile of one uniform number. So every draw takes exactly one number from its
/// stream, and a larger number gives a larger variate: what two alternatives have in common stays
/// in common when a parameter differs between them.
public protocol Distribution<Value>: Sendable {
  /// What is drawn.
  associatedtype Value

  /// The value that is not exceeded with probability `u`, for 0 < u < 1.
  func quantile(_ u: Double) -> Value
}

extension Distribution {
  /// Draws one variate.
  @inlinable
  public func sample(from stream: inout RandomStream) -> Value { quantile(stream.uniform()) }
}

/// The same probability everywhere between two bounds.
@frozen
public struct Uniform: Distribution, Hashable {
  /// The bounds.
  public let lower: Double, upper: Double

  /// Creates the distribution from `lower` to `upper`.
  @inlinable
  public init(from lower: Double, to upper: Double) { (self.lower, self.upper) = (lower, upper) }

  @inlinable
  public func quantile(_ u: Double) -> Double { lower + (upper - lower) * u }
}

/// The exponential distribution: times between events that know nothing of each other.
@frozen
public struct Exponential: Distribution, Hashable {
  /// The mean, the inverse of the rate.
  public let mean: Double

  /// Creates the distribution with `mean`.
  @inlinable
  public init(mean: Double) { self.mean = mean }

  @inlinable
  public func quantile(_ u: Double) -> Double { -mean * ElementaryFunctions.log(1 - u) }
}

/// The normal distribution.
@frozen
public struct Normal: Distribution, Hashable {
  /// The mean, and the standard deviation.
  public let mean: Double, deviation: Double

  /// Creates the distribution with `mean` and standard `deviation`.
  @inlinable
  public init(mean: Double, deviation: Double) {
    (self.mean, self.deviation) = (mean, deviation)
  }

  @inlinable
  public func quantile(_ u: Double) -> Double {
    mean + deviation * ElementaryFunctions.standardNormalQuantile(u)
  }
}

/// The distribution of a value whose natural logarithm is normal.
@frozen
public struct LogNormal: Distribution, Hashable {
  /// The mean of the logarithm.
  public let mu: Double
  /// The standard deviation of the logarithm.
  public let sigma: Double

  /// Creates the distribution of exp(`mu` + `sigma` Z).
  @inlinable
  public init(mu: Double, sigma: Double) { (self.mu, self.sigma) = (mu, sigma) }

  /// Creates the distribution that half of the values exceed `median` of, which is positive.
  @inlinable
  public init(median: Double, sigma: Double) {
    self.init(mu: ElementaryFunctions.log(median), sigma: sigma)
  }

  @inlinable
  public func quantile(_ u: Double) -> Double {
    logNormalQuantile(u, mean: mu, deviation: sigma)
  }
}

/// The Weibull distribution, with survival function exp(−(x / scale)^shape).
@frozen
public struct Weibull: Distribution, Hashable {
  /// Scale and shape, both positive.
  public let scale: Double, shape: Double

  /// Creates the distribution; a shape of 1 is the exponential with mean `scale`.
  @inlinable
  public init(scale: Double, shape: Double) { (self.scale, self.shape) = (scale, shape) }

  @inlinable
  public func quantile(_ u: Double) -> Double {
    scale * ElementaryFunctions.pow(-ElementaryFunctions.log(1 - u), 1 / shape)
  }
}

/// The Pareto distribution, with survival function (minimum / x)^shape.
@frozen
public struct Pareto: Distribution, Hashable {
  /// The smallest value, and the shape; both positive.
  public let minimum: Double, shape: Double

  /// Creates the distribution; its mean is finite for a shape above 1.
  @inlinable
  public init(minimum: Double, shape: Double) { (self.minimum, self.shape) = (minimum, shape) }

  @inlinable
  public func quantile(_ u: Double) -> Double {
    minimum * ElementaryFunctions.pow(1 - u, -1 / shape)
  }
}

/// A distribution given by some of its quantiles, linear between them.
public struct Empirical: Distribution, Hashable {
  private let probabilities: [Double]
  private let values: [Double]

  /// Creates the distribution from points of its quantile function.
  ///
  /// Nil unless there are two or more, the probabilities go from 0 to 1 and rise strictly, and the
  /// values are finite and never fall.
  public init?(_ points: [(probability: Double, value: Double)]) {
    guard points.count >= 2, points[0].probability == 0, points[points.count - 1].probability == 1
    else { return nil }
    for (a, b) in zip(points, points.dropFirst()) {
      guard a.probability < b.probability, a.value <= b.value else { return nil }
    }
    guard points.allSatisfy({ $0.value.isFinite }) else { return nil }
    probabilities = points.map(\.probability)
    values = points.map(\.value)
  }

  public func quantile(_ u: Double) -> Double {
    var (low, high) = (0, probabilities.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if probabilities[middle] <= u { low = middle } else { high = middle }
    }
    let share = (u - probabilities[low]) / (probabilities[high] - probabilities[low])
    return values[low] + (values[high] - values[low]) * share
  }
}
