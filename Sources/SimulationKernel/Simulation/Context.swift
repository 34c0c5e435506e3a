/// All that an actor can do beyond its own state: know the time, send, cancel, stop.
///
/// A delay is never negative and an instant never past; either is a mistake of the model, and a
/// precondition. A message for ``Instant/distantFuture`` is never received.
///
/// A context lives as long as its simulation runs, and cannot be copied. So the pending messages
/// have one owner while actors act on them, which is ensured once a run and need not be asked at
/// every sending.
@frozen
public struct Context<Message: SimulationMessage>: ~Copyable, Sendable {
  /// The instant that is being simulated.
  @inlinable
  public var now: Instant { timeline.clock }

  @usableFromInline var timeline: Timeline<Message>
  @usableFromInline var isStopped = false

  @inlinable
  init(_ timeline: consuming Timeline<Message>) {
    self.timeline = consume timeline
    self.timeline.agenda.storage.makeUnique()
  }

  /// Sends `message`, to be received `delay` from now, after all sent before for that instant.
  @inlinable
  public mutating func send(_ message: Message, after delay: Span) {
    send(message, at: now + delay)
  }

  /// Sends `message`, to be received at `time`, after all sent before for that instant.
  @inlinable
  public mutating func send(_ message: Message, at time: Instant) {
    timeline.agenda.insert(
      AgendaEntry(nanoseconds: time.nanoseconds, slot: 0, message: message))
  }

  /// Sends `message` as ``send(_:after:)`` does, and returns what cancels it.
  @inlinable
  public mutating func sendCancellable(_ message: Message, after delay: Span) -> Timer {
    timeline.agenda.insertCancellable(message, at: now + delay)
  }

  /// Takes back the message of `timer`; O(1).
  ///
  /// - Returns: Whether there was something to take back. Cancelling again, or after the message
  ///   was received, does nothing and returns false.
  @inlinable
  @discardableResult
  public mutating func cancel(_ timer: Timer) -> Bool { timeline.agenda.cancel(timer) }

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
    timeline.crossings += 1
    let crossing = Crossing(
      time: now + delay, sender: boundary.sender, number: timeline.crossings, message: message)
    if timeline.collectsCrossings {
      timeline.outbound.append(crossing)
    } else {
      timeline.lane.insert(crossing)
    }
  }

  /// Ends the present run after this message. A later run goes on from here.
  @inlinable
  public mutating func stop() { isStopped = true }

  /// The number of messages that were sent, and neither received nor cancelled.
  @inlinable
  public var pendingCount: Int { timeline.pendingCount }
}
