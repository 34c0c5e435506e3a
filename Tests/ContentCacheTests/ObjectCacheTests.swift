import TestSupport
import Testing

@testable import ContentCache

private struct SmallRequest: ObjectRequest {
  var time: Int64
  var object: UInt64
  var bytes: Int64
}

@Suite struct ObjectCacheTests {
  /// The table against a dictionary, with identifiers that crowd it: runs of neighbours, equal
  /// lower or upper halves, and all bits set.
  @Test func `the table finds what it holds, whatever the identifiers, and nothing else`() {
    for seed in 0..<UInt64(12) {
      var random = SplitMix64(seed: seed)
      let ids = (0..<500).map { number -> UInt64 in
        let number = UInt64(number)
        return switch seed % 4 {
        case 0: number
        case 1: number << 32 | number
        case 2: .max - number << 40
        default: random.next()
        }
      }
      var rings = SlotRings()
      var table = IdentifierTable()
      var expected: [UInt64: Slot] = [:]
      var free: [Slot] = []
      for step in 0..<4_000 {
        if free.isEmpty {
          let slots = rings.nodes.count - Int(SlotRings.count)
          rings.grow(to: slots + 100)
          table.grow(to: slots + 100, rings: rings)
          free = (slots..<slots + 100).map { Slot($0) }
        }
        let id = ids[random.below(ids.count)]
        var nodes = rings.nodes.mutableSpan
        var entries = table.entries.mutableSpan
        let found = entries.slot(of: id, in: nodes)
        #expect(found == expected[id] ?? IdentifierTable.none, "seed \(seed), step \(step)")
        if let slot = expected[id] {
          entries.remove(slot, in: nodes)
          expected[id] = nil
          free.append(slot)
        } else if let slot = free.popLast() {
          nodes[id: slot] = id
          entries.insert(id, slot: slot)
          expected[id] = slot
        }
      }
      #expect(table.entries.filter { !$0.isFree }.count == expected.count, "seed \(seed)")
    }
  }

  /// Rows end and arrays grow in the middle; neither shows.
  @Test func `a row of requests counts what the requests one by one count`() {
    for seed in 0..<UInt64(20) {
      var random = SplitMix64(seed: seed)
      let requests = (0..<random.below(3_000)).map { time in
        let object = min(random.below(2_000), random.below(2_000))
        return SmallRequest(
          time: Int64(time), object: UInt64(object), bytes: Int64(object % 7 + (seed < 10 ? 0 : 1)))
      }
      let capacity = Int64(random.below(4_000))
      check(requests, capacity, LRUOrder(), "LRU, seed \(seed)")
      check(requests, capacity, S3FIFOOrder(capacity: capacity), "S3-FIFO, seed \(seed)")
      check(requests, capacity, LRUWithLifetimeOrder(lifetime: 300), "LRU-TTL, seed \(seed)")
      check(requests, capacity, QuotaOrder(), "none, seed \(seed)")
    }
  }

  private func check(
    _ requests: [SmallRequest], _ capacity: Int64, _ order: some EvictionOrder, _ what: Comment
  ) {
    var one = ObjectCache(capacity: capacity, order: order)
    var misses: Int64 = 0
    var bytesMissed: Int64 = 0
    for request in requests
    where !one.request(request.object, bytes: request.bytes, at: request.time) {
      misses += 1
      bytesMissed += request.bytes
    }
    var many = ObjectCache(capacity: capacity, order: order)
    var result = ReplayResult(policy: .lru, capacity: capacity)
    many.replay(requests.span, into: &result)
    #expect(result.requests == requests.count, what)
    #expect(result.bytesRequested == requests.reduce(0) { $0 + $1.bytes }, what)
    #expect(result.misses == misses, what)
    #expect(result.bytesMissed == bytesMissed, what)
    #expect(many.bytesHeld == one.bytesHeld, what)
    #expect(many.bytesHeld <= capacity, what)
    let slots = many.sizes.count
    let held = many.table.entries.filter { !$0.isFree }.count
    #expect(many.logic.freeSlots + held == slots, what)
  }
}
