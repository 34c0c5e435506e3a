extension SharedLink {
  /// Bytes per second as units of 2⁻⁴⁰ bytes per nanosecond, rounded down.
  static func rate(_ bytesPerSecond: Int64) -> Int128 {
    (Int128(bytesPerSecond) << 40) / 1_000_000_000
  }

  /// Lets every class get what its rate brings until `now`.
  mutating func advance(to now: Instant) {
    precondition(now >= updated, "a link was used in the past")
    let elapsed = Int128((now - updated).nanoseconds)
    guard elapsed > 0 else { return }
    for lane in order { lanes[lane].virtual += lanes[lane].rate * elapsed }
    updated = now
  }

  /// Fills the classes like connected vessels, from the smallest cap up, and finds the next end.
  ///
  /// The classes whose caps do not hold them all have one rate, so that of these the one with the
  /// least to send ends first: however many classes there are, dividing costs little.
  mutating func share(at now: Instant) {
    let whole = Self.rate(capacity)
    var left = whole
    var flows = flowCount
    var fair: Int128?
    var soonest: Int128?
    var leastOfUncapped: Int128?
    for lane in order {
      let count = lanes[lane].heap.count
      let missing = max(0, lanes[lane].heap[0].end - lanes[lane].virtual)
      if fair == nil {
        let cap = lanes[lane].cap
        let (needed, isTooLarge) = cap.multipliedReportingOverflow(by: Int128(flows))
        if isTooLarge || needed > left { fair = left / Int128(flows) }
      }
      if let fair {
        lanes[lane].rate = fair
        left -= fair * Int128(count)
        leastOfUncapped = min(leastOfUncapped ?? missing, missing)
      } else {
        let rate = lanes[lane].cap
        lanes[lane].rate = rate
        left -= rate * Int128(count)
        flows -= count
        soonest = Self.earlier(soonest, Self.time(for: missing, at: rate))
      }
    }
    if let missing = leastOfUncapped, let fair {
      soonest = Self.earlier(soonest, Self.time(for: missing, at: fair))
    }
    nextCompletion = soonest.map { now + Span(nanoseconds: Int64(clamping: $0)) }
    load.set(whole > 0 ? Self.double(whole - left) / Self.double(whole) : 0, at: now)
  }

  /// How many whole nanoseconds it takes until all of so much is sent; nil: for ever.
  private static func time(for missing: Int128, at rate: Int128) -> Int128? {
    if missing == 0 { return 0 }
    return rate > 0 ? (missing + rate - 1) / rate : nil
  }

  private static func earlier(_ one: Int128?, _ other: Int128?) -> Int128? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
  }

  /// A rate as a floating-point number. The standard library's conversion from 128 bits is generic
  /// code that cost a third of a link's time; rates up to 8 PB/s fit 64.
  private static func double(_ rate: Int128) -> Double {
    rate > Int128(Int64.max) ? Double(rate) : Double(Int64(truncatingIfNeeded: rate))
  }

  /// The class of `cap`, made if it does not exist.
  mutating func laneIndex(cap: Int128) -> Int {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if lanes[order[middle]].cap < cap { low = middle + 1 } else { high = middle }
    }
    if low < order.count, lanes[order[low]].cap == cap { return order[low] }
    let lane = freeLanes.popLast() ?? lanes.count
    if lane == lanes.count { lanes.append(Lane(cap: cap)) } else { lanes[lane] = Lane(cap: cap) }
    order.insert(lane, at: low)
    return lane
  }

  /// Takes the flow in `slot` out of its class, and the class away with its last flow.
  mutating func forget(_ slot: Int, carried: Int64, at now: Instant) {
    let lane = records[slot].lane
    removeFromHeap(at: records[slot].position, lane: lane)
    records[slot].position = -1
    freeSlots.append(slot)
    flowCount -= 1
    bytesEnded = saturatingSum(bytesEnded, carried)
    if lanes[lane].heap.isEmpty {
      order.removeAll { $0 == lane }
      freeLanes.append(lane)
    }
    share(at: now)
  }

  /// The flows of one class join another, each with what it has got.
  mutating func move(_ lane: Int, into other: Int) {
    let ahead = lanes[other].virtual - lanes[lane].virtual
    for var waiting in lanes[lane].heap {
      waiting.end += ahead
      records[waiting.slot].start += ahead
      records[waiting.slot].lane = other
      insert(waiting, into: other)
    }
    lanes[lane].heap = []
    freeLanes.append(lane)
  }

  // MARK: Heaps whose entries know their places

  mutating func insert(_ waiting: Waiting, into lane: Int) {
    lanes[lane].heap.append(waiting)
    siftUp(from: lanes[lane].heap.count - 1, lane: lane)
  }

  mutating func removeFromHeap(at position: Int, lane: Int) {
    let last = lanes[lane].heap.removeLast()
    guard position < lanes[lane].heap.count else { return }
    lanes[lane].heap[position] = last
    records[last.slot].position = position
    siftUp(from: position, lane: lane)
    siftDown(from: records[last.slot].position, lane: lane)
  }

  private mutating func siftUp(from position: Int, lane: Int) {
    let moving = lanes[lane].heap[position]
    var place = position
    while place > 0 {
      let parent = lanes[lane].heap[(place - 1) / 2]
      guard Waiting.precedes(moving, parent) else { break }
      put(parent, at: place, lane: lane)
      place = (place - 1) / 2
    }
    put(moving, at: place, lane: lane)
  }

  private mutating func siftDown(from position: Int, lane: Int) {
    let moving = lanes[lane].heap[position]
    let count = lanes[lane].heap.count
    var place = position
    while 2 * place + 1 < count {
      var child = 2 * place + 1
      if child + 1 < count,
        Waiting.precedes(lanes[lane].heap[child + 1], lanes[lane].heap[child])
      {
        child += 1
      }
      guard Waiting.precedes(lanes[lane].heap[child], moving) else { break }
      put(lanes[lane].heap[child], at: place, lane: lane)
      place = child
    }
    put(moving, at: place, lane: lane)
  }

  private mutating func put(_ waiting: Waiting, at place: Int, lane: Int) {
    lanes[lane].heap[place] = waiting
    records[waiting.slot].position = place
  }
}
