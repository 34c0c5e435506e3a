import Foundation
import TestSupport
import Testing

@testable import RequestLog

/// The pulls of a text, with what they pull.
func log(
  _ text: String, window: PullLog.Window = .init()
) throws -> (log: PullLog, content: LoggedContent) {
  var content = LoggedContent()
  var reader = try RequestLogReader(bytes: Array(text.utf8), name: "a.log")
  let log = try PullLog(
    reading: &reader, upstream: "docker.io/team", window: window, into: &content)
  return (log, content)
}

private func line(
  _ second: Int, _ client: String, _ request: String, _ status: Int = 200, _ bytes: Int = 100
) -> String {
  let time = String(format: "%02d:%02d:%02d", second / 3_600, second / 60 % 60, second % 60)
  return "\(client) - - [01/Mar/2024:\(time) +0000] \"\(request) HTTP/1.1\" \(status) \(bytes)\n"
}

@Suite struct PullLogTests {
  @Test func aManifestBeginsAPullAndBlobsAreItsLayers() throws {
    let (log, content) = try log(
      line(10, "a", "GET /v2/app/manifests/1") + line(11, "a", "GET /v2/app/blobs/x", 200, 1_000)
        + line(11, "b", "GET /v2/app/manifests/1") + line(12, "b", "GET /v2/app/blobs/y", 307, 0)
        + line(12, "a", "GET /v2/app/blobs/x") + line(13, "a", "GET /v2/other/blobs/x")
        + line(14, "a", "GET /v2/app/manifests/1"))
    #expect(content.images.map(\.tag) == ["1", "blob-x"])
    #expect(content.images.map(\.repository) == ["docker.io/team/app", "docker.io/team/other"])
    #expect(content.images[0].layers == [0, 1])
    #expect(content.layers.map(\.bytes) == [1_000, nil])
    #expect(log.pulls.map(\.time) == [0, 1, 3, 4].map { $0 * 1_000_000_000 })
    #expect(log.pulls.map(\.client) == [0, 1, 0, 0])
    #expect(log.pulls.map(\.image) == [0, 0, 1, 0])
    // Each pull asks for what its own client asked for; the last one for nothing.
    #expect(log.pulls.map(\.layers) == [0b01, 0b10, 0b1, 0])
    #expect(log.clients == 2 && log.span == 4_000_000_000)
    #expect(
      log.counts
        == .init(requests: 7, manifests: 3, layers: 2, single: 1, repeated: 1))
  }

  @Test func thePlatformsManifestAfterTheIndexIsTheSamePull() throws {
    let (log, content) = try log(
      line(0, "a", "GET /v2/app/manifests/latest")
        + line(0, "a", "GET /v2/app/manifests/sha256:12")
        + line(1, "a", "GET /v2/app/blobs/x")
        + line(2, "a", "GET /v2/app/manifests/sha256:12"))
    #expect(log.pulls.count == 2 && log.counts.continued == 1)
    #expect(log.pulls[0].layers == 1)
    #expect(content.images[log.pulls[1].image].tag == "sha256-12")
  }

  @Test func whatIsNoPullIsCounted() throws {
    let (log, _) = try log(
      line(0, "a", "HEAD /v2/app/manifests/1") + line(1, "a", "PUT /v2/app/manifests/1", 201)
        + line(1, "a", "POST /v2/app/blobs/uploads/", 202) + line(2, "a", "GET /v2/", 401)
        + line(3, "a", "GET /v2/app/manifests/2", 404) + line(4, "a", "DELETE /v2/app/blobs/x"))
    #expect(log.pulls.isEmpty && log.span == 4_000_000_000)
    #expect(log.counts == .init(requests: 6, heads: 1, pushes: 2, failed: 1, others: 2))
  }

  @Test func aBlobLongAfterTheManifestIsAPullOfItsOwn() throws {
    let (log, _) = try log(
      line(0, "a", "GET /v2/app/manifests/1") + line(600, "a", "GET /v2/app/blobs/x")
        + line(601, "a", "GET /v2/app/blobs/y"))
    #expect(log.pulls.map(\.layers) == [1, 1] && log.counts.single == 1)
  }

  @Test func anImageHasNoMoreLayersThanARuntimeTakes() throws {
    let (log, content) = try log(
      line(0, "a", "GET /v2/app/manifests/1")
        + (0..<130).map { line(1, "a", "GET /v2/app/blobs/x\($0)") }.joined())
    #expect(content.images[0].layers.count == 127)
    #expect(log.counts.layers == 127 && log.counts.single == 3)
  }

  @Test func linesOutOfOrderArePutInOrder() throws {
    // Servers log a request when it ends.
    let (log, _) = try log(
      line(5, "a", "GET /v2/app/blobs/x") + line(4, "a", "GET /v2/app/manifests/1"))
    #expect(log.pulls.count == 1 && log.pulls[0].layers == 1 && log.pulls[0].time == 0)
  }

  @Test func aWindowAndASampleTakeAPart() throws {
    let text = (0..<100).map { line($0, "10.0.0.\($0 % 50)", "GET /v2/app/manifests/1") }.joined()
    let second: Int64 = 1_000_000_000
    let (part, _) = try log(text, window: .init(from: 10 * second, until: 20 * second))
    #expect(part.pulls.map(\.time) == (0...10).map { $0 * second })
    #expect(part.span == 10 * second && part.counts.requests == 11)
    let (small, _) = try log(text, window: .init(sample: 0.3))
    let (large, _) = try log(text, window: .init(sample: 0.6))
    #expect((16...44).contains(large.pulls.count) || large.pulls.count > 44)
    #expect(small.pulls.count < large.pulls.count && large.pulls.count < 100)
    #expect(small.counts.unsampled == 100 - small.pulls.count)
    // Both pulls of a client are in the sample, or none; a small sample is part of a large one.
    #expect(small.pulls.count == 2 * small.clients)
    #expect(Set(small.pulls.map(\.time)).isSubset(of: large.pulls.map(\.time)))
  }

  @Test(
    .enabled(if: SharedData.has("data/traces/ibm-dal09-replay-first3h.csv"), "no reference data"))
  func theReplayLogOfADataCentreIsReadInFull() throws {
    let url = SharedData.url("data/traces/ibm-dal09-replay-first3h.csv")
    let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    let reads = rows.filter { $0[1] == "GET" }
    let blobs = reads.filter { $0[2] == "blob" }
    var reader = try RequestLogReader(path: url.path)
    #expect(reader.format == .table)
    var content = LoggedContent()
    let log = try PullLog(reading: &reader, upstream: "docker.io/ibm", into: &content)
    #expect(log.counts.requests == 2_928 && rows.count == 2_928)
    #expect(log.counts.pushes == rows.count - reads.count)
    // It names no clients: every GET is a pull.
    #expect(log.pulls.count == reads.count && log.clients == 0)
    #expect(log.counts.single == blobs.count)
    #expect(content.layers.count == Set(blobs.map { $0[3] }).count)
    #expect(content.images.count == Set(reads.map { $0[2] + $0[3] }).count)
    var sizes: [String: Int64] = [:]
    for blob in blobs { sizes[blob[3]] = max(sizes[blob[3]] ?? 0, Int64(blob[4])!) }
    let bytes = log.pulls.reduce(Int64(0)) { sum, pull in
      pull.layers == 0 ? sum : sum + content.layers[content.images[pull.image].layers[0]].bytes!
    }
    #expect(bytes == blobs.reduce(0) { $0 + sizes[$1[3]]! })
    let last = rows.map { Double($0[0])! }.max()! - rows.map { Double($0[0])! }.min()!
    #expect(abs(Double(log.span) / 1e9 - last) < 1e-6)
  }

  @Test(.enabled(if: SharedData.has("data/traces/ibm-raw-format-sample.json"), "no reference data"))
  func originalRecordsAreRead() throws {
    let url = SharedData.url("data/traces/ibm-raw-format-sample.json")
    var reader = try RequestLogReader(path: url.path)
    #expect(reader.format == .json)
    var content = LoggedContent()
    let log = try PullLog(reading: &reader, upstream: "docker.io", into: &content)
    #expect(log.counts == .init(requests: 3, manifests: 1, single: 1, pushes: 1))
    let records = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [[String: Any]])
    #expect(content.images[0].bytes == records[0]["http.response.written"] as? Int64)
    #expect(content.layers[0].bytes == records[1]["http.response.written"] as? Int64)
    let uri = try #require(records[0]["http.request.uri"] as? String)
    #expect(uri.contains(content.images[0].repository.dropFirst("docker.io/".count)))
  }
}
