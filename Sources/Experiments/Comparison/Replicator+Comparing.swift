import RegistryModel
public import ScenarioFiles
import SimulationKernel
import Statistics

/// What is given as one side of a comparison.
public enum ComparisonSide: Sendable {
  /// A scenario that is to be run, and what the comparison calls it.
  case scenario(ResolvedScenario, name: String)
  /// What a run left in a folder.
  case recorded(RecordedRun)

  /// What it asks of comparisons.
  var comparison: ComparisonDescription? {
    switch self {
    case .scenario(let resolved, _): resolved.experiment.compare
    case .recorded(let run): run.scenario?.experiment.compare
    }
  }

  /// Every metric that it has or can have; the figures need not mean anything.
  fileprivate var metrics: [ObservationTable] {
    get throws {
      switch self {
      case .scenario(let resolved, _): [try resolved.possibleMetrics]
      case .recorded(let run):
        // A file that its scenario names may be gone.
        [run.results.observations] + [try? run.scenario?.possibleMetrics].compactMap(\.self)
      }
    }
  }
}

extension Replicator {
  /// Compares two scenarios, two recorded runs, or one of each.
  ///
  /// Scenarios run under the same seed, so that what they draw is the same where they ask the same:
  /// that of the recorded run, or of the first scenario; with as many replications as the recorded run
  /// has, or as the larger number of both scenarios', or until the differences of the metrics of
  /// `run.precision` (the first scenario's, or else the second's) are as exact as that asks, relative
  /// to the first scenario's means. Where a warm-up is to be found, it is found for each scenario, and
  /// the longest taken for all.
  ///
  /// - Parameters:
  ///   - seed: In place of that seed.
  ///   - replications: In place of that number, whatever precision is wanted.
  ///   - tolerances: What comes before the tolerances of the second side, or, where that has none,
  ///     of the first.
  ///   - progress: As ``replicate(_:progress:finish:)`` has it.
  /// - Throws: What ``run(_:progress:)`` and ``Comparison/init(_:_:tolerances:notes:)`` throw.
  public func compare(
    _ first: ComparisonSide, _ second: ComparisonSide, seed: UInt64? = nil,
    replications: Int? = nil, tolerances: [ToleranceDescription] = [],
    progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> Comparison {
    let written = (second.comparison ?? first.comparison)?.tolerances ?? []
    let tolerances = tolerances + written
    // What is wrong with them is known before anything runs.
    try JudgedMetrics.check(tolerances, among: try first.metrics + second.metrics)
    switch (first, second) {
    case (.recorded(let a), .recorded(let b)):
      return try Comparison(a.results, b.results, tolerances: tolerances)
    case (.recorded(let run), .scenario(let resolved, let name)):
      let (results, notes) = try rerun(
        resolved, name, beside: run, seed: seed, replications, progress)
      return try Comparison(run.results, results, tolerances: tolerances, notes: notes)
    case (.scenario(let resolved, let name), .recorded(let run)):
      let (results, notes) = try rerun(
        resolved, name, beside: run, seed: seed, replications, progress)
      return try Comparison(results, run.results, tolerances: tolerances, notes: notes)
    case (.scenario(let a, let nameA), .scenario(let b, let nameB)):
      let precision =
        replications == nil ? [a, b].compactMap(\.scenario.run.precision).first : nil
      let precise = try [a, b].map { side in
        try precision.map { try $0.metrics(among: try side.possibleMetrics) } ?? []
      }
      let seed = seed ?? a.scenario.run.seed
      let sides = [
        try a.with(seed: seed, replications: nil), try b.with(seed: seed, replications: nil),
      ]
      let (settled, warmUpNotes) = try settling(sides, names: [nameA, nameB], progress: progress)
      let results: [Results]
      var notes = warmUpNotes
      if let precision {
        let (found, sentence) = try precision.search {
          try replicate(settled, $0, progress)
        } _: { found in
          zip(precise[0], precise[1]).map {
            Self.difference(
              found[0].observations.series(of: $0), found[1].observations.series(of: $1))
          }
        }
        results = found
        notes.append(sentence)
      } else {
        let count = replications ?? settled.map(\.scenario.run.replications).max() ?? 2
        guard count > 1 else { throw Self.tooFew }
        results = try replicate(settled, count, progress)
      }
      return try Comparison(
        ComparedResults(results[0], of: sides[0], name: nameA),
        ComparedResults(results[1], of: sides[1], name: nameB), tolerances: tolerances, notes: notes
      )
    }
  }

  private static let tooFew = ComparisonRefusal(
    "one replication a side makes no interval; ask for more, with --replications 5 or in the "
      + "scenarios")

  /// Runs a scenario as a recorded run was.
  private func rerun(
    _ resolved: ResolvedScenario, _ name: String, beside run: RecordedRun, seed: UInt64?,
    _ replications: Int?, _ progress: @Sendable (RunProgress) -> Void
  ) throws -> (ComparedResults, notes: [String]) {
    let count = replications ?? run.results.replications
    guard run.results.replications > 1 else {
      throw ComparisonRefusal(
        "\(run.results.name) holds one replication, and one makes no interval; run its scenario again "
          + "with --replications 5")
    }
    guard count > 1 else { throw Self.tooFew }
    let seeded = try resolved.with(seed: seed ?? run.results.seed, replications: count)
    let (settled, notes) = try settling(
      [seeded], names: [name], atLeast: run.warmUp, progress: progress)
    let results = try replicate(settled, count, progress)[0]
    return (ComparedResults(results, of: seeded, name: name), notes)
  }

  private func replicate(
    _ scenarios: [ResolvedScenario], _ count: Int, _ progress: @Sendable (RunProgress) -> Void
  ) throws -> [Results] {
    let alternatives = try scenarios.map { try Alternative($0.scenario.title, $0) }
    return try replicate(
      alternatives.map { Demand($0, replications: count) }, progress: progress, finish: { $1 })
  }

  // MARK: Warm-up

  /// Scenarios with one warm-up for all, where one is to be found for any of them.
  ///
  /// - Parameters:
  ///   - names: What the comparison calls them.
  ///   - least: The warm-up of a recorded run, which cannot be changed.
  private func settling(
    _ scenarios: [ResolvedScenario], names: [String], atLeast least: Span? = nil,
    progress: @Sendable (RunProgress) -> Void
  ) throws -> ([ResolvedScenario], notes: [String]) {
    guard scenarios.contains(where: \.scenario.run.isWarmUpAutomatic) else {
      return (scenarios, [])
    }
    let found = try zip(names, settling(scenarios, progress: progress)).map { name, settling in
      do throws(WarmUpRefusal) {
        return try settling.get()
      } catch {
        throw ComparisonRefusal("\(name): \(error)")
      }
    }
    let longest =
      (found.map(\.resolved.scenario.run.warmUp) + (least.map { [$0] } ?? [])).max() ?? .zero
    let settled = try scenarios.map { try $0.warmingUp(for: longest) }
    var notes: [String] = []
    for note in found.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
    let text = HumanUnits.duration(longest.seconds)
    if let least, least < longest {
      notes.append("The recorded run was warmed up for \(HumanUnits.duration(least.seconds)) only.")
    } else if least != nil || found.contains(where: { $0.resolved.scenario.run.warmUp != longest })
    {
      notes.append("A warm-up of \(text) is taken for both.")
    }
    return (settled, notes)
  }

  // MARK: Precision

  /// The difference of a metric, with a half-width relative to the first mean.
  private static func difference(_ a: MetricSeries, _ b: MetricSeries) -> PreciseQuantity {
    PreciseQuantity(name: "the difference of \(a.metric)") { count, level in
      let figures = MetricComparison.Figures(
        a.prefix(count), b.prefix(count), arePaired: true, level: level)
      return figures.map {
        ConfidenceInterval(
          mean: $0.first.mean, halfWidth: $0.difference.halfWidth, level: level,
          count: $0.difference.count)
      }
    }
  }
}
