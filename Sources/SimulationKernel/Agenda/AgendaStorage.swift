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

  /// Whether the run cannot take another entry, unless it is cut.
  @inlinable
  var isRunFull: Bool { runEnd == runCapacity }

  // MARK: Chains

  @inlinable
  func isEmpty(chain: Int) -> Bool { unsafe chains[chain].isEmpty }

  @inlinable
  func waiting(inChain chain: Int) -> Int { unsafe chains[chain].waiting }

  @inlinable
  @inline(__always)
  mutating func append(_ entry: Entry, toChain chain: Int) {
    let count = unsafe chains[chain].count
    let offset = Int(count) & (Self.blockSize - 1)
    // The last thing to be done, so that nothing need be kept over the call.
    guard offset != 0 else { return appendInNewBlock(entry, toChain: chain) }
    unsafe entries[Int(chains[chain].tail) &* Self.blockSize &+ offset] = entry
    unsafe chains[chain].count = count &+ 1
  }

  @inlinable
  @inline(never)
  mutating func appendInNewBlock(_ entry: Entry, toChain chain: Int) {
    var block = free
    if block != UInt32.max {
      unsafe free = following[Int(block)]
    } else {
      if blockCount == blockCapacity { move(toBlocks: max(16, 2 * blockCapacity)) }
      precondition(blockCount < Int(UInt32.max), "more pending messages than can be numbered")
      block = UInt32(blockCount)
      blockCount += 1
    }
    let count = unsafe chains[chain].count
    if count == 0 {
      unsafe chains[chain].head = block
    } else {
      unsafe following[Int(chains[chain].tail)] = block
    }
    unsafe chains[chain].tail = block
    unsafe chains[chain].count = count &+ 1
    unsafe entries[Int(block) &* Self.blockSize] = entry
  }

  /// Empties `chain` and returns what it was, to be read by ``takeFirst(of:)``.
  @inlinable
  mutating func detach(chain: Int) -> EntryChain {
    let detached = unsafe chains[chain]
    unsafe chains[chain] = EntryChain()
    return detached
  }

  /// Makes a detached chain the chain with this number, which must be empty.
  @inlinable
  mutating func attach(_ detached: EntryChain, asChain chain: Int) {
    unsafe chains[chain] = detached
  }

  /// Removes and returns the first entry of a detached chain.
  @inlinable
  @inline(__always)
  mutating func takeFirst(of chain: inout EntryChain) -> Entry {
    let entry = unsafe entries[Int(chain.head) &* Self.blockSize &+ Int(chain.taken)]
    chain.taken &+= 1
    if chain.taken == chain.count {
      unsafe following[Int(chain.head)] = free
      free = chain.head
      chain = EntryChain()
    } else if Int(chain.taken) == Self.blockSize {
      let next = unsafe following[Int(chain.head)]
      unsafe following[Int(chain.head)] = free
      free = chain.head
      chain.head = next
      chain.count &-= UInt32(Self.blockSize)
      chain.taken = 0
    }
    return entry
  }

  /// How many entries are in the first block of a detached chain, of which none was taken.
  @inlinable
  @inline(__always)
  func firstBlockCount(of chain: EntryChain) -> Int { min(Int(chain.count), Self.blockSize) }

  /// An entry of the first block of a detached chain.
  @inlinable
  @inline(__always)
  func entry(at index: Int, of chain: EntryChain) -> Entry {
    unsafe entries[Int(chain.head) &* Self.blockSize &+ index]
  }

  /// Removes and frees the first block of a detached chain.
  @inlinable
  @inline(__always)
  mutating func removeFirstBlock(of chain: inout EntryChain) {
    let next = unsafe following[Int(chain.head)]
    unsafe following[Int(chain.head)] = free
    free = chain.head
    chain.head = next
    chain.count &-= UInt32(firstBlockCount(of: chain))
  }

  // MARK: Marks

  @inlinable
  func isMarked(chain: Int) -> Bool { unsafe marks[chain &>> 6] &>> UInt64(chain & 63) & 1 == 1 }

  @inlinable
  @inline(__always)
  mutating func mark(chain: Int) { unsafe marks[chain &>> 6] |= 1 &<< UInt64(chain & 63) }

  @inlinable
  @inline(__always)
  mutating func unmark(chain: Int) { unsafe marks[chain &>> 6] &= ~(1 &<< UInt64(chain & 63)) }

  /// Whether none of the 256 chains from `chain` on, a multiple of 64, is marked.
  @inlinable
  @inline(__always)
  func hasNoMark(from chain: Int) -> Bool {
    let word = chain &>> 6
    return unsafe marks[word] | marks[word &+ 1] | marks[word &+ 2] | marks[word &+ 3] == 0
  }

  /// The first marked chain from `chain` on, a multiple of 64; there must be one.
  @inlinable
  @inline(__always)
  func firstMarked(from chain: Int) -> Int {
    var word = chain &>> 6
    while unsafe marks[word] == 0 { word &+= 1 }
    return unsafe word &* 64 &+ marks[word].trailingZeroBitCount
  }

  // MARK: Run

  @inlinable
  var runCount: Int { runEnd &- runHead }

  /// The first entry of the run, which must not be empty.
  @inlinable
  var runFirst: Entry { unsafe run[runHead] }

  @inlinable
  @inline(__always)
  mutating func removeRunFirst() {
    runHead &+= 1
    if runHead == runEnd { (runHead, runEnd) = (0, 0) }
  }

  /// Puts `entry` behind all in the run that are not later than it.
  ///
  /// - Returns: False, and nothing is done, if there is no room behind the run, or more than `depth`
  ///   of it are later.
  @inlinable
  @inline(__always)
  mutating func placeInRun(_ entry: Entry, depth: Int) -> Bool {
    guard runEnd < runCapacity else { return false }
    let deepest = runEnd &- depth
    if deepest > runHead, unsafe run[deepest &- 1].nanoseconds > entry.nanoseconds { return false }
    sink(entry, from: runEnd)
    runEnd &+= 1
    return true
  }

  /// Moves what is later than `entry` before `place` one place on, and puts `entry` in the gap.
  @inlinable
  @inline(__always)
  func sink(_ entry: Entry, from place: Int) {
    var place = place
    while place > runHead, unsafe run[place &- 1].nanoseconds > entry.nanoseconds {
      unsafe run[place] = run[place &- 1]
      place &-= 1
    }
    unsafe run[place] = entry
  }

  /// Moves the run to the start of its memory if half of that is free: O(1) amortised.
  @inlinable
  @inline(never)
  mutating func closeRunGap() -> Bool {
    guard runHead >= runCapacity / 2 else { return false }
    setRun(takeRun())
    return true
  }

  /// Where the first entry of the run stands that is later than `time`, or its end.
  @inlinable
  func endOfRun(through time: Int64) -> Int {
    var (low, high) = (runHead, runEnd)
    while low < high {
      let middle = (low &+ high) / 2
      if unsafe run[middle].nanoseconds <= time { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  @inlinable
  func runEntry(at place: Int) -> Entry { unsafe run[place] }

  /// Forgets the run from `place` on.
  @inlinable
  mutating func endRun(at place: Int) {
    runEnd = place
    if runHead == runEnd { (runHead, runEnd) = (0, 0) }
  }

  /// The run as an array, and an empty run.
  @inlinable
  mutating func takeRun() -> [Entry] {
    let entries = unsafe Array(UnsafeBufferPointer(start: run + runHead, count: runCount))
    (runHead, runEnd) = (0, 0)
    return entries
  }

  /// Makes sorted entries, not more than it has room for, the run.
  @inlinable
  mutating func setRun(_ entries: [Entry]) {
    (runHead, runEnd) = (0, 0)
    for entry in entries {
      unsafe run[runEnd] = entry
      runEnd &+= 1
    }
  }

  /// Sorts a detached chain of one block behind all that is in the run, which is not later and
  /// leaves room for it, and frees the block.
  @inlinable
  @inline(__always)
  mutating func appendToRun(_ chain: EntryChain) {
    var end = runEnd
    forEach(of: chain) { entry in
      sink(entry, from: end)
      end &+= 1
    }
    runEnd = end
    release(chain)
  }

  /// Sorts a detached chain into the run, which must be empty and have room, and frees its blocks.
  ///
  /// The times share all bits but the lowest `width`. Entries are counted by the highest of these,
  /// put where their count says, and then need to be moved past their neighbours only: stable, and
  /// linear in their number.
  ///
  /// - Returns: False, and nothing is done, if so many times lie close together that it would not be.
  @inlinable
  @inline(never)
  mutating func spreadOverRun(_ chain: EntryChain, width: Int) -> Bool {
    let bits = min(Int.bitWidth &- chain.waiting.leadingZeroBitCount, width, 8)
    let shift = Int64(width &- bits)
    let mask = (1 &<< bits) &- 1
    var ends = InlineArray<256, UInt16>(repeating: 0)
    var most: UInt16 = 0
    forEach(of: chain) { entry in
      let cell = Int(truncatingIfNeeded: entry.nanoseconds &>> shift) & mask
      ends[cell] &+= 1
      if ends[cell] > most { most = ends[cell] }
    }
    guard most <= Self.blockSize else { return false }
    var end: UInt16 = 0
    for cell in 0...mask {
      (ends[cell], end) = (end, end &+ ends[cell])
    }
    let run = unsafe self.run
    forEach(of: chain) { entry in
      let cell = Int(truncatingIfNeeded: entry.nanoseconds &>> shift) & mask
      unsafe run[Int(ends[cell])] = entry
      ends[cell] &+= 1
    }
    release(chain)
    runEnd = chain.waiting
    for place in 1..<runEnd { sink(unsafe run[place], from: place) }
    return true
  }

  /// Shows every entry of a detached chain, of which none was taken, to `body`, in order.
  @inlinable
  @inline(__always)
  func forEach(of chain: EntryChain, _ body: (Entry) -> Void) {
    var block = Int(chain.head)
    var left = chain.waiting
    while true {
      let first = unsafe entries + block &* Self.blockSize
      for index in 0..<min(left, Self.blockSize) { body(unsafe first[index]) }
      left &-= Self.blockSize
      guard left > 0 else { return }
      block = unsafe Int(following[block])
    }
  }

  /// Frees the blocks of a detached chain.
  @inlinable
  @inline(__always)
  mutating func release(_ chain: EntryChain) {
    unsafe following[Int(chain.tail)] = free
    free = chain.head
  }
}
