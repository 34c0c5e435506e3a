import RegistryModel
import SimulationKernel

extension Scenario {
  /// How often clients may ask and over which network, as whom they do and from where.
  mutating func drawAccess(_ dice: inout Dice) {
    drawThrottling(&dice)
    drawNetworkRules(&dice)
    for index in workloads.indices {
      if dice.includes() {
        workloads[index].clients.identity = dice.pick([
          .anonymous, .named("builds"), .named("nodes"),
        ])
      }
      if dice.chance(registry.networkRules.isRestricted ? 0.7 : 0.2) {
        workloads[index].clients.source = dice.pick(Self.sources)
      }
    }
  }

  private mutating func drawThrottling(_ dice: inout Dice) {
    if dice.includes() { behaviour.requestLimits = dice.any() }
    guard dice.includes() else { return }
    if behaviour.requestLimits != .none { registry.throttling.reads = dice.whole(1...200) }
    if dice.includes() { registry.throttling.bucket = dice.span(.nanoseconds(1), .hours(1)) }
    if dice.includes() { registry.throttling.period = dice.span(.nanoseconds(1), .hours(1)) }
    if dice.includes() {
      registry.throttling.scaleOut = ThrottlingDescription.ScaleOut(
        share: dice.pick([0.001, 0.5, 1]), time: dice.spanOrZero(.nanoseconds(1), .hours(1)))
    }
  }

  /// Some of ``sources`` are let in by each sort of rule, some by none.
  private mutating func drawNetworkRules(_ dice: inout Dice) {
    guard registry.tier.offers(.networkRules), dice.includes() else { return }
    registry.networkRules.publicAccess = !dice.chance(0.2)
    registry.networkRules.defaultAction = dice.chance(0.7) ? .deny : .allow
    registry.networkRules.trustedServices = dice.chance(0.6)
    if dice.chance(0.5) {
      registry.networkRules.addresses = dice.pick([
        [Self.documentation], [AddressRange(Self.documentation.first, prefix: 32)],
      ])
    }
    if dice.chance(0.5) { registry.networkRules.virtualNetworks = ["own-network", "hub"] }
    if dice.chance(0.5) {
      registry.networkRules.privateEndpoints = ["own-network"]
      registry.networkRules.privateEndpointDelay = dice.spanOrZero(.nanoseconds(1), .seconds(1))
    }
  }

  /// 203.0.113.0/24, which stands for public addresses in texts (RFC 5737).
  private static let documentation = AddressRange(203 << 24 | 113 << 8, prefix: 24)

  private static let sources: [ClientSource] = [
    .internet, .addresses(AddressRange(documentation.first | 7, prefix: 32)),
    .addresses(documentation), .virtualNetwork("own-network"), .virtualNetwork("hub"),
  ]
}
