/// A first-in-first-out queue with a number of servers: a pure state machine.
///
/// It holds who waits and who is served, and no time of service: the actor that owns it draws that
/// and sends itself a message when it ends.
///
/// ```swift
/// switch queue.arrive(pull, at: context.now) {
/// case .serve: context.send(.finished(pull), after: serviceTime())
/// case .wait: break
/// case .refuse: context.send(.overloaded(pull), after: .zero)
/// }
/// ```
@frozen
public struct ServerQueue<Item: BitwiseCopyable & Sendable>: Sendable {
  /// How many items can be in service at the same time.
  @inlinable
  public var servers: Int { capacity }
  /// How many items may wait; nil for any number.
  public let limit: Int?
  /// Items in service, over time.
  @inlinable
  public var busy: TimeWeightedCount { busyLevel }
  /// Items waiting, over time.
  @inlinable
  public var waiting: TimeWeightedCount { waitingLevel }

  @usableFromInline var capacity: Int
  @usableFromInline var line = Ring<Item>()
  @usableFromInline var serving = 0
  @usableFromInline var busyLevel = TimeWeightedCount()
  @usableFromInline var waitingLevel = TimeWeightedCount()

  /// What becomes of an item that arrives.
  @frozen
  public enum Admission: Hashable, Sendable {
    /// A server takes it at once.
    case serve
    /// It waits; ``ServerQueue/finish(at:)`` will return it.
    case wait
    /// Every place is taken, and the queue has forgotten it.
    case refuse
  }

  /// Creates an empty queue.
  ///
  /// - Parameters:
  ///   - servers: Not negative; with none, everything waits (see ``setServers(_:at:)``).
  ///   - limit: How many items may wait, nil for any number.
  @inlinable
  public init(servers: Int, limit: Int? = nil) {
    precondition(servers >= 0 && limit ?? 0 >= 0, "a queue's figures are not negative")
    capacity = servers
    self.limit = limit
  }

  /// Items in service.
  @inlinable
  public var busyCount: Int { serving }

  /// Items that wait.
  @inlinable
  public var waitingCount: Int { line.count }

  /// Takes `item` in; O(1) amortised.
  @inlinable
  public mutating func arrive(_ item: Item, at now: Instant) -> Admission {
    if serving < capacity {
      serving += 1
      busyLevel.set(serving, at: now)
      return .serve
    }
    if let limit, line.count >= limit { return .refuse }
    line.append(item)
    waitingLevel.set(line.count, at: now)
    return .wait
  }

  /// Ends one service and returns the item whose service begins now, if one does; O(1).
  @inlinable
  public mutating func finish(at now: Instant) -> Item? {
    precondition(serving > 0, "no server is busy")
    guard serving <= capacity, let next = line.popFirst() else {
      serving -= 1
      busyLevel.set(serving, at: now)
      return nil
    }
    waitingLevel.set(line.count, at: now)
    return next
  }

  /// Changes the number of servers; what is in service stays in service.
  ///
  /// - Returns: The items whose service begins now.
  @inlinable
  public mutating func setServers(_ count: Int, at now: Instant) -> [Item] {
    precondition(count >= 0, "a queue's figures are not negative")
    capacity = count
    var started: [Item] = []
    while serving < capacity, let next = line.popFirst() {
      serving += 1
      started.append(next)
    }
    if !started.isEmpty {
      busyLevel.set(serving, at: now)
      waitingLevel.set(line.count, at: now)
    }
    return started
  }

  /// Forgets all items that wait, in order; those in service stay.
  @inlinable
  public mutating func removeWaiting(at now: Instant) -> [Item] {
    var removed: [Item] = []
    while let next = line.popFirst() { removed.append(next) }
    waitingLevel.set(0, at: now)
    return removed
  }

  /// The mean number of busy servers over the number of servers, from the last reset to `now`.
  @inlinable
  public func utilisation(at now: Instant) -> Double {
    capacity == 0 ? 0 : busyLevel.mean(at: now) / Double(capacity)
  }

  /// Starts the recorded levels anew, without touching the queue.
  @inlinable
  public mutating func resetStatistics(at now: Instant) {
    busyLevel.reset(at: now)
    waitingLevel.reset(at: now)
  }
}

/// A first-in-first-out queue in an array of a power of two; all operations O(1) amortised.
@frozen
@usableFromInline
struct Ring<Element: BitwiseCopyable & Sendable>: Sendable {
  /// Places outside the queue hold what was there before.
  @usableFromInline var places: [Element] = []
  @usableFromInline var head = 0
  @usableFromInline var count = 0

  @inlinable
  init() {}

  @inlinable
  mutating func append(_ element: Element) {
    if count == places.count { grow(filling: element) }
    places[(head &+ count) & (places.count &- 1)] = element
    count &+= 1
  }

  @inlinable
  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = places[head]
    head = (head &+ 1) & (places.count &- 1)
    count &-= 1
    return element
  }

  @inlinable
  @inline(never)
  mutating func grow(filling element: Element) {
    let larger = places[head...] + places[..<head]
    places = larger + Array(repeating: element, count: max(4, places.count))
    head = 0
  }
}
