import ContentCache
import Foundation

/// W4, `lru`: unit sizes, 1,000,000 objects, capacity 100,000, 20,000,000 requests, Zipf(1.0).
///
/// The cache is the generic one that replays traces, with hashed identifiers and byte sizes: it
/// assumes nothing about this workload. The check value is a miss ratio of 0.221998100. Arguments:
/// a file of little-endian 32-bit identifiers, or none to draw the same trace in memory.
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

  static func run(arguments: [String]) {
    let trace = arguments.first.map(load) ?? draw()
    var cache = ObjectCache(
      capacity: capacity, order: LRUOrder(), expectedObjects: Int(capacity))
    var result = ReplayResult(policy: .lru, capacity: capacity)
    let start = processorSeconds()
    cache.replay(trace.span, into: &result)
    let loop = processorSeconds() - start
    print(
      "workload=lru system=longshore work=\(trace.count)",
      "miss_ratio=\(String(format: "%.9f", result.missRatio ?? 0)) loop_cpu=\(String(format: "%.4f", loop))"
    )
  }

  private static func load(_ path: String) -> [UnitRequest] {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      FileHandle.standardError.write(Data("\(path): cannot be read\n".utf8))
      exit(1)
    }
    return unsafe data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        unsafe UnitRequest(
          id: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }

  /// Rank by inversion of the cumulative sum with a guide table, then a permutation of the ranks.
  private static func draw() -> [UnitRequest] {
    var cumulative: [Double] = []
    cumulative.reserveCapacity(objects)
    var sum = 0.0
    for rank in 1...objects {
      sum += 1 / Double(rank)
      cumulative.append(sum)
    }
    for index in cumulative.indices { cumulative[index] /= sum }
    cumulative[objects - 1] = 1
    var guide: [Int] = []
    var first = 0
    for part in 0...objects {
      let share = Double(part) / Double(objects)
      while first < objects - 1 && cumulative[first] <= share { first += 1 }
      guide.append(first)
    }
    var state = mix(mix(1) ^ (4 &* 0xD134_2543_DE82_EF95 &+ 0x2545_F491_4F6C_DD1D))
    return (0..<requests).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      let uniform = Double(mix(state) >> 11) * 0x1p-53
      var rank = guide[Int(uniform * Double(objects))]
      while cumulative[rank] <= uniform { rank += 1 }
      return UnitRequest(id: UInt32((rank * 636_413 + 12_345) % objects))
    }
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  static func processorSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
