import Glibc

/// Runs one workload and prints one line of results, or checks the results of all.
@main
struct Main {
  /// A workload's name, and what runs it with reference sampling or with the simulator's own.
  static let workloads: [(name: String, run: @Sendable (_ own: Bool) -> WorkloadResult)] = [
    ("mm1", { $0 ? SingleServer<OwnStream>.run() : SingleServer<ReferenceStream>.run() }),
    ("phold1024", { phold(1_024, own: $0) }),
    ("phold65536", { phold(65_536, own: $0) }),
    ("cachechain", { $0 ? CacheChain<OwnStream>.run() : CacheChain<ReferenceStream>.run() }),
    ("lru", { _ in LRUWorkload.run() }),
  ]

  /// What is measured in other units, or reads arguments of its own.
  static let others: [(name: String, run: @Sendable ([String]) throws -> Void)] = [
    ("fork", { _ in Phold<ReferenceStream>.measureFork() }),
    ("rules", { _ in try RuleLookupBenchmark.report() }),
    ("world", { try WorldWorkload.run(arguments: $0) }),
    ("speedup", { _ in try SpeedUp.report() }),
    ("check", { _ in checkAll() }),
  ]

  static func phold(_ processes: Int, own: Bool) -> WorkloadResult {
    own
      ? Phold<OwnStream>.run(processes: processes)
      : Phold<ReferenceStream>.run(processes: processes)
  }

  /// Runs every workload with both samplings; exits with 1 if a check value is not met.
  static func checkAll() {
    var complaints: [String] = []
    for workload in workloads {
      for own in workload.name == "lru" ? [false] : [false, true] {
        let result = workload.run(own)
        print(result.line)
        complaints += CheckValue.complaints(about: result, own: own)
      }
    }
    guard complaints.isEmpty else {
      complain(complaints.joined(separator: "\n"))
      exit(1)
    }
    print("all \(CheckValue.all.count) check values are met")
  }

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let names = (workloads.map(\.name) + others.map(\.name)).joined(separator: " | ")
    if let other = others.first(where: { $0.name == arguments.first }) {
      try other.run(Array(arguments.dropFirst()))
      return
    }
    let own: Bool? =
      switch Array(arguments.dropFirst()) {
      case [], ["--sampling", "reference"]: false
      case ["--sampling", "own"]: true
      default: nil
      }
    guard let own, let workload = workloads.first(where: { $0.name == arguments.first }) else {
      complain("usage: longshore-bench \(names) [--sampling reference|own]")
      exit(64)
    }
    print(workload.run(own).line)
  }

  static func complain(_ text: String) {
    let line = text + "\n"
    unsafe _ = write(STDERR_FILENO, line, line.utf8.count)
  }
}
