import ContentCache
public import SimulationKernel

/// The storage of a region: every download of a layer shares its bandwidth.
public struct Storage: RegistryActor {
  let network: Network
  let region: RegionID
  private var downloads: TransferLink<ContentRequest>

  private(set) var timeline = TimelineRecorder()

  init(network: Network, region: RegionID) {
    self.network = network
    self.region = region
    self.downloads = TransferLink(
      bandwidth: network.plan.scenario.registry.storage.bandwidth,
      wake: .storage(.completed, region))
  }

  private var plan: WorldPlan { network.plan }

  public mutating func receive(
    _ message: StorageMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .read(let request):
      guard let position = request.part.layerPosition else { return }
      let pool = plan.workloads[Int(request.requester.pool.index)].description.clients
      // The machine's own downlink is shared by the layers that it downloads at once.
      let cap = min(
        plan.scenario.registry.storage.bandwidthPerDownload,
        Bandwidth(bitsPerSecond: pool.bandwidth.bitsPerSecond / Int64(pool.parallelLayers)))
      downloads.start(
        request, bytes: plan.content.bytes(plan.content.layer(position, of: request.tag)),
        cap: cap, in: &context)
    case .completed:
      while let request = downloads.next(in: &context) {
        network.answer(request, .ok, from: region, in: &context)
      }
    }
  }

  mutating func endWarmUp(at now: Instant) {
    timeline.restart(.storageUtilisation, from: downloads.busySeconds(at: now))
    downloads.resetStatistics(at: now)
  }

  mutating func endInterval(_ number: Int, at now: Instant) {
    timeline.add(
      .storageUtilisation, in: number, total: downloads.busySeconds(at: now),
      per: plan.scenario.run.timelineInterval.seconds)
    timeline.add(.storageBytes, in: number, total: Double(downloads.totalBytes(at: now)))
  }

  /// What was sent since the last reset, in bytes.
  func bytesSent(at now: Instant) -> Int64 { downloads.bytesSent(at: now) }
  /// The share of the bandwidth in use, averaged since the last reset.
  func utilisation(at now: Instant) -> Double { downloads.utilisation(at: now) }
  /// Downloads under way.
  var inProgress: Int { downloads.inProgress }
  /// Whether every byte that was to be sent was sent or is on its way.
  func conservesBytes(at now: Instant) -> Bool { downloads.conservesBytes(at: now) }
}
