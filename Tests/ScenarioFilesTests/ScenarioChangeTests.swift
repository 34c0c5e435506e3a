import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

@Suite struct ScenarioChangeTests {
  private func changed(_ text: String, _ changes: String...) throws -> ResolvedScenario {
    try ScenarioReader.read(
      text: text, path: "s.yaml", changes: changes.map { try ScenarioChange(parsing: $0) })
  }

  private func mistakes(_ text: String, _ change: String) -> [String] {
    do throws(ScenarioErrors) {
      let change = try ScenarioChange(parsing: change)
      _ = try ScenarioReader.read(text: text, path: "s.yaml", changes: [change])
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func valuesTakeThePlaceOfWhatFilesSay() throws {
    let scenario = try changed(
      Samples.large, "registry.cache.capacity=20GiB", "registry.replicas=[eastus, uksouth]",
      "workloads.pipelines.arrivals.bursts.rate=5/min", "workloads.0.clients.nodes=7",
      "upstreams.docker.io.quota.requests=99", "registry.replicas.1=northeurope", "run.seed=3"
    ).scenario
    #expect(scenario.registry.cache.capacity == .limited(ByteCount(20 << 30)))
    #expect(scenario.registry.replicas == ["eastus", "northeurope"])
    #expect(
      scenario.workloads[1].arrivals
        == .bursts(rate: .perMinute(5), meanPulls: 10, within: .seconds(5)))
    #expect(scenario.workloads[0].clients.nodes == 7)
    #expect(scenario.upstreams[0].host == "docker.io")
    #expect(scenario.run.seed == 3)
    let canonical = ScenarioReader.canonicalYAML(of: scenario)
    #expect(canonical.contains("requests: 99"))
    #expect(canonical.contains("window: 6h"), "what stands beside it stays")
  }

  @Test func aChangeMeansWhatAFileWouldSay() throws {
    // A path into what no file wrote, a shorthand, another alternative, a whole mapping.
    for (change, part, written) in [
      (
        "registry.cache.policy=fifo", "home: westeurope",
        "home: westeurope\n  cache: {policy: fifo}"
      ),
      (
        "registry.frontEnds.serviceTime.sigma=0", "home: westeurope",
        "home: westeurope\n  frontEnds: {serviceTime: {sigma: 0}}"
      ),
      ("workloads.builds.arrivals.steady=90/min", "60/min", "90/min"),
      ("workloads.builds.arrivals.steady.rate=90/min", "60/min", "90/min"),
      (
        "workloads.builds.arrivals={timeOfDay: {mean: 30/min, swing: 60%}}", "steady: 60/min",
        "timeOfDay: {mean: 30/min, swing: 60%}"
      ),
      (
        "workloads.0.arrivals.closedLoop.meanPause=5s", "steady: 60/min",
        "closedLoop: {meanPause: 5s}"
      ),
      ("run.precision.halfWidth=2%", "registry:", "run: {precision: {halfWidth: 2%}}\nregistry:"),
      (
        "upstreams.mcr.microsoft.com.failureRate=1%", "registry:",
        "upstreams: [{host: mcr.microsoft.com, failureRate: 1%}]\nregistry:"
      ),
      ("title = \"A: b\"", "registry:", "title: \"A: b\"\nregistry:"),
    ] {
      let other = Samples.small.replacing(part, with: written, maxReplacements: 1)
      let expected = try ScenarioReader.read(text: other, path: "s.yaml")
      let found = try changed(Samples.small, change)
      #expect(found.canonicalYAML == expected.canonicalYAML, "\(change)")
    }
  }

  @Test func aShorthandIsExpandedAndAWordMakesWay() throws {
    let text = Samples.small.replacing(
      "home: westeurope", with: "home: westeurope\n  frontEnds: {serviceTime: 4ms}")
    let delay = try changed(text, "registry.frontEnds.serviceTime.sigma=0.5")
      .scenario.registry.frontEnds.serviceTime
    #expect(delay == Delay(median: .milliseconds(4), sigma: 0.5))
    let precise = try changed(
      "run: {precision: none}\n" + Samples.small, "run.precision.minimum=7")
    #expect(precise.scenario.run.precision?.minimum == 7)
  }

  @Test func setsThatRulesNameAreThere() throws {
    let set = try changed(Samples.large, "credentialSets.docker.healthCheckInterval=1h")
      .canonicalYAML
    #expect(set.contains("name: \"docker\""))
  }

  @Test(arguments: [
    ("registry.cach.capacity=1GiB", "did you mean 'registry.cache'?"),
    ("registri.zones=1", "did you mean 'registry'?"),
    (
      "workloads.bulds.region=eastus", "there is no 'bulds' in 'workloads'; expected 'builds', or 0"
    ),
    ("workloads.bulds.region=eastus", "did you mean 'workloads.builds'?"),
    ("workloads.1.region=eastus", "there is no '1' in 'workloads'"),
    ("upstreams.mcr.microsoft.con.failureRate=1%", "did you mean 'upstreams.mcr.microsoft.com'?"),
    ("registry.zones.x=1", "'registry.zones' holds one value and has no key 'x' below it"),
    ("workloads.builds.arrivals.stedy=1/min", "did you mean 'workloads.builds.arrivals.steady'?"),
    ("workloads.builds.arrivals.bursts.rate=1/min", "the key 'meanPulls' is missing"),
    ("changes.0.at=1h", "no file writes elements of 'changes'"),
    ("sweep.axes=[]", "'sweep' does not describe what is simulated, and cannot be changed"),
    ("plan=none", "cannot be changed"), ("extends=a.yaml", "cannot be changed"),
    ("registry.zones=", "there is no value; expected one after '='"),
    ("registry.zones= # two", "there is no value"),
    ("registry.zones", "this is no change; expected KEY=VALUE"), ("=3", "this is no change"),
    ("registry.zones=[1", "not YAML"), ("registry.zones=seven", "'seven' is not possible"),
    ("registry.home=westeuropa", "did you mean 'westeurope'?"),
    ("registry.zones=~", "'zones' has no value"), ("a\u{1B}[1m.b=1", "there is no key 'a [1m'"),
  ])
  func aMistakeHasTheChangeAsItsPlace(change: String, expected: String) {
    let found = mistakes(Samples.small, change)
    let place = "--set \(change.replacing("\u{1B}", with: " ")): error: "
    #expect(found.contains { $0.hasPrefix(place) && $0.contains(expected) }, "\(found)")
  }

  @Test func explanationsShowTheOrigin() throws {
    let resolved = try changed(Samples.small, "registry.zones=2")
    let line = Explanation(resolved, key: "registry.zones").description
    #expect(line.contains("zones: 2") && line.contains("[--set registry.zones=2]"), "\(line)")
    #expect(resolved.changes == [ScenarioChange(key: "registry.zones", value: "2")])
  }

  @Test func laterChangesBuildOnWhatFilesSaidBefore() throws {
    try withFolder(["s.yaml": Samples.small]) { folder in
      let first = try ScenarioReader.read(
        path: "\(folder)/s.yaml", changes: [ScenarioChange(parsing: "registry.zones=2")])
      let further = [try ScenarioChange(parsing: "run.seed=9")]
      let second = try first.with(further)
      #expect(second.scenario.registry.zones == 2 && second.scenario.run.seed == 9)
      #expect(second.changes.map(\.key) == ["registry.zones", "run.seed"])
      #expect(second.files == first.files)
      let read = try ScenarioReader.read(path: "\(folder)/s.yaml", changes: second.changes)
      #expect(read.scenarioHash == second.scenarioHash)
    }
  }
}
