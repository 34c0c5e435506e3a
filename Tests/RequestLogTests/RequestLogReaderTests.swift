import Foundation
import Testing

@testable import RequestLog

/// The requests of a text.
func requests(_ text: String, format: RequestLogFormat? = nil) throws -> [LoggedRequest] {
  var reader = try RequestLogReader(bytes: Array(text.utf8), name: "a.log", format: format)
  var requests: [LoggedRequest] = []
  while let request = try reader.next() { requests.append(request) }
  return requests
}

/// The message of a text that is no log.
func refusal(_ text: String, format: RequestLogFormat? = nil) -> String {
  do {
    return "read: \(try requests(text, format: format))"
  } catch {
    return "\(error)"
  }
}

@Suite struct RequestLogReaderTests {
  @Test func anAccessLogIsRead() throws {
    let read = try requests(
      """
      10.0.0.1 - - [20/Jun/2017:01:28:15 +0000] "GET /v2/team/app/manifests/1.2 HTTP/1.1" 200 1234
      fd00::1 - bob [20/Jun/2017:03:28:16 +0200] "HEAD /v2/app/manifests/latest HTTP/1.1" 200 -
      10.0.0.1 - - [20/Jun/2017:01:28:17 +0000] "GET /v2/team/app/blobs/sha256:ab?x=1 HTTP/2.0" \
      307 0 "-" "containerd/1.7 \\"x\\""

      10.0.0.9 - - [31/Dec/2016:23:59:60 -0130] "\\x16\\x03\\x01" 400 226
      10.0.0.9 - - [29/Feb/2016:00:00:00 +0000] "GET https://r.io/v2/a/blobs/d HTTP/1.1" 200 7\r

      """)
    #expect(read.count == 5)
    let origin: Int64 = 1_497_922_095
    #expect(
      read[0]
        == LoggedRequest(
          time: origin * 1_000_000_000, client: "10.0.0.1", method: .read,
          subject: .manifest(repository: "team/app", reference: "1.2"), status: 200, bytes: 1_234))
    #expect(read[1].time == (origin + 1) * 1_000_000_000)
    #expect(read[1].client == "fd00::1" && read[1].method == .check && read[1].bytes == 0)
    #expect(read[2].subject == .blob(repository: "team/app", digest: "sha256:ab"))
    #expect(read[2].status == 307)
    #expect(read[3].subject == .other && read[3].method == .other)
    // 2016-12-31 23:59:59 at UTC-1:30 is 2017-01-01 01:29:59 UTC.
    #expect(read[3].time == 1_483_234_199 * 1_000_000_000)
    #expect(read[4].subject == .blob(repository: "a", digest: "d"))
    #expect(read[4].time == 1_456_704_000 * 1_000_000_000)
  }

  @Test func recordsInJSONAreReadInAnyLayout() throws {
    let one = """
      {"http.request.method": "GET", "http.request.remoteaddr": "c1",
       "http.request.uri": "v2/a1/b2/manifests/c3", "http.response.status": 200,
       "http.response.written": 12285, "extra": {"a": [1, {"b": "}"}], "c": null}, "ok": true,
       "http.request.useragent": "docker\\/17 \\u00e9 \\ud83d\\ude00",
       "timestamp": "2017-06-20T01:28:15.962Z"}
      """
    let two = """
      {"http.request.method":"PUT","http.request.remoteaddr":"c2","http.request.uri":"v2/a/blobs/x",\
      "http.response.status":"201","http.response.written":524.0,"timestamp":"2017-06-20T01:28:16Z"}
      """
    let expected = try requests("[\(one), \n\(two)]")
    #expect(expected.count == 2)
    #expect(expected[0].time == 1_497_922_095_962_000_000)
    #expect(expected[0].subject == .manifest(repository: "a1/b2", reference: "c3"))
    #expect(expected[0].bytes == 12_285)
    #expect(expected[1].method == .push && expected[1].status == 201 && expected[1].bytes == 524)
    #expect(try requests("\(one)\n\(two)\n") == expected)
    #expect(try requests("\(one),\(two),") == expected)
    #expect(try requests("\u{FEFF}[\(one),\(two)]\n") == expected)
    #expect(try requests("[]") == [])
  }

  @Test func aTableIsReadByItsColumns() throws {
    let read = try requests(
      "time_s,method,kind,object,bytes,replay_seconds\n0.0,GET,blob,7c,746,0.02\n"
        + "1.1325,PUT,manifest,p1,524,1.2\n")
    #expect(
      read == [
        LoggedRequest(
          time: 0, client: "", method: .read, subject: .blob(repository: "log", digest: "7c"),
          status: 200, bytes: 746),
        LoggedRequest(
          time: 1_132_500_000, client: "", method: .push,
          subject: .manifest(repository: "log", reference: "p1"), status: 200, bytes: 524),
      ])
    let named = try requests(
      "client,time_s,repository,method,kind,object,bytes\nn1,2,team/app,GET,manifest,v1,9\n")
    #expect(named[0].client == "n1")
    #expect(named[0].subject == .manifest(repository: "team/app", reference: "v1"))
  }

  @Test func theFormIsToldByTheFirstBytes() throws {
    #expect(RequestLogFormat(ofBytes: Array(" \n[{".utf8)) == .json)
    #expect(RequestLogFormat(ofBytes: Array("{".utf8)) == .json)
    #expect(RequestLogFormat(ofBytes: Array("a,time_s,b\n".utf8)) == .table)
    #expect(RequestLogFormat(ofBytes: Array("::1 - - [".utf8)) == .accessLog)
  }

  @Test(arguments: [
    ("10.0.0.1 GET", "a.log:1: there is no time in brackets in '10.0.0.1 GET'; expected 'ADDRESS"),
    ("\n1 - - [x] \"GET / HTTP/1.1\" 200 1", "a.log:2: the time is 'x' in"),
    ("1 - - [20/Jun/2017:01:28:15 +0000] GET / 200 1", "there is no request in quotes"),
    ("1 - - [20/Jun/2017:01:28:15 +0000] \"GET /", "the request has no end"),
    ("1 - - [20/Jun/2017:01:28:15 +0000] \"GET /\" x", "there is no status after the request"),
    ("1 - - [20/Jun/2017:01:28:15 +0000] \"GET /\" 200 -1", "the size is '-1'"),
    ("{", "a.log:1: expected a key in quotes, found the end of the file"),
    ("{\"a\":1} x", "a.log:1: the record has no key 'timestamp'"),
    (
      "[{\"timestamp\": 1}]", "a.log:1: the record's 'timestamp' is no text; expected one in quotes"
    ),
    ("\n{\"timestamp\": \"yesterday\"}", "a.log:2: the record's time is 'yesterday'; expected one"),
    ("[1]", "expected a record in braces, found '1'"),
    ("{\"a\": [", "a value has no end"), ("{\"a\": \"\n\"}", "a text has no end"),
    ("{\"a\": bad}", "expected a number, a text in quotes, true, false or null, found 'bad'"),
    ("time_s,method,kind,object\n", "a.log:1: the table has no column 'bytes'; expected time_s"),
    ("time_s,method,kind,object,bytes\n1,GET,blob,x\n", "a.log:2: 4 fields; expected 5"),
    ("time_s,method,kind,object,bytes\n-1,GET,blob,x,1\n", "a.log:2: the time is '-1'; expected"),
    ("time_s,method,kind,object,bytes\n1,GET,tag,x,1\n", "the kind is 'tag'; expected 'manifest'"),
    (
      "time_s,method,kind,object,bytes\n1,GET,blob,x,1.5\n", "the bytes are '1.5'; expected a whole"
    ),
  ])
  func oneClearErrorNamesFileAndLine(text: String, message: String) {
    #expect(refusal(text).contains(message), "\(refusal(text))")
  }

  @Test func aCompressedLogSaysHowToUnpackIt() {
    let bytes: [UInt8] = [0x1F, 0x8B, 8, 0]
    #expect {
      try RequestLogReader(bytes: bytes, name: "a.log.gz")
    } throws: {
      "\($0)".contains("compressed by gzip") && "\($0)".contains("gzip -dk a.log.gz")
    }
    #expect {
      try RequestLogReader(path: "/nowhere/a.log")
    } throws: {
      "\($0)" == "/nowhere/a.log: there is no such file; expected a registry's request log"
    }
  }

  @Test func whatIsNoNameIsNoPartOfAPull() {
    for path in [
      "/v2/", "/v2/a/tags/list", "/v2/a/blobs/uploads/1", "/v2/A/manifests/x", "/v2/manifests/x",
      "/v2/a/manifests/", "/v1/a/manifests/x", "/v2/a..b/manifests/x", "/v2/-a/blobs/x", "", "/",
    ] {
      #expect(LoggedRequest.Subject(path: path) == .other, "\(path)")
    }
    #expect(LoggedRequest.Subject(path: "/v2/a--b/c__d/e.f/blobs/x") != .other)
  }

  @Test func anyBytesAreReadOrRefused() {
    var state: UInt64 = 1
    let pieces = [
      "{", "}", "[", "]", "\"", ":", ",", "\\u", "\\", "timestamp", "time_s,", "GET", " ", "\n",
      "20",
      "é", "\u{0}", "/v2/a/blobs/x", "[20/Jun/2017:01:28:15 +0000]", "method,kind,object,bytes\n",
    ]
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count]
      }
      for format in [nil, .json, .table, .accessLog] as [RequestLogFormat?] {
        #expect(!refusal(text, format: format).isEmpty)
      }
    }
  }
}
