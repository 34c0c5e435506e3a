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

/// Adds up the progress of replications that run side by side into one line.
public struct ProgressMeter: Sendable {
  /// The clocks of the replications that have begun and not ended.
  private(set) var underWay: [Int: Instant] = [:]
  /// Replications begin in the order of their numbers, so this is the last one's.
  private var begun = 0
  private var replications = 0
  /// The simulated time of all replications in nanoseconds: a sum of whole numbers, which has no
  /// order.
  private var simulated = Int128(0)
  private let word: String
  /// The share of all simulated time that is done, from 0 to 1.
  public private(set) var fraction = 0.0

  /// - Parameter word: What one of the runs is called.
  public init(word: String = "replication") { self.word = word }

  /// Takes in a report; reports of one replication come in order, the last at its end.
  ///
  /// - Complexity: does not grow with the number of replications.
  public mutating func update(_ progress: RunProgress) {
    let former = underWay[progress.replication]
    if former == nil { begun += 1 }
    simulated += Int128(progress.now.nanoseconds) - Int128((former ?? .zero).nanoseconds)
    let hasEnded = progress.now >= .zero + progress.duration
    underWay[progress.replication] = hasEnded ? nil : progress.now
    replications = progress.replications
    let all = progress.duration.seconds * Double(progress.replications)
    if all > 0 { fraction = min(1, Double(simulated) / 1e9 / all) }
  }

  /// The line after so many seconds of wall-clock time. What is left is estimated from the pace so
  /// far, once there is one.
  public func line(after wallSeconds: Double) -> String {
    var line = "\(word) \(begun) of \(replications)"
    line += " · \(HumanUnits.fixed((fraction * 100).rounded(.down), digits: 0)) %"
    if fraction > 0.01 {
      let left = (max(0, wallSeconds) * (1 - fraction) / fraction).rounded(.up)
      line += " · \(HumanUnits.duration(max(1, left))) left"
    }
    return line
  }
}
