/// The clock and what is pending: all of a simulation's state that is not the world's.
@frozen
@usableFromInline
struct Timeline<Message: SimulationMessage>: Sendable {
  @usableFromInline var clock = Instant.zero
  @usableFromInline var agenda = Agenda<Message>()
  @usableFromInline var lane = CrossingLane<Message>()
  /// Crossings that await their transport, where this simulation is one partition of several.
  @usableFromInline var outbound: [Crossing<Message>] = []
  @usableFromInline var collectsCrossings = false
  @usableFromInline var crossings: UInt64 = 0

  @inlinable
  init() {}

  @inlinable
  var pendingCount: Int { agenda.count + lane.heap.count }

  /// Removes and returns what is to be received next, if that is at or before `horizon`.
  ///
  /// The agenda's storage must be its own.
  @inlinable
  @inline(__always)
  mutating func next(notAfter horizon: Instant) -> Delivery<Message>? {
    // A crossing comes before everything else of its instant, hence the one nanosecond.
    guard lane.nextTime <= horizon, lane.nextTime != .distantFuture else {
      guard let entry = agenda.removeFirst(notAfter: horizon) else { return nil }
      return Delivery(time: entry.time, message: entry.message)
    }
    if let entry = agenda.removeFirst(notAfter: lane.nextTime - .nanoseconds(1)) {
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
