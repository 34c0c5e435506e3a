import ArgumentParser
import Foundation
import Testing

@testable import Experiments
@testable import longshore

@Suite("longshore sweep and merge")
struct SweepCommandTests {
  /// How a process ended.
  private struct Ending {
    var code: Int32
    var output: String
    var errors: String
  }

  /// Starts a shell line in a folder; `$LONGSHORE` is the program. Nothing of an array job that the
  /// tests themselves may be a task of is left in its environment.
  private func start(
    _ line: String, in folder: URL, environment: [String: String] = [:]
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    let own = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("SLURM_") && $0.key != "JOB_COMPLETION_INDEX"
    }
    process.environment = own.merging([
      "LONGSHORE": URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "longshore").path,
      "SWIFT_BACKTRACE": "enable=no",
    ]) { $1 }.merging(environment) { $1 }
    let (output, errors) = (folder.appending(path: ".out"), folder.appending(path: ".err"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs a shell line to its end.
  private func shell(
    _ line: String, in folder: URL, environment: [String: String] = [:]
  ) throws -> Ending {
    let process = try start(line, in: folder, environment: environment)
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    return Ending(
      code: process.terminationStatus, output: try text(".out"), errors: try text(".err"))
  }

  /// A fresh folder with `small.yaml`, a sweep of four points of two replications.
  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let sweep =
      "\nsweep:\n  axes: [{key: registry.cache.capacity, values: [50MiB, 100MiB, 1GiB, 5GiB]}]\n"
    try Data((RunCommandTests.small + sweep).utf8).write(to: folder.appending(path: "small.yaml"))
    try body(folder)
  }

  private func files(_ folder: URL, _ name: String) throws -> [String: Data] {
    let folder = folder.appending(path: name)
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try Data(contentsOf: folder.appending(path: name))
    }
    return files
  }

  /// How many replications a database holds that another process writes to; 0 while there is none.
  private func stored(_ path: String) -> Int {
    guard FileManager.default.fileExists(atPath: path) else { return 0 }
    let everything = PruningRule(program: nil)
    return (try? ResultsDatabase(path: path).prune(everything, isDryRun: true).kept) ?? 0
  }

  @Test("A sweep that is killed goes on where it was, to the bytes of one that was not")
  func killed() throws {
    try inFolder { folder in
      let line = "$LONGSHORE sweep small.yaml --set run.duration=3h --output"
      let straight = try shell("\(line) straight --no-database --quiet", in: folder)
      #expect(straight.code == 0 && straight.errors.isEmpty)

      let process = try start("exec \(line) out --database results.db --workers 1", in: folder)
      let database = folder.appending(path: "results.db").path
      while process.isRunning, stored(database) < 3 { Thread.sleep(forTimeInterval: 0.005) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal, "it was over before it was killed")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
      let before = stored(database)
      #expect((3..<8).contains(before))

      let resumed = try shell("\(line) out --database results.db", in: folder)
      #expect(resumed.code == 0)
      #expect(
        resumed.errors.contains(
          "note: \(before) of 8 replications were kept from earlier experiments, and "
            + "\(8 - before) simulated now\n"))
      #expect(try files(folder, "out") == files(folder, "straight"))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(!left.contains { $0.hasSuffix(".partial") }, "\(left)")
    }
  }

  @Test("Tasks of an array job make shards, and merging them makes the sweep of one machine")
  func arrayJob() throws {
    try inFolder { folder in
      #expect(
        try shell("$LONGSHORE sweep small.yaml --output whole --quiet --no-database", in: folder)
          .code == 0)
      let sweep = "$LONGSHORE sweep small.yaml --output shards"
      let slurm = [
        "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "3",
        "SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_STEP": "1",
      ]
      let first = try shell(sweep, in: folder, environment: slurm)
      #expect(first.code == 0)
      #expect(first.errors.hasPrefix("note: shard 1/3, by SLURM_ARRAY_TASK_ID=1"))
      #expect(first.output == "Shard 1/3: 2 of 4 points are in shards/shard-1-of-3.db\n")
      let early = try shell("$LONGSHORE merge shards --output merged", in: folder)
      #expect(early.code == 1 && early.errors == "error: shards 2 and 3 of 3 are missing\n")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "merged").path))
      let pod = ["JOB_COMPLETION_INDEX": "1", "LONGSHORE_SHARDS": "3"]
      #expect(try shell(sweep, in: folder, environment: pod).code == 0)
      // Two tasks that take themselves for the same shard.
      let twice = "\(sweep) --shard 3/3 --quiet & \(sweep) --shard 3/3 --quiet && wait $!"
      #expect(try shell(twice, in: folder).code == 0)
      let merged = try shell(
        "$LONGSHORE merge shards --output merged --database merged.db", in: folder)
      #expect(merged.code == 0 && merged.output.contains("Tables in merged"))
      #expect(try files(folder, "merged") == files(folder, "whole"))
      let database = try ResultsDatabase(path: folder.appending(path: "merged.db").path)
      #expect(try database.experiments().map(\.verb) == ["sweep"])
      #expect(Set(try database.metrics(of: 1).map(\.point)) == [1, 2, 3, 4])
      #expect(
        try database.parameters(of: 1).map { "\($0.point) \($0.key)=\($0.value)" }
          == ["50MiB", "100MiB", "1GiB", "5GiB"].enumerated().map {
            "\($0 + 1) registry.cache.capacity=\($1)"
          })
      let ignored = try shell(
        "$LONGSHORE sweep small.yaml --output again --whole --no-database", in: folder,
        environment: slurm)
      #expect(ignored.code == 0)
      #expect(try files(folder, "again") == files(folder, "whole"))
    }
  }

  @Test("--list says what would run, and runs nothing")
  func list() throws {
    try inFolder { folder in
      let line = "$LONGSHORE sweep small.yaml --axis run.seed=1,2 --list"
      try Data().write(to: folder.appending(path: "empty.db"))
      #expect(try shell("\(line) --database empty.db", in: folder).code == 0)
      try FileManager.default.removeItem(at: folder.appending(path: "empty.db"))
      let listed = try shell("\(line) --where 'registry.cache.capacity >= 1GiB'", in: folder)
      #expect(listed.code == 0)
      #expect(
        listed.output == """
            point   registry.cache.capacity   run.seed
            1       1GiB                      1
            2       1GiB                      2
            3       5GiB                      1
            4       5GiB                      2

          4 points make 8 replications.

          """)
      #expect(
        try shell("\(line) --shard 2/3 --where 'registry.cache.capacity >= 1GiB'", in: folder)
          .output
          .contains("1 point makes 2 replications."))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
          ".err", ".out", "small.yaml",
        ])
    }
  }

  @Test("What cannot be meant is one clear error, and nothing is written")
  func refusals() throws {
    try inFolder { folder in
      try Data("no database".utf8).write(to: folder.appending(path: "text.db"))
      let cases: [(line: String, code: Int32, text: String)] = [
        ("--axis registry.cache.capasity=1GiB,2GiB", 1, "did you mean 'registry.cache.capacity'"),
        ("--axis registry.cache.capacity", 1, "this is no axis; expected KEY=VALUE"),
        ("--axis run.seed=1,x", 1, "--axis run.seed=1,x: error:"),
        ("--axis run.seed=1,2 --where 'run.sead > 1'", 1, "run.sead"),
        ("--where 'registry.cache.capacity > 1TiB'", 1, "no point meets the condition"),
        ("--metric latency_p96", 1, "error: --metric: there is no metric 'latency_p96'"),
        ("--metric latency_p96 --list", 1, "error: --metric: there is no metric 'latency_p96'"),
        ("--axis run.seed=1,2,1", 1, "the axis 'run.seed' has 1 twice"),
        ("--metric 'latency{'", 64, "latency{"),
        ("--database text.db", 1, "text.db' is not a results database"),
        ("--shard 5/4", 64, "there is no shard 5 of 4"),
        ("--shard 1/4 --no-database", 64, "leave out --no-database"),
        ("--shard 1/4 --whole", 64, "give one of them"),
        ("--zip --axis run.seed=1,2", 64, "give --axis twice or more"),
        ("--zip --axis run.seed=1,2 --axis registry.zones=1", 1, "have 2 and 1 values"),
      ]
      for one in cases {
        let ending = try shell("$LONGSHORE sweep small.yaml --output out \(one.line)", in: folder)
        #expect(ending.code == one.code, "\(one.line): \(ending)")
        #expect(ending.errors.contains(one.text), "\(one.line): \(ending.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
      }
      #expect(
        try shell("$LONGSHORE sweep small.yaml --database text.db", in: folder).errors
          .contains("--no-database does without"))
      let task = try shell(
        "$LONGSHORE sweep small.yaml", in: folder, environment: ["JOB_COMPLETION_INDEX": "0"])
      #expect(task.code == 64 && task.errors.hasPrefix("error: LONGSHORE_SHARDS is not set"))
      #expect(try shell("$LONGSHORE merge .", in: folder).errors.contains("holds no shards"))
    }
  }
}
