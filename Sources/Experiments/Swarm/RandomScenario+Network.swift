import RegistryModel
import SimulationKernel

extension Scenario {
  /// Ways of no length, links of no width, replication at once or far too late.
  mutating func drawNetwork(_ dice: inout Dice) {
    if dice.includes() {
      registry.network.zoneToZone = dice.spanOrZero(.nanoseconds(1), .seconds(1))
      registry.network.insideZone = dice.spanOrZero(.nanoseconds(1), .seconds(1))
      registry.network.clientToRegion = dice.spanOrZero(.nanoseconds(1), .seconds(1))
    }
    if dice.includes() { registry.network.jitter = dice.pick([0, 0, 0.5, 2]) }
    if dice.includes() {
      registry.network.betweenRegions = dice.bandwidth()
      registry.replication.bandwidthPerTransfer = dice.bandwidth()
    }
    if dice.includes() { registry.replication.delay = dice.delay(.nanoseconds(1), .hours(1)) }
    if dice.includes() { registry.replication.parallelImages = dice.pick([1, 2, 1_000]) }
    if dice.includes() {
      registry.replication.retryAfter = dice.span(.milliseconds(10), .hours(1))
    }
  }
}
