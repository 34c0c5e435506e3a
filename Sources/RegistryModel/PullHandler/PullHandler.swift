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
  /// Indexed by entry: whether this region was the first to have the image that is here, and so has
  /// offered it to the others.
  var isOffered: [Bool]
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
  /// Indexed by upstream: whether it is assumed to be offline.
  var reachability: [UpstreamReachability]
  var recorder = HandlerRecorder()
  /// Indexed by upstream: requests sent to it in the whole run, for what must hold in every run.
  var sentUpstream: [Int]
  /// ``storedBytes``, over time.
  var bytesHeld = TimeWeightedLevel()
  var timeline = TimelineRecorder()

  init(network: Network, region: RegionID, cache: ContentCache, changes: TagChanges) {
    self.network = network
    self.region = region
    self.cache = cache
    let plan = network.plan
    condition = HandlerCondition(zones: plan.zones, regions: plan.regions.count)
    fetches = FetchNumbers(plan.content)
    credentials = plan.credentials.sets.map { CredentialState(flow: CredentialFlow($0.terms)) }
    reachability = plan.upstreams.map {
      UpstreamReachability(memory: $0.description.assumedOfflineFor)
    }
    sentUpstream = Array(repeating: 0, count: plan.upstreams.count)
    jobOfTag = Array(repeating: nil, count: plan.content.images.count)
    checks = Array(repeating: nil, count: plan.content.images.count)
    isReplicated = Array(repeating: false, count: plan.content.images.count)
    isOffered = isReplicated
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
    case .pushed(let entry, let failures): wasPushed(entry, failures: failures, in: &context)
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
    } else if request.part.isByDigest {
      digestRequested(request, zone: zone, in: &context)
    } else {
      manifestRequested(request, zone: zone, in: &context)
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
