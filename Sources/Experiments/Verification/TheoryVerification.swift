public import Statistics

/// The simulator against theory: does it give the known answer where an answer is known?
///
/// For each law, many seeds give an interval each. One interval says little, since 5 in 100 miss
/// by design; their number says whether the simulator or its statistics are biased.
public enum TheoryVerification {
  /// The probability with which an interval is meant to contain the law's value.
  public static let level = 0.95

  /// The usual number of seeds.
  public static let seeds = 100

  /// The usual first seed. That 100 intervals of each of nine laws come out right is luck too: of a
  /// right simulator, about one first seed in six gives one law fewer than needed. So look at
  /// thousands of seeds before blaming the simulator, and before changing this.
  public static let firstSeed: UInt64 = 1

  /// The share of intervals that have to contain the law's value, in percent. At the level of
  /// ``level``, 100 intervals of a right simulator fall short of it with a probability of 1.2 %.
  public static let neededPercent = 90

  /// How many of so many intervals have to contain the law's value.
  public static func needed(of seeds: Int) -> Int {
    Int((Int128(seeds) * Int128(neededPercent) + 99) / 100)
  }

  /// All laws, in the order of the table.
  public static let laws: [any TheoryLaw] =
    StationLaw.all + [ProcessorSharingLaw(), LRULaw(), LifetimeLaw(), AvailabilityLaw()]

  /// Verifies several laws at once.
  ///
  /// An interval is decided by its law and seed alone, and results are put in order, so that how
  /// many threads there are leaves no trace in them.
  ///
  /// - Parameters:
  ///   - laws: The laws.
  ///   - seeds: How many seeds each gets.
  ///   - firstSeed: The first of them; the others follow.
  ///   - workers: Threads; nil: one a processor.
  ///   - progress: Called after each interval, from any of the threads, with the number of
  ///     intervals that are done and that of all.
  /// - Returns: One result a law, in order.
  /// - Throws: ``StatisticsError`` of a law whose figures its formula has no value for; no run has
  ///   been made then.
  public static func verify(
    _ laws: [any TheoryLaw] = laws, seeds: Int = seeds, firstSeed: UInt64 = firstSeed,
    workers: Int? = nil,
    progress: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(StatisticsError) -> [CoverageResult] {
    var theories: [Double] = []
    for law in laws { theories.append(try law.theory()) }
    let all = laws.count * max(0, seeds)
    let intervals = OrderedWork.map(all, workers: workers) { number in
      laws[number / seeds].interval(seed: firstSeed &+ UInt64(number % seeds))
    } progress: { done in
      progress(done, all)
    }
    return laws.indices.map { index in
      CoverageResult(
        laws[index], theory: theories[index],
        intervals: Array(intervals[index * seeds..<(index + 1) * seeds]))
    }
  }
}
