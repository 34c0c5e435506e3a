import ContentCache
import SimulationKernel

/// Replication: what a region has cached is offered to the others, which take what they lack.
extension PullHandler {
  /// An image that another region holds.
  struct Offer: Hashable, Sendable {
    var tag: TagID
    /// Since when the other region has it.
    var since: Instant
    var source: RegionID
  }

  /// Images that are brought at once.
  var mostReplications: Int { plan.scenario.registry.replication.parallelImages }

  /// Offers that this region has not sent, and those that it has not taken yet.
  var offersOutstanding: Int {
    condition.heldOffers.count + condition.waitingOffers.count + condition.replications
  }

  /// Offers an image to another region, or keeps the offer while none can be sent.
  mutating func offer(
    _ tag: TagID, to other: RegionID, since: Instant, after delay: Span,
    in context: inout Context<RegistryMessage>
  ) {
    guard !condition.missing[Int(other.index)] else { return }
    guard condition.stallsHere == 0, condition.reaches(other) else {
      condition.heldOffers.append(
        (other, Offer(tag: tag, since: since, source: region)))
      return
    }
    send(
      .offered(tag, since: PackedInstant(since), from: region), to: other,
      after: delay + plan.distance(region, other), in: &context)
  }

  /// What was held back is offered as far as it can be now.
  mutating func sendHeldOffers(in context: inout Context<RegistryMessage>) {
    let held = condition.heldOffers
    condition.heldOffers = []
    for (other, one) in held {
      offer(one.tag, to: other, since: one.since, after: .zero, in: &context)
    }
  }

  /// A job that an offer set off is over. One that failed because its source could not be reached is
  /// tried again, so that all regions agree in the end.
  mutating func replicationEnded(_ job: FetchJob, in context: inout Context<RegistryMessage>) {
    condition.replications -= 1
    if let since = job.offeredSince, case .region(let source) = job.source {
      if job.failure?.status == .unavailable {
        offerAgain(job.tags[0], from: source, since: since, in: &context)
      } else {
        if job.failure == nil {
          condition.stalls.came(since: since, from: source, at: context.now)
        }
        offerDone(from: source, since: since, at: context.now)
      }
    }
    takeWaitingOffers(in: &context)
  }

  /// What could not be brought is tried again later.
  mutating func offerAgain(
    _ tag: TagID, from source: RegionID, since: Instant,
    in context: inout Context<RegistryMessage>
  ) {
    send(
      .offered(tag, since: PackedInstant(since), from: source), to: region,
      after: plan.scenario.registry.replication.retryAfter, in: &context)
  }

  /// Takes offers that waited, as many as may be taken at once.
  mutating func takeWaitingOffers(in context: inout Context<RegistryMessage>) {
    while !condition.outage.isOut, condition.replications < mostReplications,
      !condition.waitingOffers.isEmpty
    {
      let next = condition.waitingOffers.removeFirst()
      offered(next.tag, from: next.source, since: next.since, in: &context)
    }
  }

  // MARK: Adding a replica

  /// A replica was added. The home region offers it everything that is here, at once.
  ///
  /// The other regions offer it what they were the first to have, with the usual delay: whatever of
  /// that has not reached the home region yet. What has is on its way from there by then.
  mutating func replicaAdded(
    _ other: RegionID, in context: inout Context<RegistryMessage>
  ) {
    guard other != region else { return }
    let tags = plan.content.images.indices.map { TagID(rawValue: UInt32($0)) }
      .filter { holds(image: $0) }
    guard region == .home else {
      for tag in tags where isOffered[tag.index] { offer(tag, to: [other], in: &context) }
      return
    }
    send(
      .syncBegins(images: UInt32(tags.count), since: PackedInstant(context.now)), to: other,
      after: plan.distance(region, other), in: &context)
    for tag in tags {
      offer(tag, to: other, since: context.now, after: .zero, in: &context)
    }
  }

  mutating func syncBegins(_ images: UInt32, since: Instant) {
    condition.sync = images == 0 ? nil : (since, Int(images))
    recorder.syncTime = images == 0 ? .zero : nil
  }

  /// An offer needs nothing more: the image is here, or cannot be had.
  mutating func offerDone(from source: RegionID, since: Instant, at now: Instant) {
    // Only the home region's offers of that instant are counted.
    guard let sync = condition.sync, source == .home, sync.since == since else { return }
    condition.sync = sync.images > 1 ? (since, sync.images - 1) : nil
    if sync.images == 1 { recorder.syncTime = now - since }
  }

  // MARK: Sending

  /// Sends a message to the handler of a region, this one included.
  func send(
    _ message: HandlerMessage, to other: RegionID, after delay: Span,
    in context: inout Context<RegistryMessage>
  ) {
    network.send(
      .handler(other, message), after: delay, from: plan.partition(of: region),
      to: plan.partition(of: other), in: &context)
  }

  /// What is left of the patience of a region that waits for an answer from here.
  func patience(for asking: RegionID) -> Span {
    let way = plan.distance(region, asking)
    return max(way, plan.scenario.registry.fetching.timeout - way)
  }

  /// Tells the home region that a claim is over.
  mutating func release(
    _ tag: TagID, from holder: RegionID, in context: inout Context<RegistryMessage>
  ) {
    let tag = plan.content.tag(of: tag)
    if region == .home {
      if claims[tag.index] == holder { claims[tag.index] = nil }
    } else {
      send(
        .release(tag, from: holder), to: .home, after: plan.distance(region, .home),
        in: &context)
    }
  }
}
