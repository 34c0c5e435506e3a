import ContentCache
import Foundation
import TestSupport
import Testing

/// Every policy, with a lifetime of 40 ticks where one is needed.
let allPolicies: [EvictionPolicy] = [
  .none, .lru, .fifo, .clock, .lfu, .sieve, .s3FIFO, .gdsf, .lruWithLifetime(40),
]

/// Whether to compare with all reference counts, which takes a debug build minutes.
let runsEverything = ProcessInfo.processInfo.environment["LONGSHORE_FULL"] == "1"

func result(
  _ policy: EvictionPolicy, _ capacity: Int64, _ requests: [TraceRequest]
) -> ReplayResult {
  var replay = TraceReplay(policies: [policy], capacities: [capacity])
  for request in requests { replay.append(request) }
  return replay.results()[0]
}

@Suite struct EvictionPolicyTests {
  @Test(arguments: allPolicies)
  func `the fast order agrees with the plain rule`(policy: EvictionPolicy) {
    for seed in 0..<UInt64(60) {
      var random = SplitMix64(seed: seed)
      let unitSizes = seed % 3 == 0
      let capacity = Int64(random.below(unitSizes ? 20 : 400) + 1)
      let sizes = (0..<40).map { _ in
        unitSizes ? 1 : Int64(random.below(Int(capacity) / 4 + 2) + 1)
      }
      var naive = NaiveCache(policy: policy, capacity: capacity)
      var now: Int64 = 0
      var replay = TraceReplay(policies: [policy], capacities: [capacity])
      var misses: Int64 = 0
      for step in 0..<300 {
        let object = min(random.below(40), random.below(40))
        now += Int64(random.below(4))
        let hit = naive.request(UInt64(object), sizes[object], now)
        if !hit { misses += 1 }
        replay.append(TraceRequest(time: now, object: UInt64(object), bytes: sizes[object]))
        let got = replay.results()[0].misses
        #expect(got == misses, "seed \(seed), step \(step), capacity \(capacity)")
        if got != misses { return }
      }
    }
  }

  @Test func `names are read back`() {
    for policy in allPolicies {
      #expect(EvictionPolicy(parsing: "\(policy)") == policy)
    }
    #expect(EvictionPolicy(parsing: "lru-ttl:7d") == .lruWithLifetime(604_800_000_000_000))
    #expect(EvictionPolicy(parsing: "LRU-TTL299") == .lruWithLifetime(299_000_000_000))
    for wrong in ["", "mru", "lru-ttl", "lru-ttl:", "lru-ttl:5y", "lru-ttl:99999999999999999d"] {
      #expect(EvictionPolicy(parsing: wrong) == nil, "\(wrong)")
    }
  }

  @Test(arguments: [
    ("lruu", "lru"), ("LFRU", "lru"), ("seive", "sieve"), ("clok", "clock"), ("s3fif", "s3-fifo"),
    ("lru-tll:7d", "lru-ttl:7d"), ("lru-ttl:soon", "lru-ttl:7d"), ("fifi", "fifo"),
    ("gdfs", "gdsf"), ("nome", "none"), ("arc", nil), ("", nil), ("x", nil),
    ("least recently used of all the objects", nil),
  ])
  func `a slip of the pen finds the name that was meant`(word: String, name: String?) {
    #expect(EvictionPolicy(parsing: word) == nil)
    #expect(EvictionPolicy.nearestName(to: word) == name)
  }

  @Test func `a lifetime ends after its last tick, and hits do not extend it`() {
    var cache = ObjectCache(capacity: 10, order: LRUWithLifetimeOrder(lifetime: 5))
    let newIsHit = cache.request(1, bytes: 4, at: 100)
    #expect(!newIsHit)
    let youngIsHit = cache.request(1, bytes: 4, at: 103)
    #expect(youngIsHit)
    let atItsLimitIsHit = cache.request(1, bytes: 4, at: 105)
    #expect(atItsLimitIsHit)
    let expiredIsHit = cache.request(1, bytes: 4, at: 106)
    #expect(!expiredIsHit)
    let renewedIsHit = cache.request(1, bytes: 4, at: 111)
    #expect(renewedIsHit)
    #expect(cache.bytesHeld == 4)
  }

  @Test func `an object as large as the cache fits, a larger one evicts nothing`() {
    var cache = ObjectCache(capacity: 10, order: LRUOrder())
    let newIsHit = cache.request(1, bytes: 3)
    #expect(!newIsHit)
    let tooLargeIsHit = cache.request(2, bytes: 11)
    #expect(!tooLargeIsHit)
    let sparedIsHit = cache.request(1, bytes: 3)
    #expect(sparedIsHit)
    let wholeCacheIsHit = cache.request(3, bytes: 10)
    #expect(!wholeCacheIsHit)
    let wholeCacheIsHitAgain = cache.request(3, bytes: 10)
    #expect(wholeCacheIsHitAgain)
    let displacedIsHit = cache.request(1, bytes: 3)
    #expect(!displacedIsHit)
  }

  @Test func `copies of a cache go separate ways`() {
    var first = ObjectCache(capacity: 2, order: SieveOrder())
    _ = first.request(1, bytes: 1)
    var second = first
    for id in UInt64(2)...5 { _ = second.request(id, bytes: 1) }
    let firstStillHoldsIt = first.request(1, bytes: 1)
    #expect(firstStillHoldsIt)
    let secondStillHoldsIt = second.request(1, bytes: 1)
    #expect(!secondStillHoldsIt)
  }

  /// Che, Tung and Wang, "Hierarchical web caching systems", 2002: an object is held if it was
  /// asked for within a characteristic time, the same for all.
  @Test func `least recently used under independent references follows Che's approximation`() {
    let zipf = ZipfRanks(2_000, 0.8)
    var random = SplitMix64(seed: 7)
    var cache = ObjectCache(capacity: 200, order: LRUOrder())
    let warmUp = 10_000
    let requests = 100_000
    var hits = 0
    for index in 0..<warmUp + requests {
      let hit = cache.request(UInt64(zipf.rank(random.uniform())), bytes: 1)
      if hit && index >= warmUp { hits += 1 }
    }

    let shares = zip(zipf.cumulative, [0] + zipf.cumulative).map { $0 - $1 }
    func occupancy(_ time: Double) -> Double { shares.reduce(0) { $0 + 1 - exp(-$1 * time) } }
    var low = 0.0
    var high = 1e6
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if occupancy(middle) < 200 { low = middle } else { high = middle }
    }
    let expected = shares.reduce(0) { $0 + $1 * (1 - exp(-$1 * low)) }
    // Three standard deviations of the estimate, widened for the correlation between requests.
    #expect(abs(Double(hits) / Double(requests) - expected) < 0.006)
  }
}

@Suite struct ReferenceCountTests {
  @Test func `counts of a sized trace with scans are met to the unit`() {
    let trace = ReferenceTraces.mixedScan()
    #expect(trace.count == 400_000)
    #expect(trace.reduce(0) { $0 + $1.bytes } == 25_066_444_821_288)
    var everything = ObjectCache(capacity: .max, order: QuotaOrder())
    for request in trace { _ = everything.request(request.object, bytes: request.bytes) }
    #expect(everything.bytesHeld == 6_902_601_725_151)
    check(
      ReferenceTraces.mixedScanRows, trace,
      only: {
        $0.capacity == 345_130_086_257
          && [
            .lru, .fifo, .clock, .sieve, .s3FIFO, .gdsf, .lfu, .lruWithLifetime(999_000_000_000),
          ].contains($0.policy)
      })
  }

  @Test(.enabled(if: runsEverything, "a minute in a debug build: set LONGSHORE_FULL=1"))
  func `counts of a trace of unit sizes are met to the unit`() {
    check(ReferenceTraces.zipfUnitRows, ReferenceTraces.zipfUnit(), only: { _ in true })
  }

  private func check(
    _ rows: [ReferenceTraces.Row], _ trace: [TraceRequest],
    only isWanted: (ReferenceTraces.Row) -> Bool
  ) {
    #expect(rows.count == 39)
    for row in rows where runsEverything || isWanted(row) {
      let got = result(row.policy, row.capacity, trace)
      #expect(got.misses == row.misses, "\(row.policy) \(row.capacity)")
      #expect(got.bytesMissed == row.bytesMissed, "\(row.policy) \(row.capacity)")
    }
  }
}
