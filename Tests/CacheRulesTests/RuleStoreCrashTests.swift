import CacheRules
import Foundation
import GRDB
import Testing

@Suite struct RuleStoreCrashTests {
  /// The probe, built beside the tests.
  static func probe(_ arguments: String...) -> (process: Process, output: Pipe, errors: Pipe) {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "rulestore-crash-probe")
    process.arguments = arguments
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    return (process, output, errors)
  }

  static func text(_ pipe: Pipe) throws -> String {
    String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }

  /// Kills a process that adds rules, at moments spread over its writing; each time all that was
  /// confirmed is there, and at most the one more that was being added.
  @Test func killedWhileAdding() throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      var confirmed: Set<String> = []
      var stored = 0
      for round in 0..<12 {
        let (process, output, _) = Self.probe(path, "round-\(round)", "80")
        try process.run()
        // Until the first confirmation it may still be making the store; then odd microseconds.
        var lines = Data()
        if round % 4 != 3 { lines = output.fileHandleForReading.availableData }
        usleep(UInt32(round * 1_713 + 211))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        lines += try output.fileHandleForReading.readToEnd() ?? Data()
        let names = String(decoding: lines, as: UTF8.self).split(separator: "\n").map(String.init)
        confirmed.formUnion(names)

        let store = try RuleStore(path: path)
        let rules = try store.ruleSet(by: Fixture.contributor, at: Fixture.time).rules
        let found = Set(rules.map(\.name.text))
        #expect(confirmed.isSubset(of: found), "round \(round)")
        #expect(rules.count - stored - names.count <= 1, "round \(round)")
        #expect(try store.problems(by: Fixture.contributor, at: Fixture.time) == [])
        confirmed = found
        stored = rules.count
      }
      #expect(stored > 9)
    }
  }

  /// Two processes that make the store and add at once: both get everything in.
  @Test func twoAtOnce() throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      let probes = [Self.probe(path, "first", "40"), Self.probe(path, "second", "40")]
      for probe in probes { try probe.process.run() }
      for probe in probes {
        let errors = try Self.text(probe.errors)
        probe.process.waitUntilExit()
        #expect(probe.process.terminationStatus == 0, "\(errors)")
      }
      let store = try RuleStore(path: path)
      #expect(try store.ruleSet(by: Fixture.contributor, at: Fixture.time).rules.count == 80)
      #expect(try store.problems(by: Fixture.contributor, at: Fixture.time) == [])
    }
  }

  @Test func unwritable() throws {
    try Fixture.withFolder { folder in
      let path = folder.appending(path: "rules.db").path
      _ = try RuleStore(path: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
      let (process, output, errors) = Self.probe(path, "unprivileged")
      try process.run()
      process.waitUntilExit()
      #expect(try Self.text(output).isEmpty)
      #expect(try Self.text(errors).contains("cannot be written"))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    }
  }
}
