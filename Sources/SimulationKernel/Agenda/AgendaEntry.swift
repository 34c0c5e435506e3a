/// A message that waits for its instant: 12 bytes and the message.
@frozen
public struct AgendaEntry<Message: SimulationMessage>: BitwiseCopyable, Sendable {
  @usableFromInline let nanoseconds: Int64
  /// The slot in the table of timers, 0 for a message that cannot be cancelled.
  @usableFromInline let slot: UInt32
  /// What was sent.
  public let message: Message

  @inlinable
  init(nanoseconds: Int64, slot: UInt32, message: Message) {
    self.nanoseconds = nanoseconds
    self.slot = slot
    self.message = message
  }

  /// When it is to be received.
  @inlinable
  public var time: Instant { Instant(nanoseconds: nanoseconds) }
}

/// A queue of entries: a chain of blocks.
@frozen
@usableFromInline
struct EntryChain: BitwiseCopyable, Sendable {
  @usableFromInline var head: UInt32 = 0
  @usableFromInline var tail: UInt32 = 0
  /// Entries from the start of block `head`, including those already taken out.
  @usableFromInline var count: UInt32 = 0
  /// Entries at the start of block `head` that are already taken out.
  @usableFromInline var taken: UInt32 = 0

  @inlinable
  init() {}

  @inlinable
  var isEmpty: Bool { count == taken }

  /// How many entries are still to be taken out.
  @inlinable
  var waiting: Int { Int(count &- taken) }
}
