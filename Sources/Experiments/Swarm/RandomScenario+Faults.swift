import RegistryModel
import SimulationKernel

extension Scenario {
  /// What breaks and what is changed: any number at once, some of it twice on one element, some for
  /// good.
  mutating func drawFaults(_ dice: inout Dice) {
    guard dice.chance(0.5) else { return }
    if dice.includes() {
      routing.probes = ProbeDescription(
        interval: dice.span(.seconds(1), .minutes(1)), failures: dice.whole(1...4),
        timeout: dice.spanOrZero(.nanoseconds(1), .seconds(1)))
    }
    if dice.includes() {
      registry.zoneProbes = ProbeDescription(
        interval: dice.span(.milliseconds(10), .seconds(10)), failures: dice.whole(1...3),
        timeout: .zero)
    }
    if dice.includes() { routing.connectTimeout = dice.span(.milliseconds(1), .minutes(1)) }
    for number in 0..<dice.whole(1...6) {
      let kind = drawFault(&dice)
      let name = "fault-\(number)"
      faults.append(FaultDescription(name: name, kind: kind, occurrence: occurrence(&dice)))
      if dice.chance(0.3) {
        faults.append(
          FaultDescription(name: "\(name)-again", kind: kind, occurrence: occurrence(&dice)))
      }
    }
    if dice.includes(), let replica = registry.replicas.last {
      let at = Span(seconds: run.duration.seconds * 0.9 * dice.share())
      changes.append(ChangeDescription(at: at, kind: .addReplica(replica)))
      // Before, nobody can push to it.
      for index in pushes.indices where pushes[index].region == replica && pushes[index].at < at {
        pushes[index].region = nil
      }
    }
    if dice.includes() {
      let region = dice.pick(registry.regions)
      let at = Span(seconds: run.duration.seconds * 0.4 * dice.share())
      changes.append(ChangeDescription(at: at, kind: .takeOutOfRouting(region)))
      if dice.chance(0.5) {
        let back = at + Span(seconds: run.duration.seconds * 0.4) + .nanoseconds(1)
        changes.append(ChangeDescription(at: back, kind: .putIntoRouting(region)))
      }
    }
  }

  private func occurrence(_ dice: inout Dice) -> FaultDescription.Occurrence {
    if dice.chance(0.3) {
      let length = max(run.duration.seconds, 1e-6)
      return .random(
        meanTimeBetween: Span(seconds: length / Double(dice.whole(1...20))),
        meanTimeToRepair: Span(seconds: length / Double(dice.whole(1...50))))
    }
    let at = Span(seconds: run.duration.seconds * 0.9 * dice.share())
    let lasts = dice.chance(0.2) ? nil : dice.span(.nanoseconds(1), .minutes(10))
    return .scheduled(at: at, lasts: lasts)
  }

  private func drawFault(_ dice: inout Dice) -> FaultDescription.Kind {
    let region = dice.pick(registry.regions)
    let other = registry.regions.first { $0 != region }
    let host = String(dice.pick(rules).source.prefix { $0 != "/" })
    let factor = Double(dice.magnitude(1, 1_000))
    var kinds: [FaultDescription.Kind] = [
      .zoneOut(region: region, zone: dice.whole(1...registry.zones)), .regionOut(region: region),
      .frontEndsSlow(region: region, factor: factor), .upstreamOut(host: host),
      .upstreamSlow(host: host, factor: factor), .upstreamRefusing(host: host),
      .upstreamFailing(host: host, share: dice.share()), .replicationStalled(from: nil),
      .replicationStalled(from: region), .outOfRouting(region: region), .healthMonitorOut,
      .keyVaultOut, .keyVaultSlow(factor: factor),
    ]
    if let other {
      kinds.append(.linkImpaired(from: region, to: other, share: dice.pick([0, 0.001, 0.5])))
    }
    for set in rules.compactMap(\.credentialSet) {
      kinds += [
        .secretMissing(set: set), .secretExpired(set: set), .secretRotated(set: set),
        .roleRevoked(set: set),
      ]
    }
    return dice.pick(kinds)
  }
}
