import Dispatch
import Foundation
public import RegistryModel
import SimulationKernel
import Synchronization

/// Runs the independent replications of a scenario on several threads.
///
/// A replication is decided by the seed and its number alone, and results are put in the order of
/// these numbers, so how many threads there are and who finishes first leaves no trace in them.
/// At most one simulation a thread is in memory; of a replication that ended only its
/// ``ReplicationFigures`` are kept.
public struct ReplicationRunner: Sendable {
  /// In how many slices a replication runs. Between two of them it reports progress and can stop.
  public static let slices: Int64 = 200

  /// The compiled scenario.
  public var plan: WorldPlan
  /// Threads; never more than there are replications or processors.
  public var workers: Int
  /// Whether every pull is kept. Memory then grows with the number of pulls.
  public var recordsPulls: Bool
  /// Whether every access to the key vault is kept.
  public var recordsAudit: Bool
  /// A seed with which the messages of one instant are received in random order, each replication in
  /// one of its own; nil: in order of sending.
  public var shuffledTies: UInt64?

  /// - Parameter workers: The number of threads; nil: one a processor.
  public init(
    _ plan: WorldPlan, workers: Int? = nil, recordsPulls: Bool = false, recordsAudit: Bool = false,
    shuffledTies: UInt64? = nil
  ) {
    self.recordsAudit = recordsAudit
    self.plan = plan
    self.workers = max(1, workers ?? ProcessInfo.processInfo.activeProcessorCount)
    self.recordsPulls = recordsPulls
    self.shuffledTies = shuffledTies
  }

  /// Runs all replications.
  ///
  /// - Parameter progress: Called after each slice, from any of the threads.
  /// - Returns: One entry a replication, in order.
  /// - Throws: ``InvariantViolation`` of the first replication, by number, that shows one. Later
  ///   replications are given up as soon as it is found, earlier ones still run to their end, so
  ///   that the same violation is reported whatever the number of threads.
  public func run(
    progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws(InvariantViolation) -> [ReplicationFigures] {
    let count = plan.scenario.run.replications
    let board = ReplicationBoard(replications: count)
    DispatchQueue.concurrentPerform(iterations: max(1, min(workers, count))) { _ in
      while let replication = board.next() {
        simulate(replication, on: board, progress: progress)
      }
    }
    return try board.results()
  }

  private func simulate(
    _ replication: Int, on board: ReplicationBoard, progress: (RunProgress) -> Void
  ) {
    let run = plan.scenario.run
    let (plan, shuffledTies) = (plan, shuffledTies)
    let (recordsPulls, recordsAudit) = (recordsPulls, recordsAudit)
    var checked = CheckedRun(replication: replication) {
      Simulation(
        plan, replication: UInt32(clamping: replication), recordsPulls: recordsPulls,
        recordsAudit: recordsAudit, shuffledTies: shuffledTies.map { $0 &+ UInt64(replication) })
    }
    do throws(InvariantViolation) {
      for slice in 1...Self.slices {
        guard board.wants(replication) else { return }
        try checked.run(until: .zero + Self.end(ofSlice: slice, of: run.duration))
        progress(
          RunProgress(
            replication: replication, replications: run.replications,
            now: checked.simulation.now, duration: run.duration,
            messages: checked.simulation.messagesProcessed,
            pullsInFlight: checked.simulation.pullsInFlight))
      }
      try checked.check()
    } catch {
      board.refuse(error)
      return
    }
    board.put(ReplicationFigures(checked.simulation.report), at: replication)
  }

  /// Where a slice ends; the last one exactly at the duration, whatever it divides into.
  private static func end(ofSlice slice: Int64, of duration: Span) -> Span {
    Span(
      nanoseconds: Int64(clamping: Int128(duration.nanoseconds) * Int128(slice) / Int128(slices)))
  }
}

/// What the threads share: the next replication to start, the results, the first violation.
final class ReplicationBoard: Sendable {
  private struct State {
    var next = 0
    var results: [ReplicationFigures?]
    var violation: InvariantViolation?
  }

  private let state: Mutex<State>

  init(replications: Int) {
    state = Mutex(State(results: Array(repeating: nil, count: max(0, replications))))
  }

  /// The replication to start now; nil when all have been started or the run is given up.
  func next() -> Int? {
    state.withLock { state in
      guard state.violation == nil, state.next < state.results.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  /// Whether a replication can still matter.
  func wants(_ replication: Int) -> Bool {
    state.withLock { ($0.violation?.replication ?? .max) > replication }
  }

  func put(_ figures: ReplicationFigures, at replication: Int) {
    state.withLock { $0.results[replication] = figures }
  }

  func refuse(_ violation: InvariantViolation) {
    state.withLock { state in
      if (state.violation?.replication ?? .max) > violation.replication {
        state.violation = violation
      }
    }
  }

  func results() throws(InvariantViolation) -> [ReplicationFigures] {
    let (violation, results) = state.withLock { ($0.violation, $0.results.compactMap { $0 }) }
    if let violation { throw violation }
    return results
  }
}
