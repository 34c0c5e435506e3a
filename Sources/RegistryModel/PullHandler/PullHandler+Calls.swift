import ContentCache
import Randomness
import SimulationKernel

/// Calls: one question to an upstream or another region, asked again when it fails.
extension PullHandler {
  mutating func begin(_ call: Call, in context: inout Context<RegistryMessage>) {
    let slot = calls.insert(call)
    place(slot, in: &context)
  }

  /// Asks, for the first time or again.
  mutating func place(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let call = calls[slot]
    let boundary = plan.partition(of: region)
    switch call.source {
    case .upstream(let upstream):
      calls[slot].attempt += 1
      let attempt = calls[slot].attempt
      recorder.upstreamRequests += 1
      context.send(
        .upstream(
          upstream, .request(call.tag, call.part, from: region, slot: slot, attempt: attempt)),
        after: plan.distance(upstream, region), crossing: boundary)
      // A layer takes as long as its bytes take; only a short answer can be overdue.
      if call.part.layerPosition == nil {
        calls[slot].timeout = context.sendCancellable(
          .handler(region, .callTimedOut(slot: slot, attempt: attempt)),
          after: plan.scenario.registry.fetching.timeout)
      }
    case .region(let other):
      let draw =
        call.tag.rawValue &* 0x9E37_79B9 ^ UInt32(region.index) << 24
        ^ UInt32(truncatingIfNeeded: context.now.nanoseconds)
      let request = ContentRequest(
        slot: slot, draw: draw, tag: call.tag, requester: .region(region), part: call.part)
      context.send(
        .request(request, other, zone: call.zone), after: plan.distance(region, other),
        crossing: boundary)
    }
  }

  mutating func callTimedOut(
    _ slot: UInt32, attempt: UInt8, in context: inout Context<RegistryMessage>
  ) {
    guard calls.has(slot), calls[slot].attempt == attempt else { return }
    recorder.timeouts += 1
    calls[slot].timeout = nil
    callAnswered(slot, attempt: attempt, .upstreamFailed, in: &context)
  }

  mutating func callAnswered(
    _ slot: UInt32, attempt: UInt8, _ status: AnswerStatus,
    in context: inout Context<RegistryMessage>
  ) {
    // An answer to an attempt that was given up finds its call gone or at another attempt.
    guard calls.has(slot), calls[slot].attempt == attempt else { return }
    if let timer = calls[slot].timeout { context.cancel(timer) }
    calls[slot].timeout = nil
    let fetching = plan.scenario.registry.fetching
    if status == .upstreamFailed, attempt > 0, Int(attempt) < fetching.attempts {
      var stream = keys.backoff.forEntity(UInt64(slot) << 8 | UInt64(attempt)).stream
      // Doubling from attempt to attempt, spread by half either way.
      let wait = fetching.backoff.seconds * Double(1 << min(Int(attempt) - 1, 30))
      context.send(
        .handler(region, .retryCall(slot: slot)),
        after: Span(seconds: wait * (0.5 + stream.uniform())))
      return
    }
    finished(slot, status, in: &context)
  }

  private mutating func finished(
    _ slot: UInt32, _ status: AnswerStatus, in context: inout Context<RegistryMessage>
  ) {
    let call = calls[slot]
    switch call.purpose {
    case .check:
      calls.remove(slot)
      checked(call.tag, status, in: &context)
    case .manifest(let job):
      calls.remove(slot)
      manifestArrived(job, status, in: &context)
    case .layer:
      guard status == .ok, let position = call.part.layerPosition else {
        calls.remove(slot)
        layerFailed(call, status, in: &context)
        return
      }
      if behaviour.missDelivery == .streamAndCopy {
        // Whoever waits received the bytes as they came; only the job waits for the write.
        let layer = plan.content.layer(position, of: call.tag)
        var waiters: [LayerWaiter] = []
        misses.complete(layer) { waiters.append($0) }
        // The layer stays in flight until it is written.
        _ = misses.join(layer, .write)
        for waiter in waiters {
          switch waiter {
          case .request(let request, let zone, let origin):
            record(request, origin)
            passOn(request, layer, zone: zone, in: &context)
          case .job, .write:
            _ = misses.join(layer, waiter)
          }
        }
      }
      write(slot, in: &context)
    case .direct(let request, let zone, let stores):
      guard status == .ok else {
        calls.remove(slot)
        refuse(request, status, in: &context)
        return
      }
      if !stores || call.part.layerPosition == nil { record(request, call.source.origin) }
      if stores, call.part.layerPosition != nil {
        write(slot, in: &context)
      } else {
        calls.remove(slot)
        if let position = call.part.layerPosition {
          passOn(
            request, plan.content.layer(position, of: call.tag), zone: zone, in: &context)
        } else {
          plan.answer(request, .ok, from: region, in: &context)
        }
      }
    }
  }

  /// Gives bytes that have just come to whoever asked, without a detour over storage.
  private mutating func passOn(
    _ request: ContentRequest, _ layer: LayerID, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) {
    if let asking = request.requester.region {
      context.send(
        .interRegion(from: region, to: asking, .transfer(layer, slot: request.slot)),
        after: .zero)
    } else {
      plan.answer(request, .ok, from: region, in: &context)
    }
  }

  /// Writes a layer: confirmed when the zone it is written in has it, or all zones.
  private mutating func write(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let network = plan.scenario.registry.network
    let way = behaviour.zoneReplication == .synchronous ? network.zoneToZone : network.insideZone
    context.send(.handler(region, .written(slot: slot)), after: way + way)
  }

  mutating func written(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let call = calls.remove(slot)
    guard let position = call.part.layerPosition else { return }
    let layer = plan.content.layer(position, of: call.tag)
    store(layer, zone: call.zone, replicated: call.isReplication, in: &context)
    if case .direct(let request, let zone, _) = call.purpose {
      record(request, call.source.origin)
      serveLayer(request, layer, zone: zone, in: &context)
    } else {
      layerArrived(layer, in: &context)
    }
  }

  private mutating func store(
    _ layer: LayerID, zone: UInt8, replicated: Bool, in context: inout Context<RegistryMessage>
  ) {
    guard !cache.holds(layer) else { return }
    let eviction = cache.store(layer, at: context.now.nanoseconds)
    recorder.count(eviction)
    var everywhere = context.now
    if behaviour.zoneReplication == .asynchronous {
      var stream = keys.zoneLag.forEntity(
        UInt64(layer.rawValue) << 32 ^ UInt64(bitPattern: context.now.nanoseconds)
      ).stream
      everywhere = everywhere + stream.delay(plan.scenario.registry.storage.zoneLag)
    }
    placement[layer.index] = Placement(
      replicated: replicated, zone: zone, everywhereFrom: everywhere)
  }
}
