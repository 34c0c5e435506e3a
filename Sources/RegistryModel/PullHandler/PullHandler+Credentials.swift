import Randomness
import SimulationKernel
public import Statistics

/// Credentials: what a call to an upstream waits for where its rule names a credential set.
///
/// What is cached needs none: a set that cannot be used keeps nobody from it, nor is it known to do
/// so in the service.
extension PullHandler {
  /// Whether a call may go to its upstream now. If not, it waits for a token, and is placed again
  /// or ends when there is an answer.
  mutating func isAuthorized(_ slot: UInt32, in context: inout Context<RegistryMessage>) -> Bool {
    guard case .upstream = calls[slot].source,
      let set = plan.credentials.set(of: calls[slot].tag)
    else { return true }
    let index = Int(set.index)
    if credentials[index].flow.hasToken(at: context.now) { return true }
    calls[slot].phase = .authorizing
    if credentials[index].flow.step != .idle { recorder.credentials.joinedWaits += 1 }
    perform(credentials[index].flow.need(slot, at: context.now), set, in: &context)
    return false
  }

  mutating func receive(
    _ message: CredentialMessage, _ set: CredentialSetID,
    in context: inout Context<RegistryMessage>
  ) {
    let (index, now) = (Int(set.index), context.now)
    let action: CredentialFlow.Action
    let faultsFound = credentials[index].flow.faultsFound
    switch message {
    case .identified(let number):
      action = credentials[index].flow.identified(number, at: now)
    case .secretRead(let number, let outcome, let version):
      if outcome != .ok, number == credentials[index].flow.number {
        recorder.credentials.failedSecretReads += 1
      }
      action = credentials[index].flow.read(number, outcome, version: version, at: now)
      if outcome == .ok, case .requestToken = action {
        credentials[index].watch.served(.ofReading, at: now)
      }
    case .tokenAnswered(let number, let status):
      if status != .ok, number == credentials[index].flow.number {
        recorder.credentials.failedTokenRequests += 1
      }
      action = credentials[index].flow.tokenAnswered(number, status, at: now)
    case .timedOut(let number):
      credentials[index].timer = nil
      if case .reading(let left) = credentials[index].flow.step {
        recorder.credentials.failedSecretReads += left
      } else {
        recorder.credentials.failedTokenRequests += 1
      }
      action = credentials[index].flow.timedOut(number, at: now)
    case .retry(let number): action = credentials[index].flow.retry(number: number, at: now)
    case .check:
      scheduleCheck(of: set, in: &context)
      guard !condition.outage.isOut else { return }
      action = credentials[index].flow.check(at: now)
    case .changed(let version):
      credentials[index].flow.changed(toVersion: version)
      action = .none
    }
    if let fault = credentials[index].flow.fault,
      credentials[index].flow.faultsFound > faultsFound
    {
      credentials[index].watch.detected(fault.symptoms, at: now)
    }
    perform(action, set, in: &context)
  }

  /// A fault of the key vault or of a set, or of all sets, begins or ends.
  mutating func watchCredentials(
    _ occurrence: Int, _ symptoms: FaultSymptoms, _ set: CredentialSetID?, _ begins: Bool
  ) {
    for index in credentials.indices where set.map({ Int($0.index) == index }) ?? true {
      credentials[index].watch.change(occurrence, symptoms, begins)
    }
  }

  /// Health checks begin with the run and are made by the home region alone, which holds the
  /// registry's configuration.
  mutating func beginHealthChecks(in context: inout Context<RegistryMessage>) {
    for index in plan.credentials.sets.indices {
      scheduleCheck(of: CredentialSetID(index), in: &context)
    }
  }

  private func scheduleCheck(
    of set: CredentialSetID, in context: inout Context<RegistryMessage>
  ) {
    let description = plan.credentials.sets[Int(set.index)].description
    guard let interval = description.healthCheckInterval else { return }
    context.send(.handler(region, .credentials(set, .check)), after: interval)
  }

  private mutating func perform(
    _ action: CredentialFlow.Action, _ set: CredentialSetID,
    in context: inout Context<RegistryMessage>
  ) {
    guard action != .none else { return }
    let index = Int(set.index)
    if let timer = credentials[index].timer { context.cancel(timer) }
    credentials[index].timer = nil
    let boundary = plan.partition(of: region)
    func own(_ message: CredentialMessage) -> RegistryMessage {
      .handler(region, .credentials(set, message))
    }
    switch action {
    case .none: break
    case .identify(let number):
      var stream = network.keys.stream(
        ofCredentials: set, of: region, number: number, .identity)
      context.send(
        own(.identified(number: number)),
        after: stream.delay(plan.scenario.keyVault.identityTime))
    case .read(let number, let version):
      for secret in SecretKind.allCases {
        recorder.credentials.secretReads += 1
        network.send(
          .keyVault(
            .read(
              SecretRequest(
                set: set, region: region, number: number, version: version, secret: secret))),
          after: plan.credentials.distance(region), from: boundary, to: plan.partitionOfKeyVault,
          in: &context)
      }
      credentials[index].timer = context.sendCancellable(
        own(.timedOut(number: number)), after: plan.scenario.keyVault.timeout)
    case .requestToken(let number, let version):
      recorder.credentials.tokenRequests += 1
      let upstream = plan.credentials.sets[index].upstream
      context.send(
        .upstream(
          .token(TokenRequest(set: set, region: region, number: number, version: version)),
          upstream),
        after: plan.distance(upstream, region), crossing: boundary)
      credentials[index].timer = context.sendCancellable(
        own(.timedOut(number: number)), after: plan.scenario.registry.fetching.timeout)
    case .pause(let number, let attempt):
      var stream = network.keys.stream(
        ofCredentials: set, of: region, number: number, .backoff)
      context.send(
        own(.retry(number: number)),
        after: plan.scenario.registry.fetching.pause(afterAttempt: attempt, &stream))
    case .granted:
      credentials[index].watch.served(.all, at: context.now)
      for wait in credentials[index].flow.takeWaiting() {
        recorder.credentials.time.record(nanoseconds: (context.now - wait.since).nanoseconds)
        place(wait.call, in: &context)
      }
    case .refused(let answer):
      for wait in credentials[index].flow.takeWaiting() {
        recorder.credentials.time.record(nanoseconds: (context.now - wait.since).nanoseconds)
        if let refusal = credentials[index].flow.refusal {
          credentials[index].watch.lost(refusal.symptoms, at: context.now)
        }
        finished(wait.call, answer, in: &context)
      }
    }
  }

  /// Whether every call that waits for a token is known to a flow that is under way, and no other.
  var credentialsAreSound: Bool {
    let waiting = credentials.reduce(0) { $0 + $1.flow.waiting.count }
    let calls = calls.records.reduce(0) { $0 + ($1.phase == .authorizing ? 1 : 0) }
    return waiting == calls
      && credentials.allSatisfy { $0.flow.waiting.isEmpty || $0.flow.step != .idle }
  }
}

/// A region's dealings with one credential set.
struct CredentialState: Sendable {
  var flow: CredentialFlow
  /// Of the question under way.
  var timer: Timer?
  var watch = FaultWatch()
}

/// What a region counts of its credential sets.
public struct CredentialRecorder: Equatable, Codable, Sendable {
  /// Requests to the key vault for one secret; those refused, failed or not answered in time.
  public var secretReads = 0
  public var failedSecretReads = 0
  /// Requests to upstreams for a token; those refused, failed or not answered in time.
  public var tokenRequests = 0
  public var failedTokenRequests = 0
  /// Calls that waited for a token that was being fetched already.
  public var joinedWaits = 0
  /// How long calls waited for a token, or for the news that there is none.
  public var time = LatencyHistogram()

  public init() {}
}

extension FetchDescription {
  /// The wait after an attempt that failed: doubling from attempt to attempt, spread by the jitter.
  func pause(afterAttempt attempt: Int, _ stream: inout RandomStream) -> Span {
    let wait = backoff.seconds * Double(1 << min(attempt - 1, 30))
    return Span(seconds: wait * (1 - backoffJitter + 2 * backoffJitter * stream.uniform()))
  }
}
