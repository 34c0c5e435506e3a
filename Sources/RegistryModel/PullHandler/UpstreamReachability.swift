import SimulationKernel

/// What a region takes an upstream for: there, or offline for a while after a failure.
///
/// A circuit breaker (Nygard, "Release It!", 2007) as registries have it: Artifactory assumes a remote
/// repository offline for a stated time after a request to it failed, Nexus blocks one that does not
/// answer. Meanwhile nobody asks; when the time is over one call does, and all others go on as before
/// until it has found out. A pure state machine: the ``PullHandler`` performs what it says.
struct UpstreamReachability: Sendable {
  /// Whether a call may ask the upstream.
  enum Admission: Hashable, Sendable {
    case asks
    /// It asks on behalf of all: the time is over.
    case triesAgain
    /// It fails without asking.
    case refused
  }

  private enum State: Hashable, Sendable {
    case online
    case offline(until: Instant)
    /// A call is finding out.
    case trying
  }

  /// For how long a failure is remembered; zero: not at all.
  let memory: Span
  private var state = State.online

  init(memory: Span) { self.memory = memory }

  /// A call wants to ask.
  mutating func admit(at now: Instant) -> Admission {
    switch state {
    case .online: return .asks
    case .trying: return .refused
    case .offline(let until):
      guard until <= now else { return .refused }
      state = .trying
      return .triesAgain
    }
  }

  /// A call that was admitted so has ended, all its attempts over.
  ///
  /// - Parameter isUpstreams: Whether the upstream itself said so. A call whose credentials could not
  ///   be had, or for which nobody waits any more, has learnt nothing of it.
  mutating func ended(
    _ admission: Admission, _ status: AnswerStatus, isUpstreams: Bool, at now: Instant
  ) {
    guard memory > .zero, admission != .refused else { return }
    if status == .upstreamFailed {
      // What began before the failure that is remembered says nothing new.
      if state == .online || admission == .triesAgain { state = .offline(until: now + memory) }
    } else if isUpstreams {
      state = .online
    } else if admission == .triesAgain {
      state = .offline(until: now)
    }
  }

  /// Nothing is remembered any more.
  mutating func forget() { state = .online }
}

/// Upstreams that are assumed to be offline.
extension PullHandler {
  /// Whether a call may be placed. If not, it ends as if its upstream had failed at every attempt.
  mutating func isAdmitted(_ slot: UInt32, in context: inout Context<RegistryMessage>) -> Bool {
    guard case .upstream(let upstream) = calls[slot].source else { return true }
    // Whoever finds out does so with all attempts.
    if calls[slot].admission == .triesAgain { return true }
    let admission = reachability[Int(upstream.index)].admit(at: context.now)
    calls[slot].admission = admission
    guard admission == .refused else { return true }
    recorder.assumedFailures += 1
    calls[slot].phase = .asking
    calls[slot].attempt = 0
    calls[slot].unanswered += 1
    // Not within this message: whoever began the call may be about to begin others.
    context.send(
      .handler(
        region, .callAnswered(slot: slot, attempt: 0, Answer(.upstreamFailed))), after: .zero)
    return false
  }

  /// The end of a call tells whether its upstream is there.
  mutating func learn(from call: Call, _ answer: Answer, at now: Instant) {
    guard case .upstream(let upstream) = call.source else { return }
    reachability[Int(upstream.index)].ended(
      call.admission, answer.status, isUpstreams: isUpstreams(answer, of: call), at: now)
  }

  /// Whether an answer that ends a call is what its upstream said.
  private func isUpstreams(_ answer: Answer, of call: Call) -> Bool {
    // The client whose connection was cut has no answer.
    guard answer.status != .unavailable else { return false }
    guard call.phase == .authorizing, let set = plan.credentials.set(of: call.tag) else {
      return true
    }
    return credentials[Int(set.index)].flow.refusal == .refusedUpstream
  }
}
