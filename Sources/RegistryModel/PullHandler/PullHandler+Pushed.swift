import ContentCache
import Randomness
import SimulationKernel
import Statistics

/// Ordinary content: what is pushed to repositories that no cache rule covers. It lies in the
/// region that it was pushed to, and replication brings it to the others; asked for earlier it is
/// unknown there, as the service documents.
///
/// A push is written in one zone, and the others have it as they have everything else that is written:
/// at once, or later. So it can be lost with that zone.
extension PullHandler {
  /// Pushes of before the run have reached all regions that there are.
  mutating func storeWhatIsThereFromTheStart() {
    guard !plan.isYetToBeAdded(region) else { return }
    for push in plan.pushes where push.isEverywhere {
      for entry in push.entries {
        for layer in plan.content.layers(of: entry) {
          pushed.store(layer, bytes: plan.content.bytes(layer))
        }
        storeManifest(ofPushed: entry, at: .zero)
      }
    }
    // The plan has seen to it that there is room.
    _ = makeRoom(forPushed: 0, at: .zero)
  }

  /// A push to this region is complete, of all or what does not lie here already. Where nobody is
  /// there to take it, whoever pushes tries again, and gives up in the end.
  ///
  /// A push stays with its region: a client has to pin the name that it has looked up for as long as
  /// a push takes, lest layers and manifest come to different regions.
  mutating func wasPushed(
    _ entry: TagID, failures: UInt8, in context: inout Context<RegistryMessage>
  ) {
    guard !condition.outage.isOut, !condition.missing[Int(region.index)] else {
      if let pause = PushRetries.pause(afterFailures: Int(failures) + 1) {
        context.send(.handler(region, .pushed(entry, failures: failures + 1)), after: pause)
      } else {
        recorder.pushesFailed += 1
        pushed.hasGaps = true
      }
      return
    }
    guard makeRoom(forPushed: bytesMissing(ofPushed: entry), at: context.now) else {
      refusePush(of: entry)
      return
    }
    let zone = zoneOfPush(of: entry)
    for position in 0..<plan.content.layerCount(of: entry) {
      let layer = plan.content.layer(position, of: entry)
      guard !pushed.holds(layer) else { continue }
      pushed.store(layer, bytes: plan.content.bytes(layer))
      let part = ContentPart.layer(position)
      let number = fetches.next(of: entry, part, in: plan.content)
      var stream = network.keys.stream(
        ofFetch: number, of: plan.content.fetched(entry, part), by: region, .zoneLag)
      place(layer, in: zone, isReplicated: false, &stream, at: context.now)
    }
    storeManifest(ofPushed: entry, at: context.now)
    offer(entry, in: &context)
  }

  /// What is pushed, or was pushed elsewhere, does not fit. Several regions may offer the same.
  mutating func refusePush(of entry: TagID) {
    if !pushed.refuse(entry) { recorder.pushesRefused += 1 }
  }

  /// The zone that a push comes through and is written in: drawn from all; `place` takes another where
  /// it is out. A push is to the region's numbers and draws as a fetch.
  private mutating func zoneOfPush(of entry: TagID) -> UInt8 {
    let number = fetches.next(of: entry, .manifest, in: plan.content)
    var stream = network.keys.stream(
      ofFetch: number, of: plan.content.fetched(entry, .manifest), by: region, .zone)
    return UInt8(stream.below(UInt64(plan.zones)))
  }

  private mutating func storeManifest(ofPushed entry: TagID, at now: Instant) {
    pushed.store(entry, bytes: plan.content.bytes(plan.content.manifest(of: entry)))
    noteBytesHeld(at: now)
    point(to: entry, at: now)
  }

  /// Replication has brought all layers of a pushed image that there was room for.
  mutating func storePushed(
    _ entry: TagID, _ job: FetchJob, in context: inout Context<RegistryMessage>
  ) {
    guard hasRoom(forPushed: entry) else {
      refusePush(of: entry)
      return
    }
    guard plan.content.layers(of: entry).allSatisfy(pushed.holds) else {
      // One was lost before the last one came, or its room was taken for a while.
      if let since = job.offeredSince, case .region(let source) = job.source {
        offerAgain(entry, from: source, since: since, in: &context)
      }
      return
    }
    _ = makeRoom(forPushed: bytesMissing(ofPushed: entry), at: context.now)
    isReplicated[entry.index] = true
    isOffered[entry.index] = false
    if let since = job.offeredSince {
      recorder.replicationTime.record(nanoseconds: (context.now - since).nanoseconds)
    }
    storeManifest(ofPushed: entry, at: context.now)
  }

  /// A layer of what was pushed is lost, and with it the images that have it. The other regions keep
  /// what reached them, and nobody brings it back from there: nothing of the kind is documented.
  mutating func losePushed(_ layer: LayerID, at now: Instant) {
    let lost = pushed.remove(layer, plan.content)
    recorder.lostPushedLayers += 1
    recorder.lostPushedImages += lost.images.count
    for tag in lost.tags where plan.content.changes(tag) {
      tagMoves.append(TagMove(at: now, tag: tag, version: nil))
    }
    _ = makeRoom(forPushed: 0, at: now)
    noteBytesHeld(at: now)
  }

  /// A manifest of a repository that no rule covers.
  mutating func pushedManifestRequested(
    _ request: ContentRequest, in context: inout Context<RegistryMessage>
  ) {
    if let entry = current(request.tag) {
      record(request, isReplicated[entry.index] ? .replicated : .zone)
      answerManifest(request, with: entry, in: &context)
      return
    }
    refuseWhatIsNotHere(request, in: &context)
  }

  /// Refuses what was never pushed, is gone, or was pushed elsewhere and has not come yet.
  mutating func refuseWhatIsNotHere(
    _ request: ContentRequest, in context: inout Context<RegistryMessage>
  ) {
    // What was pushed here is not on its way: it was refused, or is lost.
    let isElsewhere = plan.pushes.contains {
      $0.entries.contains(request.tag) && $0.at <= context.now
        && ($0.region != region || $0.isEverywhere)
    }
    if isElsewhere { recorder.pullsTooEarly += 1 } else { recorder.unmatched += 1 }
    refuse(request, Answer(.notFound), in: &context)
  }

  /// A layer of a repository that no rule covers.
  mutating func pushedLayerRequested(
    _ request: ContentRequest, position: Int, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) {
    let layer = plan.content.layer(position, of: request.tag)
    guard pushed.holds(layer) else {
      refuse(request, Answer(.notFound), in: &context)
      return
    }
    let placed = placement[layer.index]
    let inZone = placed.zone == zone || placed.everywhereFrom <= context.now
    record(request, placed.replicated ? .replicated : inZone ? .zone : .region)
    serveLayer(request, layer, zone: zone, in: &context)
  }
}

extension Simulation where W.Message == RegistryMessage {
  /// Sends the pushes of a run to those of its actors that are pushed to.
  mutating func schedulePushes(of plan: WorldPlan, to actors: [ActorID]) {
    for push in plan.pushes where !push.isEverywhere && actors.contains(.handler(push.region)) {
      for entry in push.entries {
        schedule(.handler(push.region, .pushed(entry, failures: 0)), at: push.at)
      }
    }
  }
}
