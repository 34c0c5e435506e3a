import Randomness

/// The distribution of a length of time, with what a start in steady state needs: how long what is
/// under way still lasts.
enum DurationLaw: Hashable, Sendable {
  /// Forgets how long it has lasted.
  case exponential(mean: Double)
  /// Evenly distributed; `from` is not negative.
  case uniform(from: Double, to: Double)
  /// Exponential with one of two means, the first with `probability`: varies more than exponential.
  case hyperexponential(probability: Double, Double, Double)

  /// The mean.
  var mean: Double {
    switch self {
    case .exponential(let mean): mean
    case .uniform(let lower, let upper): (lower + upper) / 2
    case .hyperexponential(let share, let first, let second):
      share * first + (1 - share) * second
    }
  }

  /// The variance over the squared mean.
  var squaredVariation: Double {
    switch self {
    case .exponential: return 1
    case .uniform(let lower, let upper):
      return (upper - lower) * (upper - lower) / (12 * mean * mean)
    case .hyperexponential(let share, let first, let second):
      let square = 2 * (share * first * first + (1 - share) * second * second)
      return square / (mean * mean) - 1
    }
  }

  /// Draws a length in seconds.
  func sample(from stream: inout RandomStream) -> Double {
    switch self {
    case .exponential(let mean): return Exponential(mean: mean).sample(from: &stream)
    case .uniform(let lower, let upper):
      return Uniform(from: lower, to: upper).sample(from: &stream)
    case .hyperexponential(let share, let first, let second):
      let mean = stream.uniform() < share ? first : second
      return Exponential(mean: mean).sample(from: &stream)
    }
  }

  /// Draws what remains, at a random moment, of the length that is under way.
  ///
  /// Long ones are met in proportion to their length, and at an even place: the remainder has the
  /// density P(X > x) ∕ E[X] (Ross, *Introduction to Probability Models*, section 7.7).
  func remainder(from stream: inout RandomStream) -> Double {
    switch self {
    case .exponential: return sample(from: &stream)
    case .uniform(let lower, let upper):
      let squares = Uniform(from: lower * lower, to: upper * upper).sample(from: &stream)
      return stream.uniform() * squares.squareRoot()
    case .hyperexponential(let share, let first, let second):
      let mean = stream.uniform() * mean < share * first ? first : second
      return Exponential(mean: mean).sample(from: &stream)
    }
  }
}
