/// All that an actor can do beyond its own state: know the time, send, cancel, stop.
///
/// A delay is never negative and an instant never past; either is a mistake of the model, and a
/// precondition. A message for ``Instant/distantFuture`` is never received.
@frozen
public struct Context<Message: SimulationMessage>: Sendable {
  /// The instant that is being simulated.
  @inlinable
  public var now: Instant { clock }

  @usableFromInline var clock = Instant.zero
  @usableFromInline var agenda = Agenda<Message>()
  @usableFromInline var lane = CrossingLane<Message>()
  /// Crossings that await their transport, where this simulation is one partition of several.
  @usableFromInline var outbound: [Crossing<Message>] = []
  @usableFromInline var collectsCrossings = false
  @usableFromInline var crossings: UInt64 = 0
  @usableFromInline var isStopped = false

  @inlinable
  init() {}

  /// Sends `message`, to be received `delay` from now, after all sent before for that instant.
  @inlinable
  public mutating func send(_ message: Message, after delay: Span) {
    send(message, at: now + delay)
  }

  /// Sends `message`, to be received at `time`, after all sent before for that instant.
  @inlinable
  public mutating func send(_ message: Message, at time: Instant) {
    precondition(time >= now, "a message was sent into the past")
    agenda.push(message, at: time)
  }

  /// Sends `message` as ``send(_:after:)`` does, and returns what cancels it.
  @inlinable
  public mutating func sendCancellable(_ message: Message, after delay: Span) -> Timer {
    precondition(delay >= .zero, "a message was sent into the past")
    return agenda.pushCancellable(message, at: now + delay)
  }

  /// Takes back the message of `timer`; O(1).
  ///
  /// - Returns: Whether there was something to take back. Cancelling again, or after the message
  ///   was received, does nothing and returns false.
  @inlinable
  @discardableResult
  public mutating func cancel(_ timer: Timer) -> Bool { agenda.cancel(timer) }

  /// Sends `message` over a border of the partition.
  ///
  /// Such messages are received before all others of their instant, ordered among themselves by
  /// sending partition and then by order of sending in it. So what a partition receives, and when,
  /// does not depend on whether it is run alone or together with others.
  ///
  /// - Precondition: `delay` is positive: it is what one partition may run ahead of another.
  @inlinable
  public mutating func send(
    _ message: Message, after delay: Span, crossing boundary: Boundary
  ) {
    precondition(delay > .zero, "a message between partitions takes time")
    crossings += 1
    let crossing = Crossing(
      time: now + delay, sender: boundary.sender, number: crossings, message: message)
    if collectsCrossings { outbound.append(crossing) } else { lane.insert(crossing) }
  }

  /// Ends the present run after this message. A later run goes on from here.
  @inlinable
  public mutating func stop() { isStopped = true }

  /// The number of messages that were sent, and neither received nor cancelled.
  @inlinable
  public var pendingCount: Int { agenda.count + lane.heap.count }

  /// Removes and returns what is to be received next, if that is at or before `horizon`.
  @inlinable
  @inline(__always)
  mutating func next(notAfter horizon: Instant) -> Delivery<Message>? {
    // A crossing comes before everything else of its instant, hence the one nanosecond.
    guard lane.nextTime <= horizon, lane.nextTime != .distantFuture else {
      guard let entry = agenda.pop(notAfter: horizon) else { return nil }
      return Delivery(time: entry.time, message: entry.message)
    }
    if let entry = agenda.pop(notAfter: lane.nextTime - .nanoseconds(1)) {
      return Delivery(time: entry.time, message: entry.message)
    }
    let crossing = lane.removeFirst()
    return Delivery(time: crossing.time, message: crossing.message)
  }
}

/// A message at the instant of its delivery.
@frozen
public struct Delivery<Message: SimulationMessage>: BitwiseCopyable, Sendable {
  /// When the message is received.
  public let time: Instant
  /// The message.
  public let message: Message

  @inlinable
  init(time: Instant, message: Message) {
    self.time = time
    self.message = message
  }
}
