/// Queues of entries, each a chain of blocks, and marks that their user gives them.
extension AgendaStorage {
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
      removeFirstBlock(of: &chain)
      chain = EntryChain()
    } else if Int(chain.taken) == Self.blockSize {
      removeFirstBlock(of: &chain)
      chain.taken = 0
    }
    return entry
  }

  /// How many entries are in the first block of a detached chain, those taken included.
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
}
