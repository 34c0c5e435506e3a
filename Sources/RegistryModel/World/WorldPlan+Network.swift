import Randomness
import SimulationKernel

extension WorldPlan {
  /// One way from a pool's clients to a region, for one request.
  func distance(_ pool: PoolID, _ region: RegionID, for request: ContentRequest) -> Span {
    jittered(workloads[Int(pool.index)].distances[Int(region.index)], by: request.entity)
  }

  /// One way from a region to an upstream, or back.
  func distance(_ upstream: UpstreamID, _ region: RegionID) -> Span {
    upstreams[Int(upstream.index)].distances[Int(region.index)]
  }

  /// The delay of one message: the published one, times a lognormal factor that belongs to the
  /// request, so that compared alternatives see the same network.
  func jittered(_ span: Span, by entity: UInt64) -> Span {
    let sigma = scenario.registry.network.jitter
    guard sigma > 0 else { return span }
    var stream = Self.jitterKey.forEntity(entity).stream
    return Span(seconds: span.seconds * LogNormal(median: 1, sigma: sigma).sample(from: &stream))
  }

  private static let jitterKey = StreamKey(
    seed: 0, replication: 0, name: "network", purpose: "jitter")

  /// Sends the answer to a request from a region to whoever asked.
  func answer(
    _ request: ContentRequest, _ status: AnswerStatus, from region: RegionID,
    in context: inout Context<RegistryMessage>
  ) {
    if let asking = request.requester.region {
      context.send(
        .handler(asking, .callAnswered(slot: request.slot, attempt: 0, status)),
        after: distance(region, asking), crossing: partition(of: region))
    } else {
      let pool = request.requester.pool
      send(
        .pool(pool, .answer(slot: request.slot, request.part, status)),
        after: distance(pool, region, for: request), from: partition(of: region),
        to: partition(of: pool), in: &context)
    }
  }

  /// Sends a message inside a partition or across the boundary of it, whichever it is.
  func send(
    _ message: RegistryMessage, after delay: Span, from sender: Boundary, to receiver: Boundary,
    in context: inout Context<RegistryMessage>
  ) {
    if sender == receiver {
      context.send(message, after: delay)
    } else {
      // Jitter may leave nothing of a delay, and what crosses takes time.
      context.send(message, after: max(delay, .nanoseconds(1)), crossing: sender)
    }
  }
}
