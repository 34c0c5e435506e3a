public import SimulationKernel

/// The messages of a window of one replication: who sent each, when, and who received it.
///
/// A trace is taken in a run of its own, so that an ordinary run pays nothing for it. The traced run
/// receives the same messages in the same order; its fingerprint says so.
public struct MessageTrace: Sendable {
  /// A message that was received in the window.
  public struct Entry: Sendable {
    /// What was received.
    public var message: RegistryMessage
    /// When it was received.
    public var receivedAt: Instant
    /// Where it was sent: the entry of the message whose receiver sent it. Nil for what was sent
    /// before the window or from outside.
    public var cause: Int?
    /// The pull that the message belongs to, where it belongs to one.
    public var pull: PullName?
  }

  /// A pull, by its pool and its number in it.
  public struct PullName: Hashable, Sendable {
    public var pool: PoolID
    public var number: UInt32
  }

  /// The first and last instant of what was asked for.
  public let window: ClosedRange<Instant>
  /// In the order of receiving.
  public let entries: [Entry]
  /// The instant of the first message that was left out because there were too many; nil where all
  /// are there.
  public let cutAt: Instant?
  /// The rolling fingerprint of the run at the end of the window.
  public let fingerprint: UInt64
  /// What the run was made from.
  public let plan: WorldPlan

  /// Runs a replication to the end of the window.
  ///
  /// Within the window, each message is received twice: first by a copy of its receiver whose
  /// sending is looked at, then by the receiver itself.
  ///
  /// - Parameter limit: The most messages that are kept.
  public init(
    _ plan: WorldPlan, replication: UInt32 = 0, window: ClosedRange<Instant>, limit: Int = 100_000
  ) {
    var simulation = Simulation(
      TracedWorld(
        world: RegistryWorld(plan, replication: replication), window: window, limit: limit))
    simulation.scheduleMarks(of: plan, simulation.world.world.faults)
    simulation.run(until: window.upperBound)
    self.plan = plan
    self.window = window
    entries = simulation.world.entries
    cutAt = simulation.world.cutAt
    fingerprint = simulation.fingerprint
  }
}

/// The registry's world under observation.
private struct TracedWorld: World {
  var world: RegistryWorld
  let window: ClosedRange<Instant>
  let limit: Int
  var entries: [MessageTrace.Entry] = []
  var cutAt: Instant?
  /// The entries in which messages were sent that have not been received, the latest last.
  private var senders: [Sending: [Int]] = [:]

  init(world: RegistryWorld, window: ClosedRange<Instant>, limit: Int) {
    self.world = world
    self.window = window
    self.limit = limit
  }

  mutating func receive(
    _ message: RegistryMessage, in context: inout Context<RegistryMessage>
  ) {
    if window.contains(context.now) {
      if entries.count < limit {
        observe(message, at: context.now)
      } else if cutAt == nil {
        cutAt = context.now
      }
    }
    world.receive(message, in: &context)
  }

  private mutating func observe(_ message: RegistryMessage, at now: Instant) {
    let key = Sending(message: message, due: now)
    // A message that was taken back and sent again is the later one of two alike.
    let cause = senders[key]?.popLast()
    if senders[key]?.isEmpty == true { senders[key] = nil }
    let inherited = message.isOfNoPull ? nil : cause.flatMap { entries[$0].pull }
    entries.append(
      MessageTrace.Entry(
        message: message, receivedAt: now, cause: cause,
        pull: world.pull(of: message) ?? inherited))
    for sending in Self.sendings(by: world, receiving: message, at: now) {
      senders[sending, default: []].append(entries.count - 1)
    }
  }

  /// What a world sends when it receives a message; the world itself stays as it is.
  private static func sendings(
    by world: RegistryWorld, receiving message: RegistryMessage, at now: Instant
  ) -> [Sending] {
    var copy = Simulation(ListeningWorld(world: world))
    // Nothing is pending, so this only sets the clock.
    copy.run(until: now)
    copy.schedule(message, at: now)
    copy.step()
    copy.world.isListening = true
    copy.run()
    return copy.world.heard
  }
}

/// A message on its way.
private struct Sending: Hashable {
  var message: RegistryMessage
  var due: Instant
}

/// A world that first receives a message and then only writes down what is delivered to it.
private struct ListeningWorld: World {
  var world: RegistryWorld
  var isListening = false
  var heard: [Sending] = []

  mutating func receive(
    _ message: RegistryMessage, in context: inout Context<RegistryMessage>
  ) {
    if isListening {
      heard.append(Sending(message: message, due: context.now))
    } else {
      world.receive(message, in: &context)
    }
  }
}

extension RegistryWorld {
  /// The pull that a message is about to be received for, as its receiver knows it.
  fileprivate func pull(of message: RegistryMessage) -> MessageTrace.PullName? {
    switch message {
    case .pool(let pool, .start(_, let number)): .init(pool: pool, number: number)
    case .pool(let pool, .resolved(_, let slot)), .pool(let pool, .answer(let slot, _, _)),
      .pool(let pool, .retry(let slot)), .pool(let pool, .download(let slot)),
      .resolve(let pool, let slot, _, _):
      pull(slot, of: pool)
    case .balancer(let request, _), .frontEnd(.arrive(let request), _, _),
      .frontEnd(.done(let request), _, _), .request(let request, _, _),
      .storage(.read(let request, _), _):
      pull(of: request)
    case .handler(let region, .callAnswered(let slot, _, _)),
      .handler(let region, .callTimedOut(let slot)), .handler(let region, .retryCall(let slot)),
      .handler(let region, .written(let slot)):
      pull(ofCall: slot, in: handlers[Int(region.index)])
    default: nil
    }
  }

  private func pull(of request: ContentRequest) -> MessageTrace.PullName? {
    // A region that asks does so under a call of its own.
    if let region = request.requester.region {
      return pull(ofCall: request.slot, in: handlers[Int(region.index)])
    }
    return pull(request.slot, of: request.requester.pool)
  }

  private func pull(_ slot: UInt32, of pool: PoolID) -> MessageTrace.PullName? {
    let pulls = pools[Int(pool.index)].pulls
    return pulls.has(slot) ? .init(pool: pool, number: pulls[slot].number) : nil
  }

  private func pull(ofCall slot: UInt32, in handler: PullHandler) -> MessageTrace.PullName? {
    guard handler.calls.has(slot) else { return nil }
    switch handler.calls[slot].purpose {
    case .direct(let request, _, _): return pull(of: request)
    case .manifest(let job) where handler.jobs.has(job):
      return handler.jobs[job].owner.flatMap { pull(of: $0) }
    default: return nil
    }
  }
}

extension RegistryMessage {
  /// Whether the message serves several pulls, so that its sender's says nothing of it.
  fileprivate var isOfNoPull: Bool {
    switch self {
    case .pool(_, .arrival), .pool(_, .start), .storage(.completed, _),
      .interRegion(_, _, .completed), .upstream(.completed, _), .mark, .handler(_, .offered),
      .frontEnd(.done, _, _), .routing, .zoneVerdict, .handler(_, .syncBegins),
      .handler(_, .pushed), .keyVault, .handler(_, .credentials), .upstream(.token, _),
      .upstream(.accepts, _):
      true
    default: false
    }
  }

  /// The message's kind in a word or two, as traces call it.
  public var kind: String {
    switch self {
    case .pool(_, let message):
      switch message {
      case .arrival: "arrival"
      case .start: "start"
      case .resolved: "resolved"
      case .answer(_, let part, let answer): "answer \(part.label), \(answer.status.label)"
      case .retry: "retry"
      case .download: "download"
      }
    case .resolve: "resolve"
    case .routing(_, _, let isHealthy, _), .zoneVerdict(_, _, let isHealthy, _):
      isHealthy ? "counts as healthy" : "counts as out"
    case .balancer(let request, _): "arrive, \(request.part.label)"
    case .frontEnd(.arrive(let request), _, _): "arrive, \(request.part.label)"
    case .frontEnd(.done(let request), _, _): "done, \(request.part.label)"
    case .request(let request, _, _): "request \(request.part.label)"
    case .handler(_, let message):
      switch message {
      case .callAnswered(_, _, let answer): "call answered, \(answer.status.label)"
      case .callTimedOut: "call timed out"
      case .retryCall: "retry call"
      case .written: "written"
      case .offered: "offered"
      case .claim: "claim"
      case .claimed: "claimed"
      case .release: "release"
      case .query: "query"
      case .queried(_, let holds): holds ? "queried, held" : "queried, not held"
      case .syncBegins: "sync begins"
      case .pushed: "pushed"
      case .credentials(_, let message): message.kind
      }
    case .storage(.read(let request, _), _): "read \(request.part.label)"
    case .storage(.completed, _): "download completed"
    case .interRegion(_, _, .transfer): "transfer"
    case .interRegion(_, _, .completed): "transfer completed"
    case .upstream(.request(let request), _): "request \(request.part.label)"
    case .upstream(.send, _): "send layer"
    case .upstream(.token, _): "request token"
    case .upstream(.accepts, _): "new secrets"
    case .keyVault(.read(let request)): "read \(request.secret.label)"
    case .keyVault(.condition(let condition, let begins)):
      "\(condition.label) \(begins ? "begins" : "ends")"
    case .upstream(.completed, _): "download completed"
    case .mark(.begin, _): "begin"
    case .mark(.endWarmUp, _): "end of warm-up"
    case .mark(.endInterval(let number), _): "end of interval \(number)"
    case .mark(.fault(let number, let begins), _): "fault \(number) \(begins ? "begins" : "ends")"
    }
  }
}

extension CredentialMessage {
  fileprivate var kind: String {
    switch self {
    case .identified: "identified"
    case .secretRead(_, let outcome, _): "secret read, \(outcome.label)"
    case .tokenAnswered(_, let status): "token answered, \(status.label)"
    case .timedOut: "credentials timed out"
    case .retry: "retry credentials"
    case .check: "check credentials"
    case .changed: "credential set changed"
    }
  }
}

extension KeyVaultCondition {
  fileprivate var label: String {
    switch self {
    case .out: "outage"
    case .slow: "slowness"
    case .secretMissing: "missing secret"
    case .secretExpired: "expired secret"
    case .secretRotated: "rotated secret"
    case .roleRevoked: "revoked role"
    }
  }
}

extension ContentPart {
  /// The part in words.
  fileprivate var label: String {
    if let layerPosition { return "layer \(layerPosition)" }
    if self == .tagCheck { return "tag check" }
    return (isIndex ? "index" : "manifest") + (isByDigest ? " by digest" : "")
  }
}
