import ContentCache
import Randomness
import SimulationKernel

/// Calls: one question to an upstream or another region, asked again when it fails.
extension PullHandler {
  /// The pause after a failed attempt is over.
  mutating func retry(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    guard calls[slot].phase != .over else {
      calls[slot].unanswered -= 1
      close(slot)
      return
    }
    place(slot, in: &context)
  }

  mutating func begin(_ call: Call, in context: inout Context<RegistryMessage>) {
    var call = call
    call.number = fetches.next(of: call.tag, call.part, in: plan.content)
    let slot = calls.insert(call)
    place(slot, in: &context)
  }

  /// Asks, for the first time or again.
  mutating func place(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    guard isAdmitted(slot, in: &context), isAuthorized(slot, in: &context) else { return }
    calls[slot].phase = .asking
    calls[slot].askedAt = context.now
    calls[slot].unanswered += 1
    let call = calls[slot]
    let boundary = plan.partition(of: region)
    switch call.source {
    case .upstream(let upstream):
      calls[slot].attempt += 1
      let attempt = calls[slot].attempt
      recorder.upstreamRequests += 1
      sentUpstream[Int(upstream.index)] += 1
      context.send(
        .upstream(
          .request(
            UpstreamRequest(
              slot: slot, number: call.number, tag: call.tag, part: call.part, region: region,
              attempt: attempt,
              credentials: plan.credentials.set(of: call.tag) ?? .anonymous)), upstream),
        after: plan.distance(upstream, region), crossing: boundary)
      calls[slot].timeout = context.sendCancellable(
        .handler(region, .callTimedOut(slot: slot)), after: patience(with: call))
    case .region(let other) where !condition.reaches(other):
      context.send(
        .handler(
          region,
          .callAnswered(slot: slot, attempt: call.attempt, Answer(.unavailable))),
        after: plan.scenario.registry.fetching.timeout)
    case .region(let other):
      let request = ContentRequest(
        slot: slot, number: call.number, tag: call.tag, requester: .region(region),
        part: call.part, attempt: call.attempt)
      context.send(
        .request(request, other, zone: call.zone), after: plan.distance(region, other),
        crossing: boundary)
    }
  }

  /// How long the answer to a call is waited for: a layer takes as long as its bytes take at the
  /// lowest speed that is put up with.
  private func patience(with call: Call) -> Span {
    let fetching = plan.scenario.registry.fetching
    guard let position = call.part.layerPosition else { return fetching.timeout }
    let bytes = plan.content.bytes(plan.content.layer(position, of: call.tag))
    let speed = fetching.lowestSpeed.bytesPerSecond
    return fetching.timeout + Span(seconds: Double(bytes) / speed)
  }

  /// The present attempt has waited long enough: an answered one cancels its timeout.
  mutating func callTimedOut(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    recorder.timeouts += 1
    calls[slot].timeout = nil
    attemptEnded(slot, Answer(.upstreamFailed), in: &context)
  }

  mutating func callAnswered(
    _ slot: UInt32, attempt: UInt8, _ answer: Answer,
    in context: inout Context<RegistryMessage>
  ) {
    calls[slot].unanswered -= 1
    switch calls[slot].phase {
    case .asking where calls[slot].attempt == attempt:
      if let timer = calls[slot].timeout { context.cancel(timer) }
      calls[slot].timeout = nil
      attemptEnded(slot, answer, in: &context)
    case .asking, .authorizing, .pausing, .writing: break
    case .over: close(slot)
    }
  }

  private mutating func attemptEnded(
    _ slot: UInt32, _ answer: Answer, in context: inout Context<RegistryMessage>
  ) {
    let fetching = plan.scenario.registry.fetching
    let attempt = calls[slot].attempt
    // Other regions have retried already what they report.
    guard attempt > 0, Int(attempt) < fetching.attempts,
      let pause = pause(before: calls[slot], after: answer)
    else {
      finished(slot, answer, in: &context)
      return
    }
    calls[slot].phase = .pausing
    context.send(.handler(region, .retryCall(slot: slot)), after: pause)
  }

  /// The wait before a call is tried again; nil where it is not.
  private func pause(before call: Call, after answer: Answer) -> Span? {
    let fetching = plan.scenario.registry.fetching
    switch answer.status {
    case .upstreamFailed:
      var stream = stream(of: call, .backoff)
      return fetching.pause(afterAttempt: Int(call.attempt), &stream)
    case .tooManyRequests:
      // Passed on at once, unless the upstream says when to come again and that is soon enough.
      return answer.retryAfter.flatMap { $0 <= fetching.retryAfterLimit ? $0 : nil }
    default: return nil
    }
  }

  /// Ends a call, whose slot is free once all that it asked is answered.
  mutating func close(_ slot: UInt32) {
    if calls[slot].unanswered == 0 {
      calls.remove(slot)
    } else {
      calls[slot].phase = .over
    }
  }

  /// What belongs to the present attempt at a call.
  func stream(of call: Call, _ purpose: DrawPurpose) -> RandomStream {
    network.keys.stream(
      ofFetch: call.number, of: plan.content.fetched(call.tag, call.part), by: region,
      attempt: call.attempt, purpose)
  }
}
