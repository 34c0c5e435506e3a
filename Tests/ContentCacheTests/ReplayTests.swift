import ContentCache
import Foundation
import Testing

/// Reads a trace from a temporary file with this text.
private func read(_ text: String) throws -> [TraceRequest] {
  let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
  try Data(text.utf8).write(to: url)
  defer { try? FileManager.default.removeItem(at: url) }
  var reader = try TraceReader(path: url.path)
  var requests: [TraceRequest] = []
  while let request = try reader.next() { requests.append(request) }
  return requests
}

@Suite struct TraceReaderTests {
  @Test func `header, line ends and the last line's end are free`() throws {
    let expected = [
      TraceRequest(time: 0, object: 7, bytes: 5),
      TraceRequest(time: 2_000_000_000, object: .max, bytes: 1),
    ]
    let body = "0,7,5\n2,18446744073709551615,1"
    for text in [body, body + "\n", "time,obj_id,size\n" + body] {
      #expect(try read(text) == expected)
      #expect(try read(text.replacingOccurrences(of: "\n", with: "\r\n")) == expected)
    }
    #expect(try read("") == [])
    #expect(try read("time,obj_id,size\n") == [])
  }

  @Test func `lines across the reader's blocks are whole`() throws {
    let lines = (0..<20_000).map { "\($0 / 10),\($0 * 7_919),\($0 % 97 + 1)\n" }
    let requests = try read(lines.joined())
    #expect(requests.count == 20_000)
    for (index, request) in requests.enumerated() {
      let expected = TraceRequest(
        time: Int64(index / 10) * 1_000_000_000, object: UInt64(index * 7_919),
        bytes: Int64(index % 97 + 1))
      if request != expected {
        Issue.record("request \(index): \(request)")
        return
      }
    }
  }

  @Test(arguments: [
    ("0,1,1\n0,1\n", 2, "expected"), ("0,1,1\n\n0,1,1\n", 2, "expected"),
    ("0,1,1,1\n", 1, "expected"), ("a,1,1\n", 1, "expected"), ("0,-1,1\n", 1, "expected"),
    ("0, 1,1\n", 1, "expected"), ("0,1,1.5\n", 1, "expected"), ("0,1,\n", 1, "expected"),
    ("5,1,1\n4,1,1\n", 2, "never decrease"), ("0,1,0\n", 1, "at least 1 byte"),
    ("9223372037,1,1\n", 1, "time is too large"),
    ("0,18446744073709551616,1\n", 1, "obj_id is too large"),
    ("0,1,9223372036854775808\n", 1, "size is too large"),
    ("0,1,9223372036854775807\n0,2,1\n", 2, "more than can be counted"),
    ("0,1,1\ntime,obj_id,size\n", 2, "expected"),
    ("0,1,1\n\u{0}\u{1b}[2J\n", 2, "expected"),
  ])
  func `a malformed line is refused with its place`(text: String, line: Int, reason: String) {
    let error = #expect(throws: TraceError.self) { try read(text) }
    #expect(error?.line == line)
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    #expect(error?.description.contains("csv:\(line): ") == true)
    #expect(error?.description.contains("\u{1b}") == false)
  }

  @Test(arguments: [
    ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00]), ("gzip", [0x1F, 0x8B, 0x08]),
    ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("bzip2", [0x42, 0x5A, 0x68, 0x39]),
  ])
  func `a compressed trace is refused with the way to unpack it`(tool: String, start: [UInt8])
    throws
  {
    for tail in [[], [10, 1, 2], [UInt8](repeating: 0xAA, count: 100_000)] {
      let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
      try Data(start + tail).write(to: url)
      defer { try? FileManager.default.removeItem(at: url) }
      let error = #expect(throws: TraceError.self) {
        var reader = try TraceReader(path: url.path)
        _ = try reader.next()
      }
      #expect(
        error?.description == "\(url.path): error: compressed by \(tool); expected the trace as it "
          + "is, so pipe it: \(tool) -dc \(url.path) | longshore replay -")
    }
  }

  @Test func `a line without end and a missing file are refused`() {
    #expect(throws: TraceError.self) { try read(String(repeating: "1", count: 200_000)) }
    let error = #expect(throws: TraceError.self) { _ = try TraceReader(path: "/no/such/file") }
    #expect(error?.line == nil)
  }
}

@Suite struct SizeWatchTests {
  @Test func `another size for an object is counted`() {
    var replay = TraceReplay(policies: [.lru], capacities: [100])
    for (object, bytes) in [(1, 5), (2, 7), (1, 5), (1, 6), (2, 7), (1, 6), (1, 5), (0, 1), (0, 1)]
    {
      replay.append(TraceRequest(time: 0, object: UInt64(object), bytes: Int64(bytes)))
    }
    #expect(replay.sizeChanges == 2)
    // The size held and the bytes requested are those that they are without the watch.
    #expect(replay.results()[0].misses == 3)
    #expect(replay.results()[0].bytesRequested == 43)
  }

  @Test func `a trace without changes has none, however many objects there are`() {
    var replay = TraceReplay(policies: [.lru], capacities: [1])
    for round in 0..<2 {
      for object in 0..<100_000 {
        replay.append(
          TraceRequest(time: Int64(round), object: UInt64(object), bytes: Int64(object + 1)))
      }
    }
    #expect(replay.sizeChanges == 0)
  }
}

@Suite struct CacheSizeTests {
  @Test func `sizes are read with their units`() {
    #expect(CacheSize(parsing: "1048576") == .bytes(1_048_576))
    #expect(CacheSize(parsing: "20GiB") == .bytes(21_474_836_480))
    #expect(CacheSize(parsing: "1.5 TB") == .bytes(1_500_000_000_000))
    #expect(CacheSize(parsing: "2.5%")?.bytes(ofFootprint: 1_000) == 25)
    #expect(CacheSize(parsing: "5%")?.bytes(ofFootprint: 63_397_913_354) == 3_169_895_667)
    #expect(CacheSize(parsing: "100%")?.bytes(ofFootprint: .max) == .max)
    #expect(CacheSize(parsing: "200%")?.bytes(ofFootprint: .max) == nil)
  }

  @Test(arguments: [
    "", "GiB", "-5", "1e9", "5 gib", ".5", "1.", "1.2.3", "%", "9223372036854775808", "9000000TiB",
    "1.0000000001", "٣",
  ])
  func `what is no size is refused`(text: String) {
    #expect(CacheSize(parsing: text) == nil)
  }
}
