import ContentCache
import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// Runs in which content changes are as repeatable as others, and sound.
@Suite struct ChangingContentRunTests {
  private func scenario(_ profile: BehaviourProfile) -> Scenario {
    smallScenario(profile: profile, arrivals: .steady(rate: .perMinute(30))) {
      $0.run.warmUp = .minutes(2)
      $0.behaviour.tagFreshness = .interval(.seconds(45))
      $0.catalogue.tagChanges = TagChangeDescription(rate: .perMinute(0.3), share: 0.6)
      $0.registry.cache.negativeLifetime = .seconds(40)
      $0.registry.cache.capacity = .limited(ByteCount(3_000_000_000))
      $0.pushes = [
        PushDescription(image: "apps/web:1", layers: [.mebibytes(30), .mebibytes(4)]),
        PushDescription(image: "apps/web:1", at: .minutes(8), region: "eastus"),
        PushDescription(image: "apps/new:1", like: "mcr/dotnet/aspnet:10.0", at: .minutes(9)),
      ]
      for index in $0.workloads.indices {
        $0.workloads[index].images = ImageSelection(
          repositories: ["docker/*", "apps/*"], popularityExponent: 0.5, unknownShare: 0.02,
          digestShare: 0.1)
      }
    }
  }

  @Test(arguments: BehaviourProfile.allCases)
  func aForkGoesOnLikeTheOriginal(profile: BehaviourProfile) throws {
    let scenario = scenario(profile)
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    let end = Instant.zero + scenario.run.duration
    var original = Simulation(plan, replication: 1)
    original.run(until: .zero + .minutes(8))
    var fork = original
    original.run(until: end)
    fork.run(until: .zero + .minutes(11))
    fork.run(until: end)
    #expect(original.fingerprint == fork.fingerprint)
    let (one, other) = (original.report, fork.report)
    #expect(one.violations == [])
    #expect(one.regions == other.regions)
    #expect(one.tagConflicts == other.tagConflicts)
    // All of it happens.
    let handlers = one.regions.map(\.handler)
    #expect(handlers.contains { $0.staleAnswers > 0 })
    #expect(handlers.contains { $0.changesFound > 0 })
    #expect(handlers.contains { $0.pullsTooEarly + $0.unmatched > 0 })
    #expect(handlers.contains { $0.knownAbsent > 0 })
    #expect(handlers.contains { $0.replicatedBytes > 0 })
    #expect(handlers.contains { $0.evictedLayers > 0 })
    #expect(one.tagConflicts.count > 0)
  }

  @Test(arguments: BehaviourProfile.allCases)
  func ofTwoAlternativesBothSeeTheSamePulls(profile: BehaviourProfile) throws {
    let still = try run(scenario(profile))
    let moving = try run(
      {
        var changed = scenario(profile)
        changed.catalogue.tagChanges = nil
        return changed
      }())
    #expect(still.workloads.map(\.started) == moving.workloads.map(\.started))
  }

  @Test func theOrderOfTiesIsOfNoConsequence() throws {
    let scenario = scenario(.architecture)
    let straight = try run(scenario)
    for seed in UInt64(1)...2 {
      let shuffled = try run(scenario, shuffledTies: seed)
      #expect(shuffled.violations == [])
      #expect(shuffled.workloads.map(\.started) == straight.workloads.map(\.started))
      #expect(abs(shuffled.served - straight.served) <= 6)
    }
  }

  @Test func aCachedDigestNeverChangesItsContent() throws {
    let scenario = scenario(.acr2026)
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    let before = plan.content.images.indices.map {
      Array(plan.content.layers(of: TagID(rawValue: UInt32($0))))
    }
    // No two entries are one manifest, and no version has all the layers of another.
    let manifests = Set(plan.content.images.map(\.manifest))
    #expect(manifests.count == plan.content.images.count)
    var simulation = Simulation(plan, replication: 0)
    simulation.run(until: .zero + scenario.run.duration)
    for handler in simulation.world.handlers {
      #expect(handler.cache.description.manifestCount == before.count)
      for (index, layers) in before.enumerated() {
        let manifest = ManifestID(rawValue: UInt32(index))
        #expect(Array(handler.cache.description.layers(of: manifest)) == layers)
        // A tag that is served names an image that is whole, or is on its way.
        guard let named = handler.cache.manifest(of: TagID(rawValue: UInt32(index))) else {
          continue
        }
        #expect(handler.cache.holds(named))
      }
    }
  }

  @Test func whatIsWrongWithTheContentIsNoticed() throws {
    let plan = try WorldPlan(scenario(.architecture), catalogue: .popularImages)
    func violations(_ change: (inout RegistryWorld) -> Void) -> [String] {
      var world = RegistryWorld(plan, replication: 0)
      change(&world)
      return world.violations(at: .zero)
    }
    #expect(violations { _ in } == [])
    let (first, second) = (TagID(rawValue: 0), TagID(rawValue: 1))
    let misdirected = violations { world in
      world.handlers[1].cache.point(first, to: plan.content.manifest(of: second), at: 0)
    }
    #expect(misdirected.contains { $0.contains("points to another's image") })
    let pushed = plan.pushes[2].entries[0]
    let broken = violations { $0.handlers[2].pushed.store(pushed, bytes: 0) }
    #expect(broken.count == 1 && broken[0].contains("a layer of apps/new:1 is missing"))
  }
}
