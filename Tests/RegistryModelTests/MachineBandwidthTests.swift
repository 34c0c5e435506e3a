import ContentCache
import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

/// What of a machine's bandwidth each of its downloads has.
@Suite struct MachineBandwidthTests {
  // MARK: The share as a number

  @Test func sharesAreExactToSixtyFourParts() {
    for parts in 1...64 { #expect(BandwidthShare.one(of: parts).parts == parts) }
    #expect(BandwidthShare.one(of: 1) == .whole)
    #expect(BandwidthShare.one(of: 0) == .whole)
  }

  @Test func moreIsRoundedUpByLessThanAThirtySecond() {
    var last = 0
    for parts in 1...BandwidthShare.mostParts {
      let share = BandwidthShare.one(of: parts).parts
      #expect(share >= parts && share * 32 < parts * 33, "\(parts)")
      #expect(share >= last)
      last = share
    }
    #expect(BandwidthShare.one(of: BandwidthShare.mostParts).parts == BandwidthShare.mostParts)
    #expect(BandwidthShare.one(of: .max).parts == BandwidthShare.mostParts)
  }

  @Test func aRequestHoldsSlotAttemptAndShare() {
    for slot in [0, 1, (1 << 28) - 1] as [UInt32] {
      for attempt in [0, 1, 15, 16, 255] as [UInt8] {
        let request = ContentRequest(
          slot: slot, number: 3, tag: TagID(rawValue: 7), requester: .pool(PoolID(1)),
          part: .layer(2), attempt: attempt, share: .one(of: 5))
        #expect(request.slot == slot && request.attempt == attempt % 16)
        #expect(request.share.parts == 5)
      }
    }
    #expect(MemoryLayout<ContentRequest>.size == 16)
  }

  // MARK: The count

  @Test func eachNodeCountsItsOwn() {
    var downloads = NodeDownloads(nodes: 2)
    downloads.attemptBegins(on: 0)
    downloads.begin(3, on: 0)
    #expect(downloads.isAlone(on: 0) && downloads.share(on: 0).parts == 3)
    downloads.attemptBegins(on: 0)
    downloads.begin(1, on: 0)
    downloads.begin(1, on: 1)
    #expect(!downloads.isAlone(on: 0) && downloads.share(on: 0).parts == 4)
    #expect(downloads.share(on: 1) == .whole && downloads.layers == 5)
    for _ in 0..<4 { downloads.end(on: 0) }
    downloads.attemptEnds(on: 0)
    #expect(downloads.isAlone(on: 0) && downloads.layers == 1)
  }

  // MARK: Whole pulls, by arithmetic

  private static let layer = ByteCount(250_000_000)

  /// One machine that begins to pull some images a minute after the start. They are in the registry,
  /// nothing is random, and the machine is the only limit.
  private func pulls(
    of layers: [[ByteCount]], _ bandwidth: Bandwidth, change: (inout Scenario) -> Void = { _ in }
  ) throws -> WorkloadReport {
    let report = try run(
      smallScenario { scenario in
        scenario.registry.replicas = []
        scenario.registry.network.jitter = 0
        scenario.registry.frontEnds.serviceTime.sigma = 0
        scenario.registry.storage.firstByte.sigma = 0
        scenario.routing.lookupTime.sigma = 0
        scenario.registry.storage.bandwidth = .gigabits(10_000)
        scenario.registry.storage.bandwidthPerDownload = .gigabits(1_000)
        scenario.run.warmUp = .zero
        scenario.workloads.removeLast(2)
        scenario.pushes = layers.enumerated().map {
          PushDescription(image: "apps/\($0):1", layers: $1)
        }
        scenario.workloads[0].clients.nodes = 1
        scenario.workloads[0].clients.bandwidth = bandwidth
        scenario.workloads[0].arrivals = .scaleOut(
          ScaleOut(
            at: .minutes(1), images: layers.indices.map { "apps/\($0):1" }, within: .zero))
        change(&scenario)
      })
    #expect(report.violations == [])
    #expect(report.workloads[0].failed == 0 && report.workloads[0].inFlight == 0)
    return report.workloads[0]
  }

  /// How long the longest and the shortest pull take more at 2 Gbit/s than at a hundred times that,
  /// in seconds: 0.99 of what the bytes take at 2 Gbit/s, 0.25 GB a second.
  private func transfer(
    of layers: [[ByteCount]], change: (inout Scenario) -> Void = { _ in }
  ) throws -> (shortest: Double, longest: Double) {
    let slow = try pulls(of: layers, .gigabits(2), change: change).latency[0]
    let fast = try pulls(of: layers, .gigabits(200), change: change).latency[0]
    return (
      Double(slow.min! - fast.min!) / 0.99e9, Double(slow.max! - fast.max!) / 0.99e9
    )
  }

  private func isAbout(_ seconds: Double, _ expected: Double) -> Bool {
    // Histograms hold a value to one part in 2,048.
    abs(seconds - expected) < expected / 1_000
  }

  @Test func aLoneLayerHasTheWholeMachine() throws {
    #expect(isAbout(try transfer(of: [[Self.layer]]).longest, 1))
  }

  @Test func layersOfOnePullShareFromTheFirstOn() throws {
    #expect(isAbout(try transfer(of: [[Self.layer, Self.layer]]).longest, 2))
    // Of three only two are downloaded at once; the last one is alone.
    let third = try transfer(of: [[Self.layer, Self.layer, ByteCount(125_000_000)]]) {
      $0.workloads[0].clients.parallelLayers = 2
    }
    #expect(isAbout(third.longest, 2 + 0.5 * 2))
  }

  @Test func twoPullsAtOnceHaveHalfEach() throws {
    let both = try transfer(of: [[Self.layer], [Self.layer]])
    #expect(isAbout(both.shortest, 2) && isAbout(both.longest, 2))
    // One after the other, each has all; the second waits for the first.
    let serial = try transfer(of: [[Self.layer], [Self.layer]]) {
      $0.workloads[0].clients.imagePulls = .serial
    }
    #expect(isAbout(serial.shortest, 1) && isAbout(serial.longest, 2))
  }

  @Test func otherMachinesDoNotCount() throws {
    let apart = try transfer(of: [[Self.layer]]) { $0.workloads[0].clients.nodes = 2 }
    #expect(isAbout(apart.shortest, 1) && isAbout(apart.longest, 1))
  }

  @Test func theStorageMayBeTheNarrowerLimit() throws {
    let slow = try pulls(of: [[Self.layer]], .gigabits(2)) {
      $0.registry.storage.bandwidthPerDownload = .gigabits(1)
    }
    let fast = try pulls(of: [[Self.layer]], .gigabits(2))
    #expect(isAbout(Double(slow.latency[0].max! - fast.latency[0].max!) / 1e9, 1))
  }

  // MARK: Streams

  /// The content comes through the region as it comes from the upstream; a machine that is slower
  /// than that decides when it has everything.
  @Test func aStreamIsHeldBackByASlowMachine() throws {
    func latency(_ bandwidth: Bandwidth, upstream: Bandwidth = .gigabits(1)) throws -> Double {
      let report = try run(
        smallScenario(profile: .acr2026) { scenario in
          scenario.registry.replicas = []
          scenario.registry.network.jitter = 0
          scenario.registry.frontEnds.serviceTime.sigma = 0
          scenario.routing.lookupTime.sigma = 0
          scenario.rules.removeFirst()
          scenario.upstreams = [
            UpstreamDescription(
              host: "mcr.microsoft.com", responseTime: Delay(median: .zero, sigma: 0),
              bandwidthPerDownload: upstream)
          ]
          scenario.run.warmUp = .zero
          scenario.workloads.removeLast(2)
          scenario.workloads[0].clients.nodes = 1
          scenario.workloads[0].clients.bandwidth = bandwidth
          scenario.workloads[0].arrivals = .scaleOut(
            at: .minutes(1), image: Self.oneLayer, within: .zero)
        })
      #expect(report.violations == [])
      #expect(report.workloads[0].served == 1)
      return Double(report.workloads[0].latency[0].max!) / 1e9
    }
    let catalogue = try WorldPlan(
      smallScenario(profile: .acr2026), catalogue: .popularImages
    ).content
    let image = catalogue.images.firstIndex { $0.reference == Self.oneLayer }!
    let layers = catalogue.layers(of: TagID(rawValue: UInt32(image)))
    #expect(layers.count == 1)
    let bits = Double(catalogue.bytes(layers.first!)) * 8
    let fast = try latency(.gigabits(100))
    // As fast as the upstream or faster: no difference.
    #expect(isAbout(try latency(.gigabits(1)), fast))
    // At a tenth of it, the bytes take ten times as long, at a quarter four times.
    #expect(isAbout(try latency(.megabits(100)) - fast, bits / 100e6 - bits / 1e9))
    #expect(isAbout(try latency(.megabits(250)) - fast, bits / 250e6 - bits / 1e9))
  }

  /// Of the Microsoft registry's node images only the sum is known: one layer.
  private static let oneLayer = "mcr/containernetworking/azure-cns:v1.5.50"

  // MARK: Ends of downloads

  /// However a download ends, the machine counts it no more.
  @Test func whatIsCutOrRefusedIsNotCountedOn() throws {
    let scenario = smallScenario { scenario in
      scenario.registry.replicas = []
      scenario.workloads.removeLast(2)
      scenario.workloads[0].clients.nodes = 2
      scenario.workloads[0].clients.layerStore = nil
      scenario.workloads[0].clients.bandwidth = .megabits(200)
      scenario.workloads[0].clients.attempts = 1
      scenario.registry.frontEnds.queueLimit = 3
      scenario.registry.frontEnds.servers = 1
      scenario.upstreams[0].failureRate = 0.2
      scenario.workloads[0].arrivals = .scaleOut(
        ScaleOut(
          at: .minutes(1), images: ["docker/node:latest", "docker/redis:latest"],
          within: .seconds(20)))
      scenario.faults = [
        FaultDescription(
          name: "out", kind: .zoneOut(region: "westeurope", zone: 1),
          occurrence: .scheduled(at: .seconds(70), lasts: .seconds(5)))
      ]
    }
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var simulation = Simulation(plan, replication: 0)
    var counted = 0
    for second in 1...16 * 60 {
      simulation.run(until: .zero + .seconds(Int64(second)))
      #expect(simulation.report.violations == [])
      counted = max(counted, simulation.world.pools[0].downloads.layers)
    }
    let pool = simulation.world.pools[0]
    #expect(counted >= 3 && pool.recorder.totalFailed > 0)
    #expect(pool.pulls.count == 0 && pool.downloads.layers == 0)
    #expect(pool.downloads.attempts == 0)
  }
}
