import ContentCache
public import SimulationKernel

/// The storage of a region: every download of a layer shares its bandwidth.
public struct Storage: RegistryActor {
  let network: Network
  let region: RegionID
  /// A client's download and the zone that it comes from.
  struct Download: Sendable {
    var request: ContentRequest
    var zone: UInt8
  }

  var downloads: TransferLink<Download>
  private var outage: RegionOutage
  private(set) var watch = FaultWatch()
  private var spans = UtilisationSpans()
  private(set) var timeline = TimelineRecorder()

  init(network: Network, region: RegionID) {
    self.network = network
    self.region = region
    self.outage = RegionOutage(zones: network.plan.zones)
    self.downloads = TransferLink(
      bandwidth: network.plan.scenario.registry.storage.bandwidth,
      wake: .storage(.completed, region))
  }

  private var plan: WorldPlan { network.plan }

  public mutating func receive(
    _ message: StorageMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .read(let request, let zone):
      guard let up = outage.isOut(zone: Int(zone)) ? outage.firstZoneUp : Int(zone) else {
        watch.cut(.silence)
        network.lose(request, from: region, in: &context)
        return
      }
      guard let position = request.part.layerPosition else { return }
      let pool = plan.workloads[Int(request.requester.pool.index)].description.clients
      // The machine's own downlink is shared by the layers that it downloads at once.
      let cap = min(
        plan.scenario.registry.storage.bandwidthPerDownload,
        pool.bandwidth.share(request.share))
      downloads.start(
        Download(request: request, zone: UInt8(up)),
        bytes: plan.content.bytes(plan.content.layer(position, of: request.tag)),
        cap: cap, in: &context)
    case .completed:
      while let download = downloads.next(in: &context) {
        network.answer(download.request, .ok, from: region, in: &context)
      }
    }
  }

  // MARK: Faults

  /// A zone is lost or comes back: its downloads are cut, and the others have their own share of the
  /// bandwidth only. Nil: the whole region.
  mutating func outage(
    of zone: UInt8?, _ occurrence: Int, _ begins: Bool,
    in context: inout Context<RegistryMessage>
  ) {
    if begins { watch.begin(occurrence, .silence) } else { watch.close(occurrence) }
    if let zone { outage.zone(Int(zone), begins) } else { outage.region(begins) }
    let outage = outage
    for download in downloads.cut(in: &context, where: { outage.isOut(zone: Int($0.zone)) }) {
      watch.cut(1, by: occurrence)
      network.answer(download.request, Answer(.unavailable), from: region, in: &context)
    }
    let whole = plan.scenario.registry.storage.bandwidth.bitsPerSecond
    let share = Int64(
      clamping: Int128(whole) * Int128(outage.zonesUp) / Int128(plan.zones))
    downloads.setBandwidth(Bandwidth(bitsPerSecond: share), in: &context)
  }

  /// Takes down how busy the storage is over an occurrence.
  mutating func measure(_ occurrence: Int, _ begins: Bool, at now: Instant) {
    spans.mark(occurrence, begins, total: work(at: now), at: now)
  }

  /// The share of the bandwidth that was in use during an occurrence, of what then was left of it.
  func utilisation(during occurrence: Int, at now: Instant) -> Double? {
    spans.mean(occurrence, total: work(at: now), at: now)
  }

  private func work(at now: Instant) -> Double { downloads.totalBusySeconds(at: now) * 1e9 }

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
