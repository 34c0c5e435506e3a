import Randomness
public import SimulationKernel

/// The front ends of one zone of a region: a queue with servers.
///
/// A request waits for a server, occupies it for a service time and is then decided on by the
/// region's ``PullHandler``. A request that finds the queue full is refused with 503.
public struct FrontEnd: RegistryActor {
  let plan: WorldPlan
  let region: RegionID
  let zone: UInt8
  private let serviceKey: StreamKey
  private var queue: ServerQueue<ContentRequest>
  private(set) var recorder = FrontEndRecorder()
  private(set) var timeline = TimelineRecorder()

  init(plan: WorldPlan, region: RegionID, zone: Int, keys: KeyRing) {
    self.plan = plan
    self.region = region
    self.zone = UInt8(zone)
    self.serviceKey = keys.key("front-end/\(plan.regions[Int(region.index)])", "service")
    let frontEnds = plan.scenario.registry.frontEnds
    self.queue = ServerQueue(servers: frontEnds.servers, limit: frontEnds.queueLimit)
  }

  public mutating func receive(
    _ message: FrontEndMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .arrive(let request):
      recorder.arrivals += 1
      switch queue.arrive(request, at: context.now) {
      case .serve: serve(request, in: &context)
      case .wait: break
      case .refuse:
        recorder.rejections += 1
        answer(request, .overloaded, in: &context)
      }
    case .done(let request):
      recorder.served += 1
      if let next = queue.finish(at: context.now) { serve(next, in: &context) }
      context.send(
        .request(request, region, zone: zone), after: plan.scenario.registry.network.insideZone)
    }
  }

  /// A server takes a request. The service time belongs to the request, not to the order in which
  /// requests happen to come, so that it is the same in every alternative that is compared.
  private func serve(_ request: ContentRequest, in context: inout Context<RegistryMessage>) {
    var stream = serviceKey.forEntity(request.entity).stream
    let time = stream.delay(plan.scenario.registry.frontEnds.serviceTime)
    context.send(.frontEnd(.done(request), region, zone: zone), after: time)
  }

  private func answer(
    _ request: ContentRequest, _ status: AnswerStatus,
    in context: inout Context<RegistryMessage>
  ) {
    plan.answer(request, status, from: region, in: &context)
  }

  // MARK: Recording

  mutating func endWarmUp(at now: Instant) {
    timeline.restart(.frontEndUtilisation, from: queue.busy.integral(at: now))
    timeline.restart(.frontEndWaiting, from: queue.waiting.integral(at: now))
    recorder = FrontEndRecorder()
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
}

/// What the front ends of a zone count.
struct FrontEndRecorder: Sendable {
  var arrivals = 0
  var served = 0
  var rejections = 0
}
