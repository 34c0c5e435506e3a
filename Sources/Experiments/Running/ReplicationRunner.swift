import Foundation
public import RegistryModel
import SimulationKernel

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
  /// What is recorded besides figures.
  public var recording: Recording

  /// - Parameter workers: The number of threads; nil: one a processor.
  public init(_ plan: WorldPlan, workers: Int? = nil, recording: Recording = Recording()) {
    self.plan = plan
    self.workers = max(1, workers ?? ProcessInfo.processInfo.activeProcessorCount)
    self.recording = recording
  }

  /// Runs all replications.
  ///
  /// - Parameter progress: Called after each slice, from any of the threads.
  /// - Returns: One entry a replication, in order.
  /// - Throws: ``InvariantViolation`` of the first replication, by number, that shows one.
  public func run(
    progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> [ReplicationFigures] {
    let count = plan.scenario.run.replications
    return try TaskBoard.perform(count, workers: workers) { replication, checkWanted in
      try simulate(replication) {
        progress($0)
        try checkWanted()
      }
    }
  }

  /// Runs one replication.
  ///
  /// - Parameters:
  ///   - replication: Its number, from 0.
  ///   - progress: Called after each slice; what it throws ends the replication.
  /// - Throws: ``InvariantViolation``, or what `progress` throws.
  func simulate(
    _ replication: Int, progress: (RunProgress) throws -> Void = { _ in }
  ) throws -> ReplicationFigures {
    let run = plan.scenario.run
    let (plan, recording) = (plan, recording)
    var checked = CheckedRun(replication: replication) {
      Simulation(
        plan, replication: UInt32(clamping: replication), recordsPulls: recording.pulls,
        recordsAudit: recording.audit,
        shuffledTies: recording.shuffledTies.map { $0 &+ UInt64(replication) })
    }
    for slice in 1...Self.slices {
      try checked.run(until: .zero + Self.end(ofSlice: slice, of: run.duration))
      try progress(
        RunProgress(
          replication: replication, replications: run.replications, now: checked.simulation.now,
          duration: run.duration, messages: checked.simulation.messagesProcessed,
          pullsInFlight: checked.simulation.pullsInFlight))
    }
    try checked.check()
    return ReplicationFigures(checked.simulation.report)
  }

  /// Where a slice ends; the last one exactly at the duration, whatever it divides into.
  private static func end(ofSlice slice: Int64, of duration: Span) -> Span {
    Span(
      nanoseconds: Int64(clamping: Int128(duration.nanoseconds) * Int128(slice) / Int128(slices)))
  }
}
