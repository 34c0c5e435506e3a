import ContentCache
import SimulationKernel

/// Manifests that a tag names: from the cache, after a comparison with the upstream where one is due,
/// or from where the region fetches.
extension PullHandler {
  mutating func manifestRequested(
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
            part: partOfCheck(at: upstream), zone: zone, isReplication: false), in: &context)
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
        jobs[slot].waiting.append((request, zone))
      }
    } else {
      fetch(request, from: source(for: upstream), zone: zone, in: &context)
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
}
