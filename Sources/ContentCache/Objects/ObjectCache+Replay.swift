/// What a cache is asked for, as far as ``ObjectCache/replay(_:into:)`` has to know.
public protocol ObjectRequest: BitwiseCopyable {
  /// When, in ticks that never run backwards.
  var time: Int64 { get }
  /// Which object.
  var object: UInt64 { get }
  /// The object's size, at least 0.
  var bytes: Int64 { get }
}

extension ObjectCache {
  /// Asks for one object after another, as ``request(_:bytes:at:)`` does, and counts.
  ///
  /// While one request is served, what the coming ones will touch is brought near, in two steps:
  /// the place in the table, and when that has arrived, the object that it leads to.
  @inlinable
  public mutating func replay<Request: ObjectRequest>(
    _ requests: Span<Request>, into result: inout ReplayResult
  ) {
    var start = 0
    while start < requests.count {
      let end = min(start + Self.rowLength, requests.count)
      // No request takes more than one slot, so none of the arrays has to grow on the way.
      reserveSlots(end - start)
      logic.replay(
        requests, start..<end, into: &result, rings: &rings, table: &table, sizes: &sizes)
      start = end
    }
    result.requests += Int64(requests.count)
  }
}

extension ObjectCache.Logic {
  /// A row of requests. At least as many slots are free.
  @inlinable
  mutating func replay<Request: ObjectRequest>(
    _ requests: Span<Request>, _ range: Range<Int>, into result: inout ReplayResult,
    rings: inout SlotRings, table: inout IdentifierTable, sizes: inout [Int64]
  ) {
    var rings = rings.nodes.mutableSpan
    var table = table.entries.mutableSpan
    var sizes = sizes.mutableSpan
    for index in range {
      if index &+ 16 < requests.count { table.prefetch(requests[index &+ 16].object) }
      if index &+ 8 < requests.count { prefetch(requests[index &+ 8].object, rings, table) }
      let asked = requests[index]
      result.bytesRequested += asked.bytes
      let isHit = request(
        asked.object, bytes: asked.bytes, at: asked.time, rings: &rings, table: &table,
        sizes: &sizes)
      if !isHit {
        result.misses += 1
        result.bytesMissed += asked.bytes
      }
    }
  }
}
