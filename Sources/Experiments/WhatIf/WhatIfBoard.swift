import Dispatch
import RegistryModel
import Synchronization

/// What the threads of a what-if share: what is to be done next, what was found, the first refusal.
///
/// A thread runs a trunk, then the branches that this has made, then the next trunk; so at most one
/// replication a thread has branches in memory, and threads have the compiled scenario of their own
/// trunks alone to do with. Where no trunk is left to begin, a thread takes up the branches of others,
/// at once and while their trunk runs, so that few replications keep many processors busy.
final class WhatIfBoard: Sendable {
  enum Work {
    case trunk(replication: Int)
    case branch(Int, replication: Int, CheckedRun<RegistryWorld>)
  }

  private struct State {
    var nextTrunk = 0
    /// Branches, each with the thread that ran its trunk.
    var waiting: [(worker: Int, work: Work)] = []
    /// Trunks and branches that are not done, of those that are known.
    var unfinished: Int
    var figures: [[ReplicationFigures?]]
    var forks: [[Fork?]]
    var costs: [ForkCost?]
    var refusal: (number: Int, error: any Error)?
  }

  let replications: Int
  private let branches: Int
  private let state: Mutex<State>
  /// Counts the work that waits.
  private let signal = DispatchSemaphore(value: 0)

  init(replications: Int, branches: Int) {
    self.replications = replications
    self.branches = branches
    state = Mutex(
      State(
        unfinished: replications,
        figures: Array(
          repeating: Array(repeating: nil, count: replications), count: branches + 1),
        forks: Array(repeating: Array(repeating: nil, count: replications), count: branches),
        costs: Array(repeating: nil, count: replications)))
    for _ in 0..<replications { signal.signal() }
    if replications == 0 { signal.signal() }
  }

  /// All runs, trunks and branches.
  var runs: Int { replications * (branches + 1) }

  /// The place of a run among all: trunk after trunk, each followed by its branches.
  func number(of branch: Int?, replication: Int) -> Int {
    replication * (branches + 1) + (branch.map { $0 + 1 } ?? 0)
  }

  /// What a thread is to do now; nil when all is done. Waits for a trunk that may yet make branches.
  func next(for worker: Int) -> Work? {
    signal.wait()
    return state.withLock { state in
      if let own = state.waiting.firstIndex(where: { $0.worker == worker }) {
        return state.waiting.remove(at: own).work
      }
      if state.nextTrunk < replications {
        defer { state.nextTrunk += 1 }
        return .trunk(replication: state.nextTrunk)
      }
      if !state.waiting.isEmpty { return state.waiting.removeFirst().work }
      // All is done, and the next thread is to know it too.
      signal.signal()
      return nil
    }
  }

  /// A trunk, which a thread runs, has made a branch.
  func add(
    _ run: CheckedRun<RegistryWorld>, branch: Int, replication: Int, _ fork: Fork,
    by worker: Int
  ) {
    state.withLock { state in
      state.forks[branch][replication] = fork
      state.waiting.append((worker, .branch(branch, replication: replication, run)))
      state.unfinished += 1
    }
    signal.signal()
  }

  /// Something that was taken up is done, or given up.
  func finish() {
    let isLast = state.withLock { state in
      state.unfinished -= 1
      return state.unfinished == 0
    }
    if isLast { signal.signal() }
  }

  /// Whether a run can still matter: the refusal of an earlier one is reported instead of its.
  func wants(_ branch: Int?, replication: Int) -> Bool {
    state.withLock { ($0.refusal?.number ?? .max) > number(of: branch, replication: replication) }
  }

  func put(_ figures: ReplicationFigures, branch: Int?, replication: Int) {
    state.withLock { $0.figures[branch.map { $0 + 1 } ?? 0][replication] = figures }
  }

  func put(_ cost: ForkCost, replication: Int) {
    state.withLock { $0.costs[replication] = cost }
  }

  func refuse(_ error: any Error, branch: Int?, replication: Int) {
    let number = number(of: branch, replication: replication)
    state.withLock { state in
      if (state.refusal?.number ?? .max) > number { state.refusal = (number, error) }
    }
  }

  func outcome() throws -> WhatIfOutcome {
    let state = state.withLock { $0 }
    if let refusal = state.refusal { throw refusal.error }
    var cost = ForkCost()
    for other in state.costs.compactMap(\.self) { cost.add(other) }
    let figures = state.figures.map { $0.compactMap(\.self) }
    return WhatIfOutcome(
      undisturbed: figures[0], branches: Array(figures.dropFirst()),
      forks: state.forks.map { $0.compactMap(\.self) }, cost: cost)
  }
}
