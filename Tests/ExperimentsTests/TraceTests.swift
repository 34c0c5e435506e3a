import Foundation
import ImageCatalogue
import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

@testable import Experiments

@Suite("Trace of a window") struct TraceTests {
  static let text = """
    title: "A \\"traced\\" registry"
    registry: {home: westeurope, replicas: [eastus], zones: 2}
    rules: [{name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}]
    workloads:
      - {name: nodes, region: westeurope, clients: {nodes: 5}, arrivals: {steady: 60/min}}
      - {name: far, region: japaneast, clients: {nodes: 5}, arrivals: {steady: 60/min}}
    run: {duration: 10min, warmUp: 1min, timelineInterval: 30s}
    """

  struct Event: Decodable {
    struct Arguments: Decodable {
      var name: String?
      var workload: String?
      var pull: Int?
    }
    var ph: String
    var name: String
    var pid: Int
    var tid: Int?
    var ts: Double?
    var dur: Double?
    var id: Int?
    var args: Arguments?
  }

  struct File: Decodable {
    var traceEvents: [Event]
    var otherData: [String: String]
  }

  private func plan() throws -> WorldPlan {
    try WorldPlan(ScenarioReader.read(text: Self.text, path: "t.yaml"))
  }

  private func file(_ trace: MessageTrace) throws -> File {
    var text = ""
    try TraceFile(trace).write { text += $0 }
    return try JSONDecoder().decode(File.self, from: Data(text.utf8))
  }

  @Test("One lane an actor, slices in order of time, one arrow a message, each with both ends")
  func lanesAndArrows() throws {
    let window = Instant.zero...Instant.zero + .seconds(40)
    let trace = MessageTrace(try plan(), window: window)
    #expect(trace.cutAt == nil)
    let file = try file(trace)
    let slices = file.traceEvents.filter { $0.ph == "X" }
    #expect(slices.count == trace.entries.count)
    #expect(slices.count > 1_000)

    // Lanes: every thread has one name and one process, every process a name.
    let threads = file.traceEvents.filter { $0.name == "thread_name" }
    #expect(Set(threads.map(\.tid)).count == threads.count)
    #expect(threads.count == trace.plan.actors.count + trace.plan.workloads.count)
    let homes = Dictionary(uniqueKeysWithValues: threads.map { ($0.tid, $0.pid) })
    #expect(slices.allSatisfy { homes[$0.tid] == $0.pid })
    let processes = file.traceEvents.filter { $0.name == "process_name" }
    #expect(
      processes.compactMap(\.args?.name) == [
        "region westeurope (home)", "region eastus", "upstream mcr.microsoft.com",
      ])

    // Times never decrease, and slices of one lane do not overlap.
    let times = file.traceEvents.compactMap(\.ts)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    var ends: [Int?: Double] = [:]
    for slice in slices {
      let start = try #require(slice.ts)
      #expect(start >= (ends[slice.tid] ?? 0) - 1e-6)
      ends[slice.tid] = start + (slice.dur ?? 0)
    }

    // Arrows: what begins ends, once and not earlier. Only marks, and what pools send themselves at
    // the start, come from outside.
    let starts = file.traceEvents.filter { $0.ph == "s" }
    let finishes = file.traceEvents.filter { $0.ph == "f" }
    #expect(Set(starts.map(\.id)).count == starts.count)
    #expect(starts.compactMap(\.id).sorted() == finishes.compactMap(\.id).sorted())
    let begins = Dictionary(uniqueKeysWithValues: starts.map { ($0.id, $0.ts ?? .infinity) })
    #expect(finishes.allSatisfy { (begins[$0.id] ?? .infinity) <= ($0.ts ?? 0) })
    for entry in trace.entries where entry.cause == nil {
      guard case .mark = entry.message else {
        Issue.record("\(entry.message.kind) to \(entry.message.receiver) was sent by nobody")
        continue
      }
    }

    // A pull can be followed from its start to its last answer.
    let first = slices.filter { $0.args?.workload == "nodes" && $0.args?.pull == 0 }
    #expect(first.first?.name == "start" || first.first?.name == "resolve")
    for kind in [
      "resolve", "arrive, index", "request index", "answer index, ok",
      "arrive, manifest by digest", "answer manifest by digest, ok",
    ] {
      #expect(first.contains { $0.name == kind }, "no \(kind)")
    }
  }

  @Test("The traced run is the run")
  func sameRun() throws {
    let plan = try plan()
    let end = Instant.zero + .minutes(2)
    var simulation = Simulation(plan, replication: 0)
    simulation.run(until: end)
    let trace = MessageTrace(plan, window: Instant.zero + .seconds(100)...end)
    #expect(trace.fingerprint == simulation.fingerprint)
    #expect(trace.entries.allSatisfy { trace.window.contains($0.receivedAt) })
    #expect(trace.entries.contains { $0.message == .mark(.endInterval(3), .handler(.home)) })
  }

  @Test("A window of too many messages is cut, and the file says so")
  func cut() throws {
    let plan = try plan()
    let window = Instant.zero...Instant.zero + .minutes(2)
    let whole = MessageTrace(plan, window: window)
    let trace = MessageTrace(plan, window: window, limit: 500)
    #expect(trace.entries.count == 500)
    #expect(trace.cutAt == whole.entries[500].receivedAt)
    let file = try file(trace)
    #expect(file.otherData["cut_at_s"] != nil)
    #expect(
      file.traceEvents.filter { $0.ph == "s" }.count
        == file.traceEvents.filter { $0.ph == "f" }.count)
  }

  @Test("Windows as they are written")
  func windows() throws {
    let window = try SimulatedWindow(parsing: "5min..5min30s500ms")
    #expect(window.range == .zero + .minutes(5)...(.zero + .milliseconds(330_500)))
    #expect(try SimulatedWindow(parsing: "0s..1.5h").range.upperBound == .zero + .minutes(90))
    for text in [
      "", "..", "5min", "5min..", "..5min", "5min..5min", "6min..5min", "5..6", "5m..6m",
      "-1s..5s", "1s..2s..3s", "99999999999999d..5s", "5min.. 6min", "1s..nan",
    ] {
      #expect(throws: SimulatedWindow.Refusal.self, "'\(text)'") {
        try SimulatedWindow(parsing: text)
      }
    }
  }
}
