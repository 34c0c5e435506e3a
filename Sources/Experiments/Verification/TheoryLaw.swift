public import Randomness
public import Statistics

/// A law with a closed form, and a model made of the simulator's own parts that has to obey it.
///
/// A replication starts in steady state and is decided by its streams alone. So the means of
/// replications are independent and free of initial bias, and Student's t gives an interval that
/// contains the law's value in 95 of 100 cases, if the simulator is right.
public protocol TheoryLaw: Sendable {
  /// The law's name, as in `M/M/1`; also the name under which the model's streams are keyed.
  var name: String { get }
  /// What is compared, with the unit if it has one.
  var quantity: String { get }
  /// The model's figures, for the reader who wants to follow the calculation.
  var setting: String { get }
  /// Independent replications behind one interval.
  var replications: Int { get }

  /// The quantity as theory has it.
  func theory() throws(StatisticsError) -> Double

  /// The quantity as one replication of the model has it.
  func replicate(_ streams: ReplicationStreams) -> Double
}

/// The random streams of one replication of one law.
public struct ReplicationStreams: Hashable, Sendable {
  /// The seed that the interval belongs to.
  public var seed: UInt64
  /// The replication, from 0.
  public var replication: UInt32
  /// The law's name.
  public var law: String

  public init(seed: UInt64, replication: UInt32, law: String) {
    (self.seed, self.replication, self.law) = (seed, replication, law)
  }

  /// The stream for one purpose, at its beginning.
  public func stream(_ purpose: String) -> RandomStream {
    StreamKey(seed: seed, replication: replication, name: law, purpose: purpose).stream
  }
}

extension TheoryLaw {
  /// The interval of one seed, or nil where a replication gives no finite number.
  public func interval(
    seed: UInt64, level: Double = TheoryVerification.level
  ) -> ConfidenceInterval? {
    let estimates = (0..<UInt32(clamping: replications)).map { replication in
      replicate(ReplicationStreams(seed: seed, replication: replication, law: name))
    }
    return StudentT.interval(of: estimates, level: level)
  }

  /// Counts over many seeds how often the interval contains the law's value.
  ///
  /// - Parameters:
  ///   - seeds: How many seeds.
  ///   - firstSeed: The first of them; the others follow.
  ///   - workers: Threads; nil: one a processor. Without influence on the result.
  public func verify(
    seeds: Int = TheoryVerification.seeds,
    firstSeed: UInt64 = TheoryVerification.firstSeed, workers: Int? = nil
  ) throws(StatisticsError) -> CoverageResult {
    let theory = try theory()
    let intervals = OrderedWork.map(seeds, workers: workers) {
      interval(seed: firstSeed &+ UInt64($0))
    }
    return CoverageResult(self, theory: theory, intervals: intervals)
  }
}
