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
