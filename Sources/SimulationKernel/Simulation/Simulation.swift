/// A world, its pending messages and its clock: a run that is a value.
///
/// Assigning a simulation forks it. Both copies go on from the same state and give the same results
/// until they are treated differently:
///
/// ```swift
/// var disturbed = simulation                            // warmed up once
/// disturbed.schedule(.zoneFails, at: disturbed.now + .minutes(5))
/// ```
///
/// A fork costs no more than copying the arrays of world and agenda, at the first change of each.
@frozen
public struct Simulation<W: World> {
  /// The state of all actors.
  public var world: W
  /// Nil while a context has it.
  @usableFromInline var timeline: Timeline<W.Message>? = Timeline()
  /// How many messages were received since the start.
  @inlinable
  public var messagesProcessed: UInt64 { processed }
  /// A number that two runs share if they received the same messages at the same instants, in order.
  ///
  /// It rolls along with the run: runs that once differ stay different (but for a chance of 2⁻⁶⁴).
  @inlinable
  public var fingerprint: UInt64 { rolling }

  @usableFromInline var processed: UInt64 = 0
  @usableFromInline var rolling: UInt64 = 0x6C6F_6E67_7368_6F72
  @usableFromInline var ties: ShuffledTies<W.Message>?

  /// Creates a simulation at ``Instant/zero`` with nothing pending.
  ///
  /// - Parameters:
  ///   - world: The actors at the start.
  ///   - shuffledTies: A seed with which messages for the same instant are received in random
  ///     order, or nil for their proper order. A model that gives other answers for another seed
  ///     leans on an order that reality does not promise.
  @inlinable
  public init(_ world: W, shuffledTies: UInt64? = nil) {
    self.world = world
    if let seed = shuffledTies { ties = ShuffledTies(seed: seed) }
  }

  /// Why a run ended.
  public enum Ending: Hashable, Sendable {
    /// Nothing is pending any more.
    case agendaIsEmpty
    /// The next message, if any, lies beyond the horizon, or the number of messages is reached.
    case horizon
    /// An actor called ``Context/stop()``.
    case stopped
  }

  /// The clock.
  @inlinable
  public var now: Instant { timeline!.clock }

  /// The number of messages that were sent, and neither received nor cancelled.
  @inlinable
  public var pendingCount: Int { timeline!.pendingCount }

  /// Sends `message` from outside, to be received at `time`, which must not be past.
  @inlinable
  public mutating func schedule(_ message: W.Message, at time: Instant) {
    withContext { world, context in context.send(message, at: time) }
  }

  /// Lets `body` act on the world and send and cancel as an actor does, at the present instant.
  @inlinable
  public mutating func withContext<Result>(
    _ body: (inout W, inout Context<W.Message>) throws -> Result
  ) rethrows -> Result {
    var context = Context(timeline.take()!)
    defer { timeline = context.timeline }
    return try body(&world, &context)
  }

  /// Receives all messages that are due at or before `horizon`, then sets the clock to it.
  ///
  /// The clock stays at the last message if an actor stops the run, or if the horizon is
  /// ``Instant/distantFuture``, as it is when none is given: then the run goes to the end of the
  /// agenda.
  @inlinable
  @discardableResult
  public mutating func run(until horizon: Instant = .distantFuture) -> Ending {
    guard horizon >= now else { return .horizon }
    var context = Context(timeline.take()!)
    defer { timeline = context.timeline }
    while !context.isStopped {
      guard let delivery = next(notAfter: horizon, in: &context) else {
        if horizon != .distantFuture { context.timeline.clock = horizon }
        return context.pendingCount == 0 ? .agendaIsEmpty : .horizon
      }
      deliver(delivery, in: &context)
    }
    return .stopped
  }

  /// Receives at most `maximumMessages` messages.
  @inlinable
  @discardableResult
  public mutating func run(maximumMessages: Int) -> Ending {
    var context = Context(timeline.take()!)
    defer { timeline = context.timeline }
    for _ in 0..<max(0, maximumMessages) {
      guard let delivery = next(notAfter: .distantFuture, in: &context) else {
        return .agendaIsEmpty
      }
      deliver(delivery, in: &context)
      if context.isStopped { return .stopped }
    }
    return .horizon
  }

  /// Receives the next message; false if there is none.
  @inlinable
  @discardableResult
  public mutating func step() -> Bool { run(maximumMessages: 1) != .agendaIsEmpty }

  @inlinable
  @inline(__always)
  mutating func next(
    notAfter horizon: Instant, in context: inout Context<W.Message>
  ) -> Delivery<W.Message>? {
    if ties != nil { return context.timeline.nextShuffled(notAfter: horizon, among: &ties!) }
    return context.timeline.next(notAfter: horizon)
  }

  @inlinable
  @inline(__always)
  mutating func deliver(_ delivery: Delivery<W.Message>, in context: inout Context<W.Message>) {
    context.timeline.clock = delivery.time
    processed &+= 1
    // One multiplication between two messages; both factors are odd, so nothing is lost.
    let event =
      UInt64(bitPattern: delivery.time.nanoseconds)
      ^ (delivery.message.fingerprint &* 0x9E37_79B9_7F4A_7C15)
    let mixed = (rolling ^ event) &* 0xD134_2543_DE82_EF95
    rolling = mixed ^ (mixed >> 32)
    if let upcoming = context.timeline.agenda.upcoming { world.prepare(for: upcoming) }
    world.receive(delivery.message, in: &context)
  }
}

extension Simulation: Sendable where W: Sendable {}
