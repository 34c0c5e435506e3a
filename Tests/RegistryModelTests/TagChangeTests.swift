import ContentCache
import ImageCatalogue
import RequestLog
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// A tag that changes upstream, as the registry notices it or not.
@Suite struct TagChangeTests {
  static let image = "docker/node:latest"

  /// One region; the image is wanted by 20 nodes each at some minutes, and changes at minute 6.
  private func scenario(
    _ minutes: [Int64] = [1, 10], change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    smallScenario { scenario in
      scenario.registry.replicas = []
      scenario.run.warmUp = .zero
      scenario.catalogue.tagChanges = TagChangeDescription(
        changedLayers: 0.25, events: [TagChangeEvent(image: Self.image, at: .minutes(6))])
      scenario.workloads = minutes.map { minute in
        WorkloadDescription(
          name: "at-\(minute)", region: "westeurope",
          clients: ClientDescription(nodes: 20),
          arrivals: .scaleOut(at: .minutes(minute), image: Self.image, within: .seconds(5)))
      }
      change(&scenario)
    }
  }

  private func freshness(_ value: BehaviourSwitches.TagFreshness) throws -> RunReport {
    let report = try run(scenario { $0.behaviour.tagFreshness = value })
    #expect(report.violations == [])
    #expect(report.served == 40)
    return report
  }

  @Test func aTagThatIsNeverComparedStaysAsItIs() throws {
    let handler = try freshness(.never).regions[0].handler
    #expect(handler.imagesCached == 1)
    #expect(handler.checks == 0 && handler.changesFound == 0)
    #expect(handler.tagAnswers == 40 && handler.staleAnswers == 20)
    // Four minutes after the change.
    #expect(abs(handler.staleAge.mean! / 1e9 - 240) < 6)
  }

  @Test func aTagThatIsAlwaysComparedIsUpToDate() throws {
    let report = try freshness(.everyPull)
    let handler = report.regions[0].handler
    #expect(handler.imagesCached == 2)
    #expect(handler.staleAnswers == 0)
    #expect(handler.changesFound >= 1)
    // What the versions share is not fetched again.
    let plan = try WorldPlan(scenario(), catalogue: .popularImages)
    let content = plan.content
    let tag = plan.changingTags[0].tags[0]
    let layers = Set(content.layers(of: tag)).union(content.layers(of: content.version(1, of: tag)))
    #expect(report.upstreamBytes == layers.reduce(0) { $0 + content.bytes($1) })
    #expect(layers.count < 2 * content.layerCount(of: tag))
    #expect(report.workloads.map(\.layersDownloaded.requests).allSatisfy { $0 > 0 })
  }

  @Test func aTagThatIsComparedNowAndThenIsStaleMeanwhile() throws {
    func report(_ interval: Span) throws -> HandlerRecorder {
      try run(scenario([1, 7, 12]) { $0.behaviour.tagFreshness = .interval(interval) }).regions[0]
        .handler
    }
    // Compared at minutes 1, not at 7, and at 12.
    let rare = try report(.minutes(10))
    #expect(rare.staleAnswers == 20)
    #expect(rare.imagesCached == 2)
    // Compared at minutes 1, 7 and 12.
    let often = try report(.minutes(5))
    #expect(often.staleAnswers == 0)
    #expect(often.checks > rare.checks)
    let always = try run(scenario([1, 7, 12]) { $0.behaviour.tagFreshness = .everyPull })
    #expect(always.regions[0].handler.checks > often.checks)
  }

  @Test func aNodeKeepsWhatTheVersionsShare() throws {
    let report = try run(
      scenario([1]) {
        $0.behaviour.tagFreshness = .everyPull
        $0.workloads[0].clients = ClientDescription(nodes: 1)
        $0.workloads[0].arrivals = .steady(rate: .perMinute(2))
        $0.workloads[0].images.repositories = ["docker/node"]
      })
    let plan = try WorldPlan(scenario(), catalogue: .popularImages)
    let content = plan.content
    let tag = plan.changingTags[0].tags[0]
    let layers = Set(content.layers(of: tag)).union(content.layers(of: content.version(1, of: tag)))
    // Only node's latest tag changes, and the node pulls it before and after.
    let tags = plan.workloads[0].images.filter { content.image($0).repository == "docker/node" }
    #expect(tags.count >= 1)
    if tags.count == 1 {
      #expect(report.workloads[0].layersDownloaded.requests == layers.count)
      #expect(report.workloads[0].layersKept > 0)
    }
  }

  @Test(arguments: UpstreamDescription.Index.allCases)
  func aCheckByGetBringsWhatTheTagNames(index: UpstreamDescription.Index) throws {
    func upstream(_ check: BehaviourSwitches.TagCheck) throws -> UpstreamReport {
      try run(
        scenario {
          $0.behaviour.tagFreshness = .everyPull
          $0.behaviour.tagCheck = check
          $0.upstreams = [
            UpstreamDescription(
              host: "docker.io", quota: .init(requests: 1_000, window: .hours(6)), index: index)
          ]
        }
      ).upstreams.first { $0.host == "docker.io" }!
    }
    let head = try upstream(.head)
    let get = try upstream(.get)
    // Two versions, a GET of each manifest and index; comparisons by HEAD are not counted.
    #expect(head.manifests == 2 && head.indexes == (index == .absent ? 0 : 2))
    #expect(head.counted == (index == .counted ? 4 : 2))
    #expect(head.tagChecks > 5)
    #expect(get.tagChecks == 0)
    // One by GET is a request for what the tag names; the one that finds the change is the fetch of
    // that at the same time.
    let named = index == .absent ? get.manifests : get.indexes
    #expect(named >= 1 + head.tagChecks / 2)
    #expect(index == .absent || get.manifests == 2)
    #expect(get.counted == get.manifests + (index == .counted ? get.indexes : 0))
    #expect(get.bytesSent == head.bytesSent)
  }

  @Test func aFetchThatTheQuotaRefusesLeavesTheOldVersion() throws {
    func report(_ failure: BehaviourSwitches.UpstreamFailure) throws -> RunReport {
      try run(
        scenario {
          $0.behaviour.tagFreshness = .everyPull
          $0.behaviour.upstreamFailure = failure
          $0.upstreams = [
            UpstreamDescription(host: "docker.io", quota: .init(requests: 1, window: .hours(6)))
          ]
        })
    }
    let stale = try report(.serveStale)
    // HEAD is free, so the change is found; its GET is refused.
    #expect(stale.served == 40)
    #expect(stale.regions[0].handler.changesFound > 0)
    #expect(stale.regions[0].handler.servedStale == 20)
    #expect(stale.regions[0].handler.staleAnswers == 20)
    let failing = try report(.fail)
    #expect(failing.workloads[0].served == 20)
    #expect(failing.workloads[1].retries > 0)
    #expect(failing.regions[0].handler.staleAnswers == 0)
    #expect(failing.violations == [])
  }

  @Test(
    arguments: BehaviourSwitches.MissFetcher.allCases,
    BehaviourSwitches.ConcurrentMisses.allCases)
  func theChangeReachesAllRegions(
    fetcher: BehaviourSwitches.MissFetcher, misses: BehaviourSwitches.ConcurrentMisses
  ) throws {
    for delivery in BehaviourSwitches.MissDelivery.allCases {
      let report = try run(
        smallScenario { scenario in
          scenario.run.warmUp = .zero
          scenario.behaviour.missFetcher = fetcher
          scenario.behaviour.concurrentMisses = misses
          scenario.behaviour.missDelivery = delivery
          scenario.behaviour.tagFreshness = .interval(.minutes(1))
          scenario.catalogue.tagChanges = TagChangeDescription(
            events: [TagChangeEvent(image: Self.image, at: .minutes(6))])
          for index in scenario.workloads.indices {
            scenario.workloads[index].images.repositories = ["docker/node"]
          }
        })
      #expect(report.violations == [])
      #expect(report.failed == 0)
      for region in report.regions {
        // Some are stale, for a minute and a fetch at most where each region compares, two minutes
        // where a region compares with another one.
        #expect(region.handler.tagAnswers > 500)
        #expect(region.handler.staleAnswers > 0)
        #expect(Double(region.handler.staleAge.max!) / 1e9 < 150)
      }
      #expect(report.tagConflicts.count >= 1)
      #expect(report.tagConflicts.resolved == report.tagConflicts.count)
    }
  }

  // MARK: Changes that a file tells

  private func plan(
    _ lines: [String], change: (inout Scenario) -> Void = { _ in }
  ) throws -> WorldPlan {
    let text = (["time,repository,tag"] + lines).joined(separator: "\n")
    let scenario = scenario {
      $0.behaviour.tagFreshness = .everyPull
      $0.catalogue.tagChanges?.events = []
      $0.catalogue.tagChanges?.file = "changes.csv"
      change(&$0)
    }
    return try WorldPlan(
      scenario, catalogue: .popularImages,
      tagChanges: TagChangeLog(bytes: Array(text.utf8), name: "changes.csv"))
  }

  @Test func aFileSaysWhatAListSays() throws {
    // The run ends after 16 minutes: what comes then is left out.
    let plan = try plan([
      "360,docker.io/library/node,latest", "960,docker.io/library/node,latest",
      "1000,quay.io/nobody/knows,it",
    ])
    var simulation = Simulation(plan, replication: 0)
    simulation.run(until: .zero + .minutes(16))
    let listed = try freshness(.everyPull)
    #expect(simulation.report.fingerprint == listed.fingerprint)
    #expect(simulation.report.regions[0].handler.changesFound >= 1)
  }

  @Test func aListAndAFileAddUp() throws {
    let event = TagChangeEvent(image: Self.image, at: .minutes(6))
    let plan = try plan(["30,docker.io/library/node,latest"]) {
      $0.catalogue.tagChanges?.events = [event]
    }
    #expect(plan.changingTags.count == 1 && plan.changingTags[0].furtherVersions == 2)
    #expect(plan.changingTags[0].events == [.zero + .seconds(30), .zero + .minutes(6)])
  }

  @Test func aFileMustBeOfImagesThatThereAre() throws {
    for line in ["1,docker.io/library/node,none", "1,docker.io/library/nodes,latest", "1,a.b/c,d"] {
      do {
        _ = try plan(["0,docker.io/library/node,latest", line])
        Issue.record("\(line) was taken")
      } catch let error as PlanError {
        #expect(error.place == "catalogue.tagChanges.file")
        #expect(error.sentence.hasPrefix("changes.csv:3: no rule reaches an image"))
      }
    }
    let unread = scenario { $0.catalogue.tagChanges?.file = "changes.csv" }
    #expect(throws: PlanError("catalogue.tagChanges.file", "the file has not been read")) {
      try WorldPlan(unread, catalogue: .popularImages)
    }
  }
}
