import ContentCache
import SimulationKernel

/// Recording: statistics start anew after the warm-up, and each interval has figures of its own.
extension PullHandler {
  mutating func endWarmUp(at now: Instant) {
    bytesHeld.reset(at: now)
    timeline.restart(.layerRequests, from: Double(recorder.layers.answered.requests))
    timeline.restart(.layerHits, from: Double(recorder.layers.hits.requests))
    timeline.restart(.staleManifests, from: Double(recorder.staleAnswers))
    timeline.restart(.pullsTooEarly, from: Double(recorder.pullsTooEarly))
    timeline.restart(.replicatedBytes, from: Double(recorder.replicatedBytes))
    timeline.restart(.secretReads, from: Double(recorder.credentials.secretReads))
    timeline.restart(.tokenRequests, from: Double(recorder.credentials.tokenRequests))
    for index in credentials.indices { credentials[index].flow.resetStatistics(at: now) }
    recorder.restart()
  }

  mutating func endInterval(_ number: Int) {
    timeline.add(
      .layerRequests, in: number, total: Double(recorder.layers.answered.requests))
    timeline.add(.layerHits, in: number, total: Double(recorder.layers.hits.requests))
    timeline.add(.cacheBytes, in: number, level: Double(cache.bytesHeld))
    timeline.add(.staleManifests, in: number, total: Double(recorder.staleAnswers))
    timeline.add(.pullsTooEarly, in: number, total: Double(recorder.pullsTooEarly))
    timeline.add(.replicatedBytes, in: number, total: Double(recorder.replicatedBytes))
    timeline.add(.replicationBacklog, in: number, level: Double(offersOutstanding))
    guard !credentials.isEmpty else { return }
    timeline.add(.secretReads, in: number, total: Double(recorder.credentials.secretReads))
    timeline.add(.tokenRequests, in: number, total: Double(recorder.credentials.tokenRequests))
    let unhealthy = credentials.reduce(0) { $0 + ($1.flow.fault == nil ? 0 : 1) }
    timeline.add(.unhealthySets, in: number, level: Double(unhealthy))
  }
}
