public import RegistryModel
public import SimulationKernel

/// One of the futures that a run is given: that in which one of the scenario's faults occurs.
public struct WhatIfBranch: Hashable, Sendable {
  /// The name of its fault.
  public var name: String
  /// The index of its fault in the scenario.
  public var fault: Int

  public init(name: String, fault: Int) {
    self.name = name
    self.fault = fault
  }

  var selection: FaultSelection { .only([fault]) }

  /// A branch for each fault of a scenario, in its order.
  public static func all(of scenario: Scenario) -> [WhatIfBranch] {
    scenario.faults.enumerated().map { WhatIfBranch(name: $0.element.name, fault: $0.offset) }
  }
}

/// Where a branch left the undisturbed run.
public struct Fork: Hashable, Sendable {
  /// The last instant that both share; nil where the fault begins with the run, and there is none.
  public var at: Instant?
  /// The messages up to there, which were simulated once for both.
  public var messages: UInt64
}

/// What forks took, on this machine; it goes to the terminal, never into a file.
public struct ForkCost: Hashable, Sendable {
  /// How many forks were made.
  public var forks = 0
  /// All of them together: the copy, and the exchange of the faults that are pending.
  public var total = Duration.zero
  public var longest = Duration.zero
  /// A copy shares its memory until one of the two writes; then that part is copied. The first
  /// ``sample`` messages after a fork took this long…
  public var firstMessages: Duration?
  /// …and as many after those, when most had been copied, this long.
  public var nextMessages: Duration?

  /// So many messages are timed.
  public static let sample = 10_000

  public var mean: Duration { forks > 0 ? total / forks : .zero }

  /// Takes in one fork.
  mutating func add(_ duration: Duration) {
    forks += 1
    total += duration
    longest = max(longest, duration)
  }

  /// Takes in the forks of another replication.
  mutating func add(_ other: ForkCost) {
    forks += other.forks
    total += other.total
    longest = max(longest, other.longest)
    firstMessages = firstMessages ?? other.firstMessages
    nextMessages = nextMessages ?? other.nextMessages
  }
}

/// All replications of a run and of its branches.
public struct WhatIfOutcome: Sendable {
  /// In the order of the replications.
  public var undisturbed: [ReplicationFigures]
  /// By branch, then by replication.
  public var branches: [[ReplicationFigures]]
  /// By branch, then by replication.
  public var forks: [[Fork]]
  public var cost: ForkCost
}
