import CacheRules
import ContentCache
import Randomness
public import SimulationKernel

/// What a region does with a request: match a rule, look into the cache, serve, or fetch.
///
/// Caching is the production content cache, called with the simulated time. Which upstream an image
/// goes to, the production rule engine decided when the plan was made, since rules do not change in
/// a run. The handler owns its region's cache, the misses under way, the jobs
/// that fill the cache and the calls to upstreams and other regions.
public struct PullHandler: RegistryActor {
  let network: Network
  let region: RegionID
  var cache: ContentCache
  /// Who waits for which layer.
  var misses = MissTable<LayerID, LayerWaiter>()
  var jobs = Slab<FetchJob>()
  var calls = Slab<Call>()
  /// Indexed by entry: the job that brings the image; of a tag, also one that brings a further
  /// version of it.
  var jobOfTag: [UInt32?]
  /// The jobs that bring an image that was asked for by its digest; looked up, never iterated.
  var digestJobs: [TagID: UInt32] = [:]
  /// Indexed by tag: the requests that wait for a comparison with the upstream, and the zones that
  /// they came through.
  var checks: [[(request: ContentRequest, zone: UInt8)]?]
  /// Indexed by entry: whether replication brought the image that is here.
  var isReplicated: [Bool]
  /// Indexed by layer: how it came and where it was written.
  var placement: [Placement]
  /// In the home region: who fetches an image for the whole registry, indexed by tag.
  var claims: [RegionID?]
  /// What is pushed to the registry and lies here.
  var pushed: PushedContent
  /// When tags change in this replication.
  let changes: TagChanges
  /// What the tags that change have pointed to here, in order.
  var tagMoves: [TagMove] = []
  /// How often each content was fetched, which numbers the fetches.
  var fetches: FetchNumbers
  /// The faults that the region suffers from now.
  var condition: HandlerCondition
  /// Indexed by credential set.
  var credentials: [CredentialState]
  var recorder = HandlerRecorder()
  /// Bytes of the cache, over time.
  var bytesHeld = TimeWeightedLevel()
  private(set) var timeline = TimelineRecorder()

  init(network: Network, region: RegionID, cache: ContentCache, changes: TagChanges) {
    self.network = network
    self.region = region
    self.cache = cache
    let plan = network.plan
    condition = HandlerCondition(zones: plan.zones, regions: plan.regions.count)
    fetches = FetchNumbers(plan.content)
    credentials = plan.credentials.sets.map { CredentialState(flow: CredentialFlow($0.terms)) }
    jobOfTag = Array(repeating: nil, count: plan.content.images.count)
    checks = Array(repeating: nil, count: plan.content.images.count)
    isReplicated = Array(repeating: false, count: plan.content.images.count)
    claims = Array(repeating: nil, count: region == .home ? plan.content.images.count : 0)
    placement = Array(repeating: Placement(), count: plan.content.description.layerCount)
    self.changes = changes
    pushed = PushedContent(plan)
    storeWhatIsThereFromTheStart()
  }

  var plan: WorldPlan { network.plan }
  var behaviour: BehaviourSwitches { plan.scenario.behaviour }

  /// A message from the handler itself, an upstream or another region.
  public mutating func receive(
    _ message: HandlerMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .callAnswered(let slot, let attempt, let answer):
      callAnswered(slot, attempt: attempt, answer, in: &context)
    case .callTimedOut(let slot): callTimedOut(slot, in: &context)
    case .retryCall(let slot): retry(slot, in: &context)
    case .written(let slot): written(slot, in: &context)
    case .offered(let tag, let since, let source):
      offered(tag, from: source, since: since.instant, in: &context)
    case .claim(_, let job, let asking) where condition.outage.isOut:
      // Nobody answers: who asked fetches for itself when its patience ends.
      send(.claimed(job: job, by: asking), to: asking, after: patience(for: asking), in: &context)
    case .query(_, let job, let asking) where condition.outage.isOut:
      send(.queried(job: job, holds: false), to: asking, after: patience(for: asking), in: &context)
    case .claim(let tag, let job, let asking): claim(tag, job: job, from: asking, in: &context)
    case .claimed(let job, let fetcher): claimed(job, by: fetcher, in: &context)
    case .release(let tag, let holder): if claims[tag.index] == holder { claims[tag.index] = nil }
    case .query(let tag, let job, let asking): query(tag, job: job, from: asking, in: &context)
    case .queried(let job, let holds): queried(job, holds: holds, in: &context)
    case .syncBegins(let images, let since): syncBegins(images, since: since.instant)
    case .pushed(let entry): wasPushed(entry, in: &context)
    case .credentials(let set, let message): receive(message, set, in: &context)
    }
  }

  /// A request, from a front end of a zone or from another region.
  mutating func receive(
    _ request: ContentRequest, zone: UInt8, in context: inout Context<RegistryMessage>
  ) {
    guard !condition.outage.isOut else {
      network.lose(request, from: region, in: &context)
      return
    }
    if let position = request.part.layerPosition {
      layerRequested(request, position: position, zone: zone, in: &context)
    } else if request.part == .digest {
      digestRequested(request, zone: zone, in: &context)
    } else {
      manifestRequested(request, zone: zone, in: &context)
    }
  }

  // MARK: Recording

  mutating func endWarmUp(at now: Instant) {
    bytesHeld.reset(at: now)
    timeline.restart(.layerRequests, from: Double(recorder.layers.answered.requests))
    timeline.restart(.layerHits, from: Double(recorder.layers.hits.requests))
    timeline.restart(.staleManifests, from: Double(recorder.staleAnswers))
    timeline.restart(.pullsTooEarly, from: Double(recorder.pullsTooEarly))
    timeline.restart(.replicatedBytes, from: Double(recorder.replicatedBytes))
    timeline.restart(.secretReads, from: Double(recorder.credentials.secretReads))
    timeline.restart(.tokenRequests, from: Double(recorder.credentials.tokenRequests))
    for index in credentials.indices { credentials[index].flow.resetStatistics(at: now) }
    recorder.restart()
  }

  mutating func endInterval(_ number: Int) {
    timeline.add(
      .layerRequests, in: number, total: Double(recorder.layers.answered.requests))
    timeline.add(.layerHits, in: number, total: Double(recorder.layers.hits.requests))
    timeline.add(.cacheBytes, in: number, level: Double(cache.bytesHeld))
    timeline.add(.staleManifests, in: number, total: Double(recorder.staleAnswers))
    timeline.add(.pullsTooEarly, in: number, total: Double(recorder.pullsTooEarly))
    timeline.add(.replicatedBytes, in: number, total: Double(recorder.replicatedBytes))
    timeline.add(.replicationBacklog, in: number, level: Double(offersOutstanding))
    guard !credentials.isEmpty else { return }
    timeline.add(.secretReads, in: number, total: Double(recorder.credentials.secretReads))
    timeline.add(.tokenRequests, in: number, total: Double(recorder.credentials.tokenRequests))
    let unhealthy = credentials.reduce(0) { $0 + ($1.flow.fault == nil ? 0 : 1) }
    timeline.add(.unhealthySets, in: number, level: Double(unhealthy))
  }

  // MARK: Manifests

  private mutating func manifestRequested(
    _ request: ContentRequest, zone: UInt8, in context: inout Context<RegistryMessage>
  ) {
    guard let upstream = plan.route(request.tag) else {
      pushedManifestRequested(request, in: &context)
      return
    }
    switch cache.resolve(request.tag, at: context.now.nanoseconds) {
    case .fresh(let manifest):
      serveManifest(request, manifest, upstream: upstream, zone: zone, in: &context)
    case .stale(let manifest):
      if let job = jobOfTag[request.tag.index], mayBring(job, newerThan: manifest) {
        // What the upstream has now is on its way.
        manifestMissed(request, upstream: upstream, zone: zone, in: &context)
      } else if checks[request.tag.index]?.append((request, zone)) == nil {
        checks[request.tag.index] = [(request, zone)]
        recorder.checks += 1
        begin(
          Call(
            purpose: .check, source: source(for: upstream), tag: request.tag,
            part: behaviour.tagCheck == .head ? .tagCheck : .manifest, zone: zone,
            isReplication: false), in: &context)
      }
    case .knownAbsent:
      recorder.knownAbsent += 1
      refuse(request, Answer(.notFound), in: &context)
    case .absent:
      manifestMissed(request, upstream: upstream, zone: zone, in: &context)
    }
  }

  /// Serves a manifest that a tag points to; one that has expired is a miss. Returns whether it was
  /// served from the cache.
  @discardableResult
  private mutating func serveManifest(
    _ request: ContentRequest, _ manifest: ManifestID, upstream: UpstreamID, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) -> Bool {
    guard cache.access(manifest, at: context.now.nanoseconds) else {
      noteBytesHeld(at: context.now)
      manifestMissed(request, upstream: upstream, zone: zone, in: &context)
      return false
    }
    // Manifests are metadata, which all zones of a region have at once.
    let entry = plan.content.entry(of: manifest)
    record(request, isReplicated[entry.index] ? .replicated : .zone)
    answerManifest(request, with: entry, in: &context)
    return true
  }

  /// - Parameter found: The version that the upstream is known to have, where a check found one
  ///   that the region lacks.
  private mutating func manifestMissed(
    _ request: ContentRequest, upstream: UpstreamID, zone: UInt8, found: TagID? = nil,
    in context: inout Context<RegistryMessage>
  ) {
    guard let slot = jobOfTag[request.tag.index], brings(slot, atLeast: found) else {
      if passesThrough(found ?? request.tag) {
        passThrough(request, from: source(for: upstream), zone: zone, in: &context)
        return
      }
      startJob(for: request, upstream: upstream, zone: zone, found: found, in: &context)
      return
    }
    if joins(request, jobs[slot]) {
      if jobs[slot].hasManifest {
        record(request, origin(of: request, in: jobs[slot]))
        answerManifest(
          request, with: jobs[slot].entry(of: request.tag, in: plan.content), in: &context)
      } else {
        jobs[slot].waiting.append(request)
      }
    } else {
      begin(
        Call(
          purpose: .direct(request, zone: zone, stores: false), source: source(for: upstream),
          tag: request.tag, part: .manifest, zone: zone, isReplication: false), in: &context)
    }
  }

  /// The comparison of a tag with its upstream is over.
  mutating func checked(
    _ tag: TagID, _ answer: Answer, in context: inout Context<RegistryMessage>
  ) {
    let waiting = checks[tag.index] ?? []
    checks[tag.index] = nil
    let found = answer.isOK ? newerVersion(answer.version, of: tag, in: &context) : nil
    if answer.isOK, found == nil { cache.confirm(tag, at: context.now.nanoseconds) }
    let serves = answer.isOK || behaviour.upstreamFailure == .serveStale
    for (request, zone) in waiting {
      guard serves, let upstream = plan.route(tag) else {
        refuse(request, answer, in: &context)
        continue
      }
      switch cache.resolve(tag, at: context.now.nanoseconds) {
      case .fresh(let manifest), .stale(let manifest):
        if let found {
          manifestMissed(request, upstream: upstream, zone: zone, found: found, in: &context)
          continue
        }
        let isServed = serveManifest(
          request, manifest, upstream: upstream, zone: zone, in: &context)
        if isServed, !answer.isOK { recorder.servedStale += 1 }
      case .absent, .knownAbsent:
        // It was evicted while the upstream was asked.
        manifestMissed(request, upstream: upstream, zone: zone, found: found, in: &context)
      }
    }
  }

  // MARK: Layers

  private mutating func layerRequested(
    _ request: ContentRequest, position: Int, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) {
    if !plan.pushes.isEmpty, plan.route(request.tag) == nil {
      pushedLayerRequested(request, position: position, zone: zone, in: &context)
      return
    }
    let layer = plan.content.layer(position, of: request.tag)
    if cache.access(layer, at: context.now.nanoseconds) {
      let placed = placement[layer.index]
      let inZone = placed.zone == zone || placed.everywhereFrom <= context.now
      record(request, placed.replicated ? .replicated : inZone ? .zone : .region)
      serveLayer(request, layer, zone: zone, in: &context)
      return
    }
    guard let upstream = plan.route(request.tag) else {
      refuse(request, Answer(.notFound), in: &context)
      return
    }
    noteBytesHeld(at: context.now)
    let job = job(bringingLayersOf: request.tag)
    if job == nil, passesThrough(request.tag) {
      passThrough(request, from: source(for: upstream), zone: zone, in: &context)
      return
    }
    let source = job.map { jobs[$0].source } ?? source(for: upstream)
    let joins: Bool =
      switch behaviour.concurrentMisses {
      case .joinedPerRegion, .joinedPerRegistry:
        job.map { self.joins(request, jobs[$0]) } ?? true
      case .separate:
        behaviour.missDelivery == .storeThenServe && (job.map { owns(request, jobs[$0]) } ?? false)
      }
    if joins {
      let isOwn = misses.waiters(for: layer) == 0 || job.map { owns(request, jobs[$0]) } ?? false
      let waiter = LayerWaiter.request(request, zone: zone, isOwn ? source.origin : .joined)
      guard misses.join(layer, waiter) == .first else { return }
      begin(
        Call(
          purpose: .layer, source: source, tag: request.tag, part: request.part, zone: zone,
          isReplication: false), in: &context)
    } else {
      begin(
        Call(
          purpose: .direct(
            request, zone: zone, stores: behaviour.missDelivery == .storeThenServe),
          source: source, tag: request.tag, part: request.part, zone: zone, isReplication: false),
        in: &context)
    }
  }

  /// Sends a layer that the region holds.
  mutating func serveLayer(
    _ request: ContentRequest, _ layer: LayerID, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) {
    var stream = network.keys.stream(request, .firstByte)
    var delay = stream.delay(plan.scenario.registry.storage.firstByte)
    let placed = placement[layer.index]
    if placed.zone != zone, placed.everywhereFrom > context.now {
      let zoneToZone = plan.scenario.registry.network.zoneToZone
      delay = delay + zoneToZone + zoneToZone
    }
    if let asking = request.requester.region {
      context.send(
        .interRegion(from: region, to: asking, .transfer(layer, slot: request.slot)), after: delay)
    } else {
      // The front end redirects the client to storage: there and back once more.
      let way = network.distance(request.requester.pool, region, for: request)
      context.send(.storage(.read(request, zone: zone), region), after: delay + way + way)
    }
  }

  // MARK: Joining

  /// Whether a request is the one that set a job off, or the same pull's or region's next.
  func owns(_ request: ContentRequest, _ job: FetchJob) -> Bool {
    guard let owner = job.owner, owner.requester == request.requester else { return false }
    // The layers that a region asks for come by calls of their own.
    let isLayerForRegion = request.requester.region != nil && request.part.layerPosition != nil
    return isLayerForRegion || owner.slot == request.slot
  }

  /// Whether a request waits for a job's fetch instead of making its own.
  func joins(_ request: ContentRequest, _ job: FetchJob) -> Bool {
    switch behaviour.concurrentMisses {
    case .separate: owns(request, job)
    case .joinedPerRegion, .joinedPerRegistry: true
    }
  }

  /// Where this region looks for content of an upstream.
  func source(for upstream: UpstreamID) -> FetchSource {
    behaviour.missFetcher == .home && region != .home ? .region(.home) : .upstream(upstream)
  }
}
