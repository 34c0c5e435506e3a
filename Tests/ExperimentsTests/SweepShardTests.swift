import Foundation
import GRDB
import ScenarioFiles
import Testing

@testable import Experiments

@Suite("Shards of a sweep")
struct SweepShardTests {
  /// Runs one shard into its file.
  private func run(_ shard: String, of sweep: Sweep, in folder: URL) throws {
    let shard = try SweepShard(parsing: shard)
    let file = try ShardFile(shard, of: sweep, in: folder.path)
    _ = try sweep.run(
      sweep.points.filter(shard.has), by: Replicator(database: file.database), finish: file.store)
  }

  private func refusal(_ paths: URL...) -> [String] {
    do {
      _ = try ShardMerge.merge(paths.map(\.path))
      return []
    } catch let refusal as MergeRefusal {
      return refusal.sentences
    } catch { return ["\(error)"] }
  }

  @Test("Shards that are put together are the sweep of one machine, byte for byte")
  func merged() throws {
    try SweepTests.inFolder { folder in
      let sweep = try SweepTests.sweep(
        SweepTests.capacities, "registry.cache.policy=lru,sieve",
        condition: "registry.cache.capacity <= 500MiB or registry.cache.policy = lru")
      let whole = try SweepTests.files(try sweep.run(by: Replicator()))
      for number in [2, 3, 1] { try run("\(number)/3", of: sweep, in: folder) }
      #expect(try SweepTests.files(try ShardMerge.merge([folder.path])) == whole)
      // Run again, a shard finds all that it has.
      let shard = try SweepShard(parsing: "2/3")
      let file = try ShardFile(shard, of: sweep, in: folder.path)
      let replicator = Replicator(database: file.database)
      _ = try sweep.run(sweep.points.filter(shard.has), by: replicator, finish: file.store)
      #expect(replicator.origins.simulated == 0 && replicator.origins.found == 4)
      let files = (1...3).map { folder.appending(path: "shard-\($0)-of-3.db").path }
      #expect(try SweepTests.files(try ShardMerge.merge(files.reversed())) == whole)
    }
  }

  @Test("Shards that are missing, incomplete, doubled or strange are refused by name")
  func refused() throws {
    try SweepTests.inFolder { folder in
      let sweep = try SweepTests.sweep(SweepTests.capacities, metrics: ["bytes_fetched"])
      try run("1/3", of: sweep, in: folder)
      #expect(refusal(folder) == ["shards 2 and 3 of 3 are missing"])
      try run("3/3", of: sweep, in: folder)
      #expect(refusal(folder) == ["shard 2 of 3 is missing"])

      // Begun, and not finished.
      let begun = try ShardFile(try SweepShard(parsing: "2/3"), of: sweep, in: folder.path)
      #expect(
        refusal(folder) == [
          "'\(begun.database.path)' is not complete: 1 of its 1 points is not finished (2); run "
            + "shard 2/3 again"
        ])
      try run("2/3", of: sweep, in: folder)
      #expect(refusal(folder).isEmpty)

      let other = folder.appending(path: "other")
      try run("1/2", of: sweep, in: other)
      let half = other.appending(path: "shard-1-of-2.db")
      #expect(refusal(folder, half)[0].hasSuffix("one of 3"))
      let copy = other.appending(path: "shard-1-of-3.db")
      try FileManager.default.copyItem(at: folder.appending(path: "shard-1-of-3.db"), to: copy)
      #expect(refusal(folder, copy)[0].hasPrefix("shard 1 of 3 is there 2 times: "))
      try ResultsDatabase(path: copy.path).write { db in
        try db.execute(sql: "UPDATE shard SET program = 'another'")
      }
      #expect(
        refusal(folder, copy) == [
          "'\(copy.path)' was made by another build of this version; merge it with the program that "
            + "made it"
        ])

      try ResultsDatabase(path: half.path).write { db in
        try db.execute(sql: "UPDATE shard SET shard = 2")
      }
      #expect(
        refusal(half) == [
          "shard 1 of 2 is missing",
          "'\(half.path)' is damaged: it holds points 1 and 3, none of shard 2/2; remove it, and run "
            + "the shard again",
        ])

      let strange = try SweepTests.sweep(
        "registry.cache.capacity=50MiB,500MiB,6GiB", metrics: ["bytes_fetched"])
      let place = folder.appending(path: "strange")
      try run("2/3", of: strange, in: place)
      let second = place.appending(path: "shard-2-of-3.db")
      #expect(refusal(folder, second)[0].contains("is of another sweep than"))
      let refused = #expect(throws: SweepRefusal.self) { try run("2/3", of: sweep, in: place) }
      #expect(refused?.description.contains("shard-2-of-3.db' is of another sweep") == true)

      let plain = folder.appending(path: "results.db")
      _ = try ResultsDatabase(path: plain.path)
      #expect(refusal(plain) == ["'\(plain.path)' is no shard of a sweep"])
      try Data().write(to: plain)
      #expect(refusal(plain) == ["'\(plain.path)' is no shard of a sweep"])
      let early = folder.appending(path: "shard-3-of-4.db")
      try Data().write(to: early)
      #expect(refusal(early)[0].contains("holds nothing of a sweep"))
      #expect(refusal(early)[0].hasSuffix("; run shard 3/4 again"))
      try FileManager.default.removeItem(at: early)
      let empty = folder.appending(path: "empty")
      try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
      #expect(refusal(empty) == ["'\(empty.path)' holds no shards (shard-I-of-N.db)"])
    }
  }

  @Test("A file that a scenario names is part of what a sweep is")
  func namedFiles() throws {
    try SweepTests.inFolder { folder in
      let scenario = folder.appending(path: "named.yaml")
      let log = folder.appending(path: "tags.csv")
      try Data(
        (SweepTests.small + "\ncatalogue: {tagChanges: {file: tags.csv}}\n").utf8
      ).write(to: scenario)
      func identity(_ changes: String) throws -> String {
        try Data(changes.utf8).write(to: log)
        let base = try ScenarioReader.read(path: scenario.path)
        let axes = [try SweepAxis(parsing: SweepTests.capacities)]
        return try Sweep(SweepDescription().with(axes: axes), of: base).identity
      }
      let one = "time,repository,tag\n0,mcr.microsoft.com/dotnet/aspnet,10.0\n"
      let first = try identity(one)
      #expect(try identity(one) == first)
      #expect(try identity(one + "5,mcr.microsoft.com/dotnet/aspnet,10.0\n") != first)
    }
  }

  // MARK: Which shard

  @Test("Points are dealt out in turn, each to one shard")
  func shares() throws {
    let sweep = try SweepTests.sweep("run.seed=1,2,3,4,5,6,7")
    let shards = try (1...3).map { try SweepShard(parsing: "\($0)/3") }
    #expect(
      shards.map { shard in sweep.points.filter(shard.has).map(\.number) } == [
        [1, 4, 7], [2, 5], [3, 6],
      ])
  }

  @Test(
    "A text that is no shard is refused",
    arguments: ["", "3", "0/4", "5/4", "1/0", "a/b", "1/2/3", "-1/4", "1/99999999"])
  func noShard(text: String) {
    let refusal = #expect(throws: SweepRefusal.self) { try SweepShard(parsing: text) }
    #expect(refusal?.description.contains("expected I/N") == true)
  }

  private func slurm(_ id: Int, _ first: Int, _ count: Int, _ step: Int? = nil) -> [String: String]
  {
    var variables = [
      "SLURM_ARRAY_TASK_ID": "\(id)", "SLURM_ARRAY_TASK_MIN": "\(first)",
      "SLURM_ARRAY_TASK_COUNT": "\(count)",
    ]
    variables["SLURM_ARRAY_TASK_STEP"] = step.map(String.init)
    return variables
  }

  @Test("The environment of a Slurm array and of an indexed Job says which shard this is")
  func environments() throws {
    func shard(_ environment: [String: String]) throws -> String? {
      try EnvironmentShard.read(environment)?.shard.description
    }
    #expect(try shard([:]) == nil)
    #expect(try shard(slurm(0, 0, 8)) == "1/8")
    #expect(try shard(slurm(8, 1, 8, 1)) == "8/8")
    #expect(try shard(slurm(9, 1, 4, 4)) == "3/4")
    #expect(try shard(["JOB_COMPLETION_INDEX": "2", "LONGSHORE_SHARDS": "3"]) == "3/3")
  }

  @Test("An environment that names no shard is refused with the variable")
  func wrongEnvironments() {
    func refusal(_ environment: [String: String]) -> String {
      do throws(SweepRefusal) {
        return "\(String(describing: try EnvironmentShard.read(environment)))"
      } catch { return error.description }
    }
    #expect(
      refusal(["SLURM_ARRAY_TASK_ID": "1"])
        .hasPrefix("SLURM_ARRAY_TASK_MIN is not set, though this is a task of a Slurm array"))
    #expect(
      refusal(["JOB_COMPLETION_INDEX": "1"])
        .hasPrefix("LONGSHORE_SHARDS is not set, though this is a pod of a Kubernetes indexed Job"))
    #expect(
      refusal(["JOB_COMPLETION_INDEX": "x", "LONGSHORE_SHARDS": "3"])
        .hasPrefix("JOB_COMPLETION_INDEX of a pod of a Kubernetes indexed Job is 'x'; expected"))
    #expect(
      refusal(["JOB_COMPLETION_INDEX": "3", "LONGSHORE_SHARDS": "3"])
        .contains("none of a Kubernetes indexed Job of 3 completions"))
    // --array=1,3,7 and --array=1-9:4 with an index that is none of it.
    #expect(refusal(slurm(7, 1, 3)).contains("none of a Slurm array of 3 evenly spaced"))
    #expect(refusal(slurm(6, 1, 3, 4)).contains("none of a Slurm array of 3 evenly spaced"))
    #expect(refusal(slurm(6, 1, 3, 0)).contains("none of a Slurm array of 3 evenly spaced"))
    let both = slurm(0, 0, 1).merging(["JOB_COMPLETION_INDEX": "0"]) { $1 }
    #expect(refusal(both).contains("are both set"))
  }
}
