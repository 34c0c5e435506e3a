import ArgumentParser
import ContentCache
import LocalFiles

/// `longshore replay`: a trace through the cache logic alone.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay a trace through the cache logic alone: request and byte miss ratios.",
    discussion: """
      The trace is CSV, one request a line: time,obj_id,size (whole seconds that never decrease, \
      an unsigned number, bytes). The first line may be that header. Every policy is run at every \
      capacity, in one pass.

      Example: xz -dc trace.csv.xz | longshore replay - --policy lru sieve --capacity 10GiB 1TB
      """)

  @Argument(help: "The trace's file, or - for standard input.")
  var trace: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Policies: \(EvictionPolicy.spellings).", valueName: "policy"))
  var policy: [String] = ["lru"]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Capacities: \(CacheSize.spellings).", valueName: "capacity"))
  var capacity: [String]

  @Flag(help: "Print CSV instead of a table.")
  var csv = false

  @Option(help: "Write to this file instead of standard output.")
  var output: String?

  func validate() throws {
    for text in policy where EvictionPolicy(parsing: text) == nil {
      let near = EvictionPolicy.nearestName(to: text).map { "; did you mean '\($0)'?" } ?? "."
      throw ValidationError("'\(text)' is no policy; expected \(EvictionPolicy.spellings)\(near)")
    }
    for text in capacity {
      guard let size = CacheSize(parsing: text) else {
        throw ValidationError("'\(text)' is no capacity; expected \(CacheSize.spellings).")
      }
      if case .share = size, trace == "-" {
        throw ValidationError(
          "'\(text)' needs the trace's footprint, and standard input can be read only once; "
            + "give the capacity in bytes, or the trace as a file.")
      }
    }
  }

  func run() throws {
    let input = trace == "-" ? "/dev/stdin" : trace
    let file = try output.map { try OutputFile($0, computedFrom: [input]) }
    let sizes = capacity.compactMap { CacheSize(parsing: $0) }
    let needsFootprint = sizes.contains { if case .share = $0 { true } else { false } }
    let footprint = needsFootprint ? try TraceReplay.footprint(path: trace) : 0
    let capacities = try sizes.enumerated().map { index, size in
      guard let bytes = size.bytes(ofFootprint: footprint) else {
        throw ValidationError("'\(capacity[index])' of \(footprint) bytes is too large.")
      }
      return bytes
    }

    var replay = TraceReplay(
      policies: policy.compactMap { EvictionPolicy(parsing: $0) }, capacities: capacities)
    var reader = try TraceReader(path: trace)
    try replay.append(contentsOf: &reader)

    let results = replay.results()
    let text =
      csv
      ? ReplayReport.csv(results, trace: ReplayReport.traceName(ofPath: trace))
      : ReplayReport.table(results)
    if let file {
      try file.write(text)
    } else {
      try StandardOutput.write(text)
    }
  }
}
