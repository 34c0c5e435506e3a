import ContentCache

/// What must hold in a region between any two messages.
extension PullHandler {
  /// What does not, each in a sentence.
  func violations(_ depth: CheckDepth) -> [String] {
    var found: [String] = []
    let counters = cache.counters
    if counters.bytesStored != cache.bytesHeld + counters.bytesEvicted {
      found.append(
        "\(counters.bytesStored) bytes went into the cache, but it holds "
          + "\(cache.bytesHeld) and evicted \(counters.bytesEvicted)")
    }
    if let capacity = cache.configuration.capacity, cache.bytesHeld > capacity {
      found.append("the cache holds \(cache.bytesHeld) bytes; its capacity is \(capacity)")
    }
    let unreported = cache.unreportedCount
    let reported = recorder.reportedOfRun
    if counters.bytesEvicted != reported.bytes + unreported.bytes
      || counters.objectsEvicted != Int64(reported.requests + unreported.objects)
    {
      found.append(
        "the cache evicted \(counters.objectsEvicted) objects of \(counters.bytesEvicted) bytes, "
          + "but reported \(reported.requests + unreported.objects) of "
          + "\(reported.bytes + unreported.bytes)")
    }
    if plan.storesNothing, cache.bytesHeld > 0 {
      found.append("the network rules let nothing be stored, but something is")
    }
    if let limit = plan.scenario.storageLimit, storedBytes > limit.bytes {
      found.append("\(storedBytes) bytes are held, but at most \(limit.bytes) may be")
    }
    if !credentialsAreSound {
      found.append("a request waits for a token that nobody fetches")
    }
    if isStuck(depth) { found.append("a request or a fetch waits for what nobody brings") }
    return depth == .contents ? found + violationsOfContent : found
  }

  private var violationsOfContent: [String] {
    var found: [String] = []
    // What a digest stands for is the plan's: compared in no time while nobody has touched it.
    if cache.description != plan.content.description {
      found.append("a cached digest has changed its content")
    }
    if let broken = cache.brokenInvariant() {
      found.append("what the cache holds is not what it counts: \(broken)")
    }
    if let manifest = cache.incompleteImageWithTag() {
      found.append("the cached image of manifest \(manifest.rawValue) lacks a layer")
    }
    if let broken = pushed.brokenInvariant(plan.content) {
      found.append("of what was pushed, \(broken)")
    }
    if let tag = misdirectedTag {
      found.append("the tag \(plan.content.image(tag).reference) points to another's image")
    }
    return found
  }

  /// A tag that points to what is none of its versions, or to an image of which nothing is here.
  private var misdirectedTag: TagID? {
    plan.content.images.indices.lazy.map { TagID(rawValue: UInt32($0)) }.first { tag in
      guard let manifest = cache.manifest(of: tag) else { return false }
      return plan.content.tag(of: plan.content.entry(of: manifest)) != tag
        || !cache.holdsDocument(of: manifest)
    }
  }

  /// Indexed by upstream: requests that it has not answered yet.
  var requestsUnanswered: [Int] {
    var counts = sentUpstream.map { _ in 0 }
    calls.visit { _, call in
      if case .upstream(let upstream) = call.source {
        counts[Int(upstream.index)] += call.unanswered
      }
    }
    return counts
  }

  /// Whether somebody waits although nothing is under way that would end the wait.
  private func isStuck(_ depth: CheckDepth) -> Bool {
    var (layerCalls, manifestCalls, checkCalls) = (0, 0, 0)
    var isStuck = false
    calls.visit { _, call in
      guard call.phase != .over else { return }
      switch call.purpose {
      case .layer:
        layerCalls += 1
        guard let position = call.part.layerPosition,
          misses.waiters(for: plan.content.layer(position, of: call.tag)) > 0
        else {
          isStuck = true
          return
        }
      case .manifest(let job):
        manifestCalls += 1
        if !jobs.has(job) { isStuck = true }
      case .check:
        checkCalls += 1
        if checks[call.tag.index] == nil { isStuck = true }
      case .direct: break
      }
    }
    var (manifestsAwaited, layersAwaited) = (0, 0)
    jobs.visit { slot, job in
      guard !job.isAborted else { return }
      switch job.phase {
      case .manifests: manifestsAwaited += job.outstanding
      case .layers: layersAwaited += job.outstanding
      case .claiming, .querying: break
      }
      if (job.phase == .manifests || job.phase == .layers) && job.outstanding == 0 {
        isStuck = true
      }
      // Whoever asks for the image has to find who brings it. Of a tag that changes, a later job may
      // bring what is newer.
      let isFound = job.tags.allSatisfy {
        job.isByDigest ? digestJobs[$0] == slot : jobOfTag[$0.index] == slot
      }
      if changes.isEmpty, !isFound { isStuck = true }
    }
    return isStuck || misses.count != layerCalls || manifestsAwaited != manifestCalls
      || layersAwaited > misses.waiterCount
      || depth == .contents && checks.count(where: { $0 != nil }) != checkCalls
  }
}
