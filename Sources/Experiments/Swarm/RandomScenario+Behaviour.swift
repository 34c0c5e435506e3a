import CacheRules
import RegistryModel
import SimulationKernel

extension Scenario {
  /// A profile, and any value of any switch.
  mutating func drawBehaviour(_ dice: inout Dice) {
    profile = dice.any()
    behaviour = profile.switches
    if dice.includes() { behaviour.missFetcher = dice.any() }
    if dice.includes() { behaviour.missDelivery = dice.any() }
    if dice.includes() { behaviour.concurrentMisses = dice.any() }
    if dice.includes() {
      behaviour.tagFreshness = dice.pick([
        .never, .everyPull, .interval(dice.span(.nanoseconds(1), .hours(24))),
      ])
    }
    if dice.includes() { behaviour.upstreamFailure = dice.any() }
    if dice.includes() { behaviour.zoneReplication = dice.any() }
    if dice.includes() { behaviour.overlappingWildcards = dice.any() }
    if dice.includes() { behaviour.multiPlatform = dice.any() }
  }
}
