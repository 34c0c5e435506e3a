import RegistryModel
import ScenarioFiles
import Testing

@Suite struct PlanFormatTests {
  private static let text = """
    faults:
      - {name: region, what: {regionOut: westeurope}, when: {once: {at: 2h, lasts: 1h}}}
    sweep:
      axes:
        - {key: registry.cache.capacity, from: 1GiB, to: 100GiB, count: 3, scale: logarithmic}
        - {name: size, values: [{name: "3", set: {registry.zones: 2, run.seed: 4}}]}
        - zip:
            - {key: workloads.builds.arrivals, values: [{steady: 5/min}, {closedLoop: {meanPause: 1s}}]}
            - {key: registry.replicas, values: [[eastus], []]}
      where: registry.cache.capacity > 1GiB
      metrics: [served_share]
    plan:
      objectives:
        - {metric: "latency_p99{workload=builds}", atMost: 2000ms}
        - {metric: served_share, atLeast: 99.9%, under: region}
      knobs: [{key: registry.frontEnds.servers, from: 1, to: 4, count: 4}]
      minimum: 4
    compare:
      tolerances:
        - {metric: latency_p95, relative: 5%}
        - {metric: served_share, absolute: 0.1%, better: higher}

    """ + Samples.small

  @Test func aPlanHasObjectivesAndKnobs() throws {
    let resolved = try ScenarioReader.read(text: Self.text, path: "s.yaml")
    let plan = try #require(resolved.experiment.plan)
    let latency = plan.objectives[0]
    #expect(latency.metric == MetricSelector("latency_p99", [.init("workload", "builds")]))
    #expect(latency.sense == .atMost && latency.bound.value == 2 && latency.fault == nil)
    #expect(latency.bound.dimension == .time && latency.bound.description == "2s")
    let served = plan.objectives[1]
    #expect(served.sense == .atLeast && served.bound.value == 0.999 && served.fault == "region")
    #expect(plan.minimise.description == "cost_per_30_days")
    #expect(plan.confidence == 0.95 && plan.minimum == 4 && plan.maximum == 100)
    #expect(try plan.points().map { $0.changes[0].value } == ["1", "2", "3", "4"])
  }

  @Test func tolerancesAreRelativeOrAbsolute() throws {
    let resolved = try ScenarioReader.read(text: Self.text, path: "s.yaml")
    let tolerances = try #require(resolved.experiment.compare).tolerances
    #expect(tolerances[0].width == .relative(0.05) && tolerances[0].better == nil)
    guard case .absolute(let width) = tolerances[1].width else {
      Issue.record("no absolute tolerance")
      return
    }
    #expect(width.value == 0.001 && width.dimension == .share && tolerances[1].better == .higher)
  }

  @Test func theCanonicalFormReadsBack() throws {
    let resolved = try ScenarioReader.read(text: Self.text, path: "s.yaml")
    let again = try ScenarioReader.read(text: resolved.canonicalYAML, path: "c.yaml")
    #expect(again.experiment == resolved.experiment)
    #expect(again.scenario == resolved.scenario)
    #expect(again.canonicalYAML == resolved.canonicalYAML)
    #expect(resolved.canonicalYAML.contains("values:\n        - 1GiB\n        - 10GiB"))
    #expect(try again.experiment.sweep?.points() == resolved.experiment.sweep?.points())
    let explained = Explanation(resolved, key: "plan").description
    #expect(explained.contains("atMost: 2000ms") && explained.contains("[s.yaml:14:"))
  }

  @Test(arguments: [
    ("atMost: 2000ms", "atMost: 2", nil), ("atMost: 2000ms", "atMost: 2m", "is not possible"),
    ("atMost: 2000ms", "atMost: \"2\"", "write it without quotes"),
    ("atMost: 2000ms", "atLeast: 1s, atMost: 2s", "both 'atMost' and 'atLeast' stand here"),
    (", atMost: 2000ms", "", "neither 'atMost' nor 'atLeast' stand here"),
    ("under: region", "under: regoin", "there is no fault 'regoin'; expected 'region'; did you"),
    ("minimum: 4", "minimum: 400", "more than the most, 100"),
    ("minimum: 4", "confidence: 20%", "expected at least 50%"),
    ("minimum: 4", "minimise: [x]", "a list stands here; expected a metric"),
    ("relative: 5%", "relative: 5%, absolute: 1s", "both 'relative' and 'absolute' stand here"),
    ("better: higher", "better: more", "expected 'lower' or 'higher'"),
  ])
  func mistakesAreNamed(part: String, change: String, expected: String?) {
    let mistakes = Samples.mistakes(Self.text.replacing(part, with: change, maxReplacements: 1))
    guard let expected else {
      #expect(mistakes.isEmpty)
      return
    }
    #expect(mistakes.count == 1 && mistakes[0].contains(expected), "\(mistakes)")
  }
}
