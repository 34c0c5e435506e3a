/// The first message at which two runs differ.
public struct Difference<Message: SimulationMessage>: Sendable {
  /// How many messages, from where the comparison began, both runs received alike before it.
  public let index: UInt64
  /// What the one received then, nil if it had come to its end.
  public let one: Delivery<Message>?
  /// What the other received then, nil if it had come to its end.
  public let other: Delivery<Message>?
}

extension Simulation {
  /// Runs copies of two simulations from where they stand to the first message that differs in time
  /// or fingerprint, in at most `maximumMessages` messages.
  ///
  /// They run block by block, and only fingerprints are compared; the block in which they part is
  /// run again, from forks, message by message. Neither simulation is changed.
  ///
  /// - Returns: The difference, or nil if there is none.
  public func firstDifference(
    from other: Self, maximumMessages: Int = .max
  ) -> Difference<W.Message>? {
    var (ours, theirs) = (self, other)
    (ours.rolling, theirs.rolling) = (0, 0)
    var index: UInt64 = 0
    var remaining = maximumMessages
    while remaining > 0 {
      // A fork costs as much as what is pending, so the blocks grow with that.
      let block = min(remaining, max(4_096, pendingCount, ours.pendingCount))
      let (ourStart, theirStart) = (ours, theirs)
      ours.forward(by: block)
      theirs.forward(by: block)
      let ourSteps = ours.messagesProcessed - ourStart.messagesProcessed
      let theirSteps = theirs.messagesProcessed - theirStart.messagesProcessed
      if ours.fingerprint != theirs.fingerprint || ourSteps != theirSteps {
        (ours, theirs) = (ourStart, theirStart)
        while true {
          let (one, two) = (ours.forward(by: 1), theirs.forward(by: 1))
          guard let one, let two, one.time == two.time,
            one.message.fingerprint == two.message.fingerprint
          else { return Difference(index: index, one: one, other: two) }
          index += 1
        }
      }
      index += ourSteps
      if ourSteps < UInt64(block) { return nil }
      remaining -= block
    }
    return nil
  }

  /// Receives so many messages, whoever stops, and returns the last; nil if there are fewer.
  @discardableResult
  private mutating func forward(by messages: Int) -> Delivery<W.Message>? {
    var context = Context(timeline.take()!)
    defer { timeline = context.timeline }
    var last: Delivery<W.Message>?
    for _ in 0..<messages {
      guard let delivery = next(notAfter: .distantFuture, in: &context) else { return nil }
      deliver(delivery, in: &context)
      last = delivery
    }
    return last
  }
}
