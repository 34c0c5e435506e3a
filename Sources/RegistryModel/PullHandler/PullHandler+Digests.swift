import ContentCache
import SimulationKernel

/// Requests by digest, of pulls that name one and of all others once they know what their tag names:
/// what is asked for never changes, so nothing is compared with the upstream, and what a tag points
/// to is neither asked nor told.
extension PullHandler {
  mutating func digestRequested(
    _ request: ContentRequest, zone: UInt8, in context: inout Context<RegistryMessage>
  ) {
    let entry = request.tag
    guard let upstream = plan.route(entry) else {
      pushedDigestRequested(request, in: &context)
      return
    }
    if cache.access(plan.content.manifest(of: entry), at: context.now.nanoseconds) {
      serveDigest(request, isReplicated[entry.index] ? .replicated : .zone, in: &context)
    } else if let slot = job(bringing: entry) {
      if !joins(request, jobs[slot]) {
        fetch(request, from: source(for: upstream), zone: zone, in: &context)
      } else if jobs[slot].hasManifest {
        serveDigest(request, origin(of: request, in: jobs[slot]), in: &context)
      } else {
        jobs[slot].waiting.append((request, zone))
      }
    } else if passesThrough(entry) {
      passThrough(request, from: source(for: upstream), zone: zone, in: &context)
    } else {
      var job = FetchJob(
        tags: [entry], owner: request, zone: zone, source: source(for: upstream),
        phase: .manifests)
      job.waiting = [(request, zone)]
      let slot = jobs.insert(job)
      digestJobs[entry] = slot
      decideWhoFetches(slot, in: &context)
    }
  }

  /// The job that brings this very version: one that was set off by its digest, or one for its tag
  /// that is certain to bring it.
  func job(bringing entry: TagID) -> UInt32? {
    if let slot = digestJobs[entry] { return slot }
    guard let slot = jobOfTag[entry.index], jobs[slot].tags.contains(entry),
      jobs[slot].knowsVersions || !plan.content.changes(plan.content.tag(of: entry))
    else { return nil }
    return slot
  }

  /// The job that brings the layers of this very version. One that brings another version of its tag
  /// may fetch from a region that lacks this one.
  func job(bringingLayersOf entry: TagID) -> UInt32? {
    if let slot = jobOfTag[entry.index], jobs[slot].tags.contains(entry) { return slot }
    return digestJobs.isEmpty ? nil : digestJobs[entry]
  }

  private mutating func serveDigest(
    _ request: ContentRequest, _ origin: ContentOrigin,
    in context: inout Context<RegistryMessage>
  ) {
    record(request, origin)
    network.answer(
      request, .version(plan.content.version(of: request.tag)), from: region, in: &context)
  }

  private mutating func pushedDigestRequested(
    _ request: ContentRequest, in context: inout Context<RegistryMessage>
  ) {
    if pushed.holds(request.tag) {
      serveDigest(request, isReplicated[request.tag.index] ? .replicated : .zone, in: &context)
    } else {
      refuseWhatIsNotHere(request, in: &context)
    }
  }
}
