import ImageCatalogue
import SimulationKernel
import Statistics
import Testing

@testable import RegistryModel

@Suite struct ClientKindTests {
  @Test func machinesOfNoKindAreAsTheyWere() {
    let clients = ClientKind.generic.defaults
    #expect(clients == ClientDescription())
    #expect(clients.nodes == 100 && clients.layerStore == .gibibytes(20))
    #expect(clients.attempts == 6 && clients.mostPullsAtOnce == nil)
  }

  @Test func theKindResetsWhatNobodyStated() {
    var clients = ClientDescription()
    clients.nodes = 7
    for kind in ClientKind.allCases {
      clients.kindWithDefaults = kind
      #expect(clients == kind.defaults && clients.kind == kind)
    }
    #expect(ClientKind.aks.defaults.mostPullsAtOnce == 1)
    #expect(ClientKind.aks.defaults.attempts == nil)
    #expect(ClientKind.aci.defaults.layerStore == nil)
    #expect(ClientKind.pipeline.defaults.layerStore == nil)
  }

  /// Two images at once on each of so many nodes.
  private func pods(
    _ pulls: ImagePulls, most: Int? = nil,
    images: [String] = ["docker/node:latest", "docker/redis"]
  ) throws -> WorkloadReport {
    let report = try run(
      smallScenario { scenario in
        scenario.run.warmUp = .zero
        scenario.workloads.removeLast(2)
        scenario.workloads[0].clients.imagePulls = pulls
        scenario.workloads[0].clients.maxParallelImagePulls = most
        scenario.workloads[0].arrivals = .scaleOut(
          ScaleOut(at: .minutes(1), images: images, within: .seconds(5)))
      })
    #expect(report.violations == [])
    #expect(report.workloads[0].served == 20 * images.count)
    return report.workloads[0]
  }

  @Test func serialPullsWaitAtTheirNode() throws {
    let serial = try pods(.serial)
    let parallel = try pods(.parallel)
    #expect(parallel.nodeWait.count == 0)
    #expect(serial.nodeWait.count == 40)
    // The first of a node's two waits for nothing, the second for as long as the first takes.
    #expect(serial.nodeWait.min == 0)
    #expect(serial.nodeWait.quantile(0.9)! > 500_000_000)
    #expect(serial.latency[0].max! > parallel.latency[0].max!)
    // The wait is part of the latency.
    #expect(serial.latency[0].max! > serial.nodeWait.max!)
    let two = try pods(.parallel, most: 2)
    #expect(two.nodeWait.max == 0)
    #expect(two.latency[0].mean == parallel.latency[0].mean)
  }

  @Test func aPullInBackOffLeavesItsTurn() throws {
    let report = try run(
      smallScenario { scenario in
        scenario.run.warmUp = .zero
        scenario.workloads.removeLast(2)
        scenario.workloads[0].clients = ClientKind.aks.defaults
        scenario.workloads[0].clients.nodes = 1
        scenario.workloads[0].images.unknownShare = 0.3
        scenario.workloads[0].arrivals = .steady(rate: .perMinute(6))
      })
    #expect(report.violations == [])
    let workload = report.workloads[0]
    // The images that there are get through, the others never give up.
    #expect(workload.served > 40)
    #expect(workload.failed == 0)
    #expect(workload.retries > 20)
    #expect(workload.inFlight >= 15)
    #expect(workload.nodeWait.quantile(0.95)! < 30_000_000_000)
    // Each refusal is followed by a retry, but for an answer that is on its way.
    #expect(
      (0...2).contains(report.regions[0].handler.manifests[.failed].requests - workload.retries))
  }

  @Test func anImageThatThereIsNotIsNotFound() throws {
    func report(_ share: Double) throws -> RunReport {
      try run(
        smallScenario { scenario in
          scenario.run.warmUp = .zero
          scenario.workloads.removeLast(2)
          scenario.workloads[0].clients.attempts = 1
          scenario.workloads[0].images.unknownShare = share
        })
    }
    let report = try report(0.25)
    let failed = report.workloads[0].ended[Int(AnswerStatus.notFound.rawValue)]
    #expect(failed == report.workloads[0].failed)
    #expect(failed == report.regions[0].handler.manifests[.failed].requests)
    #expect((150...330).contains(failed))
    // The other pulls are those of a run without.
    #expect(report.workloads[0].started == (try self.reportStarted()))
  }

  private func reportStarted() throws -> Int {
    try run(
      smallScenario { scenario in
        scenario.run.warmUp = .zero
        scenario.workloads.removeLast(2)
      }
    ).workloads[0].started
  }

  @Test func containerGroupsAreColderThanClusterNodes() throws {
    func kind(_ kind: ClientKind) throws -> WorkloadReport {
      let report = try run(
        smallScenario { scenario in
          scenario.workloads.removeLast(2)
          scenario.workloads[0].clients = kind.defaults
          scenario.workloads[0].clients.nodes = 10
        })
      #expect(report.violations == [])
      return report.workloads[0]
    }
    let (nodes, groups) = (try kind(.aks), try kind(.aci))
    #expect(groups.layersKept == 0 && nodes.layersKept > 0)
    #expect(groups.layersDownloaded.bytes > 2 * nodes.layersDownloaded.bytes)
    #expect(groups.latency[0].quantile(0.5)! > nodes.latency[0].quantile(0.5)!)
  }
}
