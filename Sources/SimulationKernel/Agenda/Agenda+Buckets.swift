extension Agenda {
  // MARK: Run

  /// Inserts what is due before all in the buckets and has no simple place in the run.
  @inlinable
  @inline(never)
  mutating func insertAside(_ entry: Entry) {
    if entry.nanoseconds == current {
      isLaneEmpty = false
      storage.append(entry, toChain: Self.dueLane)
    } else if !storage.closeRunGap() || !storage.placeInRun(entry, depth: Self.runDepth) {
      cutRun(for: entry)
    }
  }

  /// Makes `entry` the last of the run by returning what is later to the buckets, or, if the run is
  /// full, the first beyond it.
  @inlinable
  @inline(never)
  mutating func cutRun(for entry: Entry) {
    runOpening = max(Self.smallestRun, runOpening / 2)
    wasRunCut = true
    // Equal instants stay together, before `entry`.
    runLast = storage.isRunFull ? entry.nanoseconds - 1 : entry.nanoseconds
    let cut = storage.endOfRun(through: runLast)
    for place in cut..<storage.runEnd { insertIntoBucket(storage.runEntry(at: place)) }
    storage.endRun(at: cut)
    insert(entry)
    stored -= 1
  }

  // MARK: Buckets

  @inlinable
  @inline(__always)
  mutating func insertIntoBucket(_ entry: Entry) {
    let difference = UInt64(bitPattern: entry.nanoseconds ^ base)
    let level = (63 &- (difference | 1).leadingZeroBitCount) / Self.digitBits
    let digit = UInt64(bitPattern: entry.nanoseconds) &>> UInt64(level &* Self.digitBits)
    let bucket = level &* Self.digits &+ Int(digit & 255)
    storage.mark(chain: bucket)
    levelMask |= 1 &<< UInt64(level)
    storage.append(entry, toChain: bucket)
  }

  /// Brings the earliest messages nearer if their bucket begins at or before `horizon`.
  ///
  /// The run and the due lane must be empty. Returns false if there is nothing to open.
  @inlinable
  @inline(never)
  mutating func openFirstBucket(notAfter horizon: Int64) -> Bool {
    guard levelMask != 0 else {
      runLast = .max
      return false
    }
    let level = levelMask.trailingZeroBitCount
    let bucket = storage.firstMarked(from: level &* Self.digits)
    let first = start(of: bucket)
    guard first <= horizon else { return false }

    let chain = detach(bucket)
    base = first
    if level == 0 {
      // One instant: its queue is the due lane.
      storage.attach(chain, asChain: Self.dueLane)
      isLaneEmpty = false
      current = first
      runLast = first
    } else if chain.waiting <= Self.smallestRun {
      storage.appendToRun(chain)
      let last = appendFollowingBuckets(ofLevel: level, to: bucket)
      runLast = end(of: last)
    } else if chain.waiting <= runOpening,
      storage.spreadOverRun(chain, width: level * Self.digitBits)
    {
      runLast = end(of: bucket)
    } else {
      divide(chain)
      runLast = first - 1
    }
    return true
  }

  /// Opens the buckets that follow one of few messages too while all are few together, since opening
  /// costs more than sorting few; returns the last.
  @inlinable
  @inline(__always)
  mutating func appendFollowingBuckets(ofLevel level: Int, to bucket: Int) -> Int {
    var last = bucket
    while levelMask &>> UInt64(level) & 1 == 1 {
      let next = storage.firstMarked(from: level &* Self.digits)
      guard storage.runCount &+ storage.waiting(inChain: next) <= Self.smallestRun else { break }
      storage.appendToRun(detach(next))
      last = next
    }
    return last
  }

  /// Puts the messages of a bucket into those of lower levels; `base` must be its first instant.
  @inlinable
  @inline(__always)
  mutating func divide(_ bucket: EntryChain) {
    if !wasRunCut { runOpening = min(Self.largestRun, runOpening * 2) }
    wasRunCut = false
    var chain = bucket
    while !chain.isEmpty {
      for index in 0..<storage.firstBlockCount(of: chain) {
        let entry = storage.entry(at: index, of: chain)
        if keep(entry) { insertIntoBucket(entry) }
      }
      storage.removeFirstBlock(of: &chain)
    }
  }

  /// The first instant of a bucket. Digits above its level are those of `base`, the level's own is
  /// the slot, those below are 0.
  @inlinable
  @inline(__always)
  func start(of bucket: Int) -> Int64 {
    let shift = Int64(bucket / Self.digits &* Self.digitBits)
    let above = shift < 56 ? (base &>> (shift &+ 8)) &<< (shift &+ 8) : 0
    return above | (Int64(bucket & 255) &<< shift)
  }

  /// The last instant of a bucket, or of the clock where nothing is in the buckets.
  @inlinable
  @inline(__always)
  func end(of bucket: Int) -> Int64 {
    guard levelMask != 0 else { return .max }
    // As an unsigned sum: the last bucket of the clock ends where the clock ends.
    let width = 1 as UInt64 &<< UInt64(bucket / Self.digits &* Self.digitBits)
    return Int64(bitPattern: UInt64(bitPattern: start(of: bucket)) &+ width &- 1)
  }

  /// Empties a bucket and returns what it was.
  @inlinable
  @inline(__always)
  mutating func detach(_ bucket: Int) -> EntryChain {
    markEmpty(bucket)
    return storage.detach(chain: bucket)
  }

  @inlinable
  @inline(__always)
  mutating func markEmpty(_ bucket: Int) {
    storage.unmark(chain: bucket)
    let level = bucket / Self.digits
    if storage.hasNoMark(from: level &* Self.digits) { levelMask &= ~(1 &<< UInt64(level)) }
  }

  // MARK: Sweep

  /// Removes all cancelled messages; O(pending), paid for by the half that is removed.
  @inlinable
  @inline(never)
  mutating func sweep() {
    storage.makeUnique()
    for chain in 0...Self.dueLane where !storage.isEmpty(chain: chain) {
      var old = storage.detach(chain: chain)
      while !old.isEmpty {
        let entry = storage.takeFirst(of: &old)
        if keep(entry) { storage.append(entry, toChain: chain) }
      }
      guard storage.isEmpty(chain: chain) else { continue }
      if chain == Self.dueLane { isLaneEmpty = true } else { markEmpty(chain) }
    }
    storage.setRun(storage.takeRun().filter { keep($0) })
  }
}
