/// What a policy made of a trace at one capacity.
public struct ReplayResult: Equatable, Sendable {
  /// The policy.
  public var policy: EvictionPolicy
  /// The capacity in bytes.
  public var capacity: Int64
  /// The number of requests replayed.
  public var requests: Int64 = 0
  /// Requests that were not answered from the cache.
  public var misses: Int64 = 0
  /// Their bytes together.
  public var bytesRequested: Int64 = 0
  /// Bytes of the requests that were not answered from the cache.
  public var bytesMissed: Int64 = 0

  /// A result of no requests.
  public init(policy: EvictionPolicy, capacity: Int64) {
    self.policy = policy
    self.capacity = capacity
  }

  /// Misses over requests; nil where nothing was requested.
  public var missRatio: Double? { requests == 0 ? nil : Double(misses) / Double(requests) }

  /// Bytes missed over bytes requested; nil where nothing was requested.
  public var byteMissRatio: Double? {
    bytesRequested == 0 ? nil : Double(bytesMissed) / Double(bytesRequested)
  }
}

/// Replays one trace through several policies and capacities in a single pass.
public struct TraceReplay: Sendable {
  private var lanes: [any ReplayLane] = []
  private var block: [TraceRequest] = []
  private var sizes = SizeWatch()

  /// So many requests go through one cache before the next cache gets them: enough to keep a
  /// cache's tables warm, little enough to be memory for nothing.
  private static let blockSize = 4_096

  /// Makes empty caches: every policy at every capacity, capacities varying fastest.
  public init(policies: [EvictionPolicy], capacities: [Int64]) {
    for policy in policies {
      for capacity in capacities { lanes.append(Self.lane(policy, capacity)) }
    }
    block.reserveCapacity(Self.blockSize)
  }

  /// How many requests gave their object another size than the request for it before, as far as
  /// ``SizeWatch`` remembers; a trace of what does not change has none.
  ///
  /// A hit leaves the size that is held as it is, and its bytes are counted as requested.
  public var sizeChanges: Int64 { sizes.changes }

  /// Adds a request to the replay; times never decrease.
  public mutating func append(_ request: TraceRequest) {
    sizes.see(request)
    block.append(request)
    if block.count == Self.blockSize { flush() }
  }

  /// Adds all requests that are left in a trace.
  public mutating func append(contentsOf reader: inout TraceReader) throws(TraceError) {
    while let request = try reader.next() { append(request) }
  }

  /// The results up to now, in the order of the lanes.
  public mutating func results() -> [ReplayResult] {
    flush()
    return lanes.map(\.result)
  }

  private mutating func flush() {
    for index in lanes.indices { lanes[index].replay(block) }
    block.removeAll(keepingCapacity: true)
  }

  private static func lane(_ policy: EvictionPolicy, _ capacity: Int64) -> any ReplayLane {
    func make(_ order: some EvictionOrder) -> any ReplayLane {
      Lane(
        cache: ObjectCache(capacity: capacity, order: order),
        result: ReplayResult(policy: policy, capacity: capacity))
    }
    switch policy {
    case .none: return make(QuotaOrder())
    case .lru: return make(LRUOrder())
    case .fifo: return make(FIFOOrder())
    case .clock: return make(ClockOrder())
    case .lfu: return make(LFUOrder())
    case .sieve: return make(SieveOrder())
    case .s3FIFO: return make(S3FIFOOrder(capacity: capacity))
    case .gdsf: return make(GDSFOrder())
    case .lruWithLifetime(let lifetime): return make(LRUWithLifetimeOrder(lifetime: lifetime))
    }
  }
}

/// One cache in a replay. Called through an existential, once a block.
private protocol ReplayLane: Sendable {
  var result: ReplayResult { get }
  mutating func replay(_ requests: [TraceRequest])
}

private struct Lane<Order: EvictionOrder>: ReplayLane {
  var cache: ObjectCache<Order>
  var result: ReplayResult

  mutating func replay(_ requests: [TraceRequest]) {
    cache.replay(requests.span, into: &result)
  }
}

extension TraceReplay {
  /// The footprint of a trace: the bytes of its distinct objects.
  public static func footprint(path: String) throws(TraceError) -> Int64 {
    var reader = try TraceReader(path: path)
    var everything = ObjectCache(capacity: .max, order: QuotaOrder())
    while let request = try reader.next() {
      _ = everything.request(request.object, bytes: request.bytes)
    }
    return everything.bytesHeld
  }
}
