import RegistryModel
import SimulationKernel

extension Scenario {
  /// How long, in how many intervals, from which seed.
  mutating func drawRun(_ dice: inout Dice) {
    let duration: Span = dice.pick([
      .seconds(5), .minutes(2), .minutes(15), .minutes(15), .hours(2), .hours(2), .hours(30),
    ])
    run.duration = dice.chance(0.15) ? dice.span(.milliseconds(10), .hours(100)) : duration
    let nanoseconds = run.duration.nanoseconds
    run.warmUp = dice.pick([
      .zero, .zero, .zero, .zero, .nanoseconds(1), .nanoseconds(nanoseconds / 2),
      .nanoseconds(nanoseconds - 1),
    ])
    let intervals = dice.pick([1, 2, 7, 30, 100] as [Int64])
    // Not all intervals fit in; some are longer than the run.
    let remainder: Int64 = dice.chance(0.3) ? 1 : 0
    run.timelineInterval = .nanoseconds(max(1, nanoseconds / intervals + remainder))
    if dice.chance(0.1) { run.timelineInterval = run.duration * 3 }
    run.startOfDay = .seconds(Int64(dice.whole(0...86_399)))
    run.seed = dice.pick([0, 1, .max, dice.bits()])
    run.replications = dice.pick([1, 1, 2, 3])
  }

  /// What the run stands for. Where something comes at a time of its own, it is no steady state;
  /// what is not looked at here is refused.
  mutating func drawKind(_ dice: inout Dice) {
    let isStationary = workloads.allSatisfy { workload in
      switch workload.arrivals {
      case .steady, .bursts, .closedLoop: true
      case .timeOfDay, .week, .scaleOut, .rollingDeployment, .replay: false
      }
    }
    guard isStationary, faults.isEmpty, changes.isEmpty else { return }
    run.kind = dice.pick([.terminating, .steadyState])
  }
}
