import ContentCache

/// Every policy's rule said once more, as plainly as possible and in linear time, to compare with.
struct NaiveCache {
  struct Entry {
    var id: UInt64
    var bytes: Int64
    var insertedAt: Int64
    var count: Int64 = 1
    var bit = false
    var priority = 0.0
    /// When it was last moved in the policy's order.
    var stamp: Int
  }

  let policy: EvictionPolicy
  let capacity: Int64
  /// Oldest first; for S3-FIFO the small queue.
  var entries: [Entry] = []
  var main: [Entry] = []
  var ghost: [Entry] = []
  var hand: UInt64?
  var age = 0.0
  var clock = 0

  init(policy: EvictionPolicy, capacity: Int64) {
    self.policy = policy
    self.capacity = capacity
  }

  var small: Int64 { capacity / 10 }
  var held: Int64 { (entries + main).reduce(0) { $0 + $1.bytes } }

  mutating func request(_ id: UInt64, _ bytes: Int64, _ now: Int64) -> Bool {
    clock += 1
    if case .lruWithLifetime(let lifetime) = policy {
      entries.removeAll { $0.id == id && $0.insertedAt + lifetime < now }
    }
    if let index = main.firstIndex(where: { $0.id == id }) {
      main[index].count += 1
      return true
    }
    if let index = entries.firstIndex(where: { $0.id == id }) {
      hit(index)
      return true
    }
    let remembered = ghost.contains { $0.id == id }
    ghost.removeAll { $0.id == id }
    if bytes > capacity || (policy == .s3FIFO && bytes > small) { return false }
    while held + bytes > capacity {
      guard evict() else { return false }
    }
    var entry = Entry(id: id, bytes: bytes, insertedAt: now, stamp: clock)
    entry.priority = age + 1e6 / Double(bytes)
    if policy == .s3FIFO {
      entry.count = 0
      if remembered {
        main.append(entry)
      } else if bytes < small {
        entries.append(entry)
      }
    } else {
      entries.append(entry)
    }
    return false
  }

  mutating func hit(_ index: Int) {
    entries[index].count += 1
    entries[index].bit = true
    switch policy {
    case .lru, .lruWithLifetime: entries.append(entries.remove(at: index))
    case .lfu: entries[index].stamp = clock
    case .gdsf:
      entries[index].stamp = clock
      entries[index].priority =
        age + Double(entries[index].count) * 1e6 / Double(entries[index].bytes)
    default: break
    }
  }

  mutating func evict() -> Bool {
    if policy == .none { return false }
    if policy == .s3FIFO { return evictS3() }
    guard !entries.isEmpty else { return false }
    switch policy {
    case .clock:
      while entries[0].bit {
        entries[0].bit = false
        entries.append(entries.removeFirst())
      }
      entries.removeFirst()
    case .lfu:
      let victim = entries.indices.min {
        (entries[$0].count, entries[$0].stamp) < (entries[$1].count, entries[$1].stamp)
      }!
      entries.remove(at: victim)
    case .gdsf:
      let victim = entries.indices.min {
        (entries[$0].priority, entries[$0].stamp) < (entries[$1].priority, entries[$1].stamp)
      }!
      age = entries[victim].priority
      entries.remove(at: victim)
    case .sieve:
      var place = hand.flatMap { id in entries.firstIndex { $0.id == id } } ?? 0
      while entries[place].bit {
        entries[place].bit = false
        place = (place + 1) % entries.count
      }
      hand = place + 1 < entries.count ? entries[place + 1].id : nil
      entries.remove(at: place)
    default:
      entries.removeFirst()
    }
    return true
  }

  mutating func evictS3() -> Bool {
    let mainBytes = main.reduce(0) { $0 + $1.bytes }
    if mainBytes > capacity - small || entries.isEmpty {
      while !main.isEmpty {
        var oldest = main.removeFirst()
        if oldest.count == 0 { return true }
        oldest.count = min(oldest.count, 3) - 1
        main.append(oldest)
      }
      return false
    }
    while !entries.isEmpty {
      var oldest = entries.removeFirst()
      if oldest.count < 2 {
        ghost.append(oldest)
        let limit = capacity * 9 / 10
        while ghost.reduce(0, { $0 + $1.bytes }) > limit { ghost.removeFirst() }
        return true
      }
      oldest.count = 0
      main.append(oldest)
    }
    return evictS3()
  }
}
