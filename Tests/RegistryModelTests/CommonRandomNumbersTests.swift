import ContentCache
import ImageCatalogue
import Randomness
import SimulationKernel
import Testing

@testable import RegistryModel

/// What is drawn belongs to a seed, a replication and a pull, and to nothing else.
@Suite struct CommonRandomNumbersTests {
  /// A request of a pull, as its workload names it.
  struct Asked: Hashable {
    var workload: String
    var number: UInt32
    var attempt: UInt8
  }

  /// When the request reached a front end, of which zone, and for which image: that is when the
  /// pull began, how long the look-up and the network took, and what the balancer picked.
  struct Arrival: Hashable {
    var at: Instant
    var zone: UInt8
    var tag: TagID
  }

  /// A world that writes down when requests for manifests arrive.
  struct ObservedWorld: World {
    var world: RegistryWorld
    var arrivals: [Asked: Arrival] = [:]

    mutating func receive(
      _ message: RegistryMessage, in context: inout Context<RegistryMessage>
    ) {
      if case .frontEnd(.arrive(let request), _, let zone) = message, request.part == .manifest {
        let pool = request.requester.pool
        let name = world.plan.workloads[Int(pool.index)].description.name
        arrivals[Asked(workload: name, number: request.number, attempt: request.attempt)] =
          Arrival(at: context.now, zone: zone, tag: request.tag)
      }
      world.receive(message, in: &context)
    }
  }

  private func arrivals(_ scenario: Scenario) throws -> [Asked: Arrival] {
    let plan = try WorldPlan(scenario, catalogue: .popularImages)
    var simulation = Simulation(ObservedWorld(world: RegistryWorld(plan, replication: 0)))
    simulation.scheduleMarks(of: plan, simulation.world.world.faults)
    simulation.run(until: .zero + scenario.run.duration)
    return simulation.world.arrivals
  }

  @Test func anotherPolicyMeetsTheSamePulls() throws {
    func arrivals(_ capacity: CacheDescription.Capacity, _ policy: String?) throws
      -> [Asked: Arrival]
    {
      try self.arrivals(
        smallScenario {
          $0.registry.cache.capacity = capacity
          $0.registry.cache.policy = policy
          // A pull that is refused for want of quota tries again.
          $0.upstreams = [UpstreamDescription(host: "docker.io", quota: .unlimited)]
        })
    }
    let ample = try arrivals(.unlimited, nil)
    let scarce = try arrivals(.limited(.mebibytes(800)), "fifo")
    #expect(ample.count > 2_500)
    #expect(ample == scarce)
  }

  @Test func anotherWorkloadLeavesThePullsOfTheFirstAlone() throws {
    let alone = try arrivals(smallScenario { $0.workloads.removeFirst(2) })
    let together = try arrivals(smallScenario())
    #expect(alone.count > 800)
    #expect(alone == together.filter { $0.key.workload == "cluster-southeastasia" })
  }

  @Test func aClosedLoopPullsTheSameHoweverLongItsPullsTake() throws {
    func pulls(_ megabits: Int64) throws -> [Asked: TagID] {
      try arrivals(
        smallScenario(arrivals: .closedLoop(meanPause: .seconds(20))) {
          $0.workloads.removeLast(2)
          $0.workloads[0].clients.bandwidth = .megabits(megabits)
        }
      ).mapValues(\.tag)
    }
    let fast = try pulls(2_000)
    let slow = try pulls(20)
    #expect(fast.count > slow.count)
    #expect(slow.allSatisfy { fast[$0.key] == $0.value || fast[$0.key] == nil })
    #expect(slow.keys.count { fast[$0] != nil } > 200)
  }

  @Test func jitterDiffersBetweenSeedsAndReplications() throws {
    func delays(seed: UInt64, replication: UInt32) throws -> [Span] {
      let plan = try WorldPlan(
        smallScenario { $0.run.seed = seed }, catalogue: .popularImages)
      let network = Network(plan: plan, keys: KeyRing(plan, replication: replication))
      return (0..<20).map { number in
        network.distance(
          PoolID(0), .home,
          for: ContentRequest(
            slot: 0, number: number, tag: TagID(rawValue: 0), requester: .pool(PoolID(0)),
            part: .manifest, attempt: 1))
      }
    }
    let first = try delays(seed: 1, replication: 0)
    #expect(Set(first).count == 20)
    #expect(try delays(seed: 1, replication: 0) == first)
    let others = [try delays(seed: 1, replication: 1), try delays(seed: 2, replication: 0)]
    for other in others { #expect(zip(first, other).allSatisfy { $0 != $1 }) }
  }

  @Test func noTwoDrawsShareAStream() throws {
    let plan = try WorldPlan(smallScenario(), catalogue: .popularImages)
    let keys = KeyRing(plan, replication: 0)
    var words = Set<UInt64>()
    var count = 0
    func take(_ stream: RandomStream) {
      var stream = stream
      words.insert(stream.next())
      count += 1
    }
    let attempts: [UInt8] = [0, 1, 63, 64, 65, 100]
    let numbers: [UInt32] = [
      0, 1, 64, 262_143, 262_144, 262_145, 67_108_863, 67_108_864, 100_000_000, .max,
    ]
    let purposes: [DrawPurpose] = [.node, .zone, .jitter, .service]
    for number in numbers {
      for attempt in attempts {
        for purpose in purposes {
          for part in [ContentPart.layer(0), .layer(1), .layer(127), .manifest] {
            for pool in 0..<3 {
              take(
                keys.stream(
                  ofPull: number, in: PoolID(pool), attempt: attempt, part: part, purpose))
            }
          }
          for content in [FetchedContent.layer(LayerID(rawValue: 7)), .manifest(7), .check(7)] {
            for region in 0..<3 {
              take(
                keys.stream(
                  ofFetch: number, of: content, by: RegionID(region), attempt: attempt, purpose))
            }
          }
        }
      }
    }
    #expect(words.count == count)
  }
}
