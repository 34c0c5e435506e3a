public import SimulationKernel

/// How far one replication has come.
public struct RunProgress: Hashable, Sendable {
  /// Which replication, from 0.
  public var replication: Int
  /// How many there will be.
  public var replications: Int
  /// The simulated clock.
  public var now: Instant
  /// Where the clock will end.
  public var duration: Span
  /// Messages received since the start.
  public var messages: UInt64
  /// Pulls under way.
  public var pullsInFlight: Int

  public init(
    replication: Int, replications: Int, now: Instant, duration: Span, messages: UInt64,
    pullsInFlight: Int
  ) {
    self.replication = replication
    self.replications = replications
    self.now = now
    self.duration = duration
    self.messages = messages
    self.pullsInFlight = pullsInFlight
  }
}

/// Adds up the progress of replications that run side by side into the figures of one line.
///
/// The five figures are those that simulation environments have long shown while they run:
/// simulated time, messages a second, simulated seconds a second, what is in flight, and the share
/// done. Two of them are rates over wall-clock time, which the caller measures.
public struct ProgressMeter: Sendable {
  private var latest: [Int: RunProgress] = [:]
  /// The share of all simulated time that is done, from 0 to 1.
  public private(set) var fraction = 0.0

  public init() {}

  /// Takes in a report; reports of one replication come in order.
  public mutating func update(_ progress: RunProgress) {
    latest[progress.replication] = progress
    let all = progress.duration.seconds * Double(progress.replications)
    if all > 0 { fraction = min(1, simulatedSeconds / all) }
  }

  /// Simulated time, of all replications together. The order of a sum of whole nanoseconds is
  /// of no consequence.
  public var simulatedSeconds: Double {
    Double(latest.values.reduce(Int128(0)) { $0 + Int128($1.now.nanoseconds) }) / 1e9
  }

  /// Messages, of all replications together.
  public var messages: UInt64 { latest.values.reduce(0) { $0 &+ $1.messages } }

  /// Pulls under way in the replications that have not ended.
  public var pullsInFlight: Int {
    latest.values.reduce(0) {
      $0 + ($1.now.nanoseconds < $1.duration.nanoseconds ? $1.pullsInFlight : 0)
    }
  }

  /// The line after so many seconds of wall-clock time.
  public func line(after wallSeconds: Double) -> String {
    let wall = max(wallSeconds, 1e-9)
    let percent = HumanUnits.fixed(fraction * 100, digits: 0)
    return "simulated \(HumanUnits.duration(simulatedSeconds))"
      + " · \(HumanUnits.grouped(Double(messages) / wall)) messages/s"
      + " · \(HumanUnits.grouped(simulatedSeconds / wall)) sim s/s"
      + " · \(HumanUnits.grouped(Double(pullsInFlight))) pulls in flight"
      + " · \(percent) %"
  }
}
