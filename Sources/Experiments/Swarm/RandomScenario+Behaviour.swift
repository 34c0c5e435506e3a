import CacheRules
import RegistryModel
import SimulationKernel

extension Scenario {
  /// A profile, and any value of any switch.
  mutating func drawBehaviour(_ dice: inout Dice) {
    profile = dice.any()
    behaviour = profile.switches
    if dice.chance(0.7) { behaviour.missFetcher = dice.any() }
    if dice.chance(0.7) { behaviour.missDelivery = dice.any() }
    if dice.chance(0.7) { behaviour.concurrentMisses = dice.any() }
    if dice.chance(0.7) {
      behaviour.tagFreshness = dice.pick([
        .never, .everyPull, .interval(dice.span(.nanoseconds(1), .hours(24))),
      ])
    }
    if dice.chance(0.7) { behaviour.upstreamFailure = dice.any() }
    if dice.chance(0.7) { behaviour.zoneReplication = dice.any() }
    if dice.chance(0.7) { behaviour.overlappingWildcards = dice.any() }
    if dice.chance(0.7) { behaviour.multiPlatform = dice.any() }
  }
}
