import Randomness
public import SimulationKernel

/// The load balancer of a region: every request of a client passes it on its way to a front end.
///
/// It is where the registry turns requests away: 403 where its network rules do not name the
/// client's source, 429 beyond the limits of its tier. What is turned away by the rules counts
/// towards no limit. All else it spreads evenly over the zones that its probes find healthy. Which
/// one a request meets belongs to the request, so that the same request meets the same zone in every
/// alternative that is compared, unless that zone is out of rotation.
public struct Balancer: RegistryActor {
  let network: Network
  let region: RegionID
  /// Nil where there are no limits.
  private var throttle: Throttle?
  /// Indexed by pool.
  private let clients: [ClientGroup]
  /// What it knows of its zones.
  var zones: ZoneRotation
  /// Faults that bring it the requests of other regions.
  private(set) var burdens = FaultWatch()
  var ledger = BalancerLedger()
  private(set) var recorder = BalancerRecorder()
  private(set) var timeline = TimelineRecorder()

  init(network: Network, region: RegionID) {
    self.network = network
    self.region = region
    let plan = network.plan
    zones = ZoneRotation(plan)
    clients = plan.clientGroups
    throttle = plan.scenario.requestLimits.map {
      Throttle($0, plan.scenario.registry.throttling, identities: plan.identityCount)
    }
  }

  private var plan: WorldPlan { network.plan }

  public mutating func receive(
    _ request: ContentRequest, in context: inout Context<RegistryMessage>
  ) {
    ledger.arrivals += 1
    guard zones.isReached(at: context.now) else {
      ledger.lost += 1
      network.lose(request, from: region, in: &context)
      return
    }
    let group = clients[Int(request.requester.pool.index)]
    if group.access == .forbidden {
      recorder.forbidden += 1
      refuse(request, Answer(.forbidden), in: &context)
      return
    }
    let verdict = throttle?.admit(.read, of: Int(group.identity), at: context.now)
    if case .refused(let scope, let wait)? = verdict {
      switch scope {
      case .region: recorder.throttledByRegion += 1
      case .identity: recorder.throttledByIdentity += 1
      }
      burdens.throttled()
      refuse(request, .refused(.throttled, retryAfter: wait), in: &context)
      return
    }
    recorder.reads += 1
    ledger.forwarded += 1
    var stream = network.keys.stream(request, .zone)
    let zone = zones.pick(&stream, at: context.now)
    context.send(.frontEnd(.arrive(request), region, zone: zone), after: .zero)
  }

  private mutating func refuse(
    _ request: ContentRequest, _ answer: Answer, in context: inout Context<RegistryMessage>
  ) {
    ledger.refused += 1
    network.answer(request, answer, from: region, in: &context)
  }

  /// Another region's requests come here, or no longer.
  mutating func burden(_ occurrence: Int, _ begins: Bool) {
    if begins { burdens.beginBurden(occurrence) } else { burdens.close(occurrence) }
  }

  // MARK: Recording

  mutating func endWarmUp() {
    timeline.restart(.throttledRequests, from: Double(recorder.throttled))
    recorder = BalancerRecorder()
  }

  mutating func endInterval(_ number: Int) {
    timeline.add(.throttledRequests, in: number, total: Double(recorder.throttled))
  }

  // MARK: What must hold

  /// Whether every request that came was passed on, turned away, or met nobody.
  var conservesRequests: Bool {
    ledger.arrivals == ledger.forwarded + ledger.refused + ledger.lost
  }

  /// Whether no more reads passed than a full bucket and what came in since the start.
  func keepsToLimit(at now: Instant) -> Bool {
    throttle?.mostReads(by: now).map { Int128(ledger.forwarded) <= $0 } ?? true
  }
}

/// A pool's clients, as a balancer sees them.
struct ClientGroup: Hashable, Sendable, BitwiseCopyable {
  /// How their requests reach the registry.
  var access: NetworkAccess
  /// Whose requests they are, by number.
  var identity: UInt16
}

/// What a balancer did with requests over the whole run, for what must hold in every run.
struct BalancerLedger: Sendable {
  var arrivals = 0
  var forwarded = 0
  var refused = 0
  /// Those that nobody answered, since the region was not there.
  var lost = 0
}

/// What a balancer counts.
public struct BalancerRecorder: Hashable, Codable, Sendable {
  /// Reads that passed, and so were counted against the limits.
  public var reads = 0
  /// Reads refused because the region's limit was reached, whatever their identity's.
  public var throttledByRegion = 0
  /// Reads refused because their identity's limit alone was reached.
  public var throttledByIdentity = 0
  /// Requests from sources that the network rules do not name.
  public var forbidden = 0

  /// All that were refused with 429.
  public var throttled: Int { throttledByRegion + throttledByIdentity }
}
