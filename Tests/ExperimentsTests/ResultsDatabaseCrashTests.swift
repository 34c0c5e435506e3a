import Foundation
import GRDB
import Testing

@testable import Experiments

@Suite("Results database: several writers, and kill -9")
struct ResultsDatabaseCrashTests {
  private static let run = RunKey(identity: String(repeating: "5a", count: 16), program: "probe")

  /// The probe, built beside the tests.
  private func probe(_ arguments: String...) -> (process: Process, output: Pipe, errors: Pipe) {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "results-crash-probe")
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    return (process, output, errors)
  }

  /// Kills a process that writes one thing after the other, at moments spread over its writing. Each
  /// time all that was confirmed is there and whole, and at most the one more that was under way.
  @Test(arguments: ["store", "record"])
  func killedWhileWriting(what: String) throws {
    try ResultsDatabaseTests.withPath { path in
      var made = 0
      for round in 0..<8 {
        let (process, output, _) = probe(path, what, "\(made)", "100000")
        try process.run()
        // Until the first confirmation it may still be opening the file; then odd microseconds.
        var lines = Data()
        if round % 4 != 3 { lines = output.fileHandleForReading.availableData }
        usleep(UInt32(round * 1_713 + 211))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        lines += try output.fileHandleForReading.readToEnd() ?? Data()
        let confirmed = made + String(decoding: lines, as: UTF8.self).split(separator: "\n").count

        let database = try ResultsDatabase(path: path)
        #expect(try database.problems() == [], "round \(round)")
        made =
          what == "store"
          ? try wholeReplications(database) : try wholeExperiments(database)
        #expect(made == confirmed || made == confirmed + 1, "round \(round)")
      }
      #expect(made > 4)
    }
  }

  /// How many replications there are: all whole, from 0, none missing.
  private func wholeReplications(_ database: ResultsDatabase) throws -> Int {
    let stored = try ResultsDatabaseTests.stored(Self.run, in: database)
    #expect(stored.map(\.number) == Array(0..<stored.count))
    for replication in stored {
      let byte = UInt8(truncatingIfNeeded: replication.number)
      #expect(replication.figures == Data(repeating: byte, count: 50_000))
    }
    return stored.count
  }

  private func wholeExperiments(_ database: ResultsDatabase) throws -> Int {
    let experiments = try database.experiments()
    for (number, experiment) in experiments.enumerated() {
      #expect(experiment.title == "Experiment \(number)")
      let metrics = try database.metrics(of: experiment.id)
      #expect(metrics.count == 200 && metrics.allSatisfy { $0.mean == Double(number) })
      #expect(try database.parameters(of: experiment.id).map(\.value) == ["\(number)"])
    }
    return experiments.count
  }

  @Test("Two processes that make the file and write at once both get everything in")
  func twoAtOnce() throws {
    try ResultsDatabaseTests.withPath { path in
      let probes = [
        probe(path, "store", "0", "25"), probe(path, "store", "20", "50"),
        probe(path, "record", "0", "20"),
      ]
      for probe in probes { try probe.process.run() }
      for probe in probes {
        let errors = try probe.errors.fileHandleForReading.readToEnd() ?? Data()
        probe.process.waitUntilExit()
        #expect(
          probe.process.terminationStatus == 0, "\(String(decoding: errors, as: UTF8.self))")
      }
      let database = try ResultsDatabase(path: path)
      #expect(try wholeReplications(database) == 50)
      #expect(try wholeExperiments(database) == 20)
      #expect(try database.problems() == [])
    }
  }
}

extension ResultsDatabase {
  /// What is wrong with the file's pages, in SQLite's words; empty where it is sound.
  fileprivate func problems() throws -> [String] {
    try read { db in
      try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
    }
  }
}
