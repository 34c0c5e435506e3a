import ScenarioFiles
import Testing

/// What is possible value by value and does not fit into a run.
@Suite struct SizesTests {
  private func mistakes(
    _ arrivals: String, nodes: Int = 5, name: String = "nodes", run: String = ""
  )
    -> [String]
  {
    Samples.mistakes(
      """
      registry: {home: westeurope}
      rules: [{name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}]
      workloads:
        - {name: \(name), region: westeurope, clients: {nodes: \(nodes)}, arrivals: \(arrivals)}
        - {name: other, region: westeurope, clients: {nodes: 9000000}, arrivals: {steady: 1/h}}
      run: {duration: 100d, warmUp: 1h, replications: 2, \(run)}

      """)
  }

  @Test func whatFits() {
    #expect(mistakes("{steady: 400/s}") == [])
    #expect(mistakes("{bursts: {rate: 1/h, meanPulls: 1000000}}") == [])
    #expect(mistakes("{closedLoop: {meanPause: 1s}}") == [])
  }

  @Test(arguments: [
    "{steady: 600/s}", "{timeOfDay: {mean: 1000000000/s}}",
    "{bursts: {rate: 1/s, meanPulls: 1000}}", "{closedLoop: {meanPause: 1ns}}",
  ])
  func tooManyPulls(arrivals: String) {
    let found = mistakes(arrivals)
    #expect(found.count == 1)
    #expect(found.first?.contains(": error: more than 4000000000 pulls") == true)
  }

  @Test func tooManyMachines() {
    let found = mistakes("{steady: 1/h}", nodes: 1_000_001)
    #expect(found.count == 1)
    #expect(found.first?.contains("error: the workloads have more than 10000000 machines") == true)
  }

  @Test func tooLongATimeline() {
    let found = mistakes("{steady: 1/h}", run: "timelineInterval: 10s")
    #expect(found.count == 1)
    #expect(found.first?.contains("figures in the timeline; expected a longer interval") == true)
  }

  @Test func theWordForEverythingIsNoName() {
    let found = mistakes("{steady: 1/h}", name: "all")
    #expect(found.count == 1)
    #expect(found.first?.contains("s.yaml:4:12: error: 'all' stands for all workloads") == true)
  }

  @Test(arguments: ["\\u001b[31m", "a\\nb", "\\u2028", "\\u0085x", "a\\u202Eb", "\\u2066"])
  func namesAreOneLine(name: String) {
    let found = mistakes("{steady: 1/h}", name: "\"\(name)\"")
    #expect(found.count == 1)
    #expect(found.first?.contains("the text holds a control character") == true)
  }

  @Test func tooManyUpstreams() {
    let rules = (0..<300).map {
      "{name: rule\($0), source: r\($0)-docker.pkg.dev/*, target: t\($0)/*}"
    }.joined(separator: ", ")
    let found = Samples.mistakes(
      """
      registry: {home: westeurope}
      rules: [\(rules)]
      workloads: [{name: nodes, region: westeurope, arrivals: {steady: 1/h}}]

      """)
    #expect(found.contains { $0.contains("the rules name 300 upstreams; expected at most 255") })
  }
}
