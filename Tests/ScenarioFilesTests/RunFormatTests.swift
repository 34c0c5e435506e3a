import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

@Suite struct RunFormatTests {
  private func run(_ section: String, changes: [String] = []) throws -> RunDescription {
    try ScenarioReader.read(
      text: "run: \(section)\n" + Samples.small, path: "test.yaml",
      changes: changes.map { try ScenarioChange(parsing: $0) }
    ).scenario.run
  }

  @Test func aRunIsTerminatingAndOfAStatedNumber() throws {
    let run = try Samples.scenario(Samples.small).run
    #expect(run.kind == .terminating && run.precision == nil && !run.isWarmUpAutomatic)
  }

  @Test func aSteadyStateMayFindItsWarmUp() throws {
    let run = try run("{kind: steady-state, warmUp: auto}")
    #expect(run.kind == .steadyState && run.isWarmUpAutomatic && run.warmUp == .zero)
    let stated = try self.run("{kind: steady-state, warmUp: 5min}")
    #expect(!stated.isWarmUpAutomatic && stated.warmUp == .minutes(5))
  }

  @Test func aPrecisionTakesThePlaceOfANumber() throws {
    let run = try run(
      "{precision: {halfWidth: 2%, of: ['latency_p99{region=eastus}'], lookAhead: 0}}")
    let expected = PrecisionDescription(
      halfWidth: 0.02,
      metrics: [MetricSelector("latency_p99", [.init("region", "eastus")])], lookAhead: 0)
    #expect(run.precision == expected)
    let either = try self.run("{replications: by-precision, precision: {maximum: 20}}")
    #expect(either.precision?.maximum == 20 && either.precision?.halfWidth == 0.05)
  }

  @Test func ofANumberAndAPrecisionTheLaterChangeHolds() throws {
    let file = try run("{replications: 3}", changes: ["run.precision={halfWidth: 2%}"])
    #expect(file.precision?.halfWidth == 0.02)
    let again = try run(
      "{precision: {}}", changes: ["run.replications=4", "run.precision={}", "run.replications=6"])
    #expect(again.precision == nil && again.replications == 6)
  }

  @Test func theCanonicalFormReadsBack() throws {
    for section in [
      "{kind: steady-state, warmUp: auto, precision: {confidence: 99%}}", "{replications: 7}",
    ] {
      let text = "run: \(section)\n" + Samples.small
      let resolved = try ScenarioReader.read(text: text, path: "s.yaml")
      let again = try ScenarioReader.read(text: resolved.canonicalYAML, path: "c.yaml")
      #expect(again.scenario == resolved.scenario)
      #expect(again.canonicalYAML == resolved.canonicalYAML)
    }
  }

  @Test(arguments: [
    ("{warmUp: auto}", "1:15: error: a warm-up is found of a steady state only"),
    ("{warmUp: autp}", "or 'auto'; did you mean 'auto'?"),
    ("{kind: steady}", "expected 'terminating' or 'steady-state'"),
    ("{replications: 3, precision: {}}", "1:21: error: the precision decides how many"),
    ("{replications: by-precision}", "there is no precision; expected a number"),
    (
      "{precision: {halfWidth: 0%}}",
      "1:30: error: '0%' is not possible; expected more than 0% and less than 100%"
    ),
    ("{precision: {halfWidth: 100%}}", "1:30: error: '100%' is not possible"),
    ("{precision: {confidence: 100%}}", "expected at least 50% and less than 100%"),
    ("{precision: {of: []}}", "the list is empty"),
    ("{precision: {of: ['latency_p95{region}']}}", "a '=' is missing before '}'"),
    ("{precision: {of: [served_share, served_share]}}", "stands twice in the list"),
    ("{precision: {minimum: 9, maximum: 8}}", "are more than the most, 8"),
  ])
  func mistakesAreNamed(section: String, expected: String) {
    let mistakes = Samples.mistakes("run: \(section)\n" + Samples.small)
    #expect(mistakes.count == 1 && mistakes[0].contains(expected), "\(mistakes)")
  }

  @Test(arguments: [
    ("arrivals:\n      steady: 60/min", "arrivals: {timeOfDay: {mean: 6/min}}", "follows the day"),
    ("arrivals:\n      steady: 60/min", "arrivals: {week: {mean: 6/min}}", "follows the week"),
    (
      "arrivals:\n      steady: 60/min",
      "arrivals: {scaleOut: {at: 1h, image: \"mcr/dotnet/aspnet:10.0\"}}", "a scale-out begins"
    ),
    (
      "rules:",
      "faults: [{name: f, what: {regionOut: westeurope}, when: {once: {at: 1h, lasts: 1h}}}]\nrules:",
      "the fault comes at a time of its own"
    ),
    (
      "rules:", "changes: [{at: 1h, what: {takeOutOfRouting: westeurope}}]\nrules:",
      "the change comes at a time of its own"
    ),
  ])
  func aSteadyStateHasNoTimesOfItsOwn(part: String, change: String, expected: String) {
    let text = Samples.small.replacing(part, with: change, maxReplacements: 1)
    let steady = "run: {kind: steady-state}\n" + text
    #expect(!Samples.mistakes(text).contains { $0.contains("steady state") })
    #expect(
      Samples.mistakes(steady).contains { $0.contains(expected) }, "\(Samples.mistakes(steady))")
  }
}

@Suite struct MetricSelectorTests {
  @Test(arguments: [
    ("latency_p99", "latency_p99", 0), ("a{}", "a", 0),
    (
      "latency_p99 { workload = pipelines, region=eastus }",
      "latency_p99{region=eastus,workload=pipelines}", 2
    ),
    ("a{b=\"c, \\\"d\\\" \\\\\"}", "a{b=\"c, \\\"d\\\" \\\\\"}", 1),
    ("hits{upstream=docker.io}", "hits{upstream=docker.io}", 1),
    ("a{workload=two words}", "a{workload=two words}", 1),
  ])
  func readsAndWrites(text: String, written: String, labels: Int) throws {
    let selector = try MetricSelector(parsing: text)
    #expect(selector.description == written && selector.labels.count == labels)
    #expect(try MetricSelector(parsing: written) == selector)
    #expect(try Regex(MetricSelector.pattern).firstMatch(in: text) != nil)
  }

  @Test(arguments: [
    "", "9a", "a b", "a{", "a{b}", "a{b=}", "a{b=c", "a{b=c}d", "a{b=\"c}", "a{=c}",
  ])
  func refuses(text: String) throws {
    #expect(throws: MetricSelector.Refusal.self) { try MetricSelector(parsing: text) }
    #expect(try Regex(MetricSelector.pattern).firstMatch(in: text) == nil)
  }

  @Test func aLabelStandsOnce() {
    #expect(throws: MetricSelector.Refusal.self) { try MetricSelector(parsing: "a{b=c,b=d}") }
  }
}
