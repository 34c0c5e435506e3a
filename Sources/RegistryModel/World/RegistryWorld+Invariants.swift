import ContentCache
import SimulationKernel

extension RegistryWorld {
  /// What must hold in every run and does not, each in a sentence with its actor.
  func violations(at now: Instant) -> [String] {
    var found = pools.flatMap { violations(of: $0, at: now) }
    found += frontEnds.flatMap { violations(of: $0, at: now) }
    found += handlers.flatMap { violations(of: $0) }
    found += upstreams.flatMap { violations(of: $0, at: now) }
    for storage in storages where !storage.conservesBytes(at: now) {
      found.append("storage of \(name(storage.region)): \(Self.lostBytes)")
    }
    for link in links where !link.conservesBytes(at: now) {
      found.append("link from \(name(link.from)) to \(name(link.to)): \(Self.lostBytes)")
    }
    return found
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
    return found
  }

  private func violations(of handler: PullHandler) -> [String] {
    let region = name(handler.region)
    let cache = handler.cache
    let counters = cache.counters
    var found: [String] = []
    if counters.bytesStored != cache.bytesHeld + counters.bytesEvicted {
      found.append(
        "region \(region): \(counters.bytesStored) bytes went into the cache, but it holds "
          + "\(cache.bytesHeld) and evicted \(counters.bytesEvicted)")
    }
    if !handler.credentialsAreSound {
      found.append("region \(region): a request waits for a token that nobody fetches")
    }
    if handler.isStuck {
      found.append("region \(region): a request or a fetch waits for what nobody brings")
    }
    return found
  }

  private func violations(of upstream: Upstream, at now: Instant) -> [String] {
    let recorder = upstream.recorder
    let host = plan.upstreams[Int(upstream.upstream.index)].description.host
    var found: [String] = []
    if recorder.requests != recorder.counted + recorder.refused + recorder.exempt {
      found.append(
        "upstream \(host): \(recorder.requests) requests came, but \(recorder.counted) were "
          + "counted, \(recorder.refused) refused and \(recorder.exempt) exempt")
    }
    if !upstream.conservesBytes(at: now) { found.append("upstream \(host): \(Self.lostBytes)") }
    return found
  }
}

extension ClientPool {
  /// When the pulls that are under way started.
  var startsOfPullsUnderWay: [Instant] { pulls.records.map(\.startedAt) }
}

extension PullHandler {
  /// Whether somebody waits although nothing is under way that would end the wait.
  var isStuck: Bool {
    let isAsking = calls.records.contains { $0.phase != .over }
    if !isAsking, misses.waiterCount > 0 || checks.contains(where: { $0 != nil }) {
      return true
    }
    return jobs.records.contains { job in
      switch job.phase {
      case .manifests, .layers: job.outstanding == 0
      case .claiming, .querying: false
      }
    }
  }
}
