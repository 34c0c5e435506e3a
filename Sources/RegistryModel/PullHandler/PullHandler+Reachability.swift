import SimulationKernel

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
