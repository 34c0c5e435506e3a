import NetworkGeography
import RegistryModel
import SimulationKernel

extension Scenario {
  /// A few pools of a few machines each, of every kind of arrivals, anywhere.
  mutating func drawWorkloads(_ dice: inout Dice) {
    let names = namesInReach
    let regions = AzureRegion.all.map(\.name)
    let count = dice.pick([1, 1, 2, 3, 4])
    // What all of them pull, about: so a scenario takes milliseconds.
    let pulls = dice.pick([4, 20, 60, 120]) / count
    for number in 1...count {
      var workload = WorkloadDescription(
        name: "pool-\(number)",
        region: dice.chance(0.7) ? dice.pick(registry.regions) : dice.pick(regions),
        arrivals: .closedLoop(meanPause: run.duration))
      workload.clients = drawnClients(&dice, pulls: max(1, pulls))
      if dice.chance(0.4), let name = names.first {
        let path = dice.pick([name, dice.pick(names)]).prefix { $0 != ":" }
        workload.images.repositories = [
          dice.chance(0.5) ? String(path) : path.prefix { $0 != "/" } + "/*"
        ]
      }
      if dice.chance(0.3) { workload.images.popularityExponent = dice.pick([0, 1, 5]) }
      workload.arrivals = drawnArrivals(
        &dice, pulls: max(1, pulls), nodes: workload.clients.nodes, images: names)
      workloads.append(workload)
    }
  }

  private func drawnClients(_ dice: inout Dice, pulls: Int) -> ClientDescription {
    var clients = dice.includes() ? dice.any(ClientKind.self).defaults : ClientDescription()
    clients.nodes = Int(dice.magnitude(1, Int64(max(2, pulls))))
    if dice.includes() {
      clients.layerStore = dice.pick([nil, ByteCount(1), ByteCount(dice.magnitude(1, 100 << 30))])
    }
    if dice.includes() {
      clients.parallelLayers = dice.pick([1, 2, 5, 1_000])
      clients.bandwidth = dice.bandwidth()
    }
    if dice.includes() {
      clients.attempts = dice.pick([1, 2, 5, nil])
      clients.backoff = dice.spanOrZero(.nanoseconds(1), .minutes(1))
      clients.backoffLimit = max(clients.backoff, dice.span(.nanoseconds(1), .minutes(10)))
    }
    if clients.attempts == nil {
      // Who never gives up is to wait, or a scenario would not take milliseconds.
      clients.backoff = max(clients.backoff, .nanoseconds(1))
      clients.backoffLimit = max(
        clients.backoff, clients.backoffLimit, .nanoseconds(run.duration.nanoseconds / 50))
    }
    if catalogue.source == .builtIn, rules.contains(where: { $0.target == "mcr/*" }),
      dice.chance(0.3)
    {
      clients.platform = "linux/arm64"
    }
    return clients
  }

  private func drawnArrivals(
    _ dice: inout Dice, pulls: Int, nodes: Int, images: [String]
  ) -> ArrivalDescription {
    let rate = Rate(perSecond: min(1e8, max(1e-8, Double(pulls) / run.duration.seconds)))
    switch dice.whole(0...7) {
    case 0: return .steady(rate: rate)
    case 1:
      return .timeOfDay(
        mean: rate, swing: dice.share(), peak: .seconds(Int64(dice.whole(0...86_399))))
    case 2:
      let mean = dice.pick([1, 1.5, 10])
      return .bursts(
        rate: Rate(perSecond: max(1e-8, rate.perSecond / mean)), meanPulls: mean,
        within: dice.spanOrZero(.nanoseconds(1), run.duration))
    case 3: return drawnScaleOut(&dice, pulls: pulls, nodes: nodes, images: images)
    case 4: return drawnRollingDeployment(&dice, nodes: nodes, images: images)
    case 5: return .week(drawnWeek(&dice, rate: rate))
    case 6: return drawnReplay(&dice) ?? .steady(rate: rate)
    default:
      let pause = run.duration.seconds * Double(nodes) / Double(pulls)
      return .closedLoop(meanPause: max(.nanoseconds(1), Span(seconds: pause)))
    }
  }

  /// Weeks of every hour alike, of one hour, of any; idle or busiest on its last two days.
  private func drawnWeek(_ dice: inout Dice, rate: Rate) -> WeeklyLoad {
    let hour = dice.whole(0...23)
    var hours = dice.pick([
      WeeklyLoad.officeHours, Array(repeating: 1, count: 24), (0..<24).map { $0 == hour ? 1 : 0 },
      (0..<24).map { _ in dice.pick([0, 0.5, 1, 1_000]) },
    ])
    if hours.allSatisfy({ $0 == 0 }) { hours[hour] = 1 }
    // The busiest hour of a short run has no more than another workload.
    let peak = (hours.max() ?? 1) * 24 / hours.reduce(0, +)
    let mean = run.duration < .hours(24) ? rate.perSecond / peak : rate.perSecond
    return WeeklyLoad(
      mean: Rate(perSecond: max(1e-8, mean)), hours: hours, weekend: dice.share(),
      firstDay: dice.any())
  }
}
