import ContentCache
import Randomness
public import SimulationKernel
import Statistics

/// The clients of one workload: machines that pull images, keep layers, and try again.
public struct ClientPool: RegistryActor {
  let network: Network
  let pool: PoolID
  let terms: PullTerms
  var arrivals: Arrivals
  var deployment = Deployment()
  /// Nil where machines pull as many images at once as are wanted.
  private(set) var queues: NodeQueues?
  var pulls = Slab<Pull>()
  private var nextNumber: UInt32 = 0
  let manifestRequests: Int
  /// Indexed by node: the answer of the global endpoint and until when it is kept.
  private(set) var resolved: [(region: RegionID, until: Instant)]
  private(set) var stores: [NodeStore]
  var downloads: NodeDownloads
  var recorder: PoolRecorder
  var cuts: CutRegions

  init(network: Network, pool: PoolID, recordsPulls: Bool) {
    self.network = network
    self.pool = pool
    let plan = network.plan
    let description = plan.workloads[Int(pool.index)].description
    terms = PullTerms(description.clients)
    arrivals = Arrivals(
      description.arrivals, startOfDay: plan.scenario.run.startOfDay,
      key: network.keys.key("workload/\(description.name)", "arrivals"))
    resolved = Array(
      repeating: (RegionID.home, Instant.zero), count: description.clients.nodes)
    stores = Array(
      repeating: NodeStore(capacity: description.clients.layerStore),
      count: description.clients.nodes)
    downloads = NodeDownloads(nodes: description.clients.nodes)
    manifestRequests = description.manifestRequests
    cuts = CutRegions(regions: plan.regions.count)
    recorder = PoolRecorder(regions: plan.regions.count, recordsPulls: recordsPulls)
    queues = description.clients.mostPullsAtOnce.map {
      NodeQueues(nodes: description.clients.nodes, limit: $0)
    }
  }

  var plan: WorldPlan { network.plan }
  var workload: WorkloadPlan { plan.workloads[Int(pool.index)] }
  var clients: ClientDescription { workload.description.clients }

  public mutating func receive(
    _ message: PoolMessage, in context: inout Context<RegistryMessage>
  ) {
    switch message {
    case .arrival: arrive(in: &context)
    case .start(let node, let number): start(node: node, number: number, in: &context)
    case .resolved(let region, let slot):
      resolved[Int(pulls[slot].node)] = (region, context.now + plan.scenario.routing.dnsLifetime)
      askForManifest(slot, of: region, in: &context)
    case .answer(let slot, let part, let answer):
      answered(slot, part, answer, in: &context)
    case .retry(let slot): takeTurn(slot, in: &context)
    case .download(let slot): askForFirstLayers(slot, in: &context)
    }
  }

  // MARK: Arrivals

  /// The messages with which the workload begins.
  mutating func begin(in context: inout Context<RegistryMessage>) {
    switch workload.description.arrivals {
    case .steady, .timeOfDay, .week, .bursts:
      scheduleArrival(in: &context)
    case .replay:
      scheduleRecorded(in: &context)
    case .scaleOut(let description):
      scaleOut(description, after: description.at, in: &context)
    case .rollingDeployment(let rollout):
      if rollout.waits {
        context.send(.pool(pool, .arrival), after: rollout.at)
      } else {
        roll(rollout, in: &context)
      }
    case .closedLoop(let pause):
      for node in 0..<clients.nodes {
        startAfterPause(node: node, number: takeNumber(), mean: pause, in: &context)
      }
    }
  }

  private mutating func scheduleArrival(in context: inout Context<RegistryMessage>) {
    guard let wait = arrivals.next(after: context.now) else { return }
    context.send(.pool(pool, .arrival), after: wait)
  }

  /// The next pull of the log.
  private func scheduleRecorded(in context: inout Context<RegistryMessage>) {
    guard let due = workload.recorded?.due(nextNumber) else { return }
    context.send(.pool(pool, .arrival), after: max(.zero, due - context.now))
  }

  func startLater(
    node: Int, number: UInt32, after wait: Span, in context: inout Context<RegistryMessage>
  ) {
    context.send(.pool(pool, .start(node: UInt32(node), number: number)), after: wait)
  }

  /// The next pull of a closed loop.
  private func startAfterPause(
    node: Int, number: UInt32, mean: Span, in context: inout Context<RegistryMessage>
  ) {
    var stream = network.keys.stream(ofPull: number, in: pool, .pause)
    startLater(
      node: node, number: number,
      after: Span(seconds: Exponential(mean: mean.seconds).sample(from: &stream)), in: &context)
  }

  mutating func takeNumber() -> UInt32 {
    defer { nextNumber &+= 1 }
    return nextNumber
  }

  private mutating func arrive(in context: inout Context<RegistryMessage>) {
    switch workload.description.arrivals {
    case .bursts(_, let mean, let within):
      for _ in 0..<arrivals.burstSize(mean: mean) {
        let number = takeNumber()
        context.send(
          .pool(pool, .start(node: node(of: number), number: number)),
          after: arrivals.moment(within: within))
      }
      scheduleArrival(in: &context)
    case .scaleOut(let description):
      scaleOut(description, after: .zero, in: &context)
    case .rollingDeployment(let rollout):
      rollNextBatch(rollout, in: &context)
    case .replay:
      let number = takeNumber()
      start(node: node(of: number), number: number, in: &context)
      scheduleRecorded(in: &context)
    case .steady, .timeOfDay, .week, .closedLoop:
      let number = takeNumber()
      start(node: node(of: number), number: number, in: &context)
      scheduleArrival(in: &context)
    }
  }

  /// The node that an independent pull falls on.
  private func node(of number: UInt32) -> UInt32 {
    if let client = workload.recorded?.entry(of: number).client {
      return client % UInt32(clients.nodes)
    }
    var stream = network.keys.stream(ofPull: number, in: pool, .node)
    return UInt32(stream.below(UInt64(clients.nodes)))
  }

  /// The image that a pull wants.
  private func image(of number: UInt32) -> TagID {
    if let recorded = workload.recorded { return recorded.entry(of: number).tag }
    let deployed = workload.deployed
    if !deployed.isEmpty { return deployed[Int(number) % deployed.count] }
    var stream = network.keys.stream(ofPull: number, in: pool, .image)
    let image = workload.images[workload.popularity.sample(from: &stream)]
    return asksForUnknown(number) ? plan.content.image(image).unknown ?? image : image
  }

  /// Whether a pull is of a tag that does not exist.
  private func asksForUnknown(_ number: UInt32) -> Bool {
    let share = workload.description.images.unknownShare
    guard share > 0 else { return false }
    var stream = network.keys.stream(ofPull: number, in: pool, .unknown)
    return stream.uniform() < share
  }

  /// Whether a pull names its image by the digest; what does not exist has none.
  private func asksByDigest(_ pull: Pull) -> Bool {
    let share = workload.description.images.digestShare
    guard share > 0, plan.content.image(pull.tag).kind != .unknown else { return false }
    var stream = network.keys.stream(ofPull: pull.number, in: pool, .digest)
    return stream.uniform() < share
  }

  // MARK: A pull

  private mutating func start(
    node: UInt32, number: UInt32, in context: inout Context<RegistryMessage>
  ) {
    var pull = Pull(
      number: number, tag: image(of: number), node: node, startedAt: context.now)
    pull.isByDigest = asksByDigest(pull)
    recorder.started(at: context.now)
    if case .scaleOut(let scaleOut) = workload.description.arrivals, scaleOut.fresh {
      stores[Int(node)].clear()
      resolved[Int(node)].until = .zero
    }
    takeTurn(pulls.insert(pull), in: &context)
  }

  // MARK: Turns at a machine

  /// Begins an attempt when the machine has a turn for it.
  private mutating func takeTurn(_ slot: UInt32, in context: inout Context<RegistryMessage>) {
    if queues?.enter(slot, node: pulls[slot].node) == false {
      pulls[slot].queues(at: context.now)
    } else {
      resolve(slot, in: &context)
    }
  }

  /// An attempt on a machine is over: the pull that has waited longest there takes its turn.
  mutating func passTurn(on node: UInt32, in context: inout Context<RegistryMessage>) {
    downloads.attemptEnds(on: node)
    guard let next = queues?.leave(node: node) else { return }
    pulls[next].takesTurn(at: context.now)
    resolve(next, in: &context)
  }

  // MARK: The end

  mutating func end(
    _ slot: UInt32, _ status: AnswerStatus, in context: inout Context<RegistryMessage>
  ) {
    let pull = pulls.remove(slot)
    if status == .ok, workload.recorded == nil {
      stores[Int(pull.node)].keep(
        plan.content.layers(of: pull.image), of: plan.content.description)
    }
    recorder.ended(pull, status, at: context.now, queued: queues != nil)
    passTurn(on: pull.node, in: &context)
    if case .rollingDeployment(let rollout) = workload.description.arrivals, rollout.waits {
      batchPullEnded(rollout, in: &context)
    }
    if case .closedLoop(let pause) = workload.description.arrivals {
      // The pulls of a node are numbered by themselves, since which node is first to go on
      // depends on the registry.
      startAfterPause(
        node: Int(pull.node), number: pull.number &+ UInt32(clients.nodes), mean: pause,
        in: &context)
    }
  }
}
