import ContentCache
import SimulationKernel
import Statistics

/// Ordinary content: what is pushed to repositories that no cache rule covers. It lies in the
/// region that it was pushed to, and replication brings it to the others; asked for earlier it is
/// unknown there, as the service documents.
extension PullHandler {
  /// Pushes of before the run have reached all regions.
  mutating func storeWhatIsThereFromTheStart() {
    for push in plan.pushes where push.isEverywhere {
      for entry in push.entries { storePushed(entry, at: .zero) }
    }
  }

  /// A push to this region is complete.
  mutating func wasPushed(_ entry: TagID, in context: inout Context<RegistryMessage>) {
    storePushed(entry, at: context.now)
    offer(entry, in: &context)
  }

  private mutating func storePushed(_ entry: TagID, at now: Instant) {
    for layer in plan.content.layers(of: entry) where !pushed.holds(layer) {
      pushed.store(layer, bytes: plan.content.bytes(layer))
      placement[layer.index] = Placement(everywhereFrom: now)
    }
    pushed.store(entry, bytes: plan.content.bytes(plan.content.manifest(of: entry)))
    point(to: entry, at: now)
  }

  /// Replication has brought all layers of a pushed image.
  mutating func storePushed(
    _ entry: TagID, _ job: FetchJob, in context: inout Context<RegistryMessage>
  ) {
    pushed.store(entry, bytes: plan.content.bytes(plan.content.manifest(of: entry)))
    isReplicated[entry.index] = true
    if let since = job.offeredSince {
      recorder.replicationTime.record(nanoseconds: (context.now - since).nanoseconds)
    }
    point(to: entry, at: context.now)
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

  /// Refuses what was never pushed, or not here and has not come yet.
  mutating func refuseWhatIsNotHere(
    _ request: ContentRequest, in context: inout Context<RegistryMessage>
  ) {
    let isElsewhere = plan.pushes.contains {
      $0.entries.contains(request.tag) && $0.at <= context.now
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
        schedule(.handler(push.region, .pushed(entry)), at: push.at)
      }
    }
  }
}
