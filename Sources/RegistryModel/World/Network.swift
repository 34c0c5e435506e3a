import Randomness
import SimulationKernel

/// The ways between clients, regions and upstreams in one replication, and what is sent over them.
struct Network: Sendable {
  let plan: WorldPlan
  /// The keys of the replication's draws, the network's own among them.
  let keys: KeyRing

  /// One way between a pool's clients and a region, for one request: the published delay times a
  /// lognormal factor that belongs to the request, so that compared alternatives see the same
  /// network.
  func distance(_ pool: PoolID, _ region: RegionID, for request: ContentRequest) -> Span {
    let span = plan.workloads[Int(pool.index)].distances[Int(region.index)]
    let sigma = plan.scenario.registry.network.jitter
    guard sigma > 0 else { return span }
    var stream = keys.stream(request, .jitter)
    return Span(seconds: span.seconds * LogNormal(median: 1, sigma: sigma).sample(from: &stream))
  }

  /// Sends the answer to a request from a region to whoever asked.
  ///
  /// - Parameter wait: How long a client's machine still takes for the content.
  func answer(
    _ request: ContentRequest, _ answer: Answer, from region: RegionID, after wait: Span = .zero,
    in context: inout Context<RegistryMessage>
  ) {
    if let asking = request.requester.region {
      context.send(
        .handler(asking, .callAnswered(slot: request.slot, attempt: request.attempt, answer)),
        after: plan.distance(region, asking), crossing: plan.partition(of: region))
    } else {
      let pool = request.requester.pool
      send(
        .pool(pool, .answer(slot: request.slot, request.part, answer)),
        after: wait + distance(pool, region, for: request), from: plan.partition(of: region),
        to: plan.partition(of: pool), in: &context)
    }
  }

  /// Nobody answers a request that came to a region: whoever asked finds out when its patience ends.
  ///
  /// A timer of every request would cost each of them; that of the few that are lost is set by who
  /// loses them.
  func lose(
    _ request: ContentRequest, from region: RegionID, in context: inout Context<RegistryMessage>
  ) {
    let answer = Answer(.unavailable)
    if let asking = request.requester.region {
      let way = plan.distance(region, asking)
      let patience = plan.scenario.registry.fetching.timeout
      context.send(
        .handler(
          asking, .callAnswered(slot: request.slot, attempt: request.attempt, answer)),
        after: max(way, patience - way), crossing: plan.partition(of: region))
    } else {
      let pool = request.requester.pool
      let way = distance(pool, region, for: request)
      let patience = plan.scenario.routing.connectTimeout
      send(
        .pool(pool, .answer(slot: request.slot, request.part, answer)),
        after: max(way, patience - way), from: plan.partition(of: region),
        to: plan.partition(of: pool), in: &context)
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
      // Jitter may leave less of a delay than partitions run ahead of each other.
      context.send(message, after: max(delay, plan.lookahead), crossing: sender)
    }
  }
}

extension WorldPlan {
  /// One way from a region to an upstream, or back.
  func distance(_ upstream: UpstreamID, _ region: RegionID) -> Span {
    upstreams[Int(upstream.index)].distances[Int(region.index)]
  }
}
