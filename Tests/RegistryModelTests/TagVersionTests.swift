import ContentCache
import ImageCatalogue
import SimulationKernel
import Testing

@testable import RegistryModel

/// The versions of tags that change, as the plan lays them out, and when they change.
@Suite struct TagVersionTests {
  private func plan(
    _ changes: TagChangeDescription?, change: (inout Scenario) -> Void = { _ in }
  ) throws -> WorldPlan {
    try WorldPlan(
      smallScenario {
        $0.run.duration = .hours(10)
        $0.catalogue.tagChanges = changes
        change(&$0)
      }, catalogue: .popularImages)
  }

  @Test func whatIsThereWithoutChangesStaysAsItIs() throws {
    let still = try plan(nil).content
    let moving = try plan(TagChangeDescription(rate: .perMinute(0.1))).content
    #expect(moving.images.count > still.images.count)
    #expect(moving.description.layerCount > still.description.layerCount)
    for (index, image) in still.images.enumerated() {
      let entry = TagID(rawValue: UInt32(index))
      #expect(moving.image(entry).reference == image.reference)
      #expect(moving.image(entry).manifest == image.manifest)
      #expect(Array(moving.layers(of: entry)) == Array(still.layers(of: entry)))
      #expect(moving.image(entry).isTag)
    }
  }

  @Test func aVersionRenewsTheTopAndSharesTheRest() throws {
    let share = 0.4
    let content = try plan(TagChangeDescription(rate: .perMinute(0.02), changedLayers: share))
      .content
    var checked = 0
    for index in content.images.indices {
      let tag = TagID(rawValue: UInt32(index))
      guard content.changes(tag) else { continue }
      var before = Array(content.layers(of: tag))
      for number in 1...UInt16(content.image(tag).furtherVersions.count) {
        let entry = content.version(number, of: tag)
        let image = content.image(entry)
        #expect(content.tag(of: entry) == tag && content.version(of: entry) == number)
        #expect(content.entry(of: image.manifest) == entry)
        #expect(!image.isTag && image.platform == content.image(tag).platform)
        #expect(image.siblings.count == content.image(tag).siblings.count)
        #expect(image.siblings.allSatisfy { content.version(of: $0) == number })
        let layers = Array(content.layers(of: entry))
        #expect(layers.count == before.count)
        let shared = zip(layers, before).prefix { $0 == $1 }.count
        #expect(shared < layers.count)
        #expect(Set(layers[shared...]).isDisjoint(with: before))
        // As large as before; new up to the share, without the lowest of them less than it.
        #expect(zip(layers, before).allSatisfy { content.bytes($0) == content.bytes($1) })
        let sizes = layers.map { Double(content.bytes($0)) }
        let renewed = sizes[shared...].reduce(0, +)
        #expect(renewed >= share * sizes.reduce(0, +))
        #expect(
          renewed - sizes[shared] < share * sizes.reduce(0, +) || shared == layers.count - 1)
        before = layers
        checked += 1
      }
    }
    #expect(checked > 1_000)
  }

  @Test func theShareOfTagsThatChangeIsTheOneWritten() throws {
    let half = try plan(TagChangeDescription(rate: .perMinute(0.01), share: 0.5))
    let all = try plan(TagChangeDescription(rate: .perMinute(0.01)))
    let count = all.changingTags.count
    #expect(count > 50)
    #expect((count / 3...2 * count / 3).contains(half.changingTags.count))
    // Whoever changes at a small share does so at a larger one.
    let heads = Set(all.changingTags.map { $0.tags[0] })
    #expect(half.changingTags.allSatisfy { heads.contains($0.tags[0]) })
    #expect(try plan(TagChangeDescription(rate: .perMinute(1), share: 0)).changingTags.isEmpty)
  }

  @Test func changesComeAtTheRateAndDoNotRunOut() throws {
    let plan = try plan(TagChangeDescription(rate: .perMinute(0.1)))
    let mean = 0.1 * 600
    var total = 0
    var sequences = Set<[Instant]>()
    for replication in UInt32(0)..<4 {
      let changes = TagChanges(plan, replication: replication)
      for changing in plan.changingTags {
        let instants = Array(changes.instants(of: changing.tags[0]))
        #expect(instants == instants.sorted())
        #expect(instants.count < changing.furtherVersions)
        #expect(changing.tags.allSatisfy { Array(changes.instants(of: $0)) == instants })
        total += instants.count
        sequences.insert(instants)
      }
    }
    let tags = Double(4 * plan.changingTags.count)
    // Four standard deviations of a Poisson law.
    #expect(abs(Double(total) - mean * tags) < 4 * (mean * tags).squareRoot())
    #expect(sequences.count == 4 * plan.changingTags.count)
  }

  @Test func theVersionOfAnInstantIsTheNumberOfChangesUntilThen() throws {
    let plan = try plan(
      TagChangeDescription(
        rate: .perMinute(0.02),
        events: [TagChangeEvent(image: "docker/node:latest", at: .hours(2))]))
    let changes = TagChanges(plan, replication: 0)
    let node = try #require(
      plan.content.images.firstIndex { $0.reference == "docker/node:latest" })
    let tag = TagID(rawValue: UInt32(node))
    let instants = Array(changes.instants(of: tag))
    #expect(instants.contains(.zero + .hours(2)))
    for minute in 0..<600 {
      let now = Instant.zero + .minutes(Int64(minute))
      let version = changes.version(of: tag, at: now)
      #expect(Int(version) == instants.filter { $0 <= now }.count)
      #expect(changes.end(of: version, of: tag) == instants.first { $0 > now })
    }
    let last = try #require(instants.last)
    #expect(changes.end(of: changes.version(of: tag, at: last), of: tag) == nil)
  }

  @Test func whatChangesDependsOnNoAlternative() throws {
    let changes = TagChangeDescription(rate: .perMinute(0.1), share: 0.5)
    let one = try plan(changes)
    let other = try plan(changes) {
      $0.behaviour = BehaviourProfile.acr2026.switches
      $0.registry.replicas = []
      $0.rules.removeFirst()
    }
    let times = TagChanges(one, replication: 3)
    let otherTimes = TagChanges(other, replication: 3)
    #expect(!other.changingTags.isEmpty)
    for changing in other.changingTags {
      let name = other.content.image(changing.tags[0]).reference
      let same = try #require(
        one.changingTags.first { one.content.image($0.tags[0]).reference == name })
      #expect(
        Array(times.instants(of: same.tags[0])) == Array(otherTimes.instants(of: changing.tags[0])))
    }
  }

  @Test func tooManyVersionsAndUnknownImagesAreRefused() {
    let many = #expect(throws: PlanError.self) {
      try plan(TagChangeDescription(rate: Rate(perSecond: 10)))
    }
    #expect(many?.place == "catalogue.tagChanges.rate")
    let unknown = #expect(throws: PlanError.self) {
      try plan(TagChangeDescription(events: [TagChangeEvent(image: "hub/no:1", at: .zero)]))
    }
    #expect(unknown?.place == "catalogue.tagChanges.events.0.image")
  }
}
