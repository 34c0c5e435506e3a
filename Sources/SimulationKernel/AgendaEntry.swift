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
}

/// The storage of all chains of an agenda: one array, so that a copy is one copy.
///
/// Blocks that are given back are used again before the array grows. So memory is bounded by the
/// largest number of entries that ever waited together, and one block a chain.
@frozen
@usableFromInline
struct EntryBlocks<Message: SimulationMessage>: Sendable {
  @inlinable static var size: Int { 8 }

  @usableFromInline var entries: [AgendaEntry<Message>] = []
  /// The block that follows a block in its chain, or among the free ones.
  @usableFromInline var following: [UInt32] = []
  @usableFromInline var free = UInt32.max

  @inlinable
  init() {}

  @inlinable
  mutating func append(_ entry: AgendaEntry<Message>, to chain: inout EntryChain) {
    let offset = Int(chain.count) & (Self.size - 1)
    if offset == 0 {
      let block = allocate(filling: entry)
      if chain.count == 0 { chain.head = block } else { following[Int(chain.tail)] = block }
      chain.tail = block
    }
    entries[Int(chain.tail) &* Self.size &+ offset] = entry
    chain.count &+= 1
  }

  /// Removes and returns the first entry of `chain`, which must not be empty.
  @inlinable
  mutating func takeFirst(of chain: inout EntryChain) -> AgendaEntry<Message> {
    let entry = entries[Int(chain.head) &* Self.size &+ Int(chain.taken)]
    chain.taken &+= 1
    if chain.taken == chain.count {
      following[Int(chain.head)] = free
      free = chain.head
      chain = EntryChain()
    } else if Int(chain.taken) == Self.size {
      let next = following[Int(chain.head)]
      following[Int(chain.head)] = free
      free = chain.head
      chain.head = next
      chain.count &-= UInt32(Self.size)
      chain.taken = 0
    }
    return entry
  }

  @inlinable
  mutating func allocate(filling entry: AgendaEntry<Message>) -> UInt32 {
    guard free == UInt32.max else {
      let block = free
      free = following[Int(block)]
      return block
    }
    let block = UInt32(following.count)
    following.append(UInt32.max)
    entries.append(contentsOf: repeatElement(entry, count: Self.size))
    return block
  }
}
