import ArgumentParser
import Foundation
import Testing

@testable import Experiments
@testable import longshore

@Suite("longshore plan")
struct PlanCommandTests {
  /// Two candidates, of which the first is the cheaper and too slow.
  private static let plan = """

    prices: {frontEndServerPerMonth: 10}
    faults:
      - name: zone-loss
        what: {zoneOut: {region: westeurope, zone: 1}}
        when: {once: {at: 6min, lasts: 2min}}
    plan:
      objectives: [{metric: latency_mean, atMost: 1h}]
      knobs: [{key: registry.frontEnds.servers, values: [2, 3]}]
      maximum: 12
    """

  /// Plans in a fresh folder, and gives the exit code and the files of `out`.
  private func plan(
    _ options: String..., text: String = RunCommandTests.small + plan
  ) throws -> (code: Int32, files: [String: String]) {
    try CommandTrial.texts("plan", text, ["--no-database"] + options)
  }

  private func rows(_ text: String?) throws -> [[String: String]] {
    let lines = try #require(text).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test("The scenario's plan is answered, and its files say how")
  func answers() throws {
    let (code, files) = try plan()
    #expect(code == 0)
    #expect(files.keys.sorted() == ["candidates.csv", "manifest.json", "objectives.csv"])
    let candidates = try rows(files["candidates.csv"])
    #expect(candidates.map { $0["registry.frontEnds.servers"] } == ["2", "3"])
    #expect(candidates[0]["rank"] == "1" && candidates[0]["verdict"] == "feasible")
    #expect(files["manifest.json"]?.contains("\"answer\": 1") == true)
  }

  @Test("Options take the place of the scenario's objectives, knobs, condition and confidence")
  func options() throws {
    let (code, files) = try plan(
      "--objective", "latency_mean<=1h under zone-loss", "--objective", "served_share >= 1%",
      "--knob", "registry.zones=2,3", "--knob", "registry.frontEnds.servers=1,2,3",
      "--where", "registry.zones + registry.frontEnds.servers <= 4", "--confidence", "90%",
      "--seed", "3")
    #expect(code == 0)
    let candidates = try rows(files["candidates.csv"])
    #expect(candidates.map { $0["registry.zones"] } == ["2", "2", "3"])
    #expect(candidates.map { $0["registry.frontEnds.servers"] } == ["1", "2", "1"])
    let objectives = try rows(files["objectives.csv"])
    #expect(Set(objectives.compactMap { $0["metric"] }) == ["latency_mean", "served_share"])
    #expect(Set(objectives.compactMap { $0["under"] }) == ["zone-loss", ""])
    let manifest = try #require(files["manifest.json"])
    #expect(manifest.contains("\"confidence\": \"0.9\"") && manifest.contains("\"seed\": 3"))
  }

  @Test("No candidate that meets all: exit code 1, with the files that say why")
  func infeasible() throws {
    let (code, files) = try plan("--objective", "latency_mean<=1ms")
    #expect(code == 1)
    #expect(try rows(files["candidates.csv"]).allSatisfy { $0["verdict"] == "infeasible" })
    #expect(files["manifest.json"]?.contains("\"verdict\": \"infeasible\"") == true)
  }

  @Test(
    "What is refused leaves nothing behind",
    arguments: [
      ["--objective", "latency_mean<=2"], ["--objective", "latncy_mean<=2s"],
      ["--objective", "latency_mean<=2s under nothing"], ["--knob", "registry.zone=1,2"],
      ["--where", "registry.zones = 9"], ["--confidence", "40%"], ["--replications", "5"],
    ])
  func refused(options: [String]) throws {
    let (code, files) = try plan(options[0], options[1])
    #expect(code != 0 && files.isEmpty)
  }
}
