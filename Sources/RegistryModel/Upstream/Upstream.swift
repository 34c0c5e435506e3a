import ContentCache
import Randomness
public import SimulationKernel

/// An upstream registry: it counts requests against a quota, takes its time to answer, fails now
/// and then, and sends layers over bandwidth that all of its downloads share.
public struct Upstream: RegistryActor {
  /// A layer on its way and the call that waits for it.
  struct Download: Sendable, BitwiseCopyable {
    var layer: LayerID
    var slot: UInt32
    var region: RegionID
    var attempt: UInt8
  }

  let plan: WorldPlan
  let upstream: UpstreamID
  let keys: KeyRing
  /// When tags change in this replication.
  private let changes: TagChanges
  var quota: RequestQuota?
  private var abuseLimit: RequestQuota?
  private var transferQuota: ByteQuota?
  /// Indexed by credential set: the oldest version of its secrets that is accepted.
  var acceptedVersion: [UInt16]
  var downloads: TransferLink<Download>
  /// What a download gets at most now.
  private var bandwidthPerDownload: Bandwidth
  var condition = UpstreamCondition()
  var watch = FaultWatch()
  var recorder = UpstreamRecorder()
  /// Requests that came in the whole run, for what must hold in every run.
  var received = 0
  private(set) var timeline = TimelineRecorder()

  init(plan: WorldPlan, upstream: UpstreamID, keys: KeyRing, changes: TagChanges) {
    self.plan = plan
    self.upstream = upstream
    let compiled = plan.upstreams[Int(upstream.index)]
    let description = compiled.description
    self.keys = keys
    self.changes = changes
    let (accounts, addresses) = (plan.credentials.sets.count + 1, plan.regions.count)
    func counted(_ quota: UpstreamDescription.Quota) -> RequestQuota {
      RequestQuota(
        quota, countsIndexes: description.index == .counted, accounts: accounts,
        addresses: addresses)
    }
    quota = compiled.quota.map(counted)
    abuseLimit = compiled.abuseLimit.map(counted)
    transferQuota = compiled.transferQuota.map {
      ByteQuota($0, accounts: accounts, addresses: addresses)
    }
    acceptedVersion = plan.credentials.sets.map { $0.terms.needsSecrets ? 1 : 0 }
    bandwidthPerDownload = description.bandwidthPerDownload
    downloads = TransferLink(
      bandwidth: description.bandwidth, wake: .upstream(.completed, upstream))
  }

  var description: UpstreamDescription { plan.upstreams[Int(upstream.index)].description }

  public mutating func receive(
    _ message: UpstreamMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .request(let request): received(request, in: &context)
    case .send(let layer, let region, let slot, let attempt):
      guard condition.outages == 0 else {
        answer(
          Answer(.upstreamFailed), to: region, slot: slot, attempt: attempt, after: .zero,
          in: &context)
        return
      }
      downloads.start(
        Download(layer: layer, slot: slot, region: region, attempt: attempt),
        bytes: plan.content.bytes(layer), cap: bandwidthPerDownload, in: &context)
    case .token(let request): tokenRequested(request, in: &context)
    case .accepts(let set, let version): accept(set, fromVersion: version)
    case .completed:
      while let download = downloads.next(in: &context) {
        recorder.bytesSent += plan.content.bytes(download.layer)
        answer(
          .ok, to: download.region, slot: download.slot, attempt: download.attempt,
          after: .zero, in: &context)
      }
    }
  }

  private mutating func received(
    _ request: UpstreamRequest, in context: inout Context<RegistryMessage>
  ) {
    let (region, slot, attempt) = (request.region, request.slot, request.attempt)
    received += 1
    recorder.requests += 1
    recorder.count(request.part, index: description.index)
    guard condition.outages == 0 else {
      // Whoever asked finds out when its patience ends; a request that nobody took is not counted.
      recorder.unanswered += 1
      watch.lost(.silence, at: context.now)
      let patience = plan.scenario.registry.fetching.timeout
      watch.detected(.silence, at: context.now + patience)
      answer(
        Answer(.upstreamFailed), to: region, slot: slot, attempt: attempt, after: patience,
        in: &context)
      return
    }
    guard condition.refusals == 0 else {
      recorder.refused += 1
      watch.lost(.refusal, at: context.now)
      watch.detected(.refusal, at: context.now)
      watch.served(.silence, at: context.now)
      answer(
        Answer(.tooManyRequests), to: region, slot: slot, attempt: attempt, after: .zero,
        in: &context)
      return
    }
    let counted = quota?.counts(request.part) ?? false
    if !counted { recorder.exempt += 1 }
    if let refusal = refusal(of: request, at: context.now) {
      recorder.refused += 1
      if !counted { recorder.exempt -= 1 }
      answer(refusal, to: region, slot: slot, attempt: attempt, after: .zero, in: &context)
      return
    }
    if counted { recorder.counted += 1 }
    // The same fetch meets the same upstream in every alternative.
    func stream(_ purpose: DrawPurpose) -> RandomStream {
      keys.stream(
        ofFetch: request.number, of: plan.content.fetched(request.tag, request.part), by: region,
        attempt: attempt, purpose)
    }
    var response = stream(.response)
    let time = condition.slowed(response.delay(description.responseTime))
    var failure = stream(.failure)
    let failureRate = condition.failureRate(above: description.failureRate)
    let failing = failureRate > 0 ? failure.uniform() : 1
    if failing < failureRate {
      recorder.failed += 1
      noteFailure(failing, at: context.now)
      answer(
        Answer(.upstreamFailed), to: region, slot: slot, attempt: attempt, after: time,
        in: &context)
      return
    }
    if watch.isOpen { watch.served(.all, at: context.now) }
    if let position = request.part.layerPosition {
      context.send(
        .upstream(
          .send(
            plan.content.layer(position, of: request.tag), from: region, slot: slot,
            attempt: attempt), upstream),
        after: time)
    } else if plan.content.image(request.tag).kind == .unknown {
      answer(
        Answer(.notFound), to: region, slot: slot, attempt: attempt, after: time, in: &context)
    } else {
      // What the tag names when the request arrives.
      let version =
        request.part.isByDigest
        ? plan.content.version(of: request.tag)
        : changes.version(of: request.tag, at: context.now)
      answer(
        .version(version), to: region, slot: slot, attempt: attempt, after: time, in: &context)
    }
  }

  /// The 429 that a request gets; nil where all limits grant it. Only then does it count, towards
  /// each of them.
  private mutating func refusal(of request: UpstreamRequest, at now: Instant) -> Answer? {
    let position = request.part.layerPosition
    if position != nil, case .refused? = transferQuota?.verdict(on: request, at: now) {
      return Answer(.tooManyRequests)
    }
    if let refusal = abuseLimit?.refusal(of: request, at: now)
      ?? quota?.refusal(of: request, at: now)
    {
      return refusal
    }
    abuseLimit?.count(request, at: now)
    quota?.count(request, at: now)
    if let position, transferQuota != nil {
      let layer = plan.content.layer(position, of: request.tag)
      transferQuota?.count(plan.content.bytes(layer), of: request, at: now)
    }
    return nil
  }

  /// The connections of all downloads are cut.
  mutating func cutDownloads(in context: inout Context<RegistryMessage>) {
    let cut = downloads.cut(in: &context)
    if !cut.isEmpty { watch.detected(.silence, at: context.now) }
    for download in cut {
      watch.lost(.silence, at: context.now)
      answer(
        Answer(.upstreamFailed), to: download.region, slot: download.slot,
        attempt: download.attempt, after: .zero, in: &context)
    }
  }

  /// The upstream sends so many times as slowly: all downloads together, and each of them, those under
  /// way included.
  mutating func slowDown(_ factor: Double, in context: inout Context<RegistryMessage>) {
    func slowed(_ bandwidth: Bandwidth) -> Bandwidth {
      Bandwidth(bitsPerSecond: Int64((Double(bandwidth.bitsPerSecond) / factor).rounded()))
    }
    let cap = slowed(description.bandwidthPerDownload)
    downloads.changeCap(from: bandwidthPerDownload, to: cap, in: &context)
    bandwidthPerDownload = cap
    downloads.setBandwidth(slowed(description.bandwidth), in: &context)
  }

  private func answer(
    _ answer: Answer, to region: RegionID, slot: UInt32, attempt: UInt8, after time: Span,
    in context: inout Context<RegistryMessage>
  ) {
    context.send(
      .handler(region, .callAnswered(slot: slot, attempt: attempt, answer)),
      after: time + plan.distance(upstream, region), crossing: plan.partition(of: upstream))
  }

  mutating func endWarmUp(at now: Instant) {
    timeline.restart(.upstreamRequests, from: Double(recorder.requests))
    timeline.restart(.quotaRefusals, from: Double(recorder.refused))
    quota?.resetStatistics()
    recorder = UpstreamRecorder()
    downloads.resetStatistics(at: now)
  }

  mutating func endInterval(_ number: Int, at now: Instant) {
    timeline.add(.upstreamRequests, in: number, total: Double(recorder.requests))
    timeline.add(.upstreamBytes, in: number, total: Double(downloads.totalBytes(at: now)))
    timeline.add(.quotaRefusals, in: number, total: Double(recorder.refused))
  }

  /// Whether every byte that was to be sent was sent or is on its way.
  func conservesBytes(at now: Instant) -> Bool { downloads.conservesBytes(at: now) }

  /// What was used of the quota; nil where there is none.
  var quotaUse: QuotaUse? { quota?.use }

  /// The share of the bandwidth in use, averaged since the last reset.
  func utilisation(at now: Instant) -> Double { downloads.utilisation(at: now) }
}
