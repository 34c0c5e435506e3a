import ContentCache
import ImageCatalogue
import SimulationKernel
import Testing

@testable import Experiments
@testable import RegistryModel

/// A world in which something goes wrong, and stays so, when a certain message is received.
private struct BrokenWorld: CheckedWorld {
  var world: RegistryWorld
  /// How many layers more arrive at clients well before that happens.
  var layersLeft: Int
  var breaks: @Sendable (inout RegistryWorld, Instant) -> Void

  var plan: WorldPlan { world.plan }

  mutating func receive(
    _ message: RegistryMessage, in context: inout Context<RegistryMessage>
  ) {
    world.receive(message, in: &context)
    if case .pool(_, .answer(_, let part, let answer)) = message, answer.isOK,
      part.layerPosition != nil
    {
      layersLeft -= 1
      if layersLeft == 0 { breaks(&world, context.now) }
    }
  }

  func violations(at now: Instant, _ depth: CheckDepth) -> [String] {
    world.violations(at: now, depth)
  }

  func recordsToCheck(_ depth: CheckDepth) -> Int { world.recordsToCheck(depth) }
}

@Suite("A run that is checked as it goes") struct CheckedRunTests {
  private func plan(
    interval: Span = .minutes(5), capacity: CacheDescription.Capacity = .byProfile
  ) throws -> WorldPlan {
    var scenario = ReplicationRunTests.scenario
    scenario.run.timelineInterval = interval
    scenario.registry.cache.capacity = capacity
    return try WorldPlan(scenario, catalogue: .popularImages)
  }

  /// Runs a world that breaks, to the end or to where it is noticed.
  private func run(
    _ plan: WorldPlan, layers: Int, thoroughly: Bool = false,
    breaks: @escaping @Sendable (inout RegistryWorld, Instant) -> Void
  ) throws -> (violation: InvariantViolation?, now: Instant) {
    var run = CheckedRun(thoroughly: thoroughly) {
      var simulation = Simulation(
        BrokenWorld(
          world: RegistryWorld(plan, replication: 0), layersLeft: layers, breaks: breaks))
      simulation.scheduleMarks(of: plan, simulation.world.world.faults)
      return simulation
    }
    do throws(InvariantViolation) {
      try run.run(until: .zero + plan.scenario.run.duration)
      try run.check()
      return (nil, run.simulation.now)
    } catch {
      return (error, run.simulation.now)
    }
  }

  /// When and as what the so many-th layer arrives, in a sound run.
  private func arrival(
    ofLayer number: Int, in plan: WorldPlan
  ) throws -> Delivery<RegistryMessage> {
    var simulation = Simulation(plan, replication: 0)
    var left = number
    while let delivery = simulation.receiveNext() {
      guard case .pool(_, .answer(_, let part, let answer)) = delivery.message, answer.isOK,
        part.layerPosition != nil
      else { continue }
      left -= 1
      if left == 0 { return delivery }
    }
    throw PlanError("test", "so many layers do not arrive")
  }

  @Test(
    "A pull that vanishes stops the run at the end of its interval, and its message is named",
    arguments: [1, 40, 700])
  func vanishedPull(layer: Int) throws {
    let plan = try plan()
    let (found, now) = try run(plan, layers: layer) { world, now in
      world.pools[0].recorder.started(at: now)
    }
    let violation = try #require(found)
    let culprit = try arrival(ofLayer: layer, in: plan)
    #expect(violation.at == culprit.time)
    #expect(violation.after == culprit.message.words(in: plan))
    #expect(violation.after?.hasPrefix("'answer layer ") == true)
    #expect(violation.after?.hasSuffix(", ok' to clients clusters") == true)
    let intervals = culprit.time.nanoseconds / Span.minutes(5).nanoseconds
    #expect(
      now.nanoseconds == (intervals + 1) * Span.minutes(5).nanoseconds,
      "the run stops at the interval's end")
    #expect(violation.sentences.count == 1)
    #expect(
      violation.description
        == "the run broke a rule of the model at "
        + NumberText.seconds(nanoseconds: culprit.time.nanoseconds)
        + " s: after \(culprit.message.words(in: plan)): \(violation.sentences[0]); this is a "
        + "defect of Longshore; please report it with the scenario and seed 1")
    #expect(violation.sentences[0].contains("served and 0 failed, but "))
  }

  @Test("What is evicted without a report is noticed, and the message is named")
  func unreportedEviction() throws {
    let plan = try plan(capacity: .limited(.gibibytes(1)))
    let (found, _) = try run(plan, layers: 300, thoroughly: true) { world, now in
      for layer in 0..<world.plan.content.description.layerCount {
        _ = world.handlers[0].cache.store(
          LayerID(rawValue: UInt32(layer)), at: now.nanoseconds)
      }
    }
    let violation = try #require(found)
    #expect(violation.after == (try arrival(ofLayer: 300, in: plan)).message.words(in: plan))
    #expect(
      violation.sentences.contains {
        $0.hasPrefix("region westeurope: the cache evicted ") && $0.contains(", but reported ")
      }, "\(violation)")
  }

  @Test("A sound run is found to be so, however short the intervals are")
  func sound() throws {
    for interval in [Span.minutes(5), .seconds(1), .hours(2)] {
      let plan = try plan(interval: interval)
      var checked = CheckedRun { Simulation(plan, replication: 0) }
      try checked.run(until: .zero + plan.scenario.run.duration)
      try checked.check()
      var straight = Simulation(plan, replication: 0)
      straight.run(until: .zero + plan.scenario.run.duration)
      #expect(checked.simulation.fingerprint == straight.fingerprint)
      #expect(checked.simulation.now == straight.now)
    }
  }
}
