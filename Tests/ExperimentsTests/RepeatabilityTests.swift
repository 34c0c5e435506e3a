import RegistryModel
import ScenarioFiles
import SimulationKernel
import Testing

@testable import Experiments

@Suite("A run that repeats itself") struct RepeatabilityTests {
  private func plan(seed: Int = 1) throws -> WorldPlan {
    let text = """
      title: Two regions
      registry: {home: westeurope, replicas: [eastus]}
      rules:
        - {name: microsoft, source: mcr.microsoft.com/*, target: mcr/*}
      workloads:
        - name: nodes
          region: westeurope
          clients: {nodes: 5}
          arrivals: {steady: 60/min}
      run: {duration: 2min, warmUp: 30s, timelineInterval: 1min, replications: 1, seed: \(seed)}
      """
    return try WorldPlan(ScenarioReader.read(text: text, path: "two.yaml"))
  }

  @Test("A fork in the middle and a run in parts are the straight run")
  func repeats() throws {
    let plan = try plan()
    let found = Repeatability(plan)
    #expect(found.holds, "\(found.text)")
    var straight = Simulation(plan, replication: 0)
    straight.run(until: .zero + plan.scenario.run.duration)
    #expect(found.messages == straight.messagesProcessed && found.messages > 1_000)
    #expect(
      found.text == """
        straight through            \(HumanUnits.grouped(Double(found.messages))) messages, \
        fingerprint \(NumberText.hexadecimal(straight.fingerprint))
        from a fork in the middle   the same messages
        in parts, one a region      the same figures

        """)
  }

  @Test("Parts that would take too many turns are compared for as long as they may take")
  func shortParts() throws {
    let found = Repeatability(try plan(), windows: 100)
    #expect(found.holds && found.endInParts < .zero + .minutes(2))
    #expect(found.text.contains("the same figures, compared after the first "))
  }

  @Test("The first message that differs is found, by its number, and told in words")
  func differs() throws {
    let plan = try plan()
    let start = Simulation(plan, replication: 0)
    var whole = start
    whole.run(until: .zero + plan.scenario.run.duration)
    // One message more, in the middle of a run that is otherwise the same.
    var middle = start
    middle.run(until: .zero + .seconds(60))
    var disturbed = middle
    let extra = Instant.zero + .seconds(61)
    disturbed.schedule(.mark(.endWarmUp, .storage(RegionID(1))), at: extra)
    let found = try #require(
      Repeatability.find(
        middle, disturbed, after: middle.messagesProcessed, of: whole.messagesProcessed, plan))
    #expect(found.number > middle.messagesProcessed && found.number < whole.messagesProcessed)
    #expect(found.other == "at 61 s 'end of warm-up' to storage of eastus")
    let straight = try #require(found.straight)
    #expect(straight.hasPrefix("at 6") && straight != found.other)
    var counted = start
    counted.run(until: extra)
    #expect(found.number <= counted.messagesProcessed)
    #expect(
      Repeatability.find(
        middle, middle, after: middle.messagesProcessed, of: whole.messagesProcessed, plan) == nil)
  }

  @Test("Another seed differs from its first draw on")
  func otherSeed() throws {
    let plan = try plan()
    let found = Repeatability.find(
      Simulation(plan, replication: 0), Simulation(try self.plan(seed: 2), replication: 0),
      after: 0, of: 1_000, plan)
    #expect((found?.number ?? .max) < 100)
  }
}
