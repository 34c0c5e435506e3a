/// The run: entries in the order in which they are received, from `runHead` up to `runEnd`.
extension AgendaStorage {
  /// Whether the run cannot take another entry, unless it is cut.
  @inlinable
  var isRunFull: Bool { runEnd == runCapacity }

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
}
