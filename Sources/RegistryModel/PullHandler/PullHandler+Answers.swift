import ContentCache
import Randomness
import SimulationKernel

/// Answers to calls: who waits for what has come, what is stored, and what is passed on as it comes.
extension PullHandler {
  mutating func finished(
    _ slot: UInt32, _ answer: Answer, in context: inout Context<RegistryMessage>
  ) {
    let call = calls[slot]
    learn(from: call, answer, at: context.now)
    switch call.purpose {
    case .check:
      close(slot)
      checked(call.tag, answer, in: &context)
    case .manifest(let job):
      close(slot)
      if call.part.isIndex {
        indexArrived(job, answer, in: &context)
      } else {
        manifestArrived(job, of: call.tag, answer, in: &context)
      }
    case .layer:
      guard answer.isOK, let position = call.part.layerPosition else {
        close(slot)
        layerFailed(call, answer, in: &context)
        return
      }
      if behaviour.missDelivery == .streamAndCopy {
        // Whoever waits received the bytes as they came; only the job waits for the write.
        let layer = plan.content.layer(position, of: call.tag)
        var waiters: [LayerWaiter] = []
        misses.complete(layer) { waiters.append($0) }
        // The layer stays in flight until it is written.
        _ = misses.join(layer, .nobody)
        for waiter in waiters {
          switch waiter {
          case .request(let request, _, let origin):
            record(request, origin)
            passOn(request, layer, since: streamStart(of: call), in: &context)
          case .job, .nobody:
            _ = misses.join(layer, waiter)
          }
        }
      }
      write(slot, in: &context)
    case .direct(let request, _, let stores):
      guard answer.isOK else {
        close(slot)
        refuseManifest(request, answer, in: &context)
        return
      }
      if call.part.isIndex, !request.part.isIndex {
        close(slot)
        fetchManifest(for: call, answer, in: &context)
        return
      }
      if !stores || call.part.layerPosition == nil { record(request, call.source.origin) }
      if stores, call.part.layerPosition != nil {
        write(slot, in: &context)
      } else {
        close(slot)
        if let position = call.part.layerPosition {
          passOn(
            request, plan.content.layer(position, of: call.tag), since: streamStart(of: call),
            in: &context)
        } else {
          let tag = plan.content.tag(of: call.tag)
          answerManifest(
            request, with: plan.content.version(answer.version, of: tag), in: &context)
        }
      }
    }
  }

  /// When the first byte of what a call has brought can have come, at the earliest.
  private func streamStart(of call: Call) -> Instant {
    switch call.source {
    case .upstream(let upstream): call.askedAt + plan.distance(upstream, region) * 2
    case .region(let other): call.askedAt + plan.distance(region, other) * 2
    }
  }

  /// Gives bytes that have come to whoever asked, without a detour over storage.
  ///
  /// A client received them as they came, or as fast as its machine takes them if that is slower.
  /// Then the region holds back what is left, and the client has everything as long after the first
  /// byte as its share of the machine's bandwidth takes. That all of them came by then is right for
  /// whoever set the fetch off; of who joined it later, and of the time to the first byte, it makes a
  /// little too much.
  ///
  /// - Parameter start: When the first byte came.
  mutating func passOn(
    _ request: ContentRequest, _ layer: LayerID, since start: Instant,
    in context: inout Context<RegistryMessage>
  ) {
    if let asking = request.requester.region {
      context.send(
        .interRegion(from: region, to: asking, .transfer(layer, slot: request.slot)),
        after: .zero)
    } else {
      let clients = plan.workloads[Int(request.requester.pool.index)].description.clients
      let time = Span(
        seconds: Double(plan.content.bytes(layer))
          / clients.bandwidth.share(request.share).bytesPerSecond)
      network.answer(
        request, .ok, from: region, after: max(.zero, start + time - context.now), in: &context)
    }
  }

  /// Serves a layer that has just come: from storage, or as it came where storage did not take it.
  mutating func serveOrPassOn(
    _ request: ContentRequest, _ layer: LayerID, zone: UInt8,
    in context: inout Context<RegistryMessage>
  ) {
    if cache.holds(layer) {
      serveLayer(request, layer, zone: zone, in: &context)
    } else {
      passOn(request, layer, since: context.now, in: &context)
    }
  }

  /// Writes a layer: confirmed when the zone it is written in has it, or all zones.
  private mutating func write(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let ways = plan.scenario.registry.network
    let way = behaviour.zoneReplication == .synchronous ? ways.zoneToZone : ways.insideZone
    calls[slot].phase = .writing
    context.send(.handler(region, .written(slot: slot)), after: way + way)
  }

  mutating func written(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let call = calls[slot]
    guard call.phase != .over else {
      calls[slot].unanswered -= 1
      close(slot)
      return
    }
    close(slot)
    guard let position = call.part.layerPosition else { return }
    let layer = plan.content.layer(position, of: call.tag)
    store(layer, broughtBy: call, in: &context)
    if case .direct(let request, let zone, _) = call.purpose {
      record(request, call.source.origin)
      serveOrPassOn(request, layer, zone: zone, in: &context)
    } else {
      layerArrived(layer, in: &context)
    }
  }

  private mutating func store(
    _ layer: LayerID, broughtBy call: Call, in context: inout Context<RegistryMessage>
  ) {
    guard !holds(layer) else { return }
    let bytes = plan.content.bytes(layer)
    if call.isReplication { recorder.replicatedBytes += bytes }
    if plan.content.image(call.tag).kind == .pushed {
      guard makeRoom(forPushed: bytes, at: context.now) else { return }
      pushed.store(layer, bytes: bytes)
      noteBytesHeld(at: context.now)
    } else {
      let eviction = cache.store(layer, at: context.now.nanoseconds)
      recorder.count(eviction)
      noteForgotten(eviction, at: context.now)
      noteBytesHeld(at: context.now)
      guard eviction.isHeld else { return }
    }
    var stream = stream(of: call, .zoneLag)
    place(
      layer, in: call.zone, isReplicated: call.isReplication, &stream, at: context.now)
  }

  /// A layer is written in a zone, and in the others at once or later, as a draw says.
  mutating func place(
    _ layer: LayerID, in zone: UInt8, isReplicated: Bool, _ stream: inout RandomStream,
    at now: Instant
  ) {
    var everywhere = now
    if behaviour.zoneReplication == .asynchronous {
      everywhere = everywhere + stream.delay(plan.scenario.registry.storage.zoneLag)
    }
    placement[layer.index] = Placement(
      replicated: isReplicated, zone: condition.zone(insteadOf: zone), everywhereFrom: everywhere)
    if everywhere > now { notice(lagging: layer, at: now) }
  }
}
