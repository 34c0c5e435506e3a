import ContentCache
import Foundation
import TestSupport
import Testing

/// Counts of a widely used cache simulator over real and generated traces, where the reference
/// data lie beside the checkout. The same check on a compact share of the figures, without these
/// files, is `ReferenceCountTests`.
@Suite(
  .enabled(
    if: ReferenceFile.isPresent,
    "needs ../shared/data/cache-reference.csv, the traces beside it, and xz to unpack them"))
struct ReferenceFileTests {
  /// Rows of every trace with all capacities if the trace is this short, otherwise with one.
  static let shortTrace: Int64 = 10_000
  /// Longer traces are replayed only where everything is.
  static let longTrace: Int64 = 120_000

  @Test(arguments: ReferenceFile.traces)
  func `counts of the reference are met`(trace: ReferenceFile.Trace) throws {
    let rows = trace.rows.filter { isWanted($0, of: trace) }
    if rows.isEmpty { return }
    var replays = rows.map { TraceReplay(policies: [$0.policy], capacities: [$0.capacity]) }
    try trace.unpacked { path in
      var reader = try TraceReader(path: path)
      while let request = try reader.next() {
        for index in replays.indices { replays[index].append(request) }
      }
    }
    for (index, row) in rows.enumerated() {
      let got = replays[index].results()[0]
      let place: Comment = "\(trace.name), \(row.policy) of \(row.capacity) bytes"
      #expect(got.requests == row.requests, place)
      #expect(got.bytesRequested == row.bytesRequested, place)
      if row.isExact {
        #expect(got.misses == row.misses, place)
        #expect(got.bytesMissed == row.bytesMissed, place)
      } else {
        let tolerance = trace.hasUnitSizes ? 0.01 : 0.02
        #expect(abs((got.missRatio ?? 0) - row.missRatio) <= tolerance, place)
        #expect(abs((got.byteMissRatio ?? 0) - row.byteMissRatio) <= tolerance, place)
      }
    }
  }

  /// The reference has all our policies, so that no misspelt name passes for a missing policy.
  @Test func `every policy has exact counts in every trace`() {
    #expect(ReferenceFile.traces.count == 7)
    for trace in ReferenceFile.traces {
      let names = Set(trace.rows.filter(\.isExact).map { "\($0.policy)".prefix { $0 != "-" } })
      #expect(
        names == ["Clock", "FIFO", "GDSF", "LFU", "LRU", "S3FIFO", "Sieve"], "\(trace.name)")
      #expect(trace.rows.contains { "\($0.policy)".hasPrefix("LRU-TTL") }, "\(trace.name)")
    }
  }

  private func isWanted(_ row: ReferenceFile.Row, of trace: ReferenceFile.Trace) -> Bool {
    if runsEverything || row.requests < Self.shortTrace { return true }
    return row.requests < Self.longTrace && row.capacity == trace.middleCapacity
  }
}

/// The file of reference counts, as far as it concerns policies that there are here.
enum ReferenceFile {
  struct Row: Sendable {
    var trace: String
    var policy: EvictionPolicy
    var capacity: Int64
    var requests: Int64
    var misses: Int64
    var bytesRequested: Int64
    var bytesMissed: Int64
    var missRatio: Double
    var byteMissRatio: Double
    var isExact: Bool
  }

  struct Trace: Sendable, CustomTestStringConvertible {
    var name: String
    var rows: [Row]

    var testDescription: String { name }
    var hasUnitSizes: Bool { rows.allSatisfy { $0.bytesRequested == $0.requests } }
    var middleCapacity: Int64 {
      let capacities = Set(rows.map(\.capacity)).sorted()
      return capacities[capacities.count / 2]
    }

    /// Unpacks the trace for as long as `body` runs, which gets its path.
    func unpacked(_ body: (String) throws -> Void) throws {
      let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
      try #require(FileManager.default.createFile(atPath: url.path, contents: nil))
      defer { try? FileManager.default.removeItem(at: url) }
      let xz = Process()
      xz.executableURL = URL(filePath: try #require(ReferenceFile.xz))
      xz.arguments = ["-dc", SharedData.url("data/traces/\(name).csv.xz").path]
      xz.standardOutput = try FileHandle(forWritingTo: url)
      try xz.run()
      xz.waitUntilExit()
      try #require(xz.terminationStatus == 0, "xz -dc of \(name)")
      try body(url.path)
    }
  }

  static let isPresent = SharedData.has("data/cache-reference.csv") && xz != nil && !traces.isEmpty

  static let xz = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/xz" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The traces that are at hand, in the order of the file.
  static let traces: [Trace] = {
    let text = try? String(contentsOf: SharedData.url("data/cache-reference.csv"), encoding: .utf8)
    let rows = (text ?? "").split(separator: "\n").dropFirst().compactMap(row)
    var traces: [Trace] = []
    for row in rows {
      if traces.last?.name != row.trace { traces.append(Trace(name: row.trace, rows: [])) }
      traces[traces.count - 1].rows.append(row)
    }
    return traces.filter { SharedData.has("data/traces/\($0.name).csv.xz") }
  }()

  /// A line of the file; `nil` where its policy is none of ours.
  private static func row(_ line: Substring) -> Row? {
    let fields = line.split(separator: ",").map(String.init)
    guard fields.count == 11, let policy = EvictionPolicy(parsing: fields[1]) else { return nil }
    let numbers = fields[2...6].compactMap { Int64($0) }
    let ratios = fields[7...8].compactMap { Double($0) }
    guard numbers.count == 5, ratios.count == 2 else { return nil }
    return Row(
      trace: fields[0], policy: policy, capacity: numbers[0], requests: numbers[1],
      misses: numbers[2], bytesRequested: numbers[3], bytesMissed: numbers[4],
      missRatio: ratios[0], byteMissRatio: ratios[1], isExact: fields[9] == "exact")
  }
}
