public import Statistics

/// The simulator against theory: does it give the known answer where an answer is known?
///
/// For each law, many seeds give an interval each. One interval says little, since 5 in 100 miss
/// by design; their number says whether the simulator or its statistics are biased.
public enum TheoryVerification {
  /// The probability with which an interval is meant to contain the law's value.
  public static let level = 0.95

  /// The usual number of seeds, which the project's bar speaks of.
  public static let seeds = 100

  /// The usual first seed. That 100 intervals of each of ten laws come out right is luck too; how
  /// much, ``chanceOfFailing(needed:of:laws:)`` says. So look at thousands of seeds before blaming
  /// the simulator, and before changing this.
  public static let firstSeed: UInt64 = 1

  /// The bar for ``seeds``: so many intervals of each law have to contain its value.
  public static let bar = 90

  /// The chance that is allowed for a right simulator to fail some law, for other numbers of seeds.
  public static let allowedChance = 0.01

  /// How many of so many intervals have to contain a law's value: ``bar`` of ``seeds``; of any other
  /// number, the most with which a right simulator fails one of the laws with no more than
  /// ``allowedChance``.
  ///
  /// - Parameter laws: How many laws are verified together.
  public static func needed(of seeds: Int, laws: Int = Self.laws.count) -> Int {
    guard seeds > 0 else { return 1 }
    if seeds == Self.seeds { return bar }
    // The chance grows with the number needed.
    var (low, high) = (0, seeds)
    while low < high {
      let middle = (low + high + 1) / 2
      let chance = chanceOfFailing(needed: middle, of: seeds, laws: laws)
      if chance <= allowedChance { low = middle } else { high = middle - 1 }
    }
    return max(1, low)
  }

  /// The chance that a right simulator has fewer than `needed` of `seeds` intervals right for at
  /// least one of so many laws: each interval is right with probability ``level``, whatever the
  /// others are.
  public static func chanceOfFailing(needed: Int, of seeds: Int, laws: Int) -> Double {
    guard needed > 0, seeds > 0, laws > 0,
      let covered = try? Distribution(.binomial(trials: seeds, probability: level))
    else { return 0 }
    var allHold = 1.0
    for _ in 0..<laws { allHold *= 1 - covered.cdf(Double(needed) - 1) }
    return 1 - allHold
  }

  /// All laws, in the order of the table.
  public static let laws: [any TheoryLaw] =
    StationLaw.all + [
      PairedStationsLaw(), ProcessorSharingLaw(), LRULaw(), LifetimeLaw(), AvailabilityLaw(),
    ]

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
