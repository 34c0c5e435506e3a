import ContentCache
import Experiments
import Foundation
import Testing

@Suite struct ReplayReportTests {
  private var results: [ReplayResult] {
    var replay = TraceReplay(policies: [.lru, .none], capacities: [10, 20])
    for (index, object) in [1, 2, 1, 3, 1, 2].enumerated() {
      replay.append(
        TraceRequest(time: Int64(index), object: UInt64(object), bytes: Int64(object * 3)))
    }
    return replay.results()
  }

  @Test func `CSV has the reference's columns and names`() throws {
    #expect(
      try ReplayReport.csv(results, trace: "a,b") == """
        trace,algorithm,cache_bytes,requests,object_misses,bytes_requested,byte_misses,\
        object_miss_ratio,byte_miss_ratio
        "a,b",LRU,10,6,5,30,27,0.833333,0.900000
        "a,b",LRU,20,6,3,30,18,0.500000,0.600000
        "a,b",None,10,6,3,30,18,0.500000,0.600000
        "a,b",None,20,6,3,30,18,0.500000,0.600000

        """)
  }

  @Test func `the table has the policies and capacities as they were asked for`() {
    let text = ReplayReport.table(
      results, policies: ["lru", "none"], capacities: ["55%", "20B"])
    #expect(
      text == """
          policy   capacity   bytes   requests   misses   miss ratio   byte miss ratio
          lru           55%      10          6        5     0.833333          0.900000
          lru           20B      20          6        3     0.500000          0.600000
          none          55%      10          6        3     0.500000          0.600000
          none          20B      20          6        3     0.500000          0.600000

        """)
  }

  @Test func `where nothing was requested there is no ratio`() throws {
    let nothing = [ReplayResult(policy: .lru, capacity: 1)]
    #expect(try ReplayReport.csv(nothing, trace: "t").hasSuffix("\nt,LRU,1,0,0,0,0,,\n"))
    let table = ReplayReport.table(nothing, policies: ["lru"], capacities: ["1"])
    #expect(table.split(separator: "\n")[1].split(separator: " ").suffix(2) == ["–", "–"])
    #expect(nothing[0].missRatio == nil && nothing[0].byteMissRatio == nil)
  }

  @Test func `ratios are printed as the C library prints them`() throws {
    for (part, whole) in [(228_423, 400_000), (1, 3), (2, 3), (1, 1), (0, 5), (1, 8_000_000)] {
      var one = ReplayResult(policy: .lru, capacity: 1)
      one.misses = Int64(part)
      one.requests = Int64(whole)
      let printed = String(format: "%.6f", Double(part) / Double(whole))
      let csv = try ReplayReport.csv([one], trace: "t")
      #expect(csv.contains(",\(printed),"), "\(part)/\(whole)")
    }
  }

  @Test func `a trace is named by its file`() {
    #expect(ReplayReport.traceName(ofPath: "/a/b.c/web.csv.xz") == "web")
    #expect(ReplayReport.traceName(ofPath: "web.csv") == "web")
    #expect(ReplayReport.traceName(ofPath: "-") == "stdin")
  }
}
