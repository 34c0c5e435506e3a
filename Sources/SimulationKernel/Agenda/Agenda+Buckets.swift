extension Agenda {
  // MARK: Run

  @inlinable
  @inline(__always)
  mutating func insertIntoRun(_ entry: Entry) {
    if !storage.placeInRun(entry, depth: Self.runDepth) { cutRun(for: entry) }
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
    storage.append(entry, toChain: bucket)
    slotMasks[bucket &>> 6] |= 1 &<< UInt64(bucket & 63)
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
    let bucket = firstBucket(ofLevel: level)
    let first = start(of: bucket)
    guard first <= horizon else { return false }

    var chain = detach(bucket)
    base = first
    if level == 0 {
      // One instant: its queue is the due lane.
      storage.attach(chain, asChain: Self.dueLane)
      isLaneEmpty = false
      current = first
      runLast = first
    } else if chain.waiting <= runOpening, storage.sortIntoRun(chain, width: level * Self.digitBits)
    {
      // As an unsigned sum: the last bucket of the clock ends where the clock ends.
      runLast =
        levelMask == 0 ? .max : Int64(UInt64(first) + (1 << UInt64(level * Self.digitBits)) - 1)
    } else {
      if !wasRunCut { runOpening = min(Self.largestRun, runOpening * 2) }
      wasRunCut = false
      runLast = first - 1
      while !chain.isEmpty {
        let entry = storage.takeFirst(of: &chain)
        if keep(entry) { insertIntoBucket(entry) }
      }
    }
    return true
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

  /// Empties a bucket and returns what it was.
  @inlinable
  @inline(__always)
  mutating func detach(_ bucket: Int) -> EntryChain {
    markEmpty(bucket)
    return storage.detach(chain: bucket)
  }

  /// The first bucket of a level that has one.
  @inlinable
  @inline(__always)
  func firstBucket(ofLevel level: Int) -> Int {
    var word = level &* 4
    while slotMasks[word] == 0 { word &+= 1 }
    return word &* 64 &+ slotMasks[word].trailingZeroBitCount
  }

  @inlinable
  @inline(__always)
  mutating func markEmpty(_ bucket: Int) {
    slotMasks[bucket &>> 6] &= ~(1 &<< UInt64(bucket & 63))
    let level = bucket / Self.digits
    let word = level &* 4
    if slotMasks[word] | slotMasks[word &+ 1] | slotMasks[word &+ 2] | slotMasks[word &+ 3] == 0 {
      levelMask &= ~(1 &<< UInt64(level))
    }
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
