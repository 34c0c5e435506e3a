import RegistryModel
import ScenarioFiles
import Testing

@Suite("Objectives of the command line, and scenarios with one fault alone")
struct ObjectiveParsingTests {
  @Test func anObjectiveIsAMetricASignABoundAndPerhapsAFault() throws {
    let latency = try ObjectiveDescription(parsing: "latency_p99<=2s")
    #expect(latency.metric == MetricSelector("latency_p99") && latency.sense == .atMost)
    #expect(latency.bound.value == 2 && latency.bound.dimension == .time && latency.fault == nil)
    let served = try ObjectiveDescription(
      parsing: "served_share{workload=\"a>=b\"} >= 99.9% under  zone loss ")
    #expect(served.metric == MetricSelector("served_share", [.init("workload", "a>=b")]))
    #expect(served.sense == .atLeast && served.fault == "zone loss")
  }

  @Test(arguments: [
    ("latency_p99", "neither '<=' nor '>=' stands in it"), ("<=2s", "no metric stands before"),
    ("a<=", "'' is no bound"), ("a<=2m", "'2m' is no bound; expected a number with its unit"),
    ("a<=2s below x", "'below x' stands after the bound"),
    ("a<=2s under", "'under' stands after the bound"),
  ])
  func mistakesAreNamed(text: String, expected: String) {
    let mistakes = #expect(throws: ScenarioErrors.self) {
      _ = try ObjectiveDescription(parsing: text)
    }
    #expect(mistakes?.description.contains(expected) == true, "\(mistakes?.description ?? "")")
    #expect(mistakes?.description.hasPrefix("--objective \(text): error: ") == true)
  }

  private static let text = """
    faults:
      - {name: region, what: {regionOut: westeurope}, when: {once: {at: 2h, lasts: 1h}}}
      - {name: later, what: {regionOut: westeurope}, when: {once: {at: 4h, lasts: 1h}}}
    plan:
      objectives: [{metric: served_share, atLeast: 99.9%, under: region}]
      knobs: [{key: registry.zones, values: [1, 2]}]

    """ + Samples.small

  @Test func aScenarioWithOneFaultHasNoOtherAndNothingIsAskedOfIt() throws {
    let resolved = try ScenarioReader.read(text: Self.text, path: "s.yaml")
    let turned = [
      ScenarioChange(key: "registry.zones", value: "1"),
      ScenarioChange(key: "faults.region.when.once.lasts", value: "2h"),
    ]
    let one = try resolved.with(turned, onlyFault: "region")
    #expect(one.scenario.faults.map(\.name) == ["region"] && one.scenario.registry.zones == 1)
    #expect(one.experiment == ExperimentDescription() && one.changes == turned)
    let none = try resolved.with(turned, onlyFault: nil)
    #expect(none.scenario.faults.isEmpty && none.scenario.registry.zones == 1)
    // What is left is what a file without the faults says.
    let bare = Self.text.split(separator: "\n").dropFirst(6).joined(separator: "\n")
    let plain = try ScenarioReader.read(text: bare, path: "s.yaml")
    #expect(try resolved.with([], onlyFault: nil).runIdentity == plain.runIdentity)
  }

  @Test func aPlanOfTheCommandLineIsCheckedLikeOneOfAFile() throws {
    let resolved = try ScenarioReader.read(text: Self.text, path: "s.yaml")
    var plan = try #require(resolved.experiment.plan)
    plan.objectives = [try ObjectiveDescription(parsing: "latency_p99<=2s")]
    #expect(try resolved.planning(plan).experiment.plan == plan)
    plan.objectives[0].fault = "regoin"
    let mistakes = #expect(throws: ScenarioErrors.self) { _ = try resolved.planning(plan) }
    #expect(mistakes?.description.contains("there is no fault 'regoin'") == true)
    plan.objectives[0].fault = nil
    plan.knobs.groups = [[SweepAxis(key: "registry.zoness", values: ["1"])]]
    let keys = #expect(throws: ScenarioErrors.self) { _ = try resolved.planning(plan) }
    #expect(keys?.description.contains("did you mean 'registry.zones'?") == true)
  }
}
