import ContentCache
import SimulationKernel

extension RegistryWorld {
  /// What must hold in every run and does not, each in a sentence with its actor.
  func violations(at now: Instant) -> [String] {
    pools.flatMap { violations(of: $0, at: now) } + handlers.flatMap { violations(of: $0) }
      + upstreams.flatMap { violations(of: $0) }
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
    let region = plan.regions[Int(handler.region.index)]
    let cache = handler.cache
    let counters = cache.counters
    guard counters.bytesStored == cache.bytesHeld + counters.bytesEvicted else {
      return [
        "region \(region): \(counters.bytesStored) bytes went into the cache, but it holds "
          + "\(cache.bytesHeld) and evicted \(counters.bytesEvicted)"
      ]
    }
    return []
  }

  private func violations(of upstream: Upstream) -> [String] {
    let recorder = upstream.recorder
    guard recorder.requests == recorder.counted + recorder.refused + recorder.exempt else {
      let host = plan.upstreams[Int(upstream.upstream.index)].description.host
      return [
        "upstream \(host): \(recorder.requests) requests came, but \(recorder.counted) were "
          + "counted, \(recorder.refused) refused and \(recorder.exempt) exempt"
      ]
    }
    return []
  }
}

extension ClientPool {
  /// When the pulls that are under way started.
  var startsOfPullsUnderWay: [Instant] { pulls.records.map(\.startedAt) }
}
