import ArgumentParser
import ContentCache
import Experiments
import LocalFiles

/// `longshore replay`: a trace through the cache logic alone.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay a trace through the cache logic alone: request and byte miss ratios.",
    discussion: """
      The trace is CSV, one request a line: time,obj_id,size (whole seconds that never decrease, \
      an unsigned number, bytes). The first line may be that header. Every policy is run at every \
      capacity, in one pass. No cache is warmed up: the first request of an object is a miss.

      The policy 'none' is a quota: it fills and never evicts, and what no longer fits is passed \
      on without being kept. A capacity in per cent is a share of the trace's footprint, the bytes \
      of its distinct objects; the trace is then read twice.

      The table names policies and capacities as they are asked for; in the CSV, policies have \
      the names of libCacheSim (LRU, Sieve, S3FIFO, LRU-TTL3600, …), which are understood here \
      too, in any case.

      Worked example:
        printf '0,1,3\\n0,2,6\\n1,1,3\\n2,3,9\\n3,1,3\\n3,2,6\\n' > small.csv
        longshore replay small.csv --policy lru,sieve,none --capacity 60%,1kB
        xz small.csv
        xz -dc small.csv.xz | longshore replay - --capacity 10GiB --csv
      """)

  @Argument(help: "The trace's file, or - for standard input.")
  var trace: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Policies, with commas or as several words: \(EvictionPolicy.spellings).",
      valueName: "policy"))
  var policy: [String] = ["lru"]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Capacities, with commas or as several words: \(CacheSize.spellings).", valueName: "capacity"
    ))
  var capacity: [String]

  @Flag(help: "Print CSV instead of a table.")
  var csv = false

  @Option(help: "Write to this file instead of standard output.")
  var output: String?

  /// The policies as they were written, one an element.
  var policies: [String] { Self.words(policy) }

  /// The capacities as they were written, one an element.
  var capacities: [String] { Self.words(capacity) }

  private static func words(_ texts: [String]) -> [String] {
    texts.flatMap { $0.split(separator: ",") }
      .map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
  }

  func validate() throws {
    for text in policies where EvictionPolicy(parsing: text) == nil {
      let near = EvictionPolicy.nearestName(to: text).map { "; did you mean '\($0)'?" } ?? "."
      throw ValidationError("'\(text)' is no policy; expected \(EvictionPolicy.spellings)\(near)")
    }
    for text in capacity where Self.isGrouped(text) {
      throw ValidationError(
        "'\(text)' may be one number or several; write '\(text.filter { $0 != "," })' for one, and "
          + "blanks between several.")
    }
    for text in capacities {
      guard let size = CacheSize(parsing: text) else {
        throw ValidationError("'\(text)' is no capacity; expected \(CacheSize.spellings).")
      }
      if case .share = size, isReadOnce {
        throw ValidationError(
          "'\(text)' needs the trace's footprint, and \(trace == "-" ? "standard input" : "a pipe") "
            + "can be read only once; give the capacity in bytes, or the trace as a file.")
      }
    }
    if policies.isEmpty { throw ValidationError("--policy names none; expected one such as lru.") }
    if capacities.isEmpty {
      throw ValidationError("--capacity names none; expected one such as 10GiB or 10%.")
    }
  }

  /// Whether what is read is gone then.
  private var isReadOnce: Bool {
    if trace == "-" { return true }
    guard let kind = try? LocalPath.kind(of: trace) else { return false }
    return kind != .file && kind != .folder
  }

  /// Whether commas stand where they group the digits of a large number.
  private static func isGrouped(_ text: String) -> Bool {
    let groups = text.split(separator: ",", omittingEmptySubsequences: false)
    return groups.count > 1 && (1...3).contains(groups[0].count)
      && groups.dropFirst().allSatisfy { $0.count == 3 }
      && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
  }

  func run() throws {
    let input = trace == "-" ? "/dev/stdin" : trace
    let file = try output.map { try OutputFile($0, computedFrom: [input]) }
    let sizes = capacities.compactMap { CacheSize(parsing: $0) }
    let needsFootprint = sizes.contains { if case .share = $0 { true } else { false } }
    let footprint = needsFootprint ? try TraceReplay.footprint(path: trace) : 0
    let bytes = try zip(sizes, capacities).map { size, text in
      guard let bytes = size.bytes(ofFootprint: footprint) else {
        throw ValidationError("'\(text)' of \(footprint) bytes is too large.")
      }
      return bytes
    }

    var replay = TraceReplay(
      policies: policies.compactMap { EvictionPolicy(parsing: $0) }, capacities: bytes)
    var reader = try TraceReader(path: trace)
    try replay.append(contentsOf: &reader)

    let results = replay.results()
    let text =
      csv
      ? try ReplayReport.csv(results, trace: ReplayReport.traceName(ofPath: trace))
      : ReplayReport.table(results, policies: policies, capacities: capacities)
    if results.allSatisfy({ $0.requests == 0 }) {
      StandardError.write("note: \(reader.name): the trace has no requests\n")
    }
    let changes = replay.sizeChanges
    if changes > 0 {
      StandardError.write(
        "note: \(reader.name): at least \(changes) request\(changes == 1 ? " names" : "s name") a "
          + "size other than the object's before; what is held keeps its size, and bytes count as "
          + "requested\n")
    }
    if let file {
      try file.write(text)
    } else {
      try StandardOutput.write(text)
    }
  }
}
