import ContentCache
import Randomness
import SimulationKernel
import Statistics

/// Jobs: how an image comes into the region's cache.
extension PullHandler {
  /// Begins to cache the image that a request asked for and that no job is bringing yet.
  mutating func startJob(
    for request: ContentRequest, upstream: UpstreamID, zone: UInt8,
    found: TagID? = nil, in context: inout Context<RegistryMessage>
  ) {
    let siblings =
      behaviour.multiPlatform == .whole ? plan.content.image(request.tag).siblings : []
    let tags =
      [request.tag]
      + siblings.filter {
        jobOfTag[$0.index] == nil && !holds($0, atLeast: found)
      }
    var job = FetchJob(
      tags: tags, owner: request, zone: zone, source: source(for: upstream), phase: .manifests)
    job.waiting = [(request, zone)]
    job.found = found
    let slot = jobs.insert(job)
    for tag in tags { jobOfTag[tag.index] = slot }
    decideWhoFetches(slot, in: &context)
  }

  /// Another region has cached an image: bring it here, unless it is here or on its way.
  mutating func offered(
    _ tag: TagID, from source: RegionID, since: Instant,
    in context: inout Context<RegistryMessage>
  ) {
    guard !condition.outage.isOut, condition.replications < mostReplications else {
      condition.waitingOffers.append(Offer(tag: tag, since: since, source: source))
      return
    }
    guard isWanted(tag, in: &context) else {
      offerDone(from: source, since: since, at: context.now)
      return
    }
    guard plan.content.image(tag).kind != .pushed || hasRoom(forPushed: tag) else {
      refusePush(of: tag)
      offerDone(from: source, since: since, at: context.now)
      return
    }
    recorder.replications += 1
    condition.replications += 1
    var job = FetchJob(
      tags: [tag], owner: nil, zone: 0, source: .region(source), phase: .layers)
    job.offeredSince = since
    let slot = jobs.insert(job)
    jobOfTag[tag.index] = slot
    noteJob(slot, brings: tag)
    beginLayers(slot, in: &context)
  }

  // MARK: Manifests

  /// Asks for what the job has to know before it can ask for layers: what the tag names, then the
  /// manifest of each platform.
  mutating func askForManifests(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    jobs[slot].phase = .manifests
    let job = jobs[slot]
    let first = firstPart(of: job.part, from: job.source)
    // A check by GET has brought what the tag names: the manifest, or the index that leads to it.
    let checked = job.found == nil ? nil : plan.route(job.tags[0]).map(partOfCheck(at:))
    guard first.isIndex else {
      // An index in hand is of no use where another region is asked: that gives a manifest at once.
      askForPlatforms(slot, known: checked == .manifest ? job.found : nil, in: &context)
      return
    }
    if let found = job.found, checked?.isIndex == true {
      indexArrived(slot, .version(plan.content.version(of: found)), in: &context)
      return
    }
    jobs[slot].outstanding = 1
    begin(
      Call(
        purpose: .manifest(job: slot), source: job.source, tag: job.tags[0], part: first,
        zone: job.zone, isReplication: false), in: &context)
  }

  /// The index came, or could not be had.
  mutating func indexArrived(
    _ slot: UInt32, _ answer: Answer, in context: inout Context<RegistryMessage>
  ) {
    guard answer.isOK else {
      manifestArrived(slot, of: jobs[slot].tags[0], answer, in: &context)
      return
    }
    jobs[slot].hasIndex = true
    if !jobs[slot].isByDigest {
      for tag in jobs[slot].tags { jobNames(answer.version, of: tag, slot) }
    }
    askForPlatforms(slot, known: nil, in: &context)
  }

  /// Asks for the manifest of each platform.
  ///
  /// - Parameter known: What was asked for, where its manifest is here already.
  private mutating func askForPlatforms(
    _ slot: UInt32, known: TagID?, in context: inout Context<RegistryMessage>
  ) {
    let job = jobs[slot]
    jobs[slot].outstanding = job.tags.count
    for tag in known == nil ? job.tags[...] : job.tags.dropFirst() {
      begin(
        Call(
          purpose: .manifest(job: slot), source: job.source, tag: tag,
          part: job.hasIndex ? .digest : job.part, zone: job.zone, isReplication: false),
        in: &context)
    }
    if let known {
      manifestArrived(
        slot, of: job.tags[0], .version(plan.content.version(of: known)), in: &context)
    }
  }

  /// Of a tag, the job brings this version.
  private mutating func jobNames(_ version: UInt16, of tag: TagID, _ slot: UInt32) {
    let entry = plan.content.version(version, of: plan.content.tag(of: tag))
    jobs[slot].name(tag, entry)
    noteJob(slot, brings: entry)
  }

  mutating func manifestArrived(
    _ slot: UInt32, of tag: TagID, _ answer: Answer, in context: inout Context<RegistryMessage>
  ) {
    jobs[slot].outstanding -= 1
    if answer.isOK {
      if !jobs[slot].isByDigest { jobNames(answer.version, of: tag, slot) }
    } else if jobs[slot].failure == nil {
      jobs[slot].failure = answer
    }
    guard jobs[slot].outstanding == 0 else { return }
    let waiting = jobs[slot].waiting
    jobs[slot].waiting = []
    let job = jobs[slot]
    let failure = jobs[slot].failure
    if failure == nil { beginLayers(slot, in: &context) } else { end(slot, in: &context) }
    for (request, _) in waiting {
      if let failure {
        refuseManifest(request, failure, in: &context)
      } else {
        record(request, origin(of: request, in: job))
        answerManifest(request, with: job.entry(of: request.tag, in: plan.content), in: &context)
      }
    }
  }

  // MARK: Layers

  private mutating func beginLayers(
    _ slot: UInt32, in context: inout Context<RegistryMessage>
  ) {
    jobs[slot].phase = .layers
    var missing: [FetchJob.Piece] = []
    for tag in jobs[slot].tags {
      for position in 0..<plan.content.layerCount(of: tag)
      where !holds(plan.content.layer(position, of: tag)) {
        missing.append(FetchJob.Piece(tag: tag, position: position))
      }
    }
    jobs[slot].missing = missing.reversed()
    advance(slot, in: &context)
  }

  /// Asks for as many of the missing layers as may be asked for at once.
  private mutating func advance(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    while jobs[slot].outstanding < plan.scenario.registry.fetching.parallelLayers,
      let piece = jobs[slot].missing.popLast()
    {
      let layer = plan.content.layer(piece.position, of: piece.tag)
      if holds(layer) { continue }
      jobs[slot].outstanding += 1
      guard misses.join(layer, .job(slot)) == .first else { continue }
      let job = jobs[slot]
      begin(
        Call(
          purpose: .layer, source: job.source, tag: piece.tag, part: .layer(piece.position),
          zone: job.zone, isReplication: job.owner == nil), in: &context)
    }
    if jobs[slot].outstanding == 0 { end(slot, in: &context) }
  }

  /// A layer is stored: whoever waits for it goes on.
  mutating func layerArrived(_ layer: LayerID, in context: inout Context<RegistryMessage>) {
    var waiters: [LayerWaiter] = []
    misses.complete(layer) { waiters.append($0) }
    for waiter in waiters {
      switch waiter {
      case .request(let request, let zone, let origin):
        record(request, origin)
        serveOrPassOn(request, layer, zone: zone, in: &context)
      case .job(let slot):
        jobs[slot].outstanding -= 1
        advance(slot, in: &context)
      case .nobody: break
      }
    }
  }

  mutating func layerFailed(
    _ call: Call, _ answer: Answer, in context: inout Context<RegistryMessage>
  ) {
    guard let position = call.part.layerPosition else { return }
    var waiters: [LayerWaiter] = []
    misses.complete(plan.content.layer(position, of: call.tag)) { waiters.append($0) }
    for waiter in waiters {
      switch waiter {
      case .request(let request, _, _): refuse(request, answer, in: &context)
      case .job(let slot):
        jobs[slot].outstanding -= 1
        if jobs[slot].failure == nil { jobs[slot].failure = answer }
        advance(slot, in: &context)
      case .nobody: break
      }
    }
  }

  // MARK: The end

  private mutating func end(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let job = jobs.remove(slot)
    for tag in job.tags {
      if job.isByDigest { digestJobs[tag] = nil } else { forgetJob(slot, brings: tag) }
    }
    if job.holdsClaim {
      release(job.tags[0], from: region, in: &context)
    } else if job.failure?.status == .unavailable, case .region(let fetcher) = job.source {
      // Whoever was to fetch for all is gone: the next to ask does so.
      release(job.tags[0], from: fetcher, in: &context)
    }
    if job.owner == nil { replicationEnded(job, in: &context) }
    guard job.failure == nil else {
      if job.failure?.status == .notFound, !job.isByDigest {
        for tag in job.tags {
          cache.recordAbsence(of: plan.content.tag(of: tag), at: context.now.nanoseconds)
        }
      }
      recorder.failedJobs += 1
      return
    }
    for tag in job.tags { cacheImage(tag, job, in: &context) }
  }

  private mutating func cacheImage(
    _ tag: TagID, _ job: FetchJob, in context: inout Context<RegistryMessage>
  ) {
    guard plan.content.image(tag).kind != .pushed else {
      storePushed(tag, job, in: &context)
      return
    }
    let manifest = plan.content.manifest(of: tag)
    let now = context.now.nanoseconds
    let isNew = !cache.holds(manifest)
    if isNew {
      let eviction = cache.store(manifest, at: now)
      recorder.count(eviction)
      noteBytesHeld(at: context.now)
      noteForgotten(eviction, at: context.now)
    }
    guard cache.holds(manifest) else {
      // A layer was evicted before the last one came: the cache is too small for the image.
      recorder.incompleteImages += 1
      // Of two that had room at their start, one may have taken it.
      if cache.configuration.policy == .none { recorder.storageRefusals += 1 }
      return
    }
    if !job.isByDigest { point(to: tag, at: context.now) }
    // Two platforms may be one manifest.
    guard isNew else { return }
    recorder.imagesCached += 1
    isReplicated[tag.index] = job.owner == nil
    isOffered[tag.index] = false
    if let since = job.offeredSince {
      recorder.replicationTime.record(nanoseconds: (context.now - since).nanoseconds)
    }
    guard case .upstream = job.source else { return }
    offer(tag, in: &context)
  }

  /// Offers an image that the region has now to all others.
  mutating func offer(_ tag: TagID, in context: inout Context<RegistryMessage>) {
    isOffered[tag.index] = true
    offer(tag, to: plan.peers(of: region), in: &context)
  }

  /// Offers an image to some of the others, to each after the delay of replication.
  mutating func offer(
    _ tag: TagID, to others: [RegionID], in context: inout Context<RegistryMessage>
  ) {
    let number = fetches.nextOffer(of: tag)
    for other in others {
      var stream = network.keys.stream(
        ofOffer: number, of: plan.content.fetched(tag, .manifest), by: region, to: other)
      let delay = stream.delay(plan.scenario.registry.replication.delay)
      offer(tag, to: other, since: context.now, after: delay, in: &context)
    }
  }
}
