/// The pending messages, in the order *by time, then by order of sending*.
///
/// Simulated time only moves forward, and the agenda is built on that. It is a radix structure: the
/// instants ahead are divided by the highest byte in which they differ from `base`, an instant that
/// has been reached. That byte's position is the *level* of a message, its value the *slot*, and
/// (level, slot) names a bucket. The first bucket of the lowest level that has one holds the
/// earliest messages. When it is reached, it is *opened*: one of few messages is sorted into the
/// run, together with those that follow while they are few too; one of many is divided again, into
/// the buckets of the level below. So a message is moved once a byte at most, and there is no width
/// to be tuned.
///
/// Order of sending needs no number. Messages for the same instant are always in the same bucket,
/// every bucket is a queue that is opened from its front, and what sorts is stable.
///
/// Two lanes stand before the buckets. The *run* is sorted; it holds the messages of the bucket that
/// was opened and takes those sent since for instants not later than `runLast`; where little is
/// pending, everything. The *due lane* takes what is sent for the very instant that is being
/// processed. A message that would push aside too many in the run cuts it: what comes later goes
/// back to the buckets, at a lower level than it came from.
///
/// Costs: sending is O(1); receiving is amortised O(1) with at most 17 moves; cancelling is O(1),
/// and a cancelled message vanishes when its bucket is divided or when half of all are cancelled.
/// Copying is O(1), and O(pending) at the first change of either copy.
@frozen
public struct Agenda<Message: SimulationMessage>: Sendable {
  /// A message that waits for its instant.
  public typealias Entry = AgendaEntry<Message>

  @inlinable static var digitBits: Int { 8 }
  @inlinable static var digits: Int { 256 }
  @inlinable static var levels: Int { 8 }
  /// The most messages of a bucket that are sorted into the run instead of being divided.
  @inlinable static var largestRun: Int { 512 }
  /// So many messages of a bucket are sorted into the run in any case.
  @inlinable static var smallestRun: Int { 16 }
  /// A message is put before so many of the run at most.
  @inlinable static var runDepth: Int { 32 }
  /// The due lane stands behind the buckets.
  @inlinable static var dueLane: Int { levels * digits }

  @usableFromInline var storage = AgendaStorage<Message>(
    chainCount: Agenda.dueLane + 1, runCapacity: 2 * Agenda.largestRun)
  /// Which levels have a bucket that is not empty.
  @usableFromInline var levelMask: UInt64 = 0
  /// Every message in the buckets is at or after this instant.
  @usableFromInline var base: Int64 = 0
  /// No message in the buckets is for this instant or an earlier one.
  @usableFromInline var runLast = Int64.max
  /// A bucket of so many messages is sorted into the run. It is halved when the run is cut and
  /// doubled when a bucket was divided in vain, and so adapts to how far ahead messages are sent.
  @usableFromInline var runOpening = Agenda.largestRun
  @usableFromInline var wasRunCut = false
  /// The instant of the message that was received last, and of all in the due lane.
  @usableFromInline var current: Int64 = 0
  @usableFromInline var isLaneEmpty = true

  @usableFromInline var stored = 0
  @usableFromInline var timers = TimerTable()

  /// Creates an empty agenda whose time begins at ``Instant/zero``.
  @inlinable
  public init() {}

  /// The number of messages that are pending and not cancelled.
  @inlinable
  public var count: Int { stored - timers.cancelled }

  /// Adds `message` after all that were added before it for the same instant.
  ///
  /// - Precondition: `time` is not before the instant of the message received last, nor before a
  ///   horizon that was given to ``pop(notAfter:)``.
  @inlinable
  public mutating func push(_ message: Message, at time: Instant) {
    storage.makeUnique()
    insert(Entry(nanoseconds: time.nanoseconds, slot: 0, message: message))
  }

  /// Adds `message` as ``push(_:at:)`` does and returns what cancels it.
  @inlinable
  public mutating func pushCancellable(_ message: Message, at time: Instant) -> Timer {
    storage.makeUnique()
    return insertCancellable(message, at: time)
  }

  /// Cancels the message of `timer`; false, and without effect, if it is received or cancelled.
  @inlinable
  public mutating func cancel(_ timer: Timer) -> Bool {
    guard timers.cancel(timer) else { return false }
    // Timeouts that never happen would pile up in far buckets: sweep when they are the majority.
    if timers.cancelled > 1_024, timers.cancelled * 2 > stored { sweep() }
    return true
  }

  /// Removes and returns the first message if it is due at or before `horizon`.
  ///
  /// No bucket that begins beyond the horizon is the first to be opened, so that ``base`` stays at or
  /// before it and messages may still be sent for any instant after it.
  @inlinable
  public mutating func pop(notAfter horizon: Instant) -> Entry? {
    storage.makeUnique()
    return removeFirst(notAfter: horizon)
  }
}

extension Agenda {
  /// The message that will be received next if nothing is sent before it, where that is known.
  @inlinable
  var upcoming: Message? { storage.runCount > 0 ? storage.runFirst.message : nil }
}

// What follows relies on the storage being the agenda's own (`AgendaStorage.makeUnique()`), which a
// running simulation has seen to once.
extension Agenda {
  @inlinable
  @inline(__always)
  mutating func insert(_ entry: Entry) {
    precondition(entry.nanoseconds >= current, "a message was sent into the past")
    stored &+= 1
    if entry.nanoseconds > runLast {
      insertIntoBucket(entry)
    } else if entry.nanoseconds == current || !storage.placeInRun(entry, depth: Self.runDepth) {
      insertAside(entry)
    }
  }

  @inlinable
  mutating func insertCancellable(_ message: Message, at time: Instant) -> Timer {
    let timer = timers.allocate()
    insert(Entry(nanoseconds: time.nanoseconds, slot: timer.slot, message: message))
    return timer
  }

  @inlinable
  @inline(__always)
  mutating func removeFirst(notAfter horizon: Instant) -> Entry? {
    while let entry = take(notAfter: horizon) {
      if finish(entry) { return entry }
    }
    return nil
  }

  /// As ``removeFirst(notAfter:)``, but the entry may be a cancelled one and still counts as pending.
  @inlinable
  @inline(__always)
  mutating func take(notAfter horizon: Instant) -> Entry? {
    while true {
      // What the run still has for the present instant was sent before all in the due lane.
      if storage.runCount > 0, isLaneEmpty || storage.runFirst.nanoseconds == current {
        let entry = storage.runFirst
        guard entry.nanoseconds <= horizon.nanoseconds else { return nil }
        storage.removeRunFirst()
        current = entry.nanoseconds
        return entry
      }
      if !isLaneEmpty {
        guard current <= horizon.nanoseconds else { return nil }
        return takeFirstDue()
      }
      guard openFirstBucket(notAfter: horizon.nanoseconds) else { return nil }
    }
  }

  @inlinable
  mutating func takeFirstDue() -> Entry {
    var lane = storage.detach(chain: Self.dueLane)
    let entry = storage.takeFirst(of: &lane)
    isLaneEmpty = lane.isEmpty
    storage.attach(lane, asChain: Self.dueLane)
    return entry
  }

  /// Ends the life of an entry that was taken; false if it was cancelled.
  @inlinable
  @inline(__always)
  mutating func finish(_ entry: Entry) -> Bool {
    stored &-= 1
    return timers.release(entry.slot)
  }

  /// Whether `entry` is still wanted; if not, its life is ended.
  @inlinable
  @inline(__always)
  mutating func keep(_ entry: Entry) -> Bool {
    guard entry.slot != 0, timers.isCancelled(entry.slot) else { return true }
    return finish(entry)
  }
}
