public import RegistryModel
public import SimulationKernel
import Statistics

/// What a fault in each branch changes, beside the undisturbed run, and the tables made of it.
///
/// Every difference is that of a branch and the undisturbed run of the same replication, so what both
/// share leaves no trace in it. Intervals are of 95 % unless said otherwise.
public struct WhatIfResults: Sendable {
  /// One branch over all replications.
  struct Branch: Sendable {
    var branch: WhatIfBranch
    var results: Results
    /// Where it left the undisturbed run, by replication.
    var forks: [Fork]
  }

  let scenario: Scenario
  let undisturbed: Results
  let branches: [Branch]
  /// When all branches were to be forked at the latest; nil: each just before its fault.
  let latestFork: Instant?
  let cost: ForkCost

  /// - Parameters:
  ///   - scenario: What was run, with the faults of all branches.
  ///   - branches: Those of the outcome, in its order.
  ///   - latestFork: As the runner had it.
  ///   - outcome: What the runs found.
  public init(
    scenario: Scenario, branches: [WhatIfBranch], latestFork: Instant? = nil,
    outcome: WhatIfOutcome
  ) {
    self.scenario = scenario
    self.latestFork = latestFork
    undisturbed = Results(scenario: scenario, replications: outcome.undisturbed)
    self.branches = branches.enumerated().map { index, branch in
      Branch(
        branch: branch,
        results: Results(scenario: scenario, replications: outcome.branches[index]),
        forks: outcome.forks[index])
    }
    cost = outcome.cost
  }

  // MARK: Pairs

  /// A figure in the undisturbed run and in a branch, over the replications in which both have it;
  /// nil where none does.
  func comparison(
    _ branch: Branch, level: Double = 0.95, _ value: (ReplicationFigures) -> Double?
  ) -> PairedComparison? {
    let pairs = zip(undisturbed.replications, branch.results.replications).compactMap {
      (first, second) -> (Double, Double)? in
      guard let one = value(first), let other = value(second) else { return nil }
      return (one, other)
    }
    return try? PairedComparison(pairs.map(\.0), pairs.map(\.1), level: level)
  }

  // MARK: Messages

  /// Messages that the branches did not have to receive again.
  var messagesSpared: UInt64 {
    branches.reduce(0) { $0 + $1.forks.reduce(0) { $0 + $1.messages } }
  }

  /// Messages that separate runs of all branches, and of the undisturbed one, would have received.
  var messagesOfSeparateRuns: UInt64 {
    ([undisturbed] + branches.map(\.results)).reduce(0) { sum, results in
      results.replications.reduce(sum) { $0 + $1.report.messages }
    }
  }
}

extension PairedComparison {
  /// The difference as results and terminal show it.
  var gap: Estimate? { Estimate(difference, of: differences) }
}
