import ArgumentParser
import Foundation
import Testing

@testable import Experiments
@testable import longshore

@Suite("longshore compare")
struct CompareCommandTests {
  /// A folder with `small.yaml` and `slow.yaml`, in which images come over a slower line.
  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(RunCommandTests.small.utf8).write(to: folder.appending(path: "small.yaml"))
    let slow = RunCommandTests.small.replacingOccurrences(
      of: "nodes: 5", with: "nodes: 5, bandwidth: 50Mbit/s")
    try Data(slow.utf8).write(to: folder.appending(path: "slow.yaml"))
    try body(folder)
  }

  /// The exit code of a command line.
  private func longshore(_ words: [String]) -> Int32 {
    do {
      var command = try Longshore.parseAsRoot(words)
      try command.run()
      return 0
    } catch {
      return (error as? ExitCode)?.rawValue ?? Longshore.exitCode(for: error).rawValue
    }
  }

  private func compare(_ first: URL, _ second: URL, _ options: String...) -> Int32 {
    longshore(["compare", first.path, second.path, "--quiet", "--no-database"] + options)
  }

  private func run(_ scenario: URL, to output: URL, _ options: String...) throws {
    try #require(
      longshore(
        ["run", scenario.path, "--output", output.path, "--quiet", "--no-database"] + options) == 0)
  }

  private func rows(_ csv: URL) throws -> [[String: String]] {
    let lines = try String(contentsOf: csv, encoding: .utf8).split(separator: "\n")
    let table = lines.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return table.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(table[0], $0)) }
  }

  @Test("A scenario against itself is identical throughout, and the exit code 0")
  func identical() throws {
    try inFolder { folder in
      let (small, out) = (folder.appending(path: "small.yaml"), folder.appending(path: "out"))
      #expect(compare(small, small, "--output", out.path) == 0)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: out.path).sorted()
          == ["comparison.csv", "comparison.md", "manifest.json"])
      let rows = try rows(out.appending(path: "comparison.csv"))
      #expect(rows.count > 50 && rows.allSatisfy { $0["verdict"] == "identical" })
      let text = try String(contentsOf: out.appending(path: "comparison.md"), encoding: .utf8)
      #expect(text.contains("**No regression: of"))
    }
  }

  @Test("A recorded run against its scenario, run now, is identical")
  func recorded() throws {
    try inFolder { folder in
      let (small, base) = (folder.appending(path: "small.yaml"), folder.appending(path: "base"))
      try run(small, to: base, "--seed", "7", "--replications", "3")
      let csv = folder.appending(path: "c.csv")
      #expect(compare(base, small, "--csv", csv.path) == 0)
      let rows = try rows(csv)
      #expect(rows.allSatisfy { $0["verdict"] == "identical" })
      #expect(Set(rows.compactMap { $0["n"] }).contains("3"))
    }
  }

  @Test("A regression is exit code 1, with all files; a wide tolerance makes it none")
  func regression() throws {
    try inFolder { folder in
      let (small, slow) = (
        folder.appending(path: "small.yaml"), folder.appending(path: "slow.yaml")
      )
      let out = folder.appending(path: "out")
      #expect(compare(small, slow, "--replications", "6", "--output", out.path) == 1)
      let rows = try rows(out.appending(path: "comparison.csv"))
      let latency = try #require(
        rows.first { $0["metric"] == "latency_p95" && $0["workload"] == "all" })
      #expect(latency["verdict"] == "worse" && latency["better"] == "lower")
      #expect(latency["judged"] == "yes" && latency["n"] == "6")
      let manifest = try String(contentsOf: out.appending(path: "manifest.json"), encoding: .utf8)
      #expect(manifest.contains("\"verdict\": \"regression\""))
      let wide = ["latency_p50", "latency_p95", "latency_p99"].flatMap {
        ["--tolerance", "\($0)=absolute:1h"]
      }
      #expect(
        longshore(
          ["compare", small.path, slow.path, "--quiet", "--no-database", "--no-files"]
            + ["--replications", "6"] + wide) == 0)
    }
  }

  @Test("Recorded runs of different seeds are compared as independent ones")
  func seeds() throws {
    try inFolder { folder in
      let small = folder.appending(path: "small.yaml")
      let (one, other) = (folder.appending(path: "one"), folder.appending(path: "other"))
      try run(small, to: one)
      try run(small, to: other, "--seed", "2")
      let out = folder.appending(path: "out")
      #expect(compare(one, other, "--output", out.path) == 0)
      #expect(
        try rows(out.appending(path: "comparison.csv")).allSatisfy { $0["correlation"] == "" })
      let text = try String(contentsOf: out.appending(path: "comparison.md"), encoding: .utf8)
      #expect(text.contains("The seeds differ"))
    }
  }

  @Test("Recorded runs whose ties were shuffled otherwise may be out of step, and it is said")
  func ties() throws {
    try inFolder { folder in
      let small = folder.appending(path: "small.yaml")
      let (plain, shuffled) = (folder.appending(path: "plain"), folder.appending(path: "shuffled"))
      try run(small, to: plain)
      try run(small, to: shuffled, "--shuffled-ties", "7")
      let out = folder.appending(path: "out")
      #expect(compare(plain, shuffled, "--output", out.path) == 0)
      let manifest = try String(contentsOf: out.appending(path: "manifest.json"), encoding: .utf8)
      #expect(manifest.contains("\"shuffled_ties\": 7"))
      let text = try String(contentsOf: out.appending(path: "comparison.md"), encoding: .utf8)
      #expect(text.contains("not under the same order of ties"))
    }
  }

  @Test("Whatever is refused is exit code 2, and writes nothing")
  func refused() throws {
    try inFolder { folder in
      let small = folder.appending(path: "small.yaml")
      let (base, old) = (folder.appending(path: "base"), folder.appending(path: "old"))
      let out = folder.appending(path: "out")
      try run(small, to: base)
      try FileManager.default.copyItem(at: base, to: old)
      try FileManager.default.removeItem(at: old.appending(path: "replications.csv"))
      #expect(compare(base, base, "--output", folder.appending(path: "other").path) == 0)
      for (first, second, options) in [
        (small, folder.appending(path: "absent.yaml"), []),
        (small, small, ["--replications", "1"]),
        (small, small, ["--tolerance", "latency_p98=5%"]),
        (small, small, ["--tolerance", "latency_p99=5s"]),
        (old, small, []), (small, folder, []), (folder.appending(path: "other"), small, []),
        (base, base, ["--set", "registry.zones=3"]),
        (base, base, ["--csv", out.path, "--markdown", folder.path + "/./out"]),
        (base, base, ["--csv", "/dev/full"]),
      ] as [(URL, URL, [String])] {
        let code = longshore(
          ["compare", first.path, second.path, "--quiet", "--no-database", "--output", out.path]
            + options)
        #expect(code == 2, "\(first.lastPathComponent) \(second.lastPathComponent) \(options)")
        #expect(!FileManager.default.fileExists(atPath: out.path))
      }
      // What a run left is not written over.
      #expect(compare(small, small, "--output", base.path) == 2)
      #expect(compare(small, small, "--no-files", "--output", out.path) == 64)
    }
  }

  @Test("What is undecided is exit code 1 where that is asked for")
  func undecided() throws {
    try inFolder { folder in
      let (small, base) = (folder.appending(path: "small.yaml"), folder.appending(path: "base"))
      let table = base.appending(path: "replications.csv")
      try run(small, to: base)
      #expect(compare(small, base, "--no-files", "--fail-undecided") == 0)
      // As an editor of tables leaves it, and without a judged metric.
      let rows = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
      let fewer = rows.filter { !$0.hasPrefix("latency_p99,") }.joined(separator: "\n") + "\n"
      try Data(("\u{FEFF}" + fewer).utf8).write(to: table)
      #expect(compare(small, base, "--no-files") == 0)
      #expect(compare(small, base, "--no-files", "--fail-undecided") == 1)
    }
  }

  @Test("Precision is that of the differences, and a warm-up that is found holds for both")
  func steadyState() throws {
    try inFolder { folder in
      let (small, slow) = (
        folder.appending(path: "small.yaml"), folder.appending(path: "slow.yaml")
      )
      let csv = folder.appending(path: "c.csv")
      let precision =
        "run.precision={halfWidth: 20%, of: [latency_p50], minimum: 3, maximum: 12, "
        + "lookAhead: 0}"
      let code = compare(small, slow, "--csv", csv.path, "--set", precision)
      #expect(code == 0 || code == 1)
      let latency = try #require(
        try rows(csv).first { $0["metric"] == "latency_p50" && $0["workload"] == "all" })
      let count = try #require(latency["n"].flatMap(Int.init))
      #expect((3...12).contains(count))
    }
  }

  @Test("Every comparison is recorded in the database, with its differences")
  func database() throws {
    try inFolder { folder in
      let small = folder.appending(path: "small.yaml").path
      let database = folder.appending(path: "results.db").path
      #expect(
        longshore(["compare", small, small, "--quiet", "--no-files", "--database", database]) == 0)
      let list = try ResultsCommand.parseAsRoot(["list", "--csv", "--database", database])
      let text = try #require(list as? any PrintingCommand).output()
      #expect(text.contains(",compare,") && text.contains(",identical,"))
    }
  }
}
