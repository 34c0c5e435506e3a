import ContentCache
import SimulationKernel

/// Origins: where each request found its content, counted when the region has it or gives up.
extension PullHandler {
  /// Where a request that waits for a job finds its content: whoever set the job off waits for a
  /// fetch of its own, all others join it.
  func origin(of request: ContentRequest, in job: FetchJob) -> ContentOrigin {
    owns(request, job) ? job.source.origin : .joined
  }

  /// Answers a request with a failure.
  mutating func refuse(
    _ request: ContentRequest, _ answer: Answer,
    in context: inout Context<RegistryMessage>
  ) {
    record(request, .failed)
    network.answer(request, answer, from: region, in: &context)
  }

  /// Answers a request whose manifest could not be fetched: with what is cached, where that may be
  /// served while the upstream fails, else with the failure.
  mutating func refuseManifest(
    _ request: ContentRequest, _ answer: Answer,
    in context: inout Context<RegistryMessage>
  ) {
    guard request.part.layerPosition == nil, !request.part.isByDigest,
      behaviour.upstreamFailure == .serveStale,
      let manifest = cache.manifest(of: request.tag),
      cache.access(manifest, at: context.now.nanoseconds)
    else {
      refuse(request, answer, in: &context)
      return
    }
    recorder.servedStale += 1
    let entry = plan.content.entry(of: manifest)
    record(request, isReplicated[entry.index] ? .replicated : .zone)
    answerManifest(request, with: entry, in: &context)
  }

  /// Counts a client's request; what another region asks is counted there. Of the requests for
  /// manifests of an attempt at a pull the first counts, which finds the image or does not, and one
  /// that fails.
  mutating func record(_ request: ContentRequest, _ origin: ContentOrigin) {
    guard request.requester.region == nil else { return }
    if let position = request.part.layerPosition {
      let bytes = plan.content.bytes(plan.content.layer(position, of: request.tag))
      recorder.layers[origin].add(origin == .failed ? 0 : bytes)
    } else if !request.part.isFollowUp || origin == .failed {
      let bytes = plan.content.bytes(plan.content.manifest(of: request.tag))
      recorder.manifests[origin].add(origin == .failed ? 0 : bytes)
    }
  }
}
