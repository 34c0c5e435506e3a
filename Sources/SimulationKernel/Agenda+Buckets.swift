extension Agenda {
  // MARK: Lanes

  @inlinable
  mutating func takeFirstDue() -> Entry {
    storage.makeUnique()
    var lane = storage.detach(chain: Self.dueLane)
    let entry = storage.takeFirst(of: &lane)
    isLaneEmpty = lane.isEmpty
    storage.attach(lane, asChain: Self.dueLane)
    return entry
  }

  @inlinable
  @inline(__always)
  mutating func insertIntoRun(_ entry: Entry) {
    if storage.runCount >= Self.runLimit {
      cutRun()
      guard entry.nanoseconds <= runLast else { return insertIntoBucket(entry) }
    }
    storage.placeInRun(entry)
  }

  /// Returns the later half of the run to the buckets, keeping equal instants together.
  @usableFromInline
  @inline(never)
  mutating func cutRun() {
    let run = storage.takeRun()
    let middle = run.count / 2
    var cut = run.firstIndex { $0.nanoseconds == run[middle].nanoseconds } ?? middle
    if cut == 0 {
      // The earlier half is one instant: keep that, or nothing if it is the whole run.
      cut = run.firstIndex { $0.nanoseconds > run[middle].nanoseconds } ?? 0
    }
    runLast = run[cut].nanoseconds - 1
    for entry in run[..<cut] { storage.placeInRun(entry) }
    for entry in run[cut...] { insertIntoBucket(entry) }
  }

  // MARK: Buckets

  @inlinable
  @inline(__always)
  mutating func insertIntoBucket(_ entry: Entry) {
    let difference = UInt64(bitPattern: entry.nanoseconds ^ base)
    let level = (63 &- (difference | 1).leadingZeroBitCount) / Self.digitBits
    let slot = Int((entry.nanoseconds &>> Int64(level &* Self.digitBits)) & 63)
    storage.append(entry, toChain: level &* Self.digits &+ slot)
    slotMasks[level] |= 1 &<< UInt64(slot)
    levelMask |= 1 &<< UInt64(level)
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
    let slot = slotMasks[level].trailingZeroBitCount
    let shift = level * Self.digitBits
    // Digits above the level are those of `base`, the level's own is the slot, those below are 0.
    let above = shift + Self.digitBits < 64 ? (base >> (shift + 6)) << (shift + 6) : 0
    let first = above | (Int64(slot) << shift)
    guard first <= horizon else { return false }

    storage.makeUnique()
    var chain = storage.detach(chain: level * Self.digits + slot)
    slotMasks[level] &= slotMasks[level] &- 1
    if slotMasks[level] == 0 { levelMask &= levelMask &- 1 }
    base = first
    if level == 0 {
      // One instant: its queue is the due lane.
      storage.attach(chain, asChain: Self.dueLane)
      isLaneEmpty = false
      current = first
      runLast = first
      return true
    }
    if Int(chain.count) > Self.runOpening {
      runLast = first - 1
      while !chain.isEmpty {
        let entry = storage.takeFirst(of: &chain)
        if keep(entry) { insertIntoBucket(entry) }
      }
    } else {
      // As an unsigned sum: the last bucket of the clock ends where the clock ends.
      runLast = levelMask == 0 ? .max : Int64(UInt64(first) + (1 << UInt64(shift)) - 1)
      while !chain.isEmpty {
        let entry = storage.takeFirst(of: &chain)
        if keep(entry) { storage.placeInRun(entry) }
      }
    }
    return true
  }

  /// Whether `entry` is still wanted; if not, its life is ended.
  @inlinable
  @inline(__always)
  mutating func keep(_ entry: Entry) -> Bool {
    guard entry.slot != 0, timers.isCancelled(entry.slot) else { return true }
    return finish(entry)
  }

  // MARK: Sweep

  /// Removes all cancelled messages; O(pending), paid for by the half that is removed.
  @usableFromInline
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
      if chain == Self.dueLane {
        isLaneEmpty = true
      } else {
        let level = chain / Self.digits
        slotMasks[level] &= ~(1 << UInt64(chain % Self.digits))
        if slotMasks[level] == 0 { levelMask &= ~(1 << UInt64(level)) }
      }
    }
    for entry in storage.takeRun() where keep(entry) { storage.placeInRun(entry) }
  }
}
