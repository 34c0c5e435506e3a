/// Who waits for what is being fetched: joins concurrent misses for one key.
///
/// The first to ask for a key is to fetch it; who asks meanwhile waits with it. Completing a key
/// gives the waiters back in the order in which they joined. The table knows nothing of time or of
/// fetching. Waiters lie in a pool that is reused, so that nothing is allocated once the table has
/// been as full as it gets; nothing that leaves the table refers to a place in it, so a stale
/// reference cannot exist: a waiter abandons by key and value. Keys are never iterated over.
public struct MissTable<Key: Hashable & Sendable, Waiter: Equatable & Sendable>: Sendable {
  /// What joining came to.
  public enum Joining: Hashable, Sendable {
    /// Nobody was waiting: this waiter is to start the fetch.
    case first
    /// The fetch is under way; so many waiters stood before this one.
    case joined(position: Int)
  }

  private struct Miss: Sendable {
    var oldest: Int
    var youngest: Int
    var count: Int
  }

  private struct Node: Sendable {
    /// `nil` while the node is free, so that no waiter outlives its wait.
    var waiter: Waiter?
    var next: Int
  }

  private var misses: [Key: Miss] = [:]
  private var pool: [Node] = []
  private var firstFree = -1

  /// The number of waiters over all keys.
  public private(set) var waiterCount = 0

  /// Makes a table in which nobody waits.
  public init() {}

  /// The number of keys that are waited for.
  public var count: Int { misses.count }

  /// How many wait for a key.
  public func waiters(for key: Key) -> Int { misses[key]?.count ?? 0 }

  /// Starts waiting for a key. O(1).
  public mutating func join(_ key: Key, _ waiter: Waiter) -> Joining {
    let node = allocate(waiter)
    waiterCount += 1
    guard let miss = misses[key] else {
      misses[key] = Miss(oldest: node, youngest: node, count: 1)
      return .first
    }
    pool[miss.youngest].next = node
    misses[key] = Miss(oldest: miss.oldest, youngest: node, count: miss.count + 1)
    return .joined(position: miss.count)
  }

  /// The fetch is over, well or badly: calls `body` with every waiter, first come first served.
  /// The key is free by then: a waiter may not join it again from within `body`, but after.
  public mutating func complete(_ key: Key, body: (Waiter) -> Void) {
    guard let miss = misses.removeValue(forKey: key) else { return }
    var node = miss.oldest
    while node >= 0 {
      let next = pool[node].next
      if let waiter = pool[node].waiter { body(waiter) }
      free(node)
      waiterCount -= 1
      node = next
    }
  }

  /// Takes the waiter that has waited longest for a key; `nil` when none is left, and the key is
  /// free then. For callers that need to do more with the table meanwhile.
  public mutating func popFirst(_ key: Key) -> Waiter? {
    guard let miss = misses[key] else { return nil }
    let waiter = pool[miss.oldest].waiter
    let next = pool[miss.oldest].next
    free(miss.oldest)
    waiterCount -= 1
    misses[key] =
      next < 0 ? nil : Miss(oldest: next, youngest: miss.youngest, count: miss.count - 1)
    return waiter
  }

  /// A waiter gives up; the others go on waiting. Returns whether it was waiting. O(waiters of
  /// the key). Should it have been the first, the fetch it started is now the others'; when nobody
  /// is left the key is free, and who joins next is first again.
  @discardableResult
  public mutating func abandon(_ key: Key, _ waiter: Waiter) -> Bool {
    guard var miss = misses[key] else { return false }
    var previous = -1
    var node = miss.oldest
    while node >= 0, pool[node].waiter != waiter {
      previous = node
      node = pool[node].next
    }
    guard node >= 0 else { return false }
    let next = pool[node].next
    if previous < 0 { miss.oldest = next } else { pool[previous].next = next }
    if next < 0 { miss.youngest = previous }
    miss.count -= 1
    misses[key] = miss.count == 0 ? nil : miss
    free(node)
    waiterCount -= 1
    return true
  }

  private mutating func allocate(_ waiter: Waiter) -> Int {
    guard firstFree >= 0 else {
      pool.append(Node(waiter: waiter, next: -1))
      return pool.count - 1
    }
    let node = firstFree
    firstFree = pool[node].next
    pool[node] = Node(waiter: waiter, next: -1)
    return node
  }

  private mutating func free(_ node: Int) {
    pool[node] = Node(waiter: nil, next: firstFree)
    firstFree = node
  }
}
