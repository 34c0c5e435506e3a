import SimulationKernel

/// A ``SharedLink`` at work inside an actor: it remembers what each flow carries and keeps one
/// pending message for the next completion.
struct TransferLink<Payload: Sendable>: Sendable {
  private var link: SharedLink
  private var transfers = Slab<Transfer>()
  private var timer: Timer?
  /// The integral of the load until the last reset, in seconds.
  private var busyBefore = 0.0
  private var bytesBefore: Int64 = 0
  /// Bytes of all flows that began, and of those that are complete.
  var begun: Int64 = 0
  private var completed: Int64 = 0
  /// What the actor sends itself for the next completion.
  private let wake: RegistryMessage

  private struct Transfer: Sendable {
    var payload: Payload
    var bytes: Int64
    /// Nil only while the flow is being made.
    var flow: SharedLink.Flow?
  }

  init(bandwidth: Bandwidth, wake: RegistryMessage) {
    link = SharedLink(capacity: max(1, bandwidth.bitsPerSecond / 8))
    self.wake = wake
  }

  /// A flow begins.
  mutating func start(
    _ payload: Payload, bytes: Int64, cap: Bandwidth, in context: inout Context<RegistryMessage>
  ) {
    let slot = transfers.insert(Transfer(payload: payload, bytes: bytes))
    begun += bytes
    transfers[slot].flow = link.start(
      bytes: bytes, cap: max(1, cap.bitsPerSecond / 8), tag: UInt64(slot), at: context.now)
    arm(in: &context)
  }

  /// The next flow that is complete now; nil when there is none, and then the wake-up for the
  /// following one is armed.
  mutating func next(in context: inout Context<RegistryMessage>) -> Payload? {
    if let completion = link.popCompleted(at: context.now) {
      completed += completion.bytes
      return transfers.remove(UInt32(truncatingIfNeeded: completion.tag)).payload
    }
    timer = nil
    arm(in: &context)
    return nil
  }

  /// Ends flows before their time, in the order of their slots, and returns what they carried.
  mutating func cut(
    in context: inout Context<RegistryMessage>, where isCut: (Payload) -> Bool = { _ in true }
  ) -> [Payload] {
    var payloads: [Payload] = []
    for slot in transfers.slots where isCut(transfers[slot].payload) {
      let transfer = transfers.remove(slot)
      payloads.append(transfer.payload)
      let carried = transfer.flow.flatMap { link.remove($0, at: context.now) } ?? 0
      begun -= transfer.bytes - carried
      completed += carried
    }
    if !payloads.isEmpty { arm(in: &context) }
    return payloads
  }

  /// Changes the bandwidth that all flows share.
  mutating func setBandwidth(
    _ bandwidth: Bandwidth, in context: inout Context<RegistryMessage>
  ) {
    link.setCapacity(max(1, bandwidth.bitsPerSecond / 8), at: context.now)
    arm(in: &context)
  }

  /// Changes the cap of all flows that have this one, those under way included.
  mutating func changeCap(
    from old: Bandwidth, to new: Bandwidth, in context: inout Context<RegistryMessage>
  ) {
    link.changeCap(
      from: max(1, old.bitsPerSecond / 8), to: max(1, new.bitsPerSecond / 8), at: context.now)
    arm(in: &context)
  }

  private mutating func arm(in context: inout Context<RegistryMessage>) {
    if let timer { context.cancel(timer) }
    timer = link.nextCompletion.map { instant in
      context.sendCancellable(wake, after: max(.zero, instant - context.now))
    }
  }

  mutating func resetStatistics(at now: Instant) {
    busyBefore += link.load.integral(at: now)
    link.resetStatistics(at: now)
    bytesBefore = link.bytesCarried(at: now)
  }

  /// Bytes carried since the last reset.
  func bytesSent(at now: Instant) -> Int64 { link.bytesCarried(at: now) - bytesBefore }
  /// Bytes carried since the start.
  func totalBytes(at now: Instant) -> Int64 { link.bytesCarried(at: now) }
  /// The share of the bandwidth in use, averaged since the last reset.
  func utilisation(at now: Instant) -> Double { link.utilisation(at: now) }
  /// The share of the bandwidth in use, integrated over time since the last reset, in seconds.
  func busySeconds(at now: Instant) -> Double { link.load.integral(at: now) }
  /// The same since the start.
  func totalBusySeconds(at now: Instant) -> Double { busyBefore + busySeconds(at: now) }
  /// Whether every byte that was to be sent was sent or is on its way, and no other.
  func conservesBytes(at now: Instant) -> Bool {
    let carried = totalBytes(at: now)
    return completed <= carried && carried <= begun && link.flowCount == transfers.count
      && (link.flowCount > 0 || begun == completed)
  }
  /// Flows under way.
  var inProgress: Int { link.flowCount }
}
