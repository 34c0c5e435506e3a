extension Agenda {
  // MARK: Run

  @inlinable
  mutating func insertIntoRun(_ entry: Entry) {
    if run.count - runHead >= Self.runLimit {
      cutRun()
      guard entry.nanoseconds <= runLast else { return insertIntoBucket(entry) }
    }
    placeInRun(entry)
  }

  /// Puts `entry` behind all in the run that are not later than it.
  @inlinable
  mutating func placeInRun(_ entry: Entry) {
    var place = run.count
    run.append(entry)
    while place > runHead, run[place - 1].nanoseconds > entry.nanoseconds {
      run[place] = run[place - 1]
      place -= 1
    }
    run[place] = entry
  }

  /// Returns the later half of the run to the buckets, keeping equal instants together.
  @inlinable
  @inline(never)
  mutating func cutRun() {
    let middle = runHead + (run.count - runHead) / 2
    var cut = middle
    while cut > runHead, run[cut - 1].nanoseconds == run[middle].nanoseconds { cut -= 1 }
    if cut == runHead {
      // The earlier half is one instant: keep that, or nothing if it is the whole run.
      cut = middle
      while cut < run.count, run[cut].nanoseconds == run[middle].nanoseconds { cut += 1 }
      if cut == run.count { cut = runHead }
    }
    runLast = run[cut].nanoseconds - 1
    for place in cut..<run.count { insertIntoBucket(run[place]) }
    run.removeLast(run.count - cut)
    if run.count > runHead {
      run.removeFirst(runHead)
    } else {
      run.removeAll(keepingCapacity: true)
    }
    runHead = 0
  }

  // MARK: Buckets

  @inlinable
  mutating func insertIntoBucket(_ entry: Entry) {
    let difference = UInt64(bitPattern: entry.nanoseconds ^ base)
    let level = (63 - (difference | 1).leadingZeroBitCount) / Self.digitBits
    let slot = (entry.nanoseconds >> (level * Self.digitBits)) & 63
    blocks.append(entry, to: &buckets[level &* Self.digits &+ Int(slot)])
    slotMasks[level] |= 1 << UInt64(slot)
    levelMask |= 1 << UInt64(level)
  }

  /// Brings the earliest messages nearer if their bucket begins at or before `horizon`.
  ///
  /// The run and the due lane must be empty. Returns false if there is nothing to open.
  @inlinable
  @inline(never)
  mutating func openFirstBucket(notAfter horizon: Int64) -> Bool {
    guard levelMask != 0 else { return false }
    let level = levelMask.trailingZeroBitCount
    let slot = slotMasks[level].trailingZeroBitCount
    let shift = level * Self.digitBits
    // Digits above the level are those of `base`, the level's own is the slot, those below are 0.
    let above = shift + Self.digitBits < 64 ? (base >> (shift + 6)) << (shift + 6) : 0
    let first = above | (Int64(slot) << shift)
    guard first <= horizon else { return false }

    let bucket = level * Self.digits + slot
    var chain = buckets[bucket]
    buckets[bucket] = EntryChain()
    slotMasks[level] &= slotMasks[level] &- 1
    if slotMasks[level] == 0 { levelMask &= levelMask &- 1 }
    base = first
    if level == 0 {
      // One instant: its queue is the due lane.
      due = chain
      current = first
      runLast = first
      return true
    }
    let isShort = Int(chain.count) <= Self.runOpening
    // As an unsigned sum: the last bucket of the clock ends where the clock ends.
    runLast = isShort ? Int64(UInt64(first) + (1 << UInt64(shift)) - 1) : first - 1
    while !chain.isEmpty {
      let entry = blocks.takeFirst(of: &chain)
      if entry.slot != 0, timers.isCancelled(entry.slot) {
        _ = timers.release(entry.slot)
        stored -= 1
      } else if isShort {
        placeInRun(entry)
      } else {
        insertIntoBucket(entry)
      }
    }
    return true
  }

  /// Removes all cancelled messages; O(pending), paid for by the half that is removed.
  @usableFromInline
  @inline(never)
  mutating func sweep() {
    var lane = due
    sweep(&lane)
    due = lane
    for bucket in buckets.indices where !buckets[bucket].isEmpty {
      var chain = buckets[bucket]
      sweep(&chain)
      buckets[bucket] = chain
      if chain.isEmpty {
        let level = bucket / Self.digits
        slotMasks[level] &= ~(1 << UInt64(bucket % Self.digits))
        if slotMasks[level] == 0 { levelMask &= ~(1 << UInt64(level)) }
      }
    }
    var kept: [Entry] = []
    kept.reserveCapacity(Self.runLimit)
    for entry in run[runHead...] where keep(entry) { kept.append(entry) }
    run = kept
    runHead = 0
  }

  private mutating func sweep(_ chain: inout EntryChain) {
    var kept = EntryChain()
    while !chain.isEmpty {
      let entry = blocks.takeFirst(of: &chain)
      if keep(entry) { blocks.append(entry, to: &kept) }
    }
    chain = kept
  }

  private mutating func keep(_ entry: Entry) -> Bool {
    guard entry.slot != 0, timers.isCancelled(entry.slot) else { return true }
    _ = timers.release(entry.slot)
    stored -= 1
    return false
  }
}
