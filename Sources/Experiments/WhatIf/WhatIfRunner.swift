import Dispatch
import Foundation
public import RegistryModel
public import SimulationKernel

/// Simulates a run once, forks it before each fault, and simulates the branches from there.
///
/// The run without faults is the trunk. Each branch leaves it just before its own fault begins (or
/// earlier, if asked for), so what comes before is simulated once for all of them. A branch is, to the
/// bit, the run of the scenario with that fault alone. All draws are keyed, so trunk and branches see
/// the same pulls, and their differences are the fault's doing.
public struct WhatIfRunner: Sendable {
  /// What is run, with the faults of all branches.
  public var scenario: Scenario
  public var branches: [WhatIfBranch]
  /// Branches leave the trunk no later than here, the end of this instant; nil: just before their
  /// faults.
  public var latestFork: Instant?
  /// Threads; never more than there are runs or processors.
  public var workers: Int
  private let compile: @Sendable () throws -> WorldPlan

  /// - Parameters:
  ///   - workers: The number of threads; nil: one a processor.
  ///   - compile: Compiles the scenario; called by each thread that runs trunks.
  public init(
    _ scenario: Scenario, branches: [WhatIfBranch], latestFork: Instant? = nil,
    workers: Int? = nil, compile: @escaping @Sendable () throws -> WorldPlan
  ) {
    self.scenario = scenario
    self.compile = compile
    self.branches = branches
    self.latestFork = latestFork
    self.workers = max(1, workers ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Runs all replications of trunk and branches, each checked as a ``ReplicationRun`` is.
  ///
  /// - Parameter progress: Called after each slice, from any of the threads; trunks and branches count
  ///   as replications of their own.
  /// - Throws: ``InvariantViolation`` of the first run that shows one, by replication, the trunk before
  ///   its branches, whatever the number of threads; what compiling the scenario throws.
  public func run(
    progress: @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> WhatIfOutcome {
    let board = WhatIfBoard(replications: scenario.run.replications, branches: branches.count)
    DispatchQueue.concurrentPerform(iterations: max(1, min(workers, board.runs))) { worker in
      var own: WorldPlan?
      while let work = board.next(for: worker) {
        switch work {
        case .trunk(let replication):
          do {
            let plan = try own ?? compile()
            own = plan
            runTrunk(plan, replication, on: board, by: worker, progress)
          } catch {
            board.refuse(error, branch: nil, replication: replication)
          }
        case .branch(let branch, let replication, var run):
          finish(&run, branch: branch, replication, on: board, progress)
        }
        board.finish()
      }
    }
    return try board.outcome()
  }

  private func runTrunk(
    _ plan: WorldPlan, _ replication: Int, on board: WhatIfBoard, by worker: Int,
    _ progress: (RunProgress) -> Void
  ) {
    var trunk = CheckedRun(replication: replication, from: start(plan, replication, .none))
    var cost = ForkCost()
    for (branch, instant) in forks(of: replication, plan) {
      do throws(InvariantViolation) {
        if let instant {
          guard
            try run(&trunk, until: instant, branch: nil, replication, on: board, progress)
          else { return }
          if replication == 0, cost.firstMessages == nil { cost.timeCopying(of: trunk.simulation) }
        }
      } catch {
        return board.refuse(error, branch: nil, replication: replication)
      }
      let selection = branches[branch].selection
      let clock = ContinuousClock.now
      guard let fork = trunk.simulation.forked(occurring: selection) else {
        preconditionFailure("a fork comes before its fault")
      }
      cost.add(ContinuousClock.now - clock)
      board.add(
        trunk.forked(as: fork, from: start(plan, replication, selection)), branch: branch,
        replication: replication,
        Fork(at: instant, messages: trunk.simulation.messagesProcessed), by: worker)
    }
    board.put(cost, replication: replication)
    finish(&trunk, branch: nil, replication, on: board, progress)
  }

  /// The branches in the order in which they leave the trunk, and after which instant.
  private func forks(
    of replication: Int, _ plan: WorldPlan
  ) -> [(branch: Int, at: Instant?)] {
    branches.indices.map { branch in
      let last = plan.lastFork(
        replication: UInt32(clamping: replication), occurring: branches[branch].selection)
      return (branch, last.map { min($0, latestFork ?? $0) })
    }.sorted { ($0.at?.nanoseconds ?? -1, $0.branch) < ($1.at?.nanoseconds ?? -1, $1.branch) }
  }

  private func start(
    _ plan: WorldPlan, _ replication: Int, _ selection: FaultSelection
  ) -> @Sendable () -> Simulation<RegistryWorld> {
    { Simulation(plan, replication: UInt32(clamping: replication), occurring: selection) }
  }

  // MARK: To the end

  private func finish(
    _ run: inout CheckedRun<RegistryWorld>, branch: Int?, _ replication: Int,
    on board: WhatIfBoard, _ progress: (RunProgress) -> Void
  ) {
    do throws(InvariantViolation) {
      let end = Instant.zero + scenario.run.duration
      guard try self.run(&run, until: end, branch: branch, replication, on: board, progress)
      else { return }
      try run.check()
    } catch {
      return board.refuse(error, branch: branch, replication: replication)
    }
    board.put(
      ReplicationFigures(run.simulation.report), branch: branch, replication: replication)
  }

  /// Runs slice by slice. Returns false where the run is given up.
  private func run(
    _ run: inout CheckedRun<RegistryWorld>, until horizon: Instant, branch: Int?,
    _ replication: Int, on board: WhatIfBoard, _ progress: (RunProgress) -> Void
  ) throws(InvariantViolation) -> Bool {
    let duration = scenario.run.duration
    let slice = Span(nanoseconds: max(1, duration.nanoseconds / ReplicationRun.slices))
    while true {
      guard board.wants(branch, replication: replication) else { return false }
      try run.run(until: min(horizon, run.simulation.now + slice))
      progress(
        RunProgress(
          replication: board.number(of: branch, replication: replication),
          replications: board.runs, now: run.simulation.now, duration: duration,
          messages: run.simulation.messagesProcessed,
          pullsInFlight: run.simulation.pullsInFlight))
      if run.simulation.now >= horizon { return true }
    }
  }
}

extension ForkCost {
  /// Times what is paid after a fork, on one that is thrown away.
  mutating func timeCopying(of simulation: Simulation<RegistryWorld>) {
    guard let probe = simulation.forked(occurring: .none) else { return }
    var fork = probe
    func time() -> Duration? {
      let (start, before) = (ContinuousClock.now, fork.messagesProcessed)
      fork.run(maximumMessages: Self.sample)
      guard fork.messagesProcessed - before == UInt64(Self.sample) else { return nil }
      return ContinuousClock.now - start
    }
    firstMessages = time()
    nextMessages = time()
  }
}
