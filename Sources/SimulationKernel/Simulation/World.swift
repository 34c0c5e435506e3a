/// What actors send each other: plain data, delivered at an instant.
///
/// A message is moved several times between its sending and its delivery, so it should be a trivial
/// enum or struct of at most 24 bytes; everything that has a name or a variable size lives in a
/// table and is meant by an integer.
public protocol SimulationMessage: BitwiseCopyable, Sendable {
  /// A number that tells this message from every other that might stand in its place.
  ///
  /// It goes into the fingerprint of the run and decides when two runs are said to differ, so it
  /// should cover the receiver, the kind, and the payload. It must not depend on addresses or on
  /// `Hasher`, whose seed changes with every process.
  var fingerprint: UInt64 { get }

  /// Whether the message is received in its proper place even where ties are shuffled, before those
  /// of its instant that may change places. False unless a message says otherwise: it is meant for
  /// messages that are no part of what is modelled, such as the end of the warm-up.
  var keepsItsPlace: Bool { get }
}

extension SimulationMessage {
  @inlinable
  public var keepsItsPlace: Bool { false }
}

/// The state of all actors, and the dispatch of a message to the one that it is meant for.
///
/// A world is a value. It must hold no reference to mutable state, because assigning a
/// ``Simulation`` forks it.
public protocol World {
  /// The messages that the world's actors exchange.
  associatedtype Message: SimulationMessage

  /// Delivers `message` at the instant `context.now`.
  mutating func receive(_ message: Message, in context: inout Context<Message>)

  /// Brings what the receiver of `message` will touch near to the processor.
  ///
  /// It is called one message ahead, where that is known, and must change nothing. A large world
  /// waits for memory more than for anything else. The default does nothing, at no cost. (That it
  /// is mutating keeps the compiler from copying the world for the call.)
  mutating func prepare(for message: Message)
}

extension World {
  @inlinable
  @inline(__always)
  public mutating func prepare(for message: Message) {}
}

/// A part of the world that owns its state and sees nobody else's.
///
/// An actor is a struct. It learns everything from the messages it receives and acts on others only
/// through the context: that is the actor model, kept by the compiler through `inout`. (Swift's own
/// `actor` promises no order of delivery, and a hop between two of them costs many times what a
/// whole event costs here.)
public protocol SimulationActor {
  /// The messages that this actor receives and sends.
  associatedtype Message: SimulationMessage

  /// Receives `message` at the instant `context.now`.
  mutating func receive(_ message: Message, in context: inout Context<Message>)
}
