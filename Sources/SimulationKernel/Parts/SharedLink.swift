/// A link whose bandwidth the flows on it share fairly, each up to a cap of its own.
///
/// The sharing is max–min fair: all flows get the same rate, except that none gets more than its
/// cap, and what a capped flow leaves is shared among the others (water-filling). With no caps this
/// is processor sharing.
///
/// Flows of one cap always have one rate, so they form a class with a *virtual time*, the bytes
/// that each of its flows has got since the class began. A flow ends when that has grown by its
/// size, and nothing needs to be updated for each flow when another starts or ends. All is counted
/// in integers of 2⁻⁴⁰ bytes: no byte is lost or invented, and a flow ends in the first whole
/// nanosecond by which all of it is there.
///
/// The owner keeps one timer pending for the whole link: after every change, set it to
/// ``nextCompletion``; when it is received, call ``popCompleted(at:)`` until there is nothing left.
///
/// Costs: O(log flows + classes) for every start, end and removal.
public struct SharedLink: Sendable {
  /// Names a flow for as long as it lasts; a stale name is recognised.
  public struct Flow: Hashable, BitwiseCopyable, Sendable {
    let slot: UInt32
    let number: UInt64
  }

  /// A flow that has got all of its bytes.
  public struct Completion: Hashable, BitwiseCopyable, Sendable {
    /// The flow.
    public let flow: Flow
    /// What its owner called it.
    public let tag: UInt64
    /// Its size.
    public let bytes: Int64
  }

  /// What is known of a flow; `position` is its place in its class's heap.
  struct Record: Sendable {
    var number: UInt64
    var tag: UInt64
    var bytes: Int64
    var start: Int128
    var lane: Int
    var position: Int
  }

  /// All flows of one cap.
  struct Lane: Sendable {
    var cap: Int128
    var rate: Int128 = 0
    var virtual: Int128 = 0
    var heap: [Waiting] = []
  }

  /// A flow in the order of ending; equal ends are in the order of starting.
  struct Waiting: Sendable {
    var end: Int128
    var number: UInt64
    var slot: Int

    static func precedes(_ a: Waiting, _ b: Waiting) -> Bool {
      a.end != b.end ? a.end < b.end : a.number < b.number
    }
  }

  /// Bytes per second that the link carries at most.
  public internal(set) var capacity: Int64
  /// When the next flow ends if nothing changes before; nil if none does.
  public internal(set) var nextCompletion: Instant?
  /// Bytes of the flows that ended, and what the removed ones had got.
  public internal(set) var bytesEnded: Int64 = 0
  /// Flows on the link.
  public internal(set) var flowCount = 0
  /// The share of the capacity that is in use, over time.
  public internal(set) var load = TimeWeightedLevel()

  var records: [Record] = []
  var freeSlots: [Int] = []
  var lanes: [Lane] = []
  /// The classes that have flows, by cap.
  var order: [Int] = []
  var freeLanes: [Int] = []
  var updated = Instant.zero
  var started: UInt64 = 0

  /// Creates a link without flows that carries `capacity` bytes per second, which is not negative.
  public init(capacity: Int64) {
    precondition(capacity >= 0, "a bandwidth is not negative")
    self.capacity = capacity
  }

  /// Starts a flow.
  ///
  /// - Parameters:
  ///   - bytes: Its size, not negative. A flow of no bytes ends at once, through the timer.
  ///   - cap: Bytes per second that it gets at most, nil for no cap; not negative.
  ///   - tag: Whatever the owner will need at its end.
  ///   - now: The present instant.
  /// - Returns: The flow's name, for ``remove(_:at:)``.
  public mutating func start(
    bytes: Int64, cap: Int64? = nil, tag: UInt64 = 0, at now: Instant
  ) -> Flow {
    precondition(bytes >= 0 && cap ?? 0 >= 0, "bytes and bandwidths are not negative")
    advance(to: now)
    let lane = laneIndex(cap: cap.map(Self.rate) ?? .max)
    let slot = freeSlots.popLast() ?? records.count
    let begin = lanes[lane].virtual
    let record = Record(
      number: started, tag: tag, bytes: bytes, start: begin, lane: lane, position: 0)
    if slot == records.count { records.append(record) } else { records[slot] = record }
    insert(
      Waiting(end: begin + Int128(bytes) << 40, number: started, slot: slot), into: lane)
    flowCount += 1
    defer { started += 1 }
    share(at: now)
    return Flow(slot: UInt32(slot), number: started)
  }

  /// Ends the first flow that has got all of its bytes by `now`; nil if there is none.
  public mutating func popCompleted(at now: Instant) -> Completion? {
    advance(to: now)
    // Of several classes the earlier start goes first, so that the classes do not show.
    var first: (lane: Int, number: UInt64)?
    for lane in order where lanes[lane].heap[0].end <= lanes[lane].virtual {
      let number = lanes[lane].heap[0].number
      if first.map({ number < $0.number }) ?? true { first = (lane, number) }
    }
    guard let lane = first?.lane else { return nil }
    let slot = lanes[lane].heap[0].slot
    let record = records[slot]
    forget(slot, carried: record.bytes, at: now)
    return Completion(
      flow: Flow(slot: UInt32(slot), number: record.number), tag: record.tag, bytes: record.bytes)
  }

  /// Takes a flow off the link.
  ///
  /// - Returns: The whole bytes that it had got; nil, and without effect, if it is not there.
  @discardableResult
  public mutating func remove(_ flow: Flow, at now: Instant) -> Int64? {
    guard isActive(flow) else { return nil }
    advance(to: now)
    let carried = bytesCarried(by: flow, at: now) ?? 0
    forget(Int(flow.slot), carried: carried, at: now)
    return carried
  }

  /// Changes the bandwidth from now on; 0 cuts the link, and its flows stand still.
  public mutating func setCapacity(_ bytesPerSecond: Int64, at now: Instant) {
    precondition(bytesPerSecond >= 0, "a bandwidth is not negative")
    advance(to: now)
    capacity = bytesPerSecond
    share(at: now)
  }

  /// Changes the cap of all flows that have a cap of `old` bytes per second to `new`, from now on; 0
  /// lets them stand still. O(flows that change) where others have the new cap already.
  public mutating func changeCap(from old: Int64, to new: Int64, at now: Instant) {
    precondition(new >= 0, "a bandwidth is not negative")
    advance(to: now)
    let (before, after) = (Self.rate(old), Self.rate(new))
    guard before != after, let lane = order.first(where: { lanes[$0].cap == before }) else {
      return
    }
    order.removeAll { $0 == lane }
    if let other = order.first(where: { lanes[$0].cap == after }) {
      move(lane, into: other)
    } else {
      lanes[lane].cap = after
      order.insert(lane, at: order.firstIndex { lanes[$0].cap > after } ?? order.endIndex)
    }
    share(at: now)
  }

  /// Whether `flow` is still on the link.
  public func isActive(_ flow: Flow) -> Bool {
    let slot = Int(flow.slot)
    return slot < records.count && records[slot].number == flow.number
      && records[slot].position >= 0
  }

  /// The whole bytes that `flow` has got by `now`; nil if it is not on the link.
  public func bytesCarried(by flow: Flow, at now: Instant) -> Int64? {
    guard isActive(flow) else { return nil }
    let record = records[Int(flow.slot)]
    let lane = lanes[record.lane]
    let got = lane.virtual + lane.rate * Int128((now - updated).nanoseconds) - record.start
    return min(record.bytes, Int64(clamping: got >> 40))
  }

  /// The bytes carried by `now`: of ended, removed and present flows, the last rounded down.
  public func bytesCarried(at now: Instant) -> Int64 {
    var sum = bytesEnded
    for lane in order {
      for waiting in lanes[lane].heap {
        let flow = Flow(slot: UInt32(waiting.slot), number: waiting.number)
        sum += bytesCarried(by: flow, at: now) ?? 0
      }
    }
    return sum
  }

  /// The mean share of the capacity in use from the last reset to `now`.
  public func utilisation(at now: Instant) -> Double { load.mean(at: now) }

  /// Starts the recorded load anew, without touching the flows.
  public mutating func resetStatistics(at now: Instant) { load.reset(at: now) }
}
