import Glibc

/// Runs one workload and prints one line of results.
@main
struct Main {
  /// A workload's name, and what runs it with reference sampling or with the simulator's own.
  static let workloads: [(name: String, run: @Sendable (_ own: Bool) -> Void)] = [
    ("mm1", { $0 ? SingleServer<OwnStream>.run() : SingleServer<ReferenceStream>.run() }),
    ("phold1024", { phold(1_024, own: $0) }),
    ("phold65536", { phold(65_536, own: $0) }),
    ("cachechain", { $0 ? CacheChain<OwnStream>.run() : CacheChain<ReferenceStream>.run() }),
    ("fork", { _ in Phold<ReferenceStream>.measureFork() }),
  ]

  /// Workloads that read arguments of their own: a trace, a number of pulls.
  static let others: [(name: String, run: @Sendable ([String]) throws -> Void)] = [
    ("lru", { LRUWorkload.run(arguments: $0) }),
    ("rules", { _ in try RuleLookupBenchmark.report() }),
    ("world", { try WorldWorkload.run(arguments: $0) }),
  ]

  static func phold(_ processes: Int, own: Bool) {
    own
      ? Phold<OwnStream>.run(processes: processes)
      : Phold<ReferenceStream>.run(processes: processes)
  }

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let names = (workloads.map(\.name) + others.map(\.name)).joined(separator: " | ")
    if let other = others.first(where: { $0.name == arguments.first }) {
      try other.run(Array(arguments.dropFirst()))
      return
    }
    let own: Bool
    switch Array(arguments.dropFirst()) {
    case [], ["--sampling", "reference"]: own = false
    case ["--sampling", "own"]: own = true
    default: fail(names)
    }
    guard let workload = workloads.first(where: { $0.name == arguments.first }) else { fail(names) }
    workload.run(own)
  }

  static func fail(_ names: String) -> Never {
    let usage = "usage: longshore-bench \(names) [--sampling reference|own]\n"
    unsafe _ = write(STDERR_FILENO, usage, usage.utf8.count)
    exit(64)
  }
}
