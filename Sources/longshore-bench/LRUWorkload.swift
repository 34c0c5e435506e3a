import ContentCache

/// W4, `lru`: unit sizes, 1,000,000 objects, capacity 100,000, 20,000,000 requests, Zipf(1.0).
///
/// The cache is the generic one that replays traces, with hashed identifiers and byte sizes: it
/// assumes nothing about this workload. The processor time is that of the loop over the trace, which
/// is in memory.
enum LRUWorkload {
  static let objects = 1_000_000
  static let capacity: Int64 = 100_000
  static let requests = 20_000_000

  /// A request for one of the objects, all of which are as large.
  private struct UnitRequest: ObjectRequest {
    var id: UInt32

    var time: Int64 { 0 }
    var object: UInt64 { UInt64(id) }
    var bytes: Int64 { 1 }
  }

  static func run() -> WorkloadResult {
    let trace = draw()
    var cache = ObjectCache(
      capacity: capacity, order: LRUOrder(), expectedObjects: Int(capacity))
    var result = ReplayResult(policy: .lru, capacity: capacity)
    let start = processorSeconds()
    cache.replay(trace.span, into: &result)
    return WorkloadResult(
      workload: "lru", system: "longshore", work: UInt64(trace.count),
      figures: [Figure("miss_ratio", result.missRatio ?? .nan, digits: 9)], fingerprint: nil,
      processorSeconds: processorSeconds() - start)
  }

  /// Ranks by the specification's mapping, then a permutation of the ranks.
  private static func draw() -> [UnitRequest] {
    let popularity = PopularityTable(count: objects, exponent: 1)
    var stream = ReferenceStream(seed: 1, id: 4)
    return (0..<requests).map { _ in
      let rank = popularity.object(stream.unit())
      return UnitRequest(id: UInt32((rank * 636_413 + 12_345) % objects))
    }
  }
}
