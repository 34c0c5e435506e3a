/// The means to take back a message that was sent with `sendCancellable(_:after:)`.
@frozen
public struct Timer: Hashable, BitwiseCopyable, Sendable {
  @usableFromInline let slot: UInt32
  @usableFromInline let generation: UInt32

  @inlinable
  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// A timer of no message: cancelling it does nothing.
  @inlinable
  public static var none: Timer { Timer(slot: 0, generation: 1) }
}

/// Which cancellable messages are still wanted.
///
/// A pending message keeps the number of a slot; a timer keeps that number and the generation in
/// which it was handed out. The generation is even while the message is wanted and odd once it is
/// cancelled, and moves on when the message leaves the agenda, so that a late timer finds another
/// generation than its own. (After 2³¹ uses of one slot the numbers repeat.) Slot 0 belongs to the
/// messages that cannot be cancelled.
@frozen
@usableFromInline
struct TimerTable: Sendable {
  @usableFromInline var generations: [UInt32] = [0]
  @usableFromInline var free: [UInt32] = []
  @usableFromInline var cancelled = 0

  @inlinable
  init() {}

  @inlinable
  mutating func allocate() -> Timer {
    if let slot = free.popLast() {
      return Timer(slot: slot, generation: generations[Int(slot)])
    }
    precondition(generations.count < Int(UInt32.max), "more than 4 billion pending timers")
    generations.append(0)
    return Timer(slot: UInt32(generations.count - 1), generation: 0)
  }

  /// Cancels the message of `timer` if it is pending and wanted, and says whether it was.
  @inlinable
  mutating func cancel(_ timer: Timer) -> Bool {
    let slot = Int(timer.slot)
    guard slot > 0, slot < generations.count, generations[slot] == timer.generation,
      timer.generation & 1 == 0
    else { return false }
    generations[slot] |= 1
    cancelled += 1
    return true
  }

  /// Whether the message in `slot`, still in the agenda, was cancelled.
  @inlinable
  func isCancelled(_ slot: UInt32) -> Bool { generations[Int(slot)] & 1 == 1 }

  /// Gives `slot` back as its message leaves the agenda; true if the message is still wanted.
  @inlinable
  mutating func release(_ slot: UInt32) -> Bool {
    guard slot != 0 else { return true }
    return releaseTimer(slot)
  }

  @inlinable
  @inline(never)
  mutating func releaseTimer(_ slot: UInt32) -> Bool {
    let generation = generations[Int(slot)]
    generations[Int(slot)] = (generation | 1) &+ 1
    free.append(slot)
    guard generation & 1 == 1 else { return true }
    cancelled -= 1
    return false
  }
}
