import ContentCache
import SimulationKernel

/// Who fetches what the registry lacks: the home region, the region that was asked, or another one
/// that has it.
extension PullHandler {
  mutating func decideWhoFetches(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    switch behaviour.missFetcher {
    case .home: askForManifests(slot, in: &context)
    case .servingRegion: claimOrFetch(slot, in: &context)
    case .peerFirst: askPeer(0, slot, in: &context)
    }
  }

  /// Peer first: asks the regions one after the other, nearest first.
  private mutating func askPeer(
    _ number: Int, _ slot: UInt32, in context: inout Context<RegistryMessage>
  ) {
    let peers = plan.peers(of: region)
    guard number < peers.count else {
      claimOrFetch(slot, in: &context)
      return
    }
    jobs[slot].phase = .querying(peer: number)
    let peer = peers[number]
    guard condition.reaches(peer) else {
      send(
        .queried(job: slot, holds: false), to: region, after: patience(for: region), in: &context)
      return
    }
    send(
      .query(jobs[slot].found ?? jobs[slot].tags[0], job: slot, from: region), to: peer,
      after: plan.distance(region, peer), in: &context)
  }

  mutating func query(
    _ tag: TagID, job: UInt32, from asking: RegionID, in context: inout Context<RegistryMessage>
  ) {
    context.send(
      .handler(asking, .queried(job: job, holds: holds(plan.content.tag(of: tag), atLeast: tag))),
      after: plan.distance(region, asking), crossing: plan.partition(of: region))
  }

  mutating func queried(
    _ slot: UInt32, holds: Bool, in context: inout Context<RegistryMessage>
  ) {
    guard !jobs[slot].isAborted else {
      jobs.remove(slot)
      return
    }
    guard case .querying(let number) = jobs[slot].phase else { return }
    if holds {
      jobs[slot].source = .region(plan.peers(of: region)[number])
      askForManifests(slot, in: &context)
    } else {
      askPeer(number + 1, slot, in: &context)
    }
  }

  /// Goes upstream, having asked the home region first where all regions share one fetch.
  private mutating func claimOrFetch(
    _ slot: UInt32, in context: inout Context<RegistryMessage>
  ) {
    guard behaviour.concurrentMisses == .joinedPerRegistry else {
      askForManifests(slot, in: &context)
      return
    }
    jobs[slot].phase = .claiming
    let tag = jobs[slot].tags[0]
    if region == .home {
      claim(tag, job: slot, from: region, in: &context)
    } else if !condition.reaches(.home) {
      send(
        .claimed(job: slot, by: region), to: region, after: patience(for: region), in: &context)
    } else {
      context.send(
        .handler(.home, .claim(tag, job: slot, from: region)),
        after: plan.distance(region, .home), crossing: plan.partition(of: region))
    }
  }

  /// In the home region: the first to claim an image fetches it for all.
  mutating func claim(
    _ tag: TagID, job: UInt32, from asking: RegionID, in context: inout Context<RegistryMessage>
  ) {
    let fetcher = claims[tag.index] ?? asking
    claims[tag.index] = fetcher
    if asking == region {
      claimed(job, by: fetcher, in: &context)
    } else {
      context.send(
        .handler(asking, .claimed(job: job, by: fetcher)), after: plan.distance(region, asking),
        crossing: plan.partition(of: region))
    }
  }

  mutating func claimed(
    _ slot: UInt32, by fetcher: RegionID, in context: inout Context<RegistryMessage>
  ) {
    guard !jobs[slot].isAborted else {
      let job = jobs.remove(slot)
      if fetcher == region { release(job.tags[0], from: region, in: &context) }
      return
    }
    if fetcher == region {
      jobs[slot].holdsClaim = true
    } else {
      jobs[slot].source = .region(fetcher)
    }
    askForManifests(slot, in: &context)
  }
}
