/// The memory of an agenda: its chains of blocks, which of them are in use, and its run.
///
/// This is the one place of the kernel that uses pointers. Arrays would be checked for a second
/// owner and for their bounds at every one of the half a dozen accesses that move a message; here
/// ``Agenda`` asks once, before it changes anything, whether it is the only owner
/// (``makeUnique()``). Every other method that writes to the memory relies on that, and on these: `chain` is below
/// `chainCount`, a chain that is read is not empty, a run has room where it is added to. Blocks that
/// are given back are used again before the memory grows, so it is bounded by the largest number
/// of entries that ever waited together, and one block a chain.
@frozen
@usableFromInline
@safe
struct AgendaStorage<Message: SimulationMessage>: @unchecked Sendable {
  @usableFromInline typealias Entry = AgendaEntry<Message>

  @inlinable static var blockSize: Int { 16 }

  /// Frees the memory with its last owner.
  @usableFromInline
  @safe
  final class Memory {
    @usableFromInline let chains: UnsafeMutablePointer<EntryChain>
    @usableFromInline let marks: UnsafeMutablePointer<UInt64>
    @usableFromInline let run: UnsafeMutablePointer<Entry>
    @usableFromInline let entries: UnsafeMutablePointer<Entry>
    @usableFromInline let following: UnsafeMutablePointer<UInt32>

    @usableFromInline
    init(chainCount: Int, runCapacity: Int, blockCapacity: Int) {
      // Trivial types: neither initialising nor deinitialising does anything.
      unsafe chains = .allocate(capacity: chainCount)
      unsafe marks = .allocate(capacity: chainCount / 64)
      unsafe run = .allocate(capacity: runCapacity)
      unsafe entries = .allocate(capacity: blockCapacity * AgendaStorage.blockSize)
      unsafe following = .allocate(capacity: blockCapacity)
    }

    deinit {
      unsafe chains.deallocate()
      unsafe marks.deallocate()
      unsafe run.deallocate()
      unsafe entries.deallocate()
      unsafe following.deallocate()
    }
  }

  @usableFromInline let chainCount: Int
  @usableFromInline let runCapacity: Int
  @usableFromInline var memory: Memory
  @usableFromInline var chains: UnsafeMutablePointer<EntryChain>
  /// A bit a chain, 64 a word, for which its user knows the meaning; a last, incomplete word is absent.
  @usableFromInline var marks: UnsafeMutablePointer<UInt64>
  @usableFromInline var entries: UnsafeMutablePointer<Entry>
  /// The block that follows a block in its chain, or among the free ones.
  @usableFromInline var following: UnsafeMutablePointer<UInt32>
  @usableFromInline var run: UnsafeMutablePointer<Entry>
  @usableFromInline var runHead = 0
  @usableFromInline var runEnd = 0
  @usableFromInline var blockCount = 0
  @usableFromInline var blockCapacity = 0
  @usableFromInline var free = UInt32.max

  @inlinable
  init(chainCount: Int, runCapacity: Int) {
    self.chainCount = chainCount
    self.runCapacity = runCapacity
    memory = Memory(chainCount: chainCount, runCapacity: runCapacity, blockCapacity: 0)
    unsafe chains = memory.chains
    unsafe marks = memory.marks
    unsafe entries = memory.entries
    unsafe following = memory.following
    unsafe run = memory.run
    unsafe chains.initialize(repeating: EntryChain(), count: chainCount)
    unsafe marks.initialize(repeating: 0, count: chainCount / 64)
  }

  // MARK: Ownership

  /// Copies the memory if another agenda has it too; O(1) otherwise.
  @inlinable
  @inline(__always)
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&memory) { move(toBlocks: blockCapacity) }
  }

  /// Moves to new memory with so many blocks.
  @inlinable
  @inline(never)
  mutating func move(toBlocks capacity: Int) {
    let target = Memory(
      chainCount: chainCount, runCapacity: runCapacity, blockCapacity: capacity)
    unsafe target.chains.update(from: chains, count: chainCount)
    unsafe target.marks.update(from: marks, count: chainCount / 64)
    unsafe target.run.update(from: run, count: runEnd)
    unsafe target.entries.update(from: entries, count: blockCount * Self.blockSize)
    unsafe target.following.update(from: following, count: blockCount)
    unsafe chains = target.chains
    unsafe marks = target.marks
    unsafe run = target.run
    unsafe entries = target.entries
    unsafe following = target.following
    (memory, blockCapacity) = (target, capacity)
  }
}
