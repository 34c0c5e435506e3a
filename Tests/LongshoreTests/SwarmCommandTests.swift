import ArgumentParser
import Experiments
import Foundation
import Testing

@testable import longshore

@Suite("longshore swarm") struct SwarmCommandTests {
  @Test(
    "Numbers beyond reason are usage errors",
    arguments: [
      ["--scenarios", "0"], ["--seed", "-1"], ["--workers", "0"],
      ["--scenario-seed", "1", "--report-from", "0"],
    ])
  func numbers(options: [String]) {
    let error = #expect(throws: (any Error).self) {
      try Longshore.parseAsRoot(["swarm"] + options)
    }
    #expect(error.map { Longshore.exitCode(for: $0) } == .validationFailure)
  }

  @Test("A process that a signal ends, or that does not end, is told from one that is through")
  func workers() throws {
    func run(_ line: String, patience: Double = 60) throws -> (lines: [String], ending: String?) {
      var lines: [String] = []
      let ending = try SwarmWorker(
        program: "/bin/sh", arguments: ["-c", line], patience: patience
      ).run { lines.append(String(decoding: $0, as: UTF8.self)) }
      return (lines, ending)
    }
    let through = try run("echo one; echo two")
    #expect(through.lines == ["one", "two"] && through.ending == nil)
    let trapped = try run("echo one; echo 'Fatal error: no record at 3' >&2; kill -KILL $$")
    #expect(trapped.lines == ["one"])
    #expect(trapped.ending == "it ended the program by signal 9: Fatal error: no record at 3")
    let stuck = try run("echo one; exec sleep 100", patience: 0.5)
    #expect(stuck.lines == ["one"] && stuck.ending == "it did not end in 1 s")
  }
}
