import ContentCache
public import SimulationKernel

/// The network from one region of the registry to another: replication and fetches share it.
public struct InterRegionLink: RegistryActor {
  /// A layer on its way and the call that waits for it.
  struct Transfer: Sendable, BitwiseCopyable {
    var layer: LayerID
    var slot: UInt32
  }

  let plan: WorldPlan
  let from: RegionID
  let to: RegionID
  var transfers: TransferLink<Transfer>
  /// Faults that leave nothing of the link, and those that leave a share.
  private var outages = 0
  private var shares = Impairments()
  private(set) var watch = FaultWatch()

  private(set) var timeline = TimelineRecorder()

  init(plan: WorldPlan, from: RegionID, to: RegionID) {
    self.plan = plan
    self.from = from
    self.to = to
    self.transfers = TransferLink(
      bandwidth: plan.scenario.registry.network.betweenRegions,
      wake: .interRegion(from: from, to: to, .completed))
  }

  public mutating func receive(
    _ message: InterRegionMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .transfer(let layer, let slot):
      guard outages == 0 else {
        watch.lost(.silence, at: context.now)
        let patience = plan.scenario.registry.fetching.timeout
        watch.detected(.silence, at: context.now + patience)
        fail(slot, after: max(plan.distance(from, to), patience), in: &context)
        return
      }
      transfers.start(
        Transfer(layer: layer, slot: slot), bytes: plan.content.bytes(layer),
        cap: plan.scenario.registry.replication.bandwidthPerTransfer, in: &context)
    case .completed:
      while let transfer = transfers.next(in: &context) {
        if watch.isOpen { watch.served(.all, at: context.now) }
        context.send(
          .handler(to, .callAnswered(slot: transfer.slot, attempt: 0, .ok)),
          after: plan.distance(from, to), crossing: plan.partition(of: from))
      }
    }
  }

  private func fail(
    _ slot: UInt32, after delay: Span, in context: inout Context<RegistryMessage>
  ) {
    context.send(
      .handler(to, .callAnswered(slot: slot, attempt: 0, Answer(.unavailable))), after: delay,
      crossing: plan.partition(of: from))
  }

  // MARK: Faults

  /// Nothing of the link is left, or the fault that says so ends: what is on its way is cut.
  mutating func outage(_ begins: Bool, in context: inout Context<RegistryMessage>) {
    outages += begins ? 1 : -1
    guard begins else { return }
    let cut = transfers.cut(in: &context)
    if !cut.isEmpty { watch.detected(.silence, at: context.now) }
    for transfer in cut {
      watch.lost(.silence, at: context.now)
      fail(transfer.slot, after: plan.distance(from, to), in: &context)
    }
  }

  /// So large a share of the bandwidth is left.
  mutating func impair(
    _ share: Double, _ begins: Bool, in context: inout Context<RegistryMessage>
  ) {
    shares.change(share, begins)
    let whole = plan.scenario.registry.network.betweenRegions.bitsPerSecond
    transfers.setBandwidth(
      Bandwidth(bitsPerSecond: Int64((Double(whole) * shares.product).rounded())),
      in: &context)
  }

  mutating func watch(_ occurrence: Int, _ symptoms: FaultSymptoms, _ begins: Bool) {
    watch.change(occurrence, symptoms, begins)
  }

  mutating func endWarmUp(at now: Instant) {
    timeline.restart(.linkUtilisation, from: transfers.busySeconds(at: now))
    transfers.resetStatistics(at: now)
  }

  mutating func endInterval(_ number: Int, at now: Instant) {
    timeline.add(
      .linkUtilisation, in: number, total: transfers.busySeconds(at: now),
      per: plan.scenario.run.timelineInterval.seconds)
    timeline.add(.linkBytes, in: number, total: Double(transfers.totalBytes(at: now)))
  }

  /// What was sent since the last reset, in bytes.
  func bytesSent(at now: Instant) -> Int64 { transfers.bytesSent(at: now) }
  /// The share of the bandwidth in use, averaged since the last reset.
  func utilisation(at now: Instant) -> Double { transfers.utilisation(at: now) }
  /// Transfers under way.
  var inProgress: Int { transfers.inProgress }
  /// Whether every byte that was to be sent was sent or is on its way.
  func conservesBytes(at now: Instant) -> Bool { transfers.conservesBytes(at: now) }
}
