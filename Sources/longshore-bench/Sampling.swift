import Randomness

/// A stream that a workload draws from; workloads are generic over it, at no cost.
protocol WorkloadStream: BitwiseCopyable {
  init(seed: UInt64, id: UInt64)
  mutating func unit() -> Double
  mutating func exponential(_ mean: Double) -> Double
  mutating func below(_ bound: UInt64) -> UInt64
  mutating func logNormal(_ delay: Delay) -> Double
  /// What the line of results calls the system.
  static var system: String { get }
}

/// A lognormal delay in seconds.
struct Delay: BitwiseCopyable {
  let median: Double
  let sigma: Double
  /// The distribution as the simulator's own sampling knows it.
  let own: LogNormal

  init(_ median: Double, _ sigma: Double) {
    self.median = median
    self.sigma = sigma
    own = LogNormal(median: median, sigma: sigma)
  }
}

extension ReferenceStream: WorkloadStream {
  static var system: String { "longshore-ref" }

  mutating func logNormal(_ delay: Delay) -> Double {
    logNormal(median: delay.median, sigma: delay.sigma)
  }
}

/// The simulator's own streams and samplers.
struct OwnStream: WorkloadStream {
  private var stream: RandomStream

  static var system: String { "longshore" }

  init(seed: UInt64, id: UInt64) { stream = RandomStream(key: seed, entity: id) }

  mutating func unit() -> Double { stream.uniform() }

  mutating func exponential(_ mean: Double) -> Double {
    Exponential(mean: mean).sample(from: &stream)
  }

  mutating func below(_ bound: UInt64) -> UInt64 { stream.below(bound) }

  mutating func logNormal(_ delay: Delay) -> Double { delay.own.sample(from: &stream) }
}
