import ContentCache
import SimulationKernel
import Statistics

/// What a tag that changes pointed to in a region from an instant on.
struct TagMove: Hashable, Sendable {
  var at: Instant
  var tag: TagID
  /// Nil: to nothing any more.
  var version: UInt16?
}

/// Tags: which version of an image they point to, what the upstream has, and how old is what is
/// served.
///
/// Clients, regions and upstreams name tags; an answer says which version the tag is at, and from
/// then on that version is meant: its layers are asked for, cached, offered and counted. What a
/// version consists of never changes. A tag only ever moves to a later version.
extension PullHandler {
  // MARK: What is here

  /// Whether the region has a layer, cached or pushed.
  func holds(_ layer: LayerID) -> Bool { cache.holds(layer) || pushed.holds(layer) }

  /// Whether the region has an image, all of it, cached or pushed.
  func holds(image entry: TagID) -> Bool {
    plan.content.image(entry).kind == .pushed
      ? pushed.holds(entry) : cache.holds(plan.content.manifest(of: entry))
  }

  /// Whether the region has the image that a tag points to here, in a version as late as one; nil:
  /// in any version.
  func holds(_ tag: TagID, atLeast entry: TagID?) -> Bool {
    guard plan.content.changes(tag) else { return holds(image: tag) }
    guard let manifest = cache.manifest(of: tag), cache.holds(manifest) else { return false }
    return plan.content.version(of: plan.content.entry(of: manifest))
      >= entry.map(plan.content.version(of:)) ?? 0
  }

  // MARK: What is on its way

  /// Whether a job for a tag, or for a version of it, brings a version as late as the one that was
  /// found. While that is open, it is asking for what the tag names now.
  func brings(_ slot: UInt32, atLeast found: TagID?) -> Bool {
    guard let found, jobs[slot].knowsVersions else { return true }
    let tag = plan.content.tag(of: found)
    let brought = jobs[slot].entry(of: tag, in: plan.content)
    return plan.content.version(of: brought) >= plan.content.version(of: found)
  }

  /// Whether a job may bring a later version of a tag than the one that it points to.
  func mayBring(_ slot: UInt32, newerThan manifest: ManifestID) -> Bool {
    let entry = plan.content.entry(of: manifest)
    let tag = plan.content.tag(of: entry)
    guard plan.content.changes(tag) else { return false }
    guard jobs[slot].knowsVersions else { return true }
    let brought = jobs[slot].entry(of: tag, in: plan.content)
    return plan.content.version(of: brought) > plan.content.version(of: entry)
  }

  /// Remembers which job brings a version, and so the tag.
  mutating func noteJob(_ slot: UInt32, brings entry: TagID) {
    let tag = plan.content.tag(of: entry)
    if jobOfTag[entry.index] == nil { jobOfTag[entry.index] = slot }
    if jobOfTag[tag.index] == nil { jobOfTag[tag.index] = slot }
  }

  /// A job is over.
  mutating func forgetJob(_ slot: UInt32, brings entry: TagID) {
    let tag = plan.content.tag(of: entry)
    if jobOfTag[entry.index] == slot { jobOfTag[entry.index] = nil }
    if jobOfTag[tag.index] == slot { jobOfTag[tag.index] = nil }
  }

  /// Whether an image that another region offers is to be brought: not if it is here or on its
  /// way, nor if the tag is at a later version already.
  mutating func isWanted(_ entry: TagID, in context: inout Context<RegistryMessage>) -> Bool {
    guard jobOfTag[entry.index] == nil else { return false }
    if let current = current(plan.content.tag(of: entry)),
      plan.content.version(of: current) > plan.content.version(of: entry)
    {
      return false
    }
    guard holds(image: entry) else { return true }
    // It is here, but the tag may not know yet.
    if current(plan.content.tag(of: entry)) != entry { point(to: entry, at: context.now) }
    return false
  }

  /// Images that replication is bringing.
  var replicationsUnderWay: Int {
    plan.regions.count < 2 ? 0 : jobs.records.reduce(0) { $0 + ($1.owner == nil ? 1 : 0) }
  }

  // MARK: Where tags point

  /// The version that a tag is at here; nil where the region knows none.
  func current(_ tag: TagID) -> TagID? {
    plan.content.image(tag).kind == .pushed
      ? pushed.current(tag) : cache.manifest(of: tag).map(plan.content.entry(of:))
  }

  /// The tag of a cached or pushed image points to it from now on, unless it is at a later version.
  mutating func point(to entry: TagID, at now: Instant) {
    let tag = plan.content.tag(of: entry)
    let before = current(tag)
    if let before, plan.content.version(of: before) > plan.content.version(of: entry) { return }
    if plan.content.image(entry).kind == .pushed {
      pushed.point(tag, to: entry)
    } else {
      cache.point(tag, to: plan.content.manifest(of: entry), at: now.nanoseconds)
    }
    if before != entry, plan.content.changes(tag) {
      tagMoves.append(TagMove(at: now, tag: tag, version: plan.content.version(of: entry)))
    }
  }

  /// Tags whose images were evicted point to nothing.
  mutating func noteForgotten(_ eviction: Eviction, at now: Instant) {
    guard !changes.isEmpty else { return }
    for tag in eviction.tags where plan.content.changes(tag) {
      tagMoves.append(TagMove(at: now, tag: tag, version: nil))
    }
  }

  /// A comparison has told which version the upstream has: where it is a later one than the tag
  /// points to here, its entry, unless the region has it already and only the tag did not know.
  mutating func newerVersion(
    _ version: UInt16, of tag: TagID, in context: inout Context<RegistryMessage>
  ) -> TagID? {
    guard version > 0, let here = current(tag), plan.content.version(of: here) < version else {
      return nil
    }
    recorder.changesFound += 1
    let entry = plan.content.version(version, of: tag)
    guard holds(image: entry) else { return entry }
    point(to: entry, at: context.now)
    return nil
  }

  // MARK: What is served

  /// Answers a request for a manifest with one version of the tag.
  mutating func answerManifest(
    _ request: ContentRequest, with entry: TagID, in context: inout Context<RegistryMessage>
  ) {
    let version = plan.content.version(of: entry)
    if !changes.isEmpty, request.requester.region == nil, !request.part.isByDigest {
      recorder.tagAnswers += 1
      let end = changes.end(of: version, of: plan.content.tag(of: entry))
      if let end, end <= context.now {
        recorder.staleAnswers += 1
        recorder.staleAge.record(nanoseconds: (context.now - end).nanoseconds)
      }
    }
    network.answer(request, .version(version), from: region, in: &context)
  }
}
