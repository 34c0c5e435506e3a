import Randomness
public import SimulationKernel

/// The front ends of one zone of a region: a queue with servers.
///
/// A request waits for a server, occupies it for a service time and is then decided on by the
/// region's ``PullHandler``. A request that finds the queue full is refused with 503. When the zone is
/// lost, the connections of the waiting requests are cut, those of requests in service when their
/// service would have ended, and who comes meanwhile finds nobody.
public struct FrontEnd: RegistryActor {
  let network: Network
  let region: RegionID
  let zone: UInt8
  private var queue: ServerQueue<ContentRequest>
  /// Faults that keep the zone out of service, and those that slow it down.
  private var outages = 0
  private var slowness = Impairments()
  private(set) var watch = FaultWatch()
  private var spans = UtilisationSpans()
  var ledger = ServiceLedger()
  private(set) var recorder = FrontEndRecorder()
  private(set) var timeline = TimelineRecorder()

  init(network: Network, region: RegionID, zone: Int) {
    self.network = network
    self.region = region
    self.zone = UInt8(zone)
    let frontEnds = network.plan.scenario.registry.frontEnds
    self.queue = ServerQueue(servers: frontEnds.servers, limit: frontEnds.queueLimit)
  }

  private var plan: WorldPlan { network.plan }

  public mutating func receive(
    _ message: FrontEndMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .arrive(let request):
      recorder.arrivals += 1
      ledger.arrivals += 1
      guard outages == 0 else {
        ledger.departures += 1
        network.lose(request, from: region, in: &context)
        return
      }
      switch queue.arrive(request, at: context.now) {
      case .serve: serve(request, in: &context)
      case .wait: break
      case .refuse:
        recorder.rejections += 1
        watch.detected(.slowness, at: context.now)
        ledger.departures += 1
        answer(request, .overloaded, in: &context)
      }
    case .done(let request):
      recorder.served += 1
      ledger.departures += 1
      ledger.end(at: context.now)
      if let next = queue.finish(at: context.now) { serve(next, in: &context) }
      if watch.isOpen, queue.waitingCount == 0 { watch.served(.slowness, at: context.now) }
      guard outages == 0 else {
        watch.cut(.silence)
        answer(request, .unavailable, in: &context)
        return
      }
      context.send(
        .request(request, region, zone: zone), after: plan.scenario.registry.network.insideZone)
    }
  }

  /// A server takes a request. The service time belongs to the request, not to the order in which
  /// requests happen to come, so that it is the same in every alternative that is compared.
  private mutating func serve(_ request: ContentRequest, in context: inout Context<RegistryMessage>)
  {
    var stream = network.keys.stream(request, .service)
    var time = stream.delay(plan.scenario.registry.frontEnds.serviceTime)
    if !slowness.isEmpty { time = Span(seconds: time.seconds * slowness.product) }
    ledger.begin(time, at: context.now)
    context.send(.frontEnd(.done(request), region, zone: zone), after: time)
  }

  private func answer(
    _ request: ContentRequest, _ status: AnswerStatus,
    in context: inout Context<RegistryMessage>
  ) {
    network.answer(request, Answer(status), from: region, in: &context)
  }

  // MARK: Faults

  /// The zone is lost, alone or with its region, or comes back.
  mutating func outage(
    _ occurrence: Int, _ begins: Bool, in context: inout Context<RegistryMessage>
  ) {
    outages += begins ? 1 : -1
    guard begins else {
      watch.close(occurrence)
      return
    }
    watch.begin(occurrence, .silence)
    for request in queue.removeWaiting(at: context.now) {
      watch.cut(1, by: occurrence)
      ledger.departures += 1
      answer(request, .unavailable, in: &context)
    }
  }

  /// The front ends take so many times as long, or no longer. Nobody probes how long they take: it is
  /// found out when a queue is full.
  mutating func slow(_ factor: Double, _ occurrence: Int, _ begins: Bool) {
    slowness.change(factor, begins)
    watch.change(occurrence, .slowness, begins)
  }

  /// Takes down how busy the front ends are over an occurrence.
  mutating func measure(_ occurrence: Int, _ begins: Bool, at now: Instant) {
    let work = Double(ledger.work(by: queue.busyCount, at: now))
    spans.mark(occurrence, begins, total: work / Double(queue.servers), at: now)
  }

  /// The share of servers that was busy during an occurrence.
  func utilisation(during occurrence: Int, at now: Instant) -> Double? {
    let work = Double(ledger.work(by: queue.busyCount, at: now))
    return spans.mean(occurrence, total: work / Double(queue.servers), at: now)
  }

  // MARK: Recording

  mutating func endWarmUp(at now: Instant) {
    timeline.restart(.frontEndUtilisation, from: queue.busy.integral(at: now))
    timeline.restart(.frontEndWaiting, from: queue.waiting.integral(at: now))
    recorder = FrontEndRecorder()
    ledger.workBefore = ledger.work(by: queue.busyCount, at: now)
    queue.resetStatistics(at: now)
  }

  mutating func endInterval(_ number: Int, at now: Instant) {
    let seconds = plan.scenario.run.timelineInterval.seconds
    timeline.add(
      .frontEndUtilisation, in: number, total: queue.busy.integral(at: now),
      per: seconds * Double(queue.servers))
    timeline.add(
      .frontEndWaiting, in: number, total: queue.waiting.integral(at: now), per: seconds)
  }

  /// Busy servers and waiting requests, averaged over the time since the last reset.
  func levels(at now: Instant) -> (busy: Double, waiting: Double) {
    (queue.busy.mean(at: now), queue.waiting.mean(at: now))
  }

  /// Requests in the queue or in service now.
  var inProgress: Int { queue.busyCount + queue.waitingCount }

  // MARK: What must hold

  /// Whether every request that came has left or is here.
  var conservesRequests: Bool { ledger.arrivals == ledger.departures + inProgress }

  /// Whether a request waits although a server could take it.
  var isIdleBeforeRequests: Bool { queue.waitingCount > 0 && queue.busyCount < queue.servers }

  /// The utilisation law as an identity: the number of busy servers, integrated over time, is the
  /// time that the requests took of them.
  func obeysUtilisationLaw(at now: Instant) -> Bool {
    queue.busy.exactIntegral(at: now)
      == ledger.work(by: queue.busyCount, at: now) - ledger.workBefore
  }
}

/// What a front end's requests did over the whole run, for what must hold in every run.
struct ServiceLedger: Sendable {
  /// Requests that came, and that were refused or done with.
  var arrivals = 0
  var departures = 0
  /// The service time given until the last reset, in nanoseconds.
  var workBefore: Int128 = 0
  /// All service times that began, and the ends of those under way, in nanoseconds.
  private var begun: Int128 = 0
  private var ends: Int128 = 0

  mutating func begin(_ time: Span, at now: Instant) {
    begun += Int128(time.nanoseconds)
    // Not as an instant, which would end with the clock.
    ends += Int128(now.nanoseconds) + Int128(time.nanoseconds)
  }

  mutating func end(at now: Instant) { ends -= Int128(now.nanoseconds) }

  /// The service time given by `now`: what began, less what the busy servers have yet to do.
  func work(by busy: Int, at now: Instant) -> Int128 {
    begun - (ends - Int128(busy) * Int128(now.nanoseconds))
  }
}

/// What the front ends of a zone count.
struct FrontEndRecorder: Sendable {
  var arrivals = 0
  var served = 0
  var rejections = 0
}
