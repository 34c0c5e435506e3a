import ArgumentParser
import Foundation
import Testing

@testable import Experiments
@testable import longshore

@Suite("longshore results")
struct ResultsCommandTests {
  /// Runs the small scenario as often as there are lists of options, each run recorded in one
  /// database, and gives its path to `body`.
  private func withRuns(_ options: [[String]], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let scenario = folder.appending(path: "small.yaml")
    try Data(RunCommandTests.small.utf8).write(to: scenario)
    let database = folder.appending(path: "results.db").path
    for options in options {
      let command = try Longshore.parseAsRoot(
        [
          "run", scenario.path, "--output", folder.appending(path: "out").path, "--quiet",
          "--database", database,
        ] + options)
      try #require(command as? RunCommand).run()
    }
    try body(database)
  }

  private func results(_ database: String, _ words: String...) throws -> String {
    var command = try ResultsCommand.parseAsRoot(words + ["--database", database])
    if let export = command as? ResultsCommand.Export, export.output == nil {
      return try export.text()
    }
    if let printing = command as? any PrintingCommand { return try printing.output() }
    try command.run()
    return ""
  }

  @Test("A run is recorded: list, show and export tell of it")
  func recorded() throws {
    try withRuns([[], ["--seed", "99", "--replications", "3"]]) { database in
      let list = try results(database, "list").split(separator: "\n")
      #expect(list.count == 3)
      #expect(list[0].contains("replications") && list[0].contains("verdict"))
      #expect(list[1].contains("A small registry") && list[1].contains("stable"))
      let last = try results(database, "list", "--last", "1", "--csv").split(separator: "\n")
      #expect(last.count == 2)
      #expect(last[1].hasPrefix("2,") && last[1].contains(",run,A small registry,small.yaml,"))
      #expect(last[1].contains(",99,3,stable,"))
      #expect(
        try results(database, "list", "--scenario", "x/small").split(separator: "\n").count == 3)

      let shown = try results(database, "show", "2")
      #expect(shown.contains("run.seed=99") && shown.contains("run.replications=3"))
      #expect(shown.contains("latency_p99") && shown.contains(" ms"))
      #expect(try results(database, "show", "2", "--scenario").contains("seed: 99"))

      let exported = try results(database, "export").split(separator: "\n")
      #expect(exported[0] == ExperimentTables.metricColumns.joined(separator: ",")[...])
      #expect(
        exported.contains {
          $0.hasPrefix(
            "2,run,A small registry,0,run.replications=3; run.seed=99,pulls_started,nodes,")
        })
      let first = try results(database, "show", "1", "--csv").split(separator: "\n")
      #expect(try results(database, "export", "1").split(separator: "\n") == first)
      #expect(exported.count == 2 * first.count - 1)
    }
  }

  @Test("The exported figures are those of summary.csv")
  func sameFigures() throws {
    try withRuns([[]]) { database in
      let summary = URL(filePath: database).deletingLastPathComponent()
        .appending(path: "out/summary.csv")
      let rows = try String(contentsOf: summary, encoding: .utf8).split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let exported = try results(database, "export").split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      #expect(exported.count == rows.count)
      for (row, other) in zip(rows, exported) {
        // metric and labels; n, mean, half-width and unit; verdict.
        #expect(row[0..<7] == other[5..<12])
        #expect(row[7..<11].elementsEqual(other[12..<16]))
        #expect(row.last == other.last)
      }
    }
  }

  @Test("An unknown experiment, no file and another program's file are refused in words")
  func refusals() throws {
    try withRuns([[]]) { database in
      #expect("\(refusal(database, "show", "12"))".contains("did you mean 1?"))
      #expect("\(refusal(database, "export", "3"))".contains("there is no experiment 3"))
      #expect(
        "\(refusal(database, "list", "--verb", "rum"))"
          == "--verb: no experiment is of 'rum'; expected run; did you mean 'run'?")
      #expect(
        "\(refusal(database, "export", "--scenario", "smal"))"
          == "--scenario: no experiment is of 'smal'; expected small.yaml; did you mean 'small'?"
      )
      let number = ResultsCommand.message(for: refusal(database, "show", "abc"))
      #expect(number.contains("expected a number that 'longshore results list' shows"))
      let missing = database + "-missing"
      #expect("\(refusal(missing, "list"))".contains("there is no results database at"))
      #expect(!FileManager.default.fileExists(atPath: missing))
      let text = Data("this is no database, but a text".utf8)
      try text.write(to: URL(filePath: missing))
      #expect("\(refusal(missing, "prune"))".contains("is not a results database"))
      #expect(try Data(contentsOf: URL(filePath: missing)) == text)
    }
  }

  private func refusal(_ database: String, _ words: String...) -> any Error {
    do {
      var command = try ResultsCommand.parseAsRoot(words + ["--database", database])
      if let export = command as? ResultsCommand.Export {
        _ = try export.text()
      } else if let printing = command as? any PrintingCommand {
        _ = try printing.output()
      } else {
        try command.run()
      }
    } catch { return error }
    return PrintedFailure(description: "nothing was refused")
  }

  @Test("A run whose database cannot be used is made all the same, and none is touched on request")
  func withoutDatabase() throws {
    try withRuns([]) { database in
      let text = Data("this is no database, but a text".utf8)
      try text.write(to: URL(filePath: database))
      let folder = URL(filePath: database).deletingLastPathComponent()
      let run = try Longshore.parseAsRoot([
        "run", folder.appending(path: "small.yaml").path, "--quiet", "--database", database,
        "--output", folder.appending(path: "out").path,
      ])
      try #require(run as? RunCommand).run()
      #expect(try Data(contentsOf: URL(filePath: database)) == text)
      let manifest = folder.appending(path: "out/manifest.json").path
      #expect(FileManager.default.fileExists(atPath: manifest))
      #expect(throws: (any Error).self) {
        try Longshore.parseAsRoot(["run", "x.yaml", "--no-database", "--database", "y.db"])
      }
    }
  }

  @Test("What is asked on the command line is recorded, and an empty file is a new database")
  func parameters() throws {
    try withRuns([]) { database in
      let folder = URL(filePath: database).deletingLastPathComponent()
      let scenario = folder.appending(path: "small.yaml").path
      try Data().write(to: URL(filePath: database))
      func make(_ words: String...) throws {
        var command = try Longshore.parseAsRoot(words + ["--quiet", "--database", database])
        try command.run()
      }
      try make(
        "sweep", scenario, "--whole", "--output", folder.appending(path: "sweep").path,
        "--axis", "run.seed=1,2", "--axis", "registry.cache.capacity=1GiB,2GiB", "--zip",
        "--where", "run.seed > 1", "--metric", "latency_p50")
      #expect(
        try shown(database, 1).contains([
          "with metric=latency_p50", "with where=run.seed > 1",
          "with zip=run.seed, registry.cache.capacity",
          "point 1 registry.cache.capacity=2GiB", "point 1 run.seed=2",
        ]))
      try make(
        "whatif", scenario, "--output", folder.appending(path: "whatif").path,
        "--fault", "regionOut=westeurope", "--at", "2min", "--lasts", "30s")
      #expect(
        try shown(database, 2).contains([
          "with at=2min", "with fault=regionOut=westeurope", "with lasts=30s",
          "point 1 branch=regionOut",
        ]))
      try make(
        "compare", scenario, scenario, "--no-files", "--tolerance", "latency_p99=10%",
        "--tolerance", "latency_p50=1%")
      #expect(
        try shown(database, 3).contains([
          "with tolerance=latency_p99=10%", "with tolerance 2=latency_p50=1%",
        ]))
    }
  }

  /// The parameters of an experiment as they are shown.
  private func shown(_ database: String, _ id: Int) throws -> [String] {
    try results(database, "show", "\(id)").split(separator: "\n")
      .map { $0.split(separator: " ").joined(separator: " ") }
      .filter { $0.hasPrefix("with ") || $0.hasPrefix("point ") }
  }

  @Test("Pruning says what it removes, and what it would")
  func pruning() throws {
    try withRuns([[]]) { path in
      let database = try ResultsDatabase(path: path)
      let replication = StoredReplication(
        number: 0, fingerprint: 1, figures: Data(repeating: 1, count: 2_048))
      try database.store(replication, of: RunKey(identity: "00", program: "another"))
      // Beside the two of the run.
      try database.store(replication, of: RunKey(identity: "00"))
      #expect(
        try results(path, "prune", "--dry-run")
          == "would remove 1 replication of 2.00 KiB, and keep 3 replications\n")
      #expect(
        try results(path, "prune")
          == "removed 1 replication of 2.00 KiB, and kept 3 replications\n")
      #expect(
        try results(path, "prune", "--keep-other-builds")
          == "removed 0 replications of 0 B, and kept 3 replications\n")
      #expect(try database.experiments().count == 1)
    }
  }
}
