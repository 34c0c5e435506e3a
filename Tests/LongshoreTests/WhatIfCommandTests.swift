import ArgumentParser
import Foundation
import SimulationKernel
import Testing

@testable import Experiments
@testable import RegistryModel
@testable import ScenarioFiles
@testable import longshore

@Suite("longshore whatif")
struct WhatIfCommandTests {
  private static let faults = """

    faults:
      - name: mcr-out
        what: {upstreamOut: mcr.microsoft.com}
        when: {once: {at: 4min, lasts: 2min}}
      - name: region-loss
        what: {regionOut: westeurope}
        when: {once: {at: 6min, lasts: 2min}}
    """

  /// Asks about a scenario in a fresh folder, and gives the exit code and the files of `out`.
  private func whatIf(
    _ text: String, _ options: String...
  ) throws -> (code: Int32, files: [String: String]) {
    try CommandTrial.texts("whatif", text, options)
  }

  private func branches(_ files: [String: String]) throws -> [String] {
    var names: [String] = []
    for line in try #require(files["branches.csv"]).split(separator: "\n").dropFirst() {
      let name = String(line.split(separator: ",")[0])
      if names.last != name { names.append(name) }
    }
    return names
  }

  @Test("A branch a fault, or those that are named; the workers leave no trace")
  func writes() throws {
    let text = RunCommandTests.small + Self.faults
    let all = try whatIf(text, "--workers", "1")
    #expect(all.code == 0)
    #expect(try branches(all.files) == ["mcr-out", "region-loss"])
    #expect(try whatIf(text, "--workers", "2").files == all.files)
    let one = try whatIf(text, "--branch", "region-loss", "--replications", "1", "--seed", "9")
    #expect(try branches(one.files) == ["region-loss"])
    #expect(try #require(one.files["manifest.json"]).contains("\"seed\": 9"))
  }

  @Test("A fault of the command line is one of the file")
  func addedFault() throws {
    let added = try whatIf(
      RunCommandTests.small, "--fault", "regionOut=westeurope", "--fault",
      "zoneOut={region: westeurope, zone: 1}", "--at", "6min", "--lasts", "2min")
    #expect(added.code == 0)
    #expect(try branches(added.files) == ["regionOut", "zoneOut"])
    let written = try whatIf(RunCommandTests.small + Self.faults, "--branch", "region-loss")
    func figures(_ files: [String: String]) throws -> [String] {
      try #require(files["faults.csv"]).split(separator: "\n").filter {
        $0.contains(",regionOut,")
      }.map { String($0.drop { $0 != "," }) }
    }
    #expect(try figures(added.files) == figures(written.files))
    #expect(try !figures(added.files).isEmpty)
    let taken = try whatIf(
      RunCommandTests.small
        + Self.faults.replacingOccurrences(of: "region-loss", with: "regionOut"), "--fault",
      "regionOut=westeurope", "--at", "3min")
    #expect(try branches(taken.files) == ["mcr-out", "regionOut", "regionOut-2"])
  }

  @Test(
    "What is refused leaves nothing behind",
    arguments: [
      [], ["--fault", "regionOut=westeurop", "--at", "1min"],
      ["--fault", "regionOut=westeurope", "--at", "10min"],
      ["--fault", "regionOut={region: westeurope}", "--at", "1min"],
      ["--fault", "zoneOut={region: westeurope, zone: 1", "--at", "1min"],
      ["--fault", "regionOut=westeurope", "--at", "1min", "--branch", "regionout"],
    ])
  func refuses(options: [String]) throws {
    let base = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: base) }
    let file = base.appending(path: "small.yaml")
    let out = base.appending(path: "out")
    try Data(RunCommandTests.small.utf8).write(to: file)
    let command = try Longshore.parseAsRoot(
      ["whatif", file.path, "--output", out.path, "--quiet"] + options)
    let whatIf = try #require(command as? WhatIfCommand)
    #expect(throws: ExitCode(1)) { try whatIf.run() }
    #expect(!FileManager.default.fileExists(atPath: out.path))
  }

  @Test(
    "What is not understood is a usage error",
    arguments: [
      ["--fault", "regionOut=westeurope"], ["--lasts", "1min"],
      ["--fault", "regionOff=westeurope", "--at", "1min"],
      ["--fault", "regionOut", "--at", "1min"],
      ["--at", "soon"],
    ])
  func usage(options: [String]) {
    #expect {
      try Longshore.parseAsRoot(["whatif", "small.yaml"] + options)
    } throws: {
      Longshore.exitCode(for: $0) == .validationFailure
    }
  }

  @Test("Without a fault the refusal shows how to add one; a wrong name gets the nearest")
  func sentences() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data((RunCommandTests.small + Self.faults).utf8).write(to: file)
    var scenario = try ScenarioReader.read(path: file.path).scenario
    #expect {
      try WhatIfCommand.branches(of: scenario, named: ["region-los"], in: "a.yaml")
    } throws: {
      "\($0)".contains("'region-los' is no fault of a.yaml") && "\($0)".contains("'region-loss'")
    }
    scenario.faults = []
    #expect {
      try WhatIfCommand.branches(of: scenario, named: [], in: "a.yaml")
    } throws: {
      "\($0)".contains("--fault regionOut=westeurope --at 1h")
    }
  }
}
