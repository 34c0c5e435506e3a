import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

@Suite struct ExtendsTests {
  /// The scenario of `top.yaml` among some files.
  private func read(_ files: [String: String]) throws -> ResolvedScenario {
    var result: ResolvedScenario?
    try withFolder(files) { result = try ScenarioReader.read(path: $0 + "/top.yaml") }
    return try #require(result)
  }

  /// The mistakes of `top.yaml` among some files, places without the folder.
  private func mistakes(_ files: [String: String]) throws -> [String] {
    var result: [String] = []
    try withFolder(files) { folder in
      do throws(ScenarioErrors) {
        _ = try ScenarioReader.read(path: folder + "/top.yaml")
      } catch {
        result = error.diagnostics.map { $0.description.replacing(folder + "/", with: "") }
      }
    }
    return result
  }

  @Test func differencesAreLaidOverTheBase() throws {
    let resolved = try read([
      "base.yaml": Samples.large,
      "middle.yaml": "extends: base.yaml\nrun: {replications: 7}\n",
      "top.yaml": """
      extends: middle.yaml
      profile: architecture
      registry:
        frontEnds: {serviceTime: 9ms}
        replicas: [uksouth]
      upstreams:
        - {host: docker.io, quota: none}
      workloads:
        - {name: loop, remove: true}
        - name: day
          arrivals: {timeOfDay: {swing: 10%}}
        - name: surge
          arrivals: {steady: 5/s}
        - {name: more, region: uksouth, arrivals: {closedLoop: {meanPause: 2s}}}
      """,
    ])
    let scenario = resolved.scenario
    #expect(scenario.run.replications == 7)
    #expect(scenario.profile == .architecture)
    #expect(scenario.behaviour.missFetcher == .home)
    #expect(scenario.behaviour.tagFreshness == .everyPull, "written in the base")
    #expect(scenario.registry.replicas == ["uksouth"])
    #expect(
      scenario.registry.frontEnds.serviceTime == Delay(median: .milliseconds(9), sigma: 0),
      "a median alone leaves the base's sigma")
    #expect(scenario.upstreams[0].quota == .unlimited)
    #expect(scenario.upstreams[0].failureRate == 0.001)
    #expect(
      scenario.workloads.map(\.name) == [
        "day", "pipelines", "surge", "release", "pods", "week", "more",
      ])
    #expect(
      scenario.workloads[0].arrivals
        == .timeOfDay(mean: .perMinute(60), swing: 0.1, peak: .hours(13)))
    #expect(scenario.workloads[2].arrivals == .steady(rate: Rate(perSecond: 5)))
    #expect(resolved.files.count == 3)
    guard case .file(let place)? = resolved.origin(of: "run.replications") else {
      Issue.record("no place")
      return
    }
    #expect(place.file.hasSuffix("/middle.yaml"))
    #expect(place.line == 2)
  }

  @Test func placesAreThoseOfTheFileWithTheMistake() throws {
    let found = try mistakes([
      "base.yaml": Samples.small.replacing("60/min", with: "60"),
      "top.yaml": "extends: base.yaml\nrun: {sead: 1}\n",
    ])
    #expect(found.count == 2)
    #expect(found[0].hasPrefix("base.yaml:11:15: error: 60 is not possible"))
    #expect(found[1].hasPrefix("top.yaml:2:7: error: unknown key 'sead'"))
  }

  @Test func missingBasesAreNamed() throws {
    let found = try mistakes([
      "quickstart.yaml": Samples.small, "top.yaml": "extends: quikstart.yaml\n",
    ])
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("top.yaml:1:10: error: 'quikstart.yaml': there is no such file"))
    #expect(found[0].hasSuffix("did you mean 'quickstart.yaml'?"))
  }

  @Test func cyclesAreRefused() throws {
    let found = try mistakes([
      "top.yaml": "extends: other.yaml\n", "other.yaml": "extends: ./top.yaml\n",
    ])
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("other.yaml:1:10: error: './top.yaml' extends this file in turn"))
    #expect(try mistakes(["top.yaml": "extends: top.yaml\n"]).count == 1)
  }

  @Test func longChainsAreRefused() throws {
    var files = ["f30.yaml": Samples.small, "top.yaml": "extends: f1.yaml\n"]
    for number in 1..<30 { files["f\(number).yaml"] = "extends: f\(number + 1).yaml\n" }
    #expect(try mistakes(files).contains { $0.contains("the chain of files is too long") })
  }

  @Test func onlyWhatIsThereIsRemoved() throws {
    let found = try mistakes([
      "base.yaml": Samples.small,
      "top.yaml": """
      extends: base.yaml
      workloads:
        - {name: biulds, remove: true}
        - {name: builds, remove: false}
      """,
    ])
    #expect(found.count == 2)
    #expect(found[0].hasPrefix("top.yaml:3:5: error: there is no 'biulds' in the base to remove"))
    #expect(found[0].hasSuffix("did you mean 'builds'?"))
    #expect(found[1].contains("'remove: true' alone"))
  }

  @Test func mistakesInABaseAreReportedThoughTheyAreReplaced() throws {
    let found = try mistakes([
      "base.yaml": """
      registry: {home: westeurope, zones: seven}
      titel: Base
      rules: []
      workloads:
        - {name: builds, region: eastus, clients: {nodes: many}}
      """,
      "top.yaml": """
      extends: base.yaml
      registry: {zones: 2}
      rules: [{name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}]
      workloads:
        - {name: builds, arrivals: {steady: 1/min}}
      """,
    ])
    // What is missing in the base is none of them, and what is left is named once.
    #expect(found.count == 3)
    #expect(found.first?.hasPrefix("base.yaml:1:37: error: 'seven' is not possible") == true)
    #expect(found.filter { $0.contains("base.yaml:2:1: error: unknown key 'titel'") }.count == 1)
    #expect(found.filter { $0.contains("base.yaml:5:53: error: 'many'") }.count == 1)
  }
}
