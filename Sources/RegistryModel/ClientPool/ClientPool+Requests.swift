import ContentCache
import Randomness
import SimulationKernel

/// Requests of a pull: what its machine asks, of which region, and what it does with the answers.
extension ClientPool {
  /// Finds the region to ask: kept from the last answer, or asked anew.
  mutating func resolve(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    let pull = pulls[slot]
    downloads.attemptBegins(on: pull.node)
    let known = resolved[Int(pull.node)]
    if known.until > context.now {
      askForManifest(slot, of: known.region, in: &context)
    } else {
      context.send(
        .resolve(
          pool, slot: slot, number: pull.number,
          attempt: UInt8(truncatingIfNeeded: pull.attempt)),
        after: plan.scenario.routing.resolverDistance)
    }
  }

  mutating func askForManifest(
    _ slot: UInt32, of region: RegionID, in context: inout Context<RegistryMessage>
  ) {
    pulls[slot].region = region
    ask(slot, for: .first(of: manifestRequests, byDigest: pulls[slot].isByDigest), in: &context)
  }

  // Mutating, though it changes nothing: otherwise the compiler copies the pool for it.
  private mutating func ask(
    _ slot: UInt32, for part: ContentPart, in context: inout Context<RegistryMessage>
  ) {
    let pull = pulls[slot]
    let request = ContentRequest(
      slot: slot, number: pull.number, tag: part.namesWhatWasTold ? pull.image : pull.tag,
      requester: .pool(pool), part: part,
      attempt: UInt8(truncatingIfNeeded: pull.attempt),
      share: part.layerPosition == nil ? .whole : downloads.share(on: pull.node))
    if !cuts.isEmpty, cuts.contains(pull.region) {
      lose(request, in: &context)
      return
    }
    network.send(
      .balancer(request, pull.region),
      after: network.distance(pool, pull.region, for: request), from: plan.partition(of: pool),
      to: plan.partition(of: pull.region), in: &context)
  }

  mutating func answered(
    _ slot: UInt32, _ part: ContentPart, _ answer: Answer,
    in context: inout Context<RegistryMessage>
  ) {
    if let position = part.layerPosition {
      if answer.isOK {
        let layer = plan.content.layer(position, of: pulls[slot].image)
        recorder.delivered[Int(pulls[slot].region.index)].add(plan.content.bytes(layer))
      }
      downloads.end(on: pulls[slot].node)
      if let action = pulls[slot].layerAnswered(position, answer, terms: terms) {
        perform(action, slot, in: &context)
      }
    } else if answer.isOK {
      pulls[slot].names(plan.content.version(answer.version, of: pulls[slot].tag))
      if let next = part.next(of: manifestRequests) {
        ask(slot, for: next, in: &context)
        return
      }
      let pull = pulls[slot]
      // Of a log's pull the log tells what it asked for.
      let kept =
        workload.recorded.map {
          ~$0.entry(of: pull.number).layers & .ones(plan.content.layerCount(of: pull.image))
        } ?? stores[Int(pull.node)].mask(of: plan.content.layers(of: pull.image))
      recorder.layersKept += kept.nonzeroBitCount
      pulls[slot].keeps(kept)
      let layers = pulls[slot].manifestArrived(
        layerCount: plan.content.layerCount(of: pull.image), parallel: terms.parallelLayers)
      downloads.begin(layers, on: pull.node)
      if layers == 0 {
        perform(.finish, slot, in: &context)
      } else if downloads.isAlone(on: pull.node) {
        askForFirstLayers(slot, in: &context)
      } else {
        // Another pull's manifest may come in this very instant.
        context.send(.pool(pool, .download(slot: slot)), after: .zero)
      }
    } else {
      perform(pulls[slot].failed(answer, terms: terms), slot, in: &context)
    }
  }

  mutating func askForFirstLayers(
    _ slot: UInt32, in context: inout Context<RegistryMessage>
  ) {
    for _ in 0..<pulls[slot].outstanding {
      // By itself: inside the call it would have the whole pool copied.
      let position = pulls[slot].takeFirst()
      ask(slot, for: .layer(position), in: &context)
    }
  }

  private mutating func perform(
    _ action: Pull.Action, _ slot: UInt32, in context: inout Context<RegistryMessage>
  ) {
    switch action {
    case .request(let position):
      downloads.begin(1, on: pulls[slot].node)
      ask(slot, for: .layer(position), in: &context)
    case .retry(let wait):
      recorder.retries += 1
      context.send(.pool(pool, .retry(slot: slot)), after: jittered(wait, of: pulls[slot]))
      passTurn(on: pulls[slot].node, in: &context)
    case .finish: end(slot, .ok, in: &context)
    case .fail(let status): end(slot, status, in: &context)
    }
  }

  /// How long a pull waits for its next attempt.
  private func jittered(_ wait: Span, of pull: Pull) -> Span {
    guard terms.backoffJitter > 0 else { return wait }
    var stream = network.keys.stream(
      ofPull: pull.number, in: pool, attempt: UInt8(truncatingIfNeeded: pull.attempt), .backoff)
    return terms.jittered(wait, &stream)
  }
}
