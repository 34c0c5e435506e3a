import RegistryModel
import SimulationKernel

/// A trace as `trace.json`: the Trace Event Format that Perfetto (ui.perfetto.dev) and
/// `chrome://tracing` open.
///
/// A process is a region of the registry, with the clients that it is nearest to, or an upstream; a
/// thread is an actor. Each message is a slice of at most a microsecond in its receiver's thread,
/// named by its kind, and an arrow leads to it from the slice of the message whose receiver sent
/// it. Times are simulated microseconds, to the nanosecond.
struct TraceFile {
  private let trace: MessageTrace
  private var plan: WorldPlan { trace.plan }
  private let threads: [ActorID: Int]

  init(_ trace: MessageTrace) {
    self.trace = trace
    threads = Dictionary(
      uniqueKeysWithValues: Self.actors(of: trace.plan).enumerated().map { ($1, $0 + 1) })
  }

  /// All actors, in the order in which their lanes are numbered.
  private static func actors(of plan: WorldPlan) -> [ActorID] {
    plan.actors + plan.workloads.indices.map { .endpoint(PoolID($0)) }
      + (plan.credentialSets.isEmpty ? [] : [.keyVault])
  }

  /// Writes the file piece by piece.
  func write(to handOn: (String) throws -> Void) throws {
    try handOn("{\"displayTimeUnit\": \"ns\",\n\"otherData\": {")
    var notes = [
      "\"title\": \(StableJSON.quoted(plan.scenario.title))",
      "\"from_s\": \"\(NumberText.seconds(nanoseconds: trace.window.lowerBound.nanoseconds))\"",
      "\"to_s\": \"\(NumberText.seconds(nanoseconds: trace.window.upperBound.nanoseconds))\"",
      "\"replication\": \"0\"",
    ]
    if let cut = trace.cutAt {
      notes.append("\"cut_at_s\": \"\(NumberText.seconds(nanoseconds: cut.nanoseconds))\"")
    }
    try handOn(notes.joined(separator: ", ") + "},\n\"traceEvents\": [\n")
    try handOn(lanes().joined(separator: ",\n"))
    let durations = durations()
    var piece = ""
    // An arrow's two ends stand at the times of their slices; the file is in order of time.
    var leaving: [[Int]] = Array(repeating: [], count: trace.entries.count)
    for (index, entry) in trace.entries.enumerated() {
      if let cause = entry.cause { leaving[cause].append(index) }
    }
    for (index, entry) in trace.entries.enumerated() {
      append(entry, duration: durations[index], to: &piece)
      let lane = lane(of: entry.message.receiver)
      let place = "\"pid\":\(lane.process),\"tid\":\(lane.thread),\"ts\":\(time(entry.receivedAt))"
      if entry.cause != nil {
        piece +=
          ",\n{\"ph\":\"f\",\"bp\":\"e\",\"cat\":\"message\",\"name\":\"message\","
          + "\"id\":\(index),\(place)}"
      }
      for target in leaving[index] {
        piece +=
          ",\n{\"ph\":\"s\",\"cat\":\"message\",\"name\":\"message\",\"id\":\(target),\(place)}"
      }
      if piece.utf8.count > CSVWriter.pieceSize {
        try handOn(piece)
        piece = ""
      }
    }
    try handOn(piece + "\n]}\n")
  }

  private func append(_ entry: MessageTrace.Entry, duration: Int64, to piece: inout String) {
    let lane = lane(of: entry.message.receiver)
    piece +=
      ",\n{\"ph\":\"X\",\"cat\":\"\(lane.kind)\",\"name\":\(StableJSON.quoted(entry.message.kind)),"
      + "\"pid\":\(lane.process),\"tid\":\(lane.thread),\"ts\":\(time(entry.receivedAt)),"
      + "\"dur\":\(microseconds(duration))"
    if let pull = entry.pull {
      let workload = plan.workloads[Int(pull.pool.index)].description.name
      piece +=
        ",\"args\":{\"workload\":\(StableJSON.quoted(workload)),\"pull\":\(pull.number)}"
    }
    piece += "}"
  }

  /// How long each slice is drawn: a microsecond, or until the next one of its lane.
  private func durations() -> [Int64] {
    var durations = Array(repeating: Int64(1_000), count: trace.entries.count)
    var last: [ActorID: Int] = [:]
    for (index, entry) in trace.entries.enumerated() {
      let actor = entry.message.receiver
      if let before = last[actor] {
        let gap = (entry.receivedAt - trace.entries[before].receivedAt).nanoseconds
        durations[before] = min(durations[before], gap)
      }
      last[actor] = index
    }
    return durations
  }

  // MARK: Times

  private func time(_ instant: Instant) -> String { microseconds(instant.nanoseconds) }

  /// Nanoseconds as microseconds, exactly.
  private func microseconds(_ nanoseconds: Int64) -> String {
    let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  // MARK: Lanes

  /// Where an actor is shown. Threads are numbered over all processes.
  private func lane(of actor: ActorID) -> (process: Int, thread: Int, kind: String) {
    func process(_ region: RegionID) -> Int { 1 + Int(region.index) }
    func nearest(_ pool: PoolID) -> Int { process(plan.workloads[Int(pool.index)].nearest) }
    let thread = threads[actor] ?? 0
    switch actor {
    case .pool(let pool): return (nearest(pool), thread, "clients")
    case .endpoint(let pool): return (nearest(pool), thread, "endpoint")
    case .balancer(let region): return (process(region), thread, "balancer")
    case .frontEnd(let region, _): return (process(region), thread, "front-end")
    case .handler(let region): return (process(region), thread, "handler")
    case .storage(let region): return (process(region), thread, "storage")
    case .link(let from, _): return (process(from), thread, "link")
    case .upstream(let upstream):
      return (1 + plan.regions.count + Int(upstream.index), thread, "upstream")
    case .keyVault: return (1 + plan.regions.count + plan.upstreams.count, thread, "key-vault")
    }
  }

  /// The names of processes and threads.
  private func lanes() -> [String] {
    func metadata(_ kind: String, process: Int, thread: Int?, _ name: String) -> String {
      "{\"ph\":\"M\",\"name\":\"\(kind)\",\"pid\":\(process),"
        + (thread.map { "\"tid\":\($0)," } ?? "")
        + "\"args\":{\"name\":\(StableJSON.quoted(name))}}"
    }
    var lines: [String] = []
    for (index, region) in plan.regions.enumerated() {
      let name = "region \(region)\(index == 0 ? " (home)" : "")"
      lines.append(metadata("process_name", process: 1 + index, thread: nil, name))
    }
    for (index, upstream) in plan.upstreams.enumerated() {
      lines.append(
        metadata(
          "process_name", process: 1 + plan.regions.count + index, thread: nil,
          "upstream \(upstream.description.host)"))
    }
    if !plan.credentialSets.isEmpty {
      let process = 1 + plan.regions.count + plan.upstreams.count
      lines.append(metadata("process_name", process: process, thread: nil, "key vault"))
    }
    for actor in Self.actors(of: plan) {
      let lane = lane(of: actor)
      lines.append(
        metadata("thread_name", process: lane.process, thread: lane.thread, plan.name(of: actor)))
    }
    return lines
  }
}
