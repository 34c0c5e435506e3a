import Foundation
import RegistryModel
import ScenarioFiles
import Synchronization

/// Runs the replications of one or many scenarios on several threads, each of them once.
///
/// A replication is decided by its scenario, the seed and its number alone. So what was finished
/// before, by this call, an earlier one or another process, is taken from the results database and
/// not simulated again, and each that is simulated is safe there before the next begins: runs are
/// extended, and sweeps that were killed go on where they were.
///
/// The database serves later experiments; a result does not depend on it. So one that fails meanwhile is
/// a ``problem`` to be told, and the work goes on without it.
///
/// In memory are at most one simulation a thread, and the figures of scenarios that are not finished.
public final class Replicator: Sendable {
  /// The number of threads.
  public let workers: Int
  private let recording: Recording
  private let database: ResultsDatabase?
  /// What was finished, by this object alone, where no database keeps it.
  private let kept = Mutex<[RunKey: [Int: ReplicationFigures]]>([:])
  private let firstProblem = Mutex<ResultsDatabaseError?>(nil)
  private let tally = Mutex(Tally())

  /// Where replications came from.
  public struct Counts: Hashable, Sendable {
    public var simulated = 0
    /// Of those that were simulated, the messages.
    public var messages: UInt64 = 0
    /// Finished before, by an earlier experiment or another process.
    public var found = 0
  }

  private struct Tally {
    var counts = Counts()
    /// How many simulations were ordered; progress numbers them.
    var ordered = 0
    /// So many replications of a run were asked for before: they are found by this object's doing.
    var known: [RunKey: Int] = [:]

    mutating func order(_ works: [Work]) {
      for work in works {
        let (key, wanted) = (work.demand.alternative.key, work.demand.replications)
        let from = known[key] ?? 0
        ordered += work.missing.count
        counts.found += max(0, wanted - from) - work.missing.count { $0 >= from }
        known[key] = max(from, wanted)
      }
    }
  }

  /// - Parameters:
  ///   - database: Where finished replications are kept; nil: nowhere but in this object. What is
  ///     recorded besides figures is kept nowhere else.
  ///   - workers: The number of threads; nil: one a processor.
  ///   - recording: What is recorded besides figures.
  public init(
    database: ResultsDatabase? = nil, workers: Int? = nil, recording: Recording = Recording()
  ) {
    self.recording = recording
    self.database = recording == Recording() ? database : nil
    self.workers = max(1, workers ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Where all replications so far came from.
  public var origins: Counts { tally.withLock { $0.counts } }

  /// How many of the replications that are wanted are there.
  public func found(of demands: [Demand]) throws -> Int {
    try demands.reduce(0) { try $0 + numbers(of: $1).count }
  }

  /// What first kept the database from being used; nil where nothing did.
  public var problem: ResultsDatabaseError? { firstProblem.withLock { $0 } }

  /// Sees to it that each alternative has its replications.
  ///
  /// - Parameters:
  ///   - demands: What is wanted, each alternative once.
  ///   - progress: Called after each slice of a replication, from any of the threads; replications
  ///     are numbered over all that this object simulates, the rounds before among them.
  ///   - finish: What is kept of an alternative, made of its replications in their order as soon as
  ///     all are there. Called from any of the threads.
  /// - Returns: What `finish` made, in the order of the demands.
  /// - Throws: Of the first demand that has one: an ``InvariantViolation``, a ``ScenarioRefusal``, what
  ///   `finish` throws, or a ``ResultsDatabaseError`` where what is there contradicts what was
  ///   simulated.
  public func replicate<Outcome: Sendable>(
    _ demands: [Demand], progress: @Sendable (RunProgress) -> Void = { _ in },
    finish: @Sendable (_ demand: Int, _ results: Results) throws -> Outcome
  ) throws -> [Outcome] {
    let works = try demands.map { Work($0, has: try numbers(of: $0)) }
    let (before, ordered) = tally.withLock { tally in
      let before = tally.ordered
      tally.order(works)
      return (before, tally.ordered)
    }
    // An alternative of which nothing is missing is a task nevertheless: it is yet to be finished.
    var tasks: [(work: Int, replication: Int?, order: Int)] = []
    var order = before
    for (place, work) in works.enumerated() {
      if work.missing.isEmpty { tasks.append((place, nil, order)) }
      for replication in work.missing {
        tasks.append((place, replication, order))
        order += 1
      }
    }
    let outcomes = Mutex<[Outcome?]>(Array(repeating: nil, count: demands.count))
    _ = try TaskBoard.perform(tasks.count, workers: workers) { [tasks] task, checkWanted in
      let (place, replication, order) = tasks[task]
      let work = works[place]
      if let replication {
        let figures = try simulate(replication, of: work) {
          progress($0.numbered(order, of: ordered))
          try checkWanted()
        }
        work.add(figures, at: replication)
      }
      guard work.takesLast() else { return }
      let figures = try self.figures(of: work)
      let outcome = try finish(
        place, Results(scenario: work.demand.alternative.scenario, replications: figures))
      outcomes.withLock { $0[place] = outcome }
    }
    return outcomes.withLock { $0.compactMap { $0 } }
  }

  // MARK: One replication

  private func simulate(
    _ replication: Int, of work: Work, progress: (RunProgress) throws -> Void = { _ in }
  ) throws -> ReplicationFigures {
    let figures = try work.withPlan { plan in
      try ReplicationRunner(plan, workers: 1, recording: recording)
        .simulate(replication, progress: progress)
    }
    try keep(figures, replication, of: work.demand.alternative.key)
    tally.withLock { tally in
      tally.counts.simulated += 1
      tally.counts.messages += figures.report.messages
    }
    return figures
  }

  private func keep(_ figures: ReplicationFigures, _ number: Int, of key: RunKey) throws {
    let stored = StoredReplication(
      number: number, fingerprint: figures.report.fingerprint, figures: try figures.encoded)
    let isKept: Void? = try usingDatabase { database throws(ResultsDatabaseError) in
      try database.store(stored, of: key)
    }
    if isKept == nil { kept.withLock { $0[key, default: [:]][number] = figures } }
  }

  /// Uses the database; nil where there is none, or it cannot be used.
  private func usingDatabase<Value>(
    _ body: (ResultsDatabase) throws(ResultsDatabaseError) -> Value
  ) throws -> Value? {
    guard let database, problem == nil else { return nil }
    do throws(ResultsDatabaseError) {
      return try body(database)
    } catch {
      if case .contradiction = error { throw error }
      firstProblem.withLock { $0 = $0 ?? error }
      return nil
    }
  }

  // MARK: What is there

  /// The numbers of the replications that are there.
  private func numbers(of demand: Demand) throws -> Set<Int> {
    let (key, count) = (demand.alternative.key, demand.replications)
    let stored = try usingDatabase { database throws(ResultsDatabaseError) in
      try database.replicationNumbers(of: key, below: count)
    }
    return kept.withLock { Set(($0[key] ?? [:]).keys.filter { $0 < count }) }.union(stored ?? [])
  }

  /// All figures that are wanted of an alternative, in their order.
  private func figures(of work: Work) throws -> [ReplicationFigures] {
    let key = work.demand.alternative.key
    let fresh = work.takeFigures()
    let kept = kept.withLock { $0[key] ?? [:] }
    return try (0..<work.demand.replications).map { number in
      if let figures = fresh[number] ?? kept[number] { return figures }
      let stored = try usingDatabase { database throws(ResultsDatabaseError) in
        try database.replication(number, of: key)
      }
      if let data = stored??.figures, let figures = try? ReplicationFigures(encoded: data) {
        return figures
      }
      // Removed, or damaged, meanwhile.
      return try simulate(number, of: work)
    }
  }
}

/// An alternative on its way: what is missing, what has come, its plans while they are needed.
private final class Work: Sendable {
  private struct State {
    var left: Int
    var figures: [Int: ReplicationFigures] = [:]
    /// Plans that nobody uses now.
    var plans: [WorldPlan] = []
  }

  let demand: Demand
  /// The replications that are to be simulated.
  let missing: [Int]
  private let state: Mutex<State>

  init(_ demand: Demand, has numbers: Set<Int>) {
    self.demand = demand
    missing = (0..<demand.replications).filter { !numbers.contains($0) }
    state = Mutex(State(left: max(1, missing.count)))
  }

  /// Uses the compiled scenario, of which each thread has one of its own.
  func withPlan<Value>(_ body: (WorldPlan) throws -> Value) throws -> Value {
    let plan = try state.withLock { $0.plans.popLast() } ?? demand.alternative.compiled()
    defer { state.withLock { if $0.left > 0 { $0.plans.append(plan) } } }
    return try body(plan)
  }

  func add(_ figures: ReplicationFigures, at number: Int) {
    state.withLock { $0.figures[number] = figures }
  }

  /// Whether the task that ended is the last. The plans go then.
  func takesLast() -> Bool {
    state.withLock { state in
      state.left -= 1
      if state.left == 0 { state.plans = [] }
      return state.left == 0
    }
  }

  /// What has come, which is then no longer held here.
  func takeFigures() -> [Int: ReplicationFigures] {
    state.withLock { state in
      defer { state.figures = [:] }
      return state.figures
    }
  }
}

extension RunProgress {
  /// The same, of a replication that is one of several scenarios'.
  fileprivate func numbered(_ number: Int, of count: Int) -> RunProgress {
    var progress = self
    (progress.replication, progress.replications) = (number, count)
    return progress
  }
}
