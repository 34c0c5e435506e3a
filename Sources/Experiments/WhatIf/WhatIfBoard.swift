import Dispatch
import RegistryModel
import Synchronization

/// What the threads of a what-if share: what is to be done next, what was found, the first violation.
///
/// A trunk makes branches while it runs, and a thread without work takes them up at once, so that few
/// replications keep many processors busy. Branches that wait come before trunks that have not begun:
/// so at most one replication a thread has branches in memory.
final class WhatIfBoard: Sendable {
  enum Work {
    case trunk(replication: Int)
    case branch(Int, replication: Int, CheckedRun<RegistryWorld>)
  }

  private struct State {
    var nextTrunk = 0
    var waiting: [Work] = []
    /// Trunks and branches that are not done, of those that are known.
    var unfinished: Int
    var figures: [[ReplicationFigures?]]
    var forks: [[Fork?]]
    var costs: [ForkCost?]
    var violation: (number: Int, InvariantViolation)?
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

  /// What to do now; nil when all is done. Waits for a trunk that may yet make branches.
  func next() -> Work? {
    signal.wait()
    return state.withLock { state in
      if !state.waiting.isEmpty { return state.waiting.removeFirst() }
      guard state.nextTrunk < replications else {
        // All is done, and the next thread is to know it too.
        signal.signal()
        return nil
      }
      defer { state.nextTrunk += 1 }
      return .trunk(replication: state.nextTrunk)
    }
  }

  /// A trunk has made a branch.
  func add(_ run: CheckedRun<RegistryWorld>, branch: Int, replication: Int, _ fork: Fork) {
    state.withLock { state in
      state.forks[branch][replication] = fork
      state.waiting.append(.branch(branch, replication: replication, run))
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

  /// Whether a run can still matter: a violation of an earlier one is reported instead of its.
  func wants(_ branch: Int?, replication: Int) -> Bool {
    state.withLock { ($0.violation?.number ?? .max) > number(of: branch, replication: replication) }
  }

  func put(_ figures: ReplicationFigures, branch: Int?, replication: Int) {
    state.withLock { $0.figures[branch.map { $0 + 1 } ?? 0][replication] = figures }
  }

  func put(_ cost: ForkCost, replication: Int) {
    state.withLock { $0.costs[replication] = cost }
  }

  func refuse(_ violation: InvariantViolation, branch: Int?, replication: Int) {
    let number = number(of: branch, replication: replication)
    state.withLock { state in
      if (state.violation?.number ?? .max) > number { state.violation = (number, violation) }
    }
  }

  func outcome() throws(InvariantViolation) -> WhatIfOutcome {
    let state = state.withLock { $0 }
    if let violation = state.violation { throw violation.1 }
    var cost = ForkCost()
    for other in state.costs.compactMap(\.self) { cost.add(other) }
    let figures = state.figures.map { $0.compactMap(\.self) }
    return WhatIfOutcome(
      undisturbed: figures[0], branches: Array(figures.dropFirst()),
      forks: state.forks.map { $0.compactMap(\.self) }, cost: cost)
  }
}
