public import RegistryModel
public import SimulationKernel

/// A run that is checked as it goes: at the end of each interval of the timeline, and at its own.
///
/// What a check costs is known before it is made. One that would look at more records than a few
/// per cent of the messages since the last one is left to the end of a later interval, so that all
/// checks together take about a hundredth of a run, however much is in flight and however short
/// the intervals are; ``thoroughly`` makes them all. Which are made follows from counts alone, so
/// it is the same on any machine.
///
/// Nothing is kept for the case that a check fails. A run can be taken again: up to the last check
/// that found nothing, then from fork to fork, halving the messages in between, and at last message
/// by message to the one after which the rule does not hold.
public struct CheckedRun<W: CheckedWorld>: Sendable {
  /// The run as it stands.
  public private(set) var simulation: Simulation<W>

  private let replication: Int
  private let thoroughly: Bool
  private var start: @Sendable () -> Simulation<W>
  private let interval: Span
  private var intervalEnd: Instant
  /// How many messages had been received when all was last seen to be well, by depth.
  private var good: (flows: UInt64, contents: UInt64) = (0, 0)

  /// So many messages pay for the check of one record.
  private static var messagesPerRecord: UInt64 { 16 }
  /// So many messages are gone through one by one.
  private static var messagesOneByOne: UInt64 { 256 }

  /// Begins a run.
  ///
  /// - Parameters:
  ///   - replication: Which replication, for the report of a violation.
  ///   - thoroughly: Whether everything is checked at each interval, whatever it costs.
  ///   - start: Makes the run at its beginning: the same one at each call.
  public init(
    replication: Int = 0, thoroughly: Bool = false,
    from start: @escaping @Sendable () -> Simulation<W>
  ) {
    self.replication = replication
    self.thoroughly = thoroughly
    self.start = start
    simulation = start()
    interval = simulation.world.plan.scenario.run.timelineInterval
    intervalEnd = .zero + interval
  }

  /// A run that goes on from a fork of this one; what was checked before the fork is not checked
  /// again.
  ///
  /// - Parameters:
  ///   - fork: A fork of ``simulation`` as it stands, perhaps with another future.
  ///   - start: Makes, at its beginning, a run that comes to be what the fork is.
  public func forked(
    as fork: Simulation<W>, from start: @escaping @Sendable () -> Simulation<W>
  ) -> Self {
    var forked = self
    forked.simulation = fork
    forked.start = start
    return forked
  }

  /// Goes on to `horizon`, inclusive.
  ///
  /// - Throws: What was found at the end of an interval.
  public mutating func run(until horizon: Instant) throws(InvariantViolation) {
    while intervalEnd <= horizon {
      simulation.run(until: intervalEnd)
      intervalEnd += interval
      if let depth = depthDue {
        try check(depth)
      }
    }
    simulation.run(until: horizon)
  }

  /// Checks everything as it stands.
  ///
  /// - Throws: What was found.
  public mutating func check() throws(InvariantViolation) { try check(.contents) }

  /// What is to be checked now.
  private var depthDue: CheckDepth? {
    if thoroughly { return .contents }
    let messages = simulation.messagesProcessed
    for depth in [CheckDepth.contents, .flows] {
      let records = UInt64(simulation.world.recordsToCheck(depth))
      if messages - lastGood(depth) >= records * Self.messagesPerRecord { return depth }
    }
    return nil
  }

  private func lastGood(_ depth: CheckDepth) -> UInt64 {
    depth == .contents ? good.contents : good.flows
  }

  private mutating func check(_ depth: CheckDepth) throws(InvariantViolation) {
    let found = simulation.world.violations(at: simulation.now, depth)
    guard found.isEmpty else { throw violation(found, depth) }
    good.flows = simulation.messagesProcessed
    if depth == .contents { good.contents = good.flows }
  }

  // MARK: Which message

  private func violation(_ sentences: [String], _ depth: CheckDepth) -> InvariantViolation {
    let plan = simulation.world.plan
    var violation = InvariantViolation(
      replication: replication, seed: plan.scenario.run.seed, at: simulation.now,
      sentences: sentences)
    if let first = firstBad(depth) {
      violation.at = first.delivery.time
      violation.after = first.delivery.message.words(in: plan)
      violation.sentences = first.sentences
    }
    return violation
  }

  /// The message after which a check of this depth fails, and what it finds then; nil where it
  /// fails without one.
  private func firstBad(
    _ depth: CheckDepth
  ) -> (delivery: Delivery<RegistryMessage>, sentences: [String])? {
    func violations(_ run: Simulation<W>) -> [String] {
      run.world.violations(at: run.now, depth)
    }
    var well = start()
    guard violations(well).isEmpty else { return nil }
    well.run(maximumMessages: Int(clamping: lastGood(depth)))
    var (low, high) = (well.messagesProcessed, simulation.messagesProcessed)
    while high > low + Self.messagesOneByOne {
      let middle = low + (high - low) / 2
      var fork = well
      fork.run(maximumMessages: Int(clamping: middle - low))
      if violations(fork).isEmpty { (well, low) = (fork, middle) } else { high = middle }
    }
    while low < high, let delivery = well.receiveNext() {
      low += 1
      let sentences = violations(well)
      if !sentences.isEmpty { return (delivery, sentences) }
    }
    return nil
  }
}
