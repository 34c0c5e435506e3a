import RegistryModel
import SimulationKernel

/// Runs one replication of a scenario in slices, each of them checked.
///
/// A replication is decided by the scenario, the seed and its number alone. When it has ended, only
/// its ``ReplicationFigures`` are kept.
struct ReplicationRun {
  /// In how many slices a replication runs. Between two of them it reports progress and can stop.
  static let slices: Int64 = 200

  /// The compiled scenario.
  let plan: WorldPlan
  /// What is recorded besides figures.
  let recording: Recording

  /// Runs a replication to its end.
  ///
  /// - Parameters:
  ///   - replication: Its number, from 0.
  ///   - progress: Called after each slice; what it throws ends the replication.
  /// - Throws: ``InvariantViolation``, or what `progress` throws.
  func figures(
    of replication: Int, progress: (RunProgress) throws -> Void
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
