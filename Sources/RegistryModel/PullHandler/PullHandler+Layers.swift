import ContentCache
import Randomness
import SimulationKernel

/// Layers: from storage, or from where the region fetches.
extension PullHandler {
  mutating func layerRequested(
    _ request: ContentRequest, position: Int, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) {
    if !plan.pushes.isEmpty, plan.route(request.tag) == nil {
      pushedLayerRequested(request, position: position, zone: zone, in: &context)
      return
    }
    let layer = plan.content.layer(position, of: request.tag)
    if cache.access(layer, at: context.now.nanoseconds) {
      let placed = placement[layer.index]
      let inZone = placed.zone == zone || placed.everywhereFrom <= context.now
      record(request, placed.replicated ? .replicated : inZone ? .zone : .region)
      serveLayer(request, layer, zone: zone, in: &context)
      return
    }
    guard let upstream = plan.route(request.tag) else {
      refuse(request, Answer(.notFound), in: &context)
      return
    }
    noteBytesHeld(at: context.now)
    let job = job(bringingLayersOf: request.tag)
    if job == nil, passesThrough(request.tag) {
      passThrough(request, from: source(for: upstream), zone: zone, in: &context)
      return
    }
    let source = job.map { jobs[$0].source } ?? source(for: upstream)
    let joins: Bool =
      switch behaviour.concurrentMisses {
      case .joinedPerRegion, .joinedPerRegistry:
        job.map { self.joins(request, jobs[$0]) } ?? true
      case .separate:
        behaviour.missDelivery == .storeThenServe && (job.map { owns(request, jobs[$0]) } ?? false)
      }
    if joins {
      let isOwn = misses.waiters(for: layer) == 0 || job.map { owns(request, jobs[$0]) } ?? false
      let waiter = LayerWaiter.request(request, zone: zone, isOwn ? source.origin : .joined)
      guard misses.join(layer, waiter) == .first else { return }
      begin(
        Call(
          purpose: .layer, source: source, tag: request.tag, part: request.part, zone: zone,
          isReplication: false), in: &context)
    } else {
      fetch(
        request, from: source, zone: zone, stores: behaviour.missDelivery == .storeThenServe,
        in: &context)
    }
  }

  /// Sends a layer that the region holds.
  mutating func serveLayer(
    _ request: ContentRequest, _ layer: LayerID, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) {
    var stream = network.keys.stream(request, .firstByte)
    var delay = stream.delay(plan.scenario.registry.storage.firstByte)
    let placed = placement[layer.index]
    if placed.zone != zone, placed.everywhereFrom > context.now {
      let zoneToZone = plan.scenario.registry.network.zoneToZone
      delay = delay + zoneToZone + zoneToZone
    }
    if let asking = request.requester.region {
      context.send(
        .interRegion(from: region, to: asking, .transfer(layer, slot: request.slot)), after: delay)
    } else {
      // The front end redirects the client to storage: there and back once more.
      let way = network.distance(request.requester.pool, region, for: request)
      context.send(.storage(.read(request, zone: zone), region), after: delay + way + way)
    }
  }
}
