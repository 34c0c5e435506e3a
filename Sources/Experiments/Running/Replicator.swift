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
/// The database serves later experiments; a result does not depend on it. One that fails meanwhile is a
/// ``trouble`` to be told, and the work goes on without it.
///
/// In memory are at most one simulation a thread, the figures of scenarios that are not finished, and,
/// where no database keeps them, those of scenarios of which more may be asked: until ``forget(_:)``.
public final class Replicator: Sendable {
  /// The number of threads.
  public let workers: Int
  private let recording: Recording
  private let store: ReplicationStore
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
    private var asked: [RunKey: Int] = [:]

    /// Takes note of what is asked for.
    ///
    /// - Returns: How many replications of this run were before.
    mutating func ask(_ demand: Demand) -> Int {
      let before = asked[demand.alternative.key] ?? 0
      asked[demand.alternative.key] = max(before, demand.replications)
      return before
    }
  }

  /// - Parameters:
  ///   - database: Where finished replications are kept; nil: nowhere but in this object. What is
  ///     recorded besides figures is kept nowhere else.
  ///   - workers: The number of threads; nil: one a processor.
  ///   - recording: What is recorded besides figures.
  ///   - tell: Takes in the first failure of the database as it happens, from any of the threads;
  ///     what came of it in the end is ``trouble``.
  public init(
    database: ResultsDatabase? = nil, workers: Int? = nil, recording: Recording = Recording(),
    tell: @escaping @Sendable (ResultsDatabaseError) -> Void = { _ in }
  ) {
    self.recording = recording
    store = ReplicationStore(recording == Recording() ? database : nil, tell: tell)
    self.workers = max(1, workers ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Where all replications so far came from.
  public var origins: Counts { tally.withLock { $0.counts } }

  /// How many of the replications that are wanted are there.
  public func found(of demands: [Demand]) throws -> Int {
    try demands.reduce(0) { try $0 + numbers(of: $1).count }
  }

  /// How the database failed; nil where it did not.
  public var trouble: StorageTrouble? { store.trouble }

  /// Drops what memory holds of an alternative, of which no more replications will be asked for.
  func forget(_ alternative: Alternative) { store.forget(alternative.key) }

  /// Sees to it that each alternative has its replications.
  ///
  /// - Parameters:
  ///   - demands: What is wanted, each alternative once. What only differs in title or prices shares its
  ///     replications.
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
    let works = try requests(demands).map { requests in
      let demand = requests.largest
      return Work(
        requests, has: try numbers(of: demand), askedBefore: tally.withLock { $0.ask(demand) })
    }
    let outcomes = Mutex<[Outcome?]>(Array(repeating: nil, count: demands.count))
    // A second round simulates what was there and could not be read after all.
    while case let round = works.filter(\.isOpen), !round.isEmpty {
      let tasks = order(round)
      let ordered = tally.withLock { $0.ordered }
      _ = try TaskBoard.perform(tasks.count, workers: workers) { task, checkWanted in
        let (work, replication, order) = tasks[task]
        if let replication {
          let figures = try simulate(replication, of: work) {
            progress($0.numbered(order, of: ordered))
            try checkWanted()
          }
          work.add(figures, at: replication)
        }
        guard work.takesLast(), let figures = try self.figures(of: work) else { return }
        for request in work.requests {
          let outcome = try finish(
            request.place,
            Results(
              scenario: request.demand.alternative.scenario,
              replications: Array(figures.prefix(request.demand.replications))))
          outcomes.withLock { $0[request.place] = outcome }
        }
      }
    }
    return outcomes.withLock { $0.compactMap { $0 } }
  }

  /// The demands in their order, those together that the same replications serve: alternatives that
  /// differ in their title or in prices alone.
  private func requests(_ demands: [Demand]) -> [[Request]] {
    var places: [RunKey: Int] = [:]
    var groups: [[Request]] = []
    for (place, demand) in demands.enumerated() {
      let request = Request(demand: demand, place: place)
      if let group = places[demand.alternative.key] {
        groups[group].append(request)
      } else {
        places[demand.alternative.key] = groups.count
        groups.append([request])
      }
    }
    return groups
  }

  /// What is to be done for some alternatives, the simulations among it numbered.
  private func order(_ works: [Work]) -> [(work: Work, replication: Int?, order: Int)] {
    var tasks: [(work: Work, replication: Int?, order: Int)] = []
    tally.withLock { tally in
      for work in works {
        let missing = work.missing
        // One of which nothing is missing is a task nevertheless: it is yet to be finished.
        if missing.isEmpty { tasks.append((work, nil, tally.ordered)) }
        for replication in missing {
          tasks.append((work, replication, tally.ordered))
          tally.ordered += 1
        }
      }
    }
    return tasks
  }

  // MARK: One replication

  private func simulate(
    _ replication: Int, of work: Work, progress: (RunProgress) throws -> Void
  ) throws -> ReplicationFigures {
    let figures = try work.withPlan { plan in
      try ReplicationRun(plan: plan, recording: recording)
        .figures(of: replication, progress: progress)
    }
    try store.keep(figures, replication, of: work.demand.alternative.key)
    tally.withLock { tally in
      tally.counts.simulated += 1
      tally.counts.messages += figures.report.messages
    }
    return figures
  }

  // MARK: What is there

  /// The numbers of the replications that are there.
  private func numbers(of demand: Demand) throws -> Set<Int> {
    try store.numbers(of: demand.alternative.key, below: demand.replications)
  }

  /// All figures that are wanted of an alternative, in their order; nil where some cannot be read,
  /// which are missing then.
  private func figures(of work: Work) throws -> [ReplicationFigures]? {
    var all = work.takeFigures()
    var found = 0
    var unread: [Int] = []
    for number in 0..<work.demand.replications where all[number] == nil {
      if let figures = try store.figures(number, of: work.demand.alternative.key) {
        all[number] = figures
        if number >= work.askedBefore { found += 1 }
      } else {
        unread.append(number)
      }
    }
    tally.withLock { $0.counts.found += found }
    if !unread.isEmpty {
      work.reopen(missing: unread, has: all)
      return nil
    }
    return (0..<work.demand.replications).compactMap { all[$0] }
  }
}

/// A demand and its place among all of them.
private struct Request {
  let demand: Demand
  let place: Int
}

extension [Request] {
  /// The one for most replications, the first of equal ones; never empty.
  fileprivate var largest: Demand {
    dropFirst().reduce(self[0].demand) {
      $1.demand.replications > $0.replications ? $1.demand : $0
    }
  }
}

/// An alternative on its way: what is missing, what has come, its plans while they are needed.
private final class Work: Sendable {
  private struct State {
    /// The replications that are to be simulated.
    var missing: [Int]
    /// How many tasks are not done.
    var left: Int
    var figures: [Int: ReplicationFigures] = [:]
    /// Plans that nobody uses now.
    var plans: [WorldPlan] = []
  }

  /// Whose replications they are.
  let requests: [Request]
  /// The request for most of them.
  let demand: Demand
  /// So many of its replications were asked for before.
  let askedBefore: Int
  private let state: Mutex<State>

  init(_ requests: [Request], has numbers: Set<Int>, askedBefore: Int) {
    self.requests = requests
    demand = requests.largest
    self.askedBefore = askedBefore
    let missing = (0..<demand.replications).filter { !numbers.contains($0) }
    state = Mutex(State(missing: missing, left: max(1, missing.count)))
  }

  /// The replications that are to be simulated.
  var missing: [Int] { state.withLock(\.missing) }

  /// Whether there is something to be done.
  var isOpen: Bool { state.withLock { $0.left > 0 } }

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

  /// Begins anew with what is missing after all.
  func reopen(missing: [Int], has figures: [Int: ReplicationFigures]) {
    state.withLock { $0 = State(missing: missing, left: missing.count, figures: figures) }
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
