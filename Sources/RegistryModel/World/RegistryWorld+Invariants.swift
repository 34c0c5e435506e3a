import ContentCache
public import SimulationKernel

extension RegistryWorld: CheckedWorld {
  /// What must hold in every run and does not, each in a sentence with its actor.
  func violations(at now: Instant) -> [String] { violations(at: now, .contents) }

  public func violations(at now: Instant, _ depth: CheckDepth) -> [String] {
    var found = pools.flatMap { violations(of: $0, at: now) }
    found += frontEnds.flatMap { violations(of: $0, at: now) }
    for handler in handlers {
      let region = name(handler.region)
      found += handler.violations(depth).map { "region \(region): \($0)" }
    }
    found += upstreams.flatMap { violations(of: $0, at: now) }
    // In a part of a run, the other side is in another part.
    if !isPart { found += Self.lostRequests(from: handlers, to: upstreams) }
    for balancer in balancers where !balancer.keepsToLimit(at: now) {
      found.append(
        "balancer of \(name(balancer.region)): \(balancer.ledger.forwarded) requests passed, more "
          + "than its limit grants")
    }
    for balancer in balancers where !balancer.conservesRequests {
      found.append(
        "balancer of \(name(balancer.region)): \(balancer.ledger.arrivals) requests came, but "
          + "\(balancer.ledger.forwarded) were passed on, \(balancer.ledger.refused) refused and "
          + "\(balancer.ledger.lost) lost")
    }
    for storage in storages where !storage.conservesBytes(at: now) {
      found.append("storage of \(name(storage.region)): \(Self.lostBytes)")
    }
    for link in links where !link.conservesBytes(at: now) {
      found.append("link from \(name(link.from)) to \(name(link.to)): \(Self.lostBytes)")
    }
    return found
  }

  /// What regions sent to upstreams and never came, or came and was never sent: of the requests to an
  /// upstream, all that came were sent, and all that were sent came or are on the way, which no more
  /// are than wait for their answers.
  static func lostRequests(from handlers: [PullHandler], to upstreams: [Upstream]) -> [String] {
    let waiting = handlers.map(\.requestsUnanswered)
    return upstreams.compactMap { upstream in
      let index = Int(upstream.upstream.index)
      let sent = handlers.reduce(0) { $0 + $1.sentUpstream[index] }
      let unanswered = waiting.reduce(0) { $0 + $1[index] }
      guard upstream.received > sent || upstream.received < sent - unanswered else { return nil }
      return
        "upstream \(upstream.description.host): \(upstream.received) requests came, but regions "
        + "sent \(sent), of which \(unanswered) wait for their answers"
    }
  }

  private static let lostBytes =
    "the bytes to be sent are not those that were sent and that are on their way"

  private func name(_ region: RegionID) -> String { plan.regions[Int(region.index)] }

  private func violations(of frontEnd: FrontEnd, at now: Instant) -> [String] {
    let place = "front ends of \(name(frontEnd.region)), zone \(frontEnd.zone + 1)"
    var found: [String] = []
    if !frontEnd.conservesRequests {
      found.append(
        "\(place): \(frontEnd.ledger.arrivals) requests came and \(frontEnd.ledger.departures) "
          + "left, but \(frontEnd.inProgress) are there")
    }
    if frontEnd.isIdleBeforeRequests {
      found.append("\(place): requests wait although a server is free")
    }
    if !frontEnd.obeysUtilisationLaw(at: now) {
      found.append("\(place): the busy servers, over time, are not the sum of the service times")
    }
    return found
  }

  private func violations(of pool: ClientPool, at now: Instant) -> [String] {
    let name = plan.workloads[Int(pool.pool.index)].description.name
    var found: [String] = []
    let recorder = pool.recorder
    if recorder.inFlight != pool.pulls.count {
      found.append(
        "workload \(name): \(recorder.totalStarted) pulls started, \(recorder.totalServed) were "
          + "served and \(recorder.totalFailed) failed, but \(pool.pulls.count) are in flight")
    }
    if !recorder.obeysLittlesLaw(underWay: pool.startsOfPullsUnderWay, at: now) {
      found.append(
        "workload \(name): the pulls under way, over time, are not the sum of their stays")
    }
    let (asked, counted) = (pool.layersAskedFor, pool.downloads.layers)
    if asked != counted {
      found.append(
        "workload \(name): its pulls wait for \(asked) layers, but its nodes count \(counted) "
          + "downloads")
    }
    if let queues = pool.queues {
      let (running, waiting) = (queues.running, queues.waiting)
      if !queues.isSound || running != pool.downloads.attempts
        || running + waiting > recorder.inFlight
      {
        found.append(
          "workload \(name): of \(recorder.inFlight) pulls in flight, nodes pull \(running) and "
            + "let \(waiting) wait, not each as many as it may")
      }
    }
    return found
  }

  private func violations(of upstream: Upstream, at now: Instant) -> [String] {
    let recorder = upstream.recorder
    let host = plan.upstreams[Int(upstream.upstream.index)].description.host
    var found: [String] = []
    if recorder.requests
      != recorder.counted + recorder.refused + recorder.exempt + recorder.unanswered
    {
      found.append(
        "upstream \(host): \(recorder.requests) requests came, but \(recorder.counted) were "
          + "counted, \(recorder.refused) refused, \(recorder.exempt) exempt and "
          + "\(recorder.unanswered) not answered")
    }
    let parts = recorder.indexes + recorder.manifests + recorder.layers + recorder.tagChecks
    if recorder.requests != parts {
      found.append(
        "upstream \(host): \(recorder.requests) requests came, but \(parts) for indexes, "
          + "manifests, layers and tag checks")
    }
    if let quota = upstream.quotaUse, quota.mostUsed > quota.limit {
      found.append(
        "upstream \(host): a window of its quota has \(quota.mostUsed) requests; it grants "
          + "\(quota.limit)")
    }
    if !upstream.conservesBytes(at: now) { found.append("upstream \(host): \(Self.lostBytes)") }
    return found
  }
}

extension RegistryWorld {
  /// Once nothing is under way: the pushed images that some region lacks, each in a sentence.
  ///
  /// Says nothing of what was refused, has failed or is lost anywhere, nor while a region waits for
  /// another to be reached.
  public var missingPushes: [String] {
    let there = handlers.filter { handler in !handler.condition.missing[Int(handler.region.index)] }
    guard there.allSatisfy({ !$0.pushed.hasGaps && $0.offersOutstanding == 0 }) else { return [] }
    var missing: [String] = []
    for push in plan.pushes {
      for entry in push.entries {
        let tag = plan.content.tag(of: entry)
        let latest = there.compactMap { $0.pushed.current(tag) }
          .max { plan.content.version(of: $0) < plan.content.version(of: $1) }
        // Of an earlier version nobody needs to have the image any more.
        guard let latest, latest == entry else { continue }
        for handler in there where !handler.pushed.holds(latest) {
          missing.append(
            "region \(name(handler.region)): the image \(plan.content.image(latest).reference) never "
              + "comes, which was pushed to the registry")
        }
      }
    }
    return missing
  }
}

extension ClientPool {
  /// When the pulls that are under way started.
  var startsOfPullsUnderWay: [Instant] { pulls.records.map(\.startedAt) }

  /// Layers that pulls have asked for, or are about to, and that have not been answered.
  var layersAskedFor: Int { pulls.records.reduce(0) { $0 + $1.outstanding } }
}

extension RegistryWorld {
  public func recordsToCheck(_ depth: CheckDepth) -> Int {
    // An actor's own figures are some records' worth.
    var records = 8 * (pools.count + frontEnds.count + storages.count + upstreams.count)
    records += 2 * links.count
    records += pools.reduce(0) { $0 + $1.pulls.slotCount }
    // A node's counter is a small part of a record.
    records += pools.reduce(0) { $0 + $1.downloads.nodeCount / 16 }
    records += handlers.reduce(0) { $0 + $1.calls.slotCount + $1.jobs.slotCount }
    guard depth == .contents else { return records }
    return records + handlers.reduce(0) { $0 + $1.cache.describedCount + $1.checks.count }
  }
}
